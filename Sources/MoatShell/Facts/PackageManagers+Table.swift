/// The table of package managers.
///
/// Sources: apt-get(8), apt(8) and aptitude(8) of Debian 12; apk(8) of apk-tools 2.14 and 3.0; the command references of
/// dnf 4.24, dnf5 5.2 and yum 4 with their aliases; microdnf and tdnf `--help`; zypper(8) 1.14; pacman(8) 7; the
/// documentation of pip 24, uv 0.5, pipx 1.7, pipenv 2024 and poetry 1.8; npm 10, yarn 1.22 and 4, pnpm 9 and bun 1.2;
/// RubyGems 3.5 and Bundler 2.5; `go help install` of Go 1.22; cargo 1.80; conda 24 and mamba 1.5; Composer 2.7. Which
/// flags count follows the checks of hadolint (DL3008 to DL3062) and Trivy (DS-0015 to DS-0029), so that rules may be the
/// same as theirs.
extension PackageManager {
  /// By the name of the command.
  package static let table: [String: PackageManager] = {
    var table: [String: PackageManager] = [
      "zypper": zypper, "apk": apk, "pacman": pacman, "pip": python("pip"), "uv": uv, "uvx": uvx, "pipx": pipx,
      "pipenv": python("pipenv", lists: ["-r", "--requirements"]), "poetry": poetry, "npm": npm, "npx": runner("npm"),
      "pnpm": pnpm,
      "pnpx": runner("pnpm"), "yarn": yarn, "bun": bun, "bunx": runner("bun"), "gem": gem, "bundle": bundle, "go": go,
      "cargo": cargo, "composer": composer,
    ]
    for name in ["apt-get", "apt", "aptitude"] { table[name] = apt(name) }
    for name in ["yum", "dnf", "dnf4", "dnf-3", "dnf5", "microdnf", "tdnf"] { table[name] = rpm(name) }
    for name in ["conda", "mamba", "micromamba"] { table[name] = conda(name) }
    return table
  }()

  // MARK: Distributions

  private static func apt(_ name: String) -> PackageManager {
    PackageManager(
      name: name, notation: .apt,
      actions: [
        "install": .install, "update": .refresh, "upgrade": .upgrade, "safe-upgrade": .upgrade,
        "dist-upgrade": .upgradeSystem, "full-upgrade": .upgradeSystem, "remove": .remove, "purge": .remove,
        "autoremove": .remove, "autopurge": .remove, "clean": .clean, "autoclean": .clean, "dist-clean": .clean,
        "distclean": .clean, "build-dep": .install, "reinstall": .install, "satisfy": .install,
        "dselect-upgrade": .upgrade,
      ], assumesYes: ["-y", "--yes", "--assume-yes", "-qq", "--force-yes"],
      skipsRecommended: name == "aptitude" ? ["--without-recommends", "-R"] : ["--no-install-recommends"],
      skipsVerification: ["--allow-unauthenticated", "--force-yes", "--allow-insecure-repositories"])
  }

  private static let apk = PackageManager(
    name: "apk", notation: .apk,
    actions: [
      "add": .install, "update": .refresh, "upgrade": .upgrade, "del": .remove, "cache": .clean, "fix": .install,
    ], skipsCache: ["--no-cache"], skipsVerification: ["--allow-untrusted", "--no-check-certificate"])

