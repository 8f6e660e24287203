extension PackageOperation {
  /// What stands behind the manager's name: the subcommand with the words in front of it, and its operands.
  struct Request {
    /// As it is written; nil if it is not known or not given.
    private(set) var subcommand: String?
    private(set) var action: Action
    private var prefix = PackageManager.Prefix.plain
    private var operands: ArraySlice<ShellWord>

    init(_ arguments: CommandArguments, _ manager: PackageManager) {
      operands = arguments.operands[...]
      if manager.notation == .pacman {
        (subcommand, action) = Self.pacmanOperation(arguments)
        return
      }
      if let only = manager.onlyAction {
        action = only
        return
      }
      while let text = operands.first?.staticText, let prefix = manager.prefixes[text] {
        self.prefix = prefix
        operands = operands.dropFirst(prefix == .repository ? 2 : 1)
      }
      let word = operands.first
      operands = operands.dropFirst()
      subcommand = word?.staticText
      action = Self.action(word, manager, arguments)
      if action == .execute, prefix != .tools, manager.prefixes.values.contains(.tools) { action = .other }
      if let subcommand, manager.skipsFirstOperand.contains(subcommand) { operands = operands.dropFirst() }
      if subcommand.map({ $0.hasPrefix("group") }) ?? false, manager.notation == .rpm { prefix = .groups }
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

    /// The operation is a flag in capitals, and small letters say what of it: `-S`, `-Sy`, `-Syu`, `-Scc`, `-Ss`.
    private static func pacmanOperation(_ arguments: CommandArguments) -> (String?, Action) {
      func has(_ names: String...) -> Bool { arguments.flags.contains { names.contains($0.name) } }
      if has("-S", "--sync") {
        if has("-c", "--clean") { return ("-S", .clean) }
        if has("-s", "--search", "-i", "--info", "-l", "--list", "-g", "--groups", "-p", "--print") {
          return ("-S", .other)
        }
        if !arguments.operands.isEmpty { return ("-S", .install) }
        if has("-u", "--sysupgrade") { return ("-S", .upgrade) }
        return ("-S", has("-y", "--refresh") ? .refresh : arguments.isComplete ? .other : .unknown)
      }
      if has("-U", "--upgrade") { return ("-U", .install) }
      if has("-R", "--remove") { return ("-R", .remove) }
      return (nil, arguments.isComplete ? .other : .unknown)
    }

    func packages(_ arguments: CommandArguments, _ manager: PackageManager) -> [PackageRequest] {
      switch action {
      case .install, .remove, .upgrade: break
      case .execute: return program(arguments, manager)
      default: return []
      }
      let lists = arguments.flags.filter { manager.listFlags.contains($0.name) }.map { PackageRequest(list: $0) }
      let notation = prefix == .modules ? PackageManager.Notation.module : manager.notation
      var packages = operands.map { PackageRequest($0, notation) }
      if let subcommand, manager.listSubcommands.contains(subcommand) {
        for place in packages.indices where packages[place].kind == .named { packages[place].kind = .list }
      }
      if prefix == .groups {
        for place in packages.indices where packages[place].kind == .named { packages[place].kind = .group }
      }
      return packages + lists
    }

    /// The package of the program that is run: the first operand, or what a flag names. The others are the program's.
    private func program(_ arguments: CommandArguments, _ manager: PackageManager) -> [PackageRequest] {
      let named = arguments.flags.filter { manager.packageFlags.contains($0.name) && $0.hasValue }
      guard named.isEmpty else {
        return named.map { flag in
          guard let value = flag.value else { return PackageRequest(unknownAt: flag.span) }
          return PackageRequest(ShellWord(known: value, span: flag.span), manager.notation)
        }
      }
      return operands.prefix(1).map { PackageRequest($0, manager.notation) }
    }
  }
}

extension CommandArguments {
  /// Without `--` and what stands behind it.
  func upToDashes(of command: String) -> CommandArguments {
    guard let dashes = words.firstIndex(where: { $0.staticText == "--" }) else { return self }
    return CommandArguments(words[..<dashes], of: command, growsAtRunTime: false)
  }
}
