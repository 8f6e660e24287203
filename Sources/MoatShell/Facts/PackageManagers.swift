/// A package manager: its subcommands, and its flags by what they mean. `PackageManagers+Table.swift` has all of them.
package struct PackageManager: Sendable {
  /// How a package and its version are written in one word.
  package enum Notation: Sendable {
    /// `name=version`, and `name/release` of apt.
    case apt
    /// `name=1`, `name~=1`, `name<2`; `name@tag` names a repository.
    case apk
    /// `name-version`, `name=version`, `@group`.
    case rpm
    /// `name:stream/profile`, a module of dnf.
    case module
    /// `name=version`, `repository/name`.
    case pacman
    /// `name==1`, `name>=1`, `name @ url`; of uv and poetry `name@1`.
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

  /// A word in front of the subcommand: `uv pip install`, `dnf group install`.
  package enum Prefix: Sendable {
    case plain
    /// Programs with a place of their own: only here `run` fetches one (`uv tool run`, and not `uv run`).
    case tools
    /// What follows the subcommand are groups of packages.
    case groups
    /// What follows the subcommand are modules, each with its stream.
    case modules
    /// A repository stands before the subcommand: `dnf repository-packages updates install`.
    case repository
  }

  /// As rules know it, but for the front ends of apt and dnf 5.
  package var name: String
  package var notation: Notation
  package var actions: [String: PackageOperation.Action]
  /// The command has no subcommand, and always does this: `npx`.
  package var onlyAction: PackageOperation.Action?
  package var prefixes: [String: Prefix] = [:]
  /// Subcommands whose first operand is no package that is installed: `dnf swap OLD NEW`, `pipx inject PLACE PACKAGE`.
  package var skipsFirstOperand: Set<String> = []
  /// Subcommands whose operands are files that list packages: `uv pip sync requirements.txt`.
  package var listSubcommands: Set<String> = []
  /// Flags that name the package of a program to run: `npx --package`. Then the operands are no packages.
  package var packageFlags: Set<String> = []
  /// Without these it asks before it acts; empty if it never asks.
  package var assumesYes: Set<String> = []
  package var skipsRecommended: Set<String> = []
  package var skipsCache: Set<String> = []
  /// Flags that weaken the check of signatures or certificates.
  package var skipsVerification: Set<String> = []
  /// Flags with a file that lists the packages.
  package var listFlags: Set<String> = []
  /// What stands behind `--` is for the build of a package: `gem install x -- --with-lib=/usr`.
  package var endsAtDashes = false

  /// The manager that a command is; nil if it is none.
  package static func named(_ command: String) -> PackageManager? {
    if let manager = table[command] { return manager }
    // pip3, pip3.11: the same program for another Python.
    guard command.hasPrefix("pip"), command.dropFirst(3).allSatisfy({ $0.isNumber || $0 == "." }) else { return nil }
    return table["pip"]
  }
}
