/// The table of package managers: their subcommands, and the flags by what they mean.
///
/// Sources: apt-get(8), apt(8) and aptitude(8) of Debian 12; apk(8) of apk-tools 2.14; dnf 4 and yum 4 command
/// references; microdnf and tdnf `--help`; zypper(8) 1.14; pip 24, uv 0.5, pipenv 2024 and poetry 1.8 documentation;
/// npm 10, yarn 1.22 and pnpm 9 documentation; RubyGems 3.5 and Bundler 2.5; `go help install` of Go 1.22; cargo 1.80;
/// conda 24 and mamba 1.5; Composer 2.7. Which flags count follows the checks of hadolint (DL3008 to DL3062) and
/// Trivy (DS-0015 to DS-0029), so that rules may be the same as theirs.
package struct PackageManager: Sendable {
  /// How a package and its version are written in one word.
  package enum Notation: Sendable {
    /// `name=version`, and `name/release` of apt.
    case apt
    /// `name=1`, `name~=1`, `name<2`; `name@tag` names a repository.
    case apk
    /// `name-version`, `name=version`, `@group`.
    case rpm
    /// `name==1`, `name>=1`, `name @ url`.
    case python
    /// `name@version`, `@scope/name@version`.
    case npm
    /// `name:version`, or `-v version` for all.
    case gem
    /// `path@version`.
    case go
    /// `name@version`, or `--version version`.
    case cargo
    /// `name=1`, `name=1=build`, `channel::name`.
    case conda
    /// `vendor/name:constraint`.
    case composer
  }

  package var name: String
  package var notation: Notation
  package var actions: [String: PackageOperation.Action]
  /// Without these it asks before it acts; empty if it never asks.
  package var assumesYes: Set<String> = []
  package var skipsRecommended: Set<String> = []
  package var skipsCache: Set<String> = []
  /// Flags that weaken the check of signatures or certificates.
  package var skipsVerification: Set<String> = []
  /// Flags with a file that lists the packages.
  package var listFlags: Set<String> = []

  static func named(_ command: String) -> PackageManager? {
    if let manager = table[command] { return manager }
    // pip3, pip3.11: the same program for another Python.
    guard command.hasPrefix("pip"), command.dropFirst(3).allSatisfy({ $0.isNumber || $0 == "." }) else { return nil }
    return pip
  }

  private static func entries(_ managers: [PackageManager]) -> [String: PackageManager] {
    Dictionary(managers.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  private static let aptYes: Set<String> = ["-y", "--yes", "--assume-yes", "-qq", "--force-yes"]
  private static let aptActions: [String: PackageOperation.Action] = [
    "install": .install, "update": .refresh, "upgrade": .upgrade, "safe-upgrade": .upgrade,
    "dist-upgrade": .upgradeSystem,
    "full-upgrade": .upgradeSystem, "remove": .remove, "purge": .remove, "autoremove": .remove, "autopurge": .remove,
    "clean": .clean, "autoclean": .clean, "dist-clean": .clean, "distclean": .clean, "build-dep": .install,
    "reinstall": .install,
  ]

  private static func apt(_ name: String) -> PackageManager {
    PackageManager(
      name: name, notation: .apt, actions: aptActions, assumesYes: aptYes,
      skipsRecommended: name == "aptitude" ? ["--without-recommends", "-R"] : ["--no-install-recommends"],
      skipsVerification: ["--allow-unauthenticated", "--force-yes", "--allow-insecure-repositories"])
  }

  private static func rpm(_ name: String) -> PackageManager {
    PackageManager(
      name: name, notation: .rpm,
      actions: [
        "install": .install, "localinstall": .install, "reinstall": .install, "groupinstall": .install,
        "update": .upgrade,
        "upgrade": .upgrade, "upgrade-minimal": .upgrade, "distro-sync": .upgradeSystem, "makecache": .refresh,
        "check-update": .refresh, "remove": .remove, "erase": .remove, "autoremove": .remove, "clean": .clean,
      ], assumesYes: ["-y", "--assumeyes"],
      skipsRecommended: Set(["0", "False", "false", "no"].map { "--setopt=install_weak_deps=" + $0 }),
      skipsVerification: ["--nogpgcheck", "--no-gpg-checks", "--no-gpgchecks"])
  }

  private static let pip = python("pip")

  private static func python(_ name: String) -> PackageManager {
    PackageManager(
      name: name, notation: .python,
      actions: [
        "install": .install, "download": .install, "wheel": .install, "add": .install, "sync": .install, "lock": .other,
        "uninstall": .remove, "remove": .remove, "update": .upgrade, "cache": .clean,
      ], skipsCache: name == "poetry" ? ["--no-cache"] : ["--no-cache-dir", "--no-cache", "-n"],
      skipsVerification: ["--trusted-host", "--allow-insecure-host"],
      listFlags: ["-r", "--requirement", "--requirements"])
  }

  private static let zypper = PackageManager(
    name: "zypper", notation: .rpm,
    actions: [
      "install": .install, "in": .install, "source-install": .install, "si": .install, "refresh": .refresh,
      "ref": .refresh,
      "update": .upgrade, "up": .upgrade, "patch": .upgrade, "dist-upgrade": .upgradeSystem, "dup": .upgradeSystem,
      "remove": .remove, "rm": .remove, "clean": .clean, "cc": .clean,
    ], assumesYes: ["-y", "--no-confirm", "-n", "--non-interactive"], skipsRecommended: ["--no-recommends"],
    skipsVerification: ["--no-gpg-checks", "--allow-unsigned-rpm", "--gpg-auto-import-keys"])

  private static func node(_ name: String) -> PackageManager {
    PackageManager(
      name: name, notation: .npm,
      actions: [
        "install": .install, "i": .install, "add": .install, "ci": .install, "clean-install": .install,
        "update": .upgrade,
        "upgrade": .upgrade, "up": .upgrade, "uninstall": .remove, "remove": .remove, "rm": .remove, "cache": .clean,
        "store": .clean,
      ])
  }

  private static func conda(_ name: String) -> PackageManager {
    PackageManager(
      name: name, notation: .conda,
      actions: [
        "install": .install, "create": .install, "update": .upgrade, "upgrade": .upgrade, "remove": .remove,
        "uninstall": .remove, "clean": .clean,
      ], assumesYes: ["-y", "--yes"], listFlags: ["-f", "--file"])
  }

  static let table: [String: PackageManager] = entries(
    [apt("apt-get"), apt("apt"), apt("aptitude"), zypper]
      + ["yum", "dnf", "dnf5", "microdnf", "tdnf"].map(rpm)
      + ["pip", "uv", "pipenv", "poetry"].map(python)
      + ["npm", "yarn", "pnpm"].map(node)
      + ["conda", "mamba", "micromamba"].map(conda)
      + [
        PackageManager(
          name: "apk", notation: .apk,
          actions: [
            "add": .install, "update": .refresh, "upgrade": .upgrade, "del": .remove, "cache": .clean, "fix": .install,
          ], skipsCache: ["--no-cache"], skipsVerification: ["--allow-untrusted"]),
        PackageManager(
          name: "gem", notation: .gem,
          actions: [
            "install": .install, "i": .install, "update": .upgrade, "uninstall": .remove, "cleanup": .clean,
          ]),
        PackageManager(
          name: "bundle", notation: .gem,
          actions: ["install": .install, "add": .install, "update": .upgrade, "clean": .clean]),
        PackageManager(
          name: "go", notation: .go, actions: ["install": .install, "get": .install, "clean": .clean]),
        PackageManager(
          name: "cargo", notation: .cargo,
          actions: ["install": .install, "add": .install, "update": .upgrade, "uninstall": .remove]),
        PackageManager(
          name: "composer", notation: .composer,
          actions: [
            "require": .install, "install": .install, "update": .upgrade, "remove": .remove, "clear-cache": .clean,
            "clearcache": .clean,
          ], assumesYes: ["-n", "--no-interaction"], skipsCache: ["--no-cache"]),
      ])
}
