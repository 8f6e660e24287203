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
    var operands = arguments.operands[...]
    var subcommand = operands.first
    if manager.name == "uv", subcommand?.staticText == "pip" || subcommand?.staticText == "tool" {
      operands = operands.dropFirst()
      subcommand = operands.first
    }
    if manager.name == "yarn", subcommand?.staticText == "global" {
      operands = operands.dropFirst()
      subcommand = operands.first
    }
    var namesGroups = subcommand?.staticText == "groupinstall"
    if manager.notation == .rpm, let text = subcommand?.staticText, Self.groupCommands.contains(text) {
      namesGroups = true
      operands = operands.dropFirst()
      subcommand = operands.first
    }
    operands = operands.dropFirst()
    self.subcommand = subcommand?.staticText
    action = Self.action(subcommand, manager, arguments)
    let isInstalling = action == .install || action == .remove || action == .upgrade
    let lists = arguments.flags.filter { manager.listFlags.contains($0.name) }
    packages = isInstalling ? operands.map { PackageRequest($0, manager.notation) } : []
    if namesGroups {
      for place in packages.indices where packages[place].kind == .named { packages[place].kind = .group }
    }
    packages += isInstalling ? lists.map { PackageRequest(list: $0) } : []
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

  /// `python -m pip …`: the module and what stands behind it.
  private static func module(_ arguments: CommandArguments) -> (name: String, arguments: CommandArguments)? {
    guard let place = arguments.words.firstIndex(where: { $0.staticText == "-m" }), place + 1 < arguments.words.count,
      let name = arguments.words[place + 1].staticText
    else { return nil }
    let inner = CommandArguments(arguments.words[(place + 2)...], of: name, growsAtRunTime: arguments.growsAtRunTime)
    return (name, inner)
  }

  /// `dnf group install`, `dnf module install`: what follows is a group or a stream of a module, not a package.
  private static let groupCommands: Set<String> = ["group", "groups", "module"]

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

  private static func action(
    _ subcommand: ShellWord?, _ manager: PackageManager, _ arguments: CommandArguments
  ) -> Action {
    guard let subcommand else {
      // `yarn` alone installs, unless it is asked for its version; any other manager shows its help.
      if !arguments.isComplete { return .unknown }
      let isAsked = arguments.hasFlag("--version", "-v", "--help", "-h") == .yes
      return manager.name == "yarn" && !isAsked ? .install : .other
    }
    guard let text = subcommand.staticText else { return .unknown }
    return manager.actions[text] ?? .other
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

/// A command that removes what a package manager left behind.
package struct CacheRemoval: Sendable, Hashable {
  package enum What: String, Sendable, Hashable {
    /// The index: `/var/lib/apt/lists`.
    case lists
    /// Downloaded packages.
    case cache
  }

  package var manager: String
  package var what: What
  package var command: Int

  /// From hadolint's DL3009, DL3019, DL3032, DL3036, DL3040, DL3042 and DL3060.
  private static let folders: [(path: String, manager: String, what: What)] = [
    ("/var/lib/apt/lists", "apt-get", .lists), ("/var/cache/apt", "apt-get", .cache), ("/var/cache/apk", "apk", .cache),
    ("/var/cache/yum", "yum", .cache), ("/var/cache/dnf", "dnf", .cache), ("/var/cache/libdnf5", "dnf", .cache),
    ("/var/cache/tdnf", "tdnf", .cache), ("/var/cache/zypp", "zypper", .cache),
    ("~/.cache/pip", "pip", .cache), ("~/.npm", "npm", .cache), ("~/.cache/yarn", "yarn", .cache),
    ("/usr/local/share/.cache/yarn", "yarn", .cache), ("~/.yarn", "yarn", .cache), ("/opt/conda/pkgs", "conda", .cache),
    ("/opt/miniconda3/pkgs", "conda", .cache), ("~/miniconda3/pkgs", "conda", .cache),
  ]

  static func removals(by use: CommandUse, at index: Int) -> [CacheRemoval] {
    guard let name = use.name else { return [] }
    if name == "rm" { return removedFolders(use, index) }
    let operands = use.arguments.operandTexts
    let first = operands.first ?? nil
    let second = operands.count > 1 ? operands[1] : nil
    func removal(_ manager: String, _ what: What) -> [CacheRemoval] {
      [CacheRemoval(manager: manager, what: what, command: index)]
    }
    switch (name, first) {
    case ("apt-get", "clean"), ("apt", "clean"), ("aptitude", "clean"): return removal("apt-get", .cache)
    case ("apt-get", "dist-clean"), ("apt-get", "distclean"), ("apt", "dist-clean"), ("apt", "distclean"):
      return removal("apt-get", .lists) + removal("apt-get", .cache)
    case ("yum", "clean"), ("dnf", "clean"), ("microdnf", "clean"), ("tdnf", "clean"), ("dnf5", "clean"):
      return second == "all" ? removal(name, .cache) + removal(name, .lists) : []
    case ("zypper", "clean"), ("zypper", "cc"): return removal("zypper", .cache)
    case ("apk", "cache"): return second == "clean" || second == "purge" ? removal("apk", .cache) : []
    case ("npm", "cache"), ("yarn", "cache"): return second == "clean" ? removal(name, .cache) : []
    case ("pnpm", "store"): return second == "prune" ? removal("pnpm", .cache) : []
    case ("pip", "cache"), ("pip3", "cache"), ("uv", "cache"):
      return second == "purge" || second == "clean" ? removal(name == "uv" ? "uv" : "pip", .cache) : []
    case ("conda", "clean"), ("mamba", "clean"), ("micromamba", "clean"): return removal(name, .cache)
    case ("composer", "clear-cache"), ("composer", "clearcache"): return removal("composer", .cache)
    default: return []
    }
  }

  private static func removedFolders(_ use: CommandUse, _ index: Int) -> [CacheRemoval] {
    let isRecursive = use.arguments.flags.contains { ["-r", "-R", "--recursive"].contains($0.name) }
    var result: [CacheRemoval] = []
    let paths = use.arguments.operands.flatMap { word in
      removedPath(word).map { RemovedPath.all(in: $0, isPattern: word.staticText == nil) } ?? []
    }
    for path in paths {
      guard isRecursive || path.isContents else { continue }
      let removed = path.with { belowHome($0) }
      for folder in folders where removed.takes(folder.path) {
        let removal = CacheRemoval(manager: folder.manager, what: folder.what, command: index)
        if !result.contains(removal) { result.append(removal) }
      }
    }
    return result
  }

  /// What a word names; nil if it is not known, or if a `~` or `*` in it is only a character, in quotes or from a variable.
  private static func removedPath(_ word: ShellWord) -> String? {
    switch word.text {
    case .known(let text): return text.hasPrefix("~") || text.hasSuffix("/*") ? nil : text
    case .pattern(let text): return text
    case .unknown: return pathBelowHome(word.parts)
    }
  }

  /// `$HOME/.npm` and `"$HOME"/.npm` are `~/.npm`.
  private static func pathBelowHome(_ parts: [WordPart]) -> String? {
    var parts = parts
    if case .doubleQuoted(let inner)? = parts.first?.form { parts.replaceSubrange(0..<1, with: inner) }
    guard case .parameter(let home)? = parts.first?.form, home.name == "HOME", home.sign == nil, !home.isIndirect else {
      return nil
    }
    var path = "~"
    for part in parts.dropFirst() {
      switch part.form {
      case .literal(let text), .glob(let text): path += text
      default: return nil
      }
    }
    return path
  }

  /// A folder of a user is one of whoever runs the build: `/home/node/.npm` is `~/.npm`.
  private static func belowHome(_ path: String) -> String {
    if path == "/root" || path.hasPrefix("/root/") { return "~" + path.dropFirst("/root".count) }
    guard path.hasPrefix("/home/"), let end = path.dropFirst("/home/".count).firstIndex(of: "/") else { return path }
    return "~" + path[end...]
  }
}
