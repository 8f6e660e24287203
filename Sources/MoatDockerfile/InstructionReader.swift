internal import MoatSource

/// Finds the meaning of an instruction's parts, or why it has none.
enum InstructionReader {
  static let names = [
    "ADD", "ARG", "CMD", "COPY", "ENTRYPOINT", "ENV", "EXPOSE", "FROM", "HEALTHCHECK", "LABEL", "MAINTAINER", "ONBUILD",
    "RUN", "SHELL", "STOPSIGNAL", "USER", "VOLUME", "WORKDIR",
  ]

  static func read(_ node: InstructionNode, in source: SourceFile) throws(Failure) -> Instruction {
    Instruction(node: node, content: try content(node, in: source))
  }

  private static func content(_ node: InstructionNode, in source: SourceFile) throws(Failure) -> Instruction.Content {
    switch node.name.description {
    case "add": return .add(try files(node, keyword: "ADD"))
    case "arg": return .arg(try declarations(node))
    case "cmd": return .cmd(try command(node))
    case "copy": return .copy(try files(node, keyword: "COPY"))
    case "entrypoint": return .entrypoint(try command(node))
    case "env": return .env(try pairs(node, keyword: "ENV"))
    case "expose": return .expose(try list(node, keyword: "EXPOSE"))
    case "from": return .from(try from(node))
    case "healthcheck": return .healthcheck(try healthcheck(node))
    case "label": return .label(try pairs(node, keyword: "LABEL"))
    case "maintainer": return .maintainer(try single(node, keyword: "MAINTAINER"))
    case "onbuild": return .onbuild(try trigger(node, in: source))
    case "run": return .run(try run(node))
    case "shell": return .shell(try shell(node))
    case "stopsignal": return .stopsignal(try single(node, keyword: "STOPSIGNAL", checksFlags: false))
    case "user": return .user(try single(node, keyword: "USER"))
    case "volume": return .volume(try volumes(node))
    case "workdir": return .workdir(try single(node, keyword: "WORKDIR"))
    default:
      let name = node.keyword.text.description
      let help = Suggestion.nearest(to: name, among: names).map { "; did you mean \($0)?" } ?? ""
      throw Failure(
        .unknownInstruction, "`\(node.keyword.text.excerpt)` is no instruction\(help)", at: node.keyword.span)
    }
  }

  private static func missingArgument(_ keyword: String) -> Failure {
    Failure(.missingArgument, "\(keyword) wants at least one argument")
  }

  // MARK: Plain arguments

  /// STOPSIGNAL and ARG do not look at their flags.
  private static func single(
    _ node: InstructionNode, keyword: String, checksFlags: Bool = true
  ) throws(Failure) -> Token {
    guard node.arguments.count == 1 else {
      throw Failure(.notOneArgument, "\(keyword) wants exactly one argument")
    }
    if checksFlags { _ = try FlagReader(node) }
    return node.arguments[0]
  }

  private static func list(_ node: InstructionNode, keyword: String) throws(Failure) -> [Token] {
    guard !node.arguments.isEmpty else { throw missingArgument(keyword) }
    _ = try FlagReader(node)
    return node.arguments
  }

  private static func volumes(_ node: InstructionNode) throws(Failure) -> [Token] {
    try list(node, keyword: "VOLUME").map { token throws(Failure) in
      let text = token.text.trimmed
      guard !text.isEmpty else { throw Failure(.emptyVolume, "a volume is not empty", at: token.span) }
      return Token(text, at: token.span)
    }
  }

  private static func pairs(_ node: InstructionNode, keyword: String) throws(Failure) -> [NamedValue] {
    _ = try FlagReader(node)
    guard !node.arguments.isEmpty else { throw missingArgument(keyword) }
    var pairs: [NamedValue] = []
    for index in stride(from: 0, to: node.arguments.count - 2, by: 3) {
      let name = node.arguments[index]
      guard !name.text.isEmpty else { throw Failure(.blankName, "a name is not empty", at: name.span) }
      let hasEquals = !node.arguments[index + 2].text.isEmpty
      pairs.append(NamedValue(name: name, value: node.arguments[index + 1], hasEquals: hasEquals))
    }
    return pairs
  }