  private static func rpm(_ name: String) -> PackageManager {
    PackageManager(
      name: name, notation: .rpm,
      actions: [
        "install": .install, "in": .install, "install-n": .install, "install-na": .install, "install-nevra": .install,
        "localinstall": .install, "reinstall": .install, "rei": .install, "groupinstall": .install,
        "group-install": .install, "downgrade": .install, "dg": .install, "swap": .install, "do": .install,
        "builddep": .install, "build-dep": .install, "debuginfo-install": .install,
        "update": .upgrade, "upgrade": .upgrade, "up": .upgrade, "upgrade-minimal": .upgrade,
        "update-minimal": .upgrade, "up-min": .upgrade, "upgrade-to": .upgrade, "update-to": .upgrade,
        "localupdate": .upgrade, "groupupdate": .upgrade, "distro-sync": .upgradeSystem, "distrosync": .upgradeSystem,
        "distribution-synchronization": .upgradeSystem, "dsync": .upgradeSystem, "makecache": .refresh, "mc": .refresh,
        "check-update": .refresh, "check-upgrade": .refresh, "remove": .remove, "rm": .remove, "erase": .remove,
        "remove-n": .remove, "remove-na": .remove, "remove-nevra": .remove, "groupremove": .remove,
        "grouperase": .remove, "autoremove": .remove, "clean": .clean,
      ],
      prefixes: [
        "group": .groups, "groups": .groups, "grp": .groups, "module": .modules, "repository-packages": .repository,
        "repo-packages": .repository, "repo-pkgs": .repository,
      ], skipsFirstOperand: ["swap"], listSubcommands: ["builddep", "build-dep"], assumesYes: ["-y", "--assumeyes"],
      skipsRecommended: Set(["0", "False", "false", "no"].map { "--setopt=install_weak_deps=" + $0 }),
      skipsVerification: ["--nogpgcheck", "--no-gpg-checks", "--no-gpgchecks"])
  }

  private static let zypper = PackageManager(
    name: "zypper", notation: .rpm,
    actions: [
      "install": .install, "in": .install, "source-install": .install, "si": .install, "refresh": .refresh,
      "ref": .refresh, "update": .upgrade, "up": .upgrade, "patch": .upgrade, "dist-upgrade": .upgradeSystem,
      "dup": .upgradeSystem, "remove": .remove, "rm": .remove, "clean": .clean, "cc": .clean,
    ], assumesYes: ["-y", "--no-confirm", "-n", "--non-interactive"], skipsRecommended: ["--no-recommends"],
    skipsVerification: [
      "--no-gpg-checks", "--allow-unsigned-rpm", "--gpg-auto-import-keys", "--no-gpgcheck", "-G",
      "--gpgcheck-allow-unsigned", "--gpgcheck-allow-unsigned-repo", "--gpgcheck-allow-unsigned-package",
    ])

  /// Its operations are flags, which `PackageOperation` reads.
  private static let pacman = PackageManager(
    name: "pacman", notation: .pacman, actions: [:], assumesYes: ["--noconfirm"])

  // MARK: Languages

  private static func python(_ name: String, lists: Set<String> = ["-r", "--requirement"]) -> PackageManager {
    PackageManager(
      name: name, notation: .python,
      actions: [
        "install": .install, "download": .install, "wheel": .install, "add": .install, "sync": .install, "lock": .other,
        "uninstall": .remove, "remove": .remove, "update": .upgrade, "upgrade": .upgrade, "cache": .clean,
      ], listSubcommands: ["sync"], skipsCache: ["--no-cache-dir", "--no-cache", "-n"],
      skipsVerification: ["--trusted-host", "--allow-insecure-host"],
      listFlags: lists)
  }

  private static let uv: PackageManager = {
    var uv = python("uv", lists: ["-r", "--requirement", "--requirements"])
    uv.prefixes = ["pip": .plain, "tool": .tools]
    uv.actions["run"] = .execute
    uv.packageFlags = ["--from"]
    return uv
  }()

  private static let uvx: PackageManager = {
    var uvx = uv
    uvx.onlyAction = .execute
    return uvx
  }()

  private static let pipx = PackageManager(
    name: "pipx", notation: .python,
    actions: [
      "install": .install, "inject": .install, "run": .execute, "upgrade": .upgrade, "upgrade-all": .upgrade,
      "reinstall": .install, "reinstall-all": .install, "uninstall": .remove, "uninstall-all": .remove,
    ], skipsFirstOperand: ["inject"], packageFlags: ["--spec"], listFlags: ["-r", "--requirement"])

