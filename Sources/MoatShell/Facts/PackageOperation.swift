/// What a package manager is asked to do by one command.
package struct PackageOperation: Sendable {
  package enum Action: String, Sendable, Hashable {
    case install
    /// Fetches the index of packages: `apt-get update`.
    case refresh
    case upgrade
    /// May exchange the distribution's release: `dist-upgrade`.
    case upgradeSystem
    case remove
    case clean
    /// Fetches a package and runs its program: `npx`, `uvx`.
    case execute
    case other
    case unknown
  }

  /// The manager's name: `pip` for `pip3` and `python -m pip`.
  package var manager: String
  /// As it is written; nil if it is not known or not given.
  package var subcommand: String?
  package var action: Action
  package var packages: [PackageRequest]
  package var assumesYes: Knowledge
  package var skipsRecommended: Knowledge
  package var skipsCache: Knowledge
  package var skipsVerification: Knowledge
  /// Not all packages are seen: an expansion may bring more.
  package var isComplete: Bool
  /// An index into the commands of the model.
  package var command: Int

  /// Nil if the command is no package manager.
  init?(_ use: CommandUse, at index: Int) {
    guard let name = use.name else { return nil }
    var arguments = use.arguments
    var command = name
    if name.hasPrefix("python"), let inner = Self.module(arguments) {
      command = inner.name
      arguments = inner.arguments
    }
    guard let manager = PackageManager.named(command) else { return nil }
    self.manager = manager.name
    self.command = index
    if manager.endsAtDashes { arguments = arguments.upToDashes(of: command) }
    let request = Request(arguments, manager)
    subcommand = request.subcommand
    action = request.action
    packages = request.packages(arguments, manager)
    if let version = arguments.flags("-v", "--version", "--vers").last, version.hasValue,
      manager.notation == .gem || manager.notation == .cargo
    {
      for place in packages.indices where packages[place].version == .absent {
        packages[place].version = version.value.map { .exact($0) } ?? .written
      }
    }
    isComplete = !Self.hidesPackages(arguments, manager.notation)
    assumesYes =
      manager.assumesYes.isEmpty ? .yes : Self.holds(manager.assumesYes, arguments, option: "assume-yes")
    skipsRecommended = .no
    if !manager.skipsRecommended.isEmpty {
      skipsRecommended = Self.holds(manager.skipsRecommended, arguments, option: "install-recommends=false")
      if skipsRecommended == .no { skipsRecommended = Self.holds([], arguments, option: "install-recommends=0") }
    }
    skipsCache = arguments.hasFlag(of: manager.skipsCache)
    skipsVerification = arguments.hasFlag(of: manager.skipsVerification)
    if manager.notation == .apt, assumesYes == .no, Self.quietsTwice(arguments) { assumesYes = .yes }
  }

  /// `python -m pip …`, `python -Im pip …`, `python -mpip …`: the module and what stands behind it.
  private static func module(_ arguments: CommandArguments) -> (name: String, arguments: CommandArguments)? {
    let words = arguments.words
    guard let place = words.firstIndex(where: { Self.attachedModule($0.staticText) != nil }),
      let attached = Self.attachedModule(words[place].staticText)
    else { return nil }
    let isAttached = !attached.isEmpty
    guard let name = isAttached ? attached : words.dropFirst(place + 1).first?.staticText else { return nil }
    let inner = CommandArguments(
      words[(place + (isAttached ? 1 : 2))...], of: name, growsAtRunTime: arguments.growsAtRunTime)
    return (name, inner)
  }

  /// What stands behind the `m` of a cluster of Python's flags without values; nil if it has none.
  private static func attachedModule(_ word: String?) -> String? {
    guard let word, word.hasPrefix("-"), !word.hasPrefix("--") else { return nil }
    let rest = word.dropFirst().drop { "bBdEiIOPqRsSuvx".contains($0) }
    return rest.first == "m" ? String(rest.dropFirst()) : nil
  }

  /// Whether there may be packages beside those that are seen. A variable that stands for a version (`curl=$VERSION`) is
  /// taken for one word: that somebody hides a second package behind it is not what is asked.
  private static func hidesPackages(_ arguments: CommandArguments, _ notation: PackageManager.Notation) -> Bool {
    if arguments.growsAtRunTime { return true }
    let isHidden = arguments.operands.contains { word in
      word.writtenText == nil && word.maySplit && !word.isBelowFolder
        && PackageRequest(word, notation).version != .written
    }
    return isHidden
      || arguments.words.contains {
        $0.staticPrefix.hasPrefix("-") && $0.staticText == nil && $0.maySplit && !$0.isBelowFolder
      }
  }

  /// A flag of the set, or an option of apt (`-o APT::Get::Assume-Yes=true`, compared in lower case).
  private static func holds(_ names: Set<String>, _ arguments: CommandArguments, option: String) -> Knowledge {
    let isGiven = names.contains { name in
      arguments.flags.contains { flag in flag.name == name || "\(flag.name)=\(flag.value ?? "")" == name }
    }
    if isGiven { return .yes }
    for flag in arguments.flags("-o", "--option") {
      guard let value = flag.value?.lowercased() else { return .unknown }
      if value.contains(option), !value.hasSuffix("assume-yes=false"), !value.hasSuffix("assume-yes=0") { return .yes }
    }
    return arguments.isComplete ? .no : .unknown
  }

  /// `-qq` and `-q=2` imply `-y`.
  private static func quietsTwice(_ arguments: CommandArguments) -> Bool {
    let quiet = arguments.flags("-q", "--quiet")
    return quiet.count >= 2 || quiet.contains { $0.value == "2" }
  }
}