  private static func declarations(_ node: InstructionNode) throws(Failure) -> [ArgDeclaration] {
    guard !node.arguments.isEmpty else { throw missingArgument("ARG") }
    return try node.arguments.map { token throws(Failure) in
      guard let (name, value) = token.text.cut(at: UInt8(ascii: "=")) else { return ArgDeclaration(name: token) }
      guard !name.isEmpty else { throw Failure(.blankName, "a name is not empty", at: token.span) }
      return ArgDeclaration(name: Token(name, at: token.span), value: Token(value, at: token.span))
    }
  }

  // MARK: Stages

  private static func from(_ node: InstructionNode) throws(Failure) -> FromClause {
    var name: Token?
    if node.arguments.count == 3, node.arguments[1].text.equalsFolded("as") {
      let token = node.arguments[2]
      name = Token(token.text.lowercased, at: token.span)
      guard isStageName(token.text.lowercased) else {
        let message =
          "`\(token.text.excerpt)` names no stage: a name begins with a letter and has letters, digits, `-`, `_`, `.`"
        throw Failure(.invalidStageName, message, at: token.span)
      }
    } else if node.arguments.count != 1 {
      throw Failure(.fromArguments, "FROM wants an image, or an image, AS and a name")
    }
    let flags = try FlagReader(node, ["platform": .single])
    return FromClause(base: node.arguments[0], name: name, platform: flags.single("platform"))
  }

  private static func isStageName(_ name: ByteText) -> Bool {
    guard let first = name.bytes.first, first >= 0x61, first <= 0x7A else { return false }
    return name.bytes.allSatisfy {
      $0 >= 0x61 && $0 <= 0x7A || $0 >= 0x30 && $0 <= 0x39 || $0 == 0x2D || $0 == 0x2E || $0 == 0x5F
    }
  }

  private static func trigger(_ node: InstructionNode, in source: SourceFile) throws(Failure) -> OnbuildTrigger {
    guard let inner = node.nested.first else { throw missingArgument("ONBUILD") }
    _ = try FlagReader(node)
    switch inner.name.uppercased {
    case "ONBUILD":
      throw Failure(.chainedOnbuild, "ONBUILD does not stand within ONBUILD", at: inner.keyword.span)
    case "MAINTAINER", "FROM":
      throw Failure(.forbiddenTrigger, "\(inner.name.uppercased) does not stand after ONBUILD", at: inner.keyword.span)
    default: break
    }
    // The text begins right after the keyword, so that flags of ONBUILD itself would stay; it has none.
    let bytes = node.line.bytes
    var start = Scalars.leftTrimmed(bytes, 0..<bytes.count).lowerBound + node.keyword.text.count
    while start < bytes.count, [0x09, 0x0A, 0x0C, 0x0D, 0x20].contains(bytes[start]) { start += 1 }
    var expression = Array(bytes[start...])
    for heredoc in node.heredocs {
      expression += [UInt8(ascii: "\n")] + heredoc.content(in: source).bytes + heredoc.name.bytes
    }
    return OnbuildTrigger(expression: ByteText(expression), node: inner)
  }

  // MARK: Commands

  private static func commandLine(_ node: InstructionNode, _ words: ArraySlice<Token>) -> CommandLine {
    CommandLine(form: node.isJSON ? .exec : .shell, words: Array(words), heredocs: node.heredocs)
  }

  private static func command(_ node: InstructionNode) throws(Failure) -> CommandLine {
    _ = try FlagReader(node)
    return commandLine(node, node.arguments[...])
  }

  private static func run(_ node: InstructionNode) throws(Failure) -> RunStep {
    let flags = try FlagReader(
      node, ["mount": .list, "network": .single, "security": .single, "device": .list])
    for mount in flags.list("mount") { try Mount.check(mount) }
    if let network = flags.single("network"), !["default", "none", "host"].contains(network.text) {
      throw Failure(.invalidFlagValue, "`--network` is default, none or host", at: network.span)
    }
    if let security = flags.single("security"), !["sandbox", "insecure"].contains(security.text) {
      throw Failure(.invalidFlagValue, "`--security` is sandbox or insecure", at: security.span)
    }
    return RunStep(
      command: commandLine(node, node.arguments[...]), mounts: flags.list("mount"), network: flags.single("network"),
      security: flags.single("security"), devices: flags.list("device"))
  }