  private static let poetry: PackageManager = {
    var poetry = python("poetry", lists: [])
    poetry.prefixes = ["self": .plain]
    poetry.skipsCache = ["--no-cache"]
    return poetry
  }()

  private static func node(_ name: String, _ actions: [String: PackageOperation.Action]) -> PackageManager {
    PackageManager(
      name: name, notation: .npm, actions: actions, packageFlags: ["-p", "--package"])
  }

  /// `npx`, `pnpx` and `bunx`: the first operand is a package whose program is run.
  private static func runner(_ name: String) -> PackageManager {
    var manager = node(name, [:])
    manager.onlyAction = .execute
    return manager
  }

  private static let npm = node(
    "npm",
    [
      "install": .install, "i": .install, "in": .install, "ins": .install, "inst": .install, "insta": .install,
      "instal": .install, "isnt": .install, "isnta": .install, "isntal": .install, "isntall": .install, "add": .install,
      "ci": .install, "clean-install": .install, "ic": .install, "install-clean": .install, "isntall-clean": .install,
      "install-test": .install, "it": .install, "install-ci-test": .install, "cit": .install, "update": .upgrade,
      "upgrade": .upgrade, "up": .upgrade, "udpate": .upgrade, "uninstall": .remove, "unlink": .remove,
      "remove": .remove, "rm": .remove, "r": .remove, "un": .remove, "cache": .clean, "exec": .execute, "x": .execute,
    ])

  private static let pnpm = node(
    "pnpm",
    [
      "install": .install, "i": .install, "add": .install, "ci": .install, "update": .upgrade, "upgrade": .upgrade,
      "up": .upgrade, "uninstall": .remove, "remove": .remove, "rm": .remove, "un": .remove, "store": .clean,
      "cache": .clean, "dlx": .execute,
    ])

  private static let yarn: PackageManager = {
    var yarn = node(
      "yarn",
      [
        "install": .install, "add": .install, "upgrade": .upgrade, "up": .upgrade, "remove": .remove, "cache": .clean,
        "dlx": .execute,
      ])
    yarn.prefixes = ["global": .plain]
    return yarn
  }()

  private static let bun: PackageManager = {
    var bun = node(
      "bun",
      [
        "install": .install, "i": .install, "add": .install, "a": .install, "ci": .install, "update": .upgrade,
        "remove": .remove, "rm": .remove, "cache": .clean, "x": .execute,
      ])
    bun.prefixes = ["pm": .plain]
    return bun
  }()

  private static let gem = PackageManager(
    name: "gem", notation: .gem,
    actions: [
      "install": .install, "i": .install, "update": .upgrade, "uninstall": .remove, "cleanup": .clean,
    ], endsAtDashes: true)

  private static let bundle = PackageManager(
    name: "bundle", notation: .gem,
    actions: ["install": .install, "add": .install, "update": .upgrade, "clean": .clean])

  private static let go = PackageManager(
    name: "go", notation: .go, actions: ["install": .install, "get": .install, "clean": .clean])

  private static let cargo = PackageManager(
    name: "cargo", notation: .cargo,
    actions: [
      "install": .install, "binstall": .install, "add": .install, "update": .upgrade, "uninstall": .remove,
    ])

  private static func conda(_ name: String) -> PackageManager {
    PackageManager(
      name: name, notation: .conda,
      actions: [
        "install": .install, "create": .install, "update": .upgrade, "upgrade": .upgrade, "remove": .remove,
        "uninstall": .remove, "clean": .clean,
      ], assumesYes: ["-y", "--yes"], listFlags: ["-f", "--file"])
  }

  private static let composer = PackageManager(
    name: "composer", notation: .composer,
    actions: [
      "require": .install, "install": .install, "update": .upgrade, "remove": .remove, "clear-cache": .clean,
      "clearcache": .clean,
    ], prefixes: ["global": .plain], assumesYes: ["-n", "--no-interaction"], skipsCache: ["--no-cache"])
}