  private static func shell(_ node: InstructionNode) throws(Failure) -> [Token] {
    _ = try FlagReader(node)
    guard !node.arguments.isEmpty else { throw missingArgument("SHELL") }
    guard node.isJSON else {
      throw Failure(.notArray, "SHELL wants a JSON array of strings", at: node.arguments[0].span)
    }
    return node.arguments
  }

  private static func healthcheck(_ node: InstructionNode) throws(Failure) -> Healthcheck {
    guard let type = node.arguments.first else { throw missingArgument("HEALTHCHECK") }
    let words = node.arguments.dropFirst()
    if type.text.uppercased == "NONE" {
      guard words.isEmpty else {
        throw Failure(.healthcheckNoneArguments, "HEALTHCHECK NONE has no arguments", at: words.first?.span)
      }
      return Healthcheck()
    }
    let flags = try FlagReader(
      node,
      [
        "interval": .single, "timeout": .single, "start-period": .single, "start-interval": .single,
        "retries": .single,
      ])
    guard type.text.uppercased == "CMD" else {
      throw Failure(.unknownHealthcheckType, "HEALTHCHECK is CMD or NONE, not `\(type.text.excerpt)`", at: type.span)
    }
    guard !words.isEmpty else {
      throw Failure(.missingHealthcheckCommand, "HEALTHCHECK CMD wants a command", at: type.span)
    }
    var healthcheck = Healthcheck(command: commandLine(node, words))
    healthcheck.interval = try flags.duration("interval")
    healthcheck.timeout = try flags.duration("timeout")
    healthcheck.startPeriod = try flags.duration("start-period")
    healthcheck.startInterval = try flags.duration("start-interval")
    if let retries = flags.single("retries") {
      guard let value = Int32(retries.text.description), value >= 0 else {
        throw Failure(.invalidFlagValue, "`--retries` is a whole number from 0", at: retries.span)
      }
      healthcheck.retries = Int(value)
    }
    return healthcheck
  }

  // MARK: Files

  private static func files(_ node: InstructionNode, keyword: String) throws(Failure) -> FileCopy {
    guard let destination = node.arguments.last, node.arguments.count >= 2 else {
      throw Failure(.missingDestination, "\(keyword) wants at least two arguments: sources and a destination")
    }
    let flags =
      keyword == "ADD"
      ? try FlagReader(
        node,
        [
          "chown": .single, "chmod": .single, "link": .bool, "keep-git-dir": .bool, "checksum": .single,
          "unpack": .bool, "exclude": .list,
        ])
      : try FlagReader(
        node,
        [
          "chown": .single, "from": .single, "chmod": .single, "link": .bool, "parents": .bool, "exclude": .list,
        ])
    if (try? HeredocReader.parse(destination)) != nil {
      throw Failure(.heredocDestination, "\(keyword) has no heredoc for a destination", at: destination.span)
    }
    var sources: [Token] = []
    var heredocs: [Heredoc] = []
    for token in node.arguments.dropLast() {
      if let heredoc = try? HeredocReader.parse(token) {
        if let read = node.heredocs.last(where: { $0.name == heredoc.name }) { heredocs.append(read) }
      } else {
        sources.append(token)
      }
    }
    var files = FileCopy(sources: sources, heredocs: heredocs, destination: destination)
    files.from = flags.single("from")
    files.chown = flags.single("chown")
    files.chmod = flags.single("chmod")
    files.checksum = flags.single("checksum")
    files.excludes = flags.list("exclude")
    files.isLinked = flags.bool("link") ?? false
    files.keepsParents = flags.bool("parents") ?? false
    files.keepsGitFolder = flags.bool("keep-git-dir") ?? false
    files.unpacks = flags.bool("unpack")
    return files
  }
}
