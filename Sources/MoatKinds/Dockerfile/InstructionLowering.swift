import MoatDockerfile
import MoatDocument
import MoatSource

/// Writes one instruction, with its variables filled in where they are known.
struct InstructionLowering {
  let instruction: Instruction
  /// Nil for FROM, for ARG before it, and for what ONBUILD holds.
  let step: EvaluatedStage.Step?
  let stage: EvaluatedStage?
  let file: DockerfileLowering
  /// The shell of a RUN, where another than that of the stage is known.
  var shell: [String]?
  /// The variables of a RUN, as far as they are known.
  var environment = RunEnvironment()
  /// The build arguments that a RUN saw, each as `NAME=value`: the history of an image has them.
  var buildArguments: [[UInt8]] = []
  /// Whether the history of an image has it from the image's base.
  var isFromBase = false
  /// The files that the stage has fetched so far.
  var stageFiles: StageFiles?
  private var node: InstructionNode { instruction.node }

  init(_ instruction: Instruction, step: EvaluatedStage.Step?, stage: EvaluatedStage?, _ file: DockerfileLowering) {
    self.instruction = instruction
    self.step = step
    self.stage = stage
    self.file = file
  }

  func write(_ writer: inout DocumentWriter, isTrigger: Bool = false) {
    writer.object(at: node.span) { writer in
      writer.key("keyword")
      writer.text(node.name.uppercased.bytes, at: node.keyword.span)
      writer.key("writtenKeyword")
      writer.text(node.keyword.text.bytes, at: node.keyword.span)
      writer.key("text")
      writer.text(file.source.text(node.span), at: node.span)
      writer.key("onbuild")
      writer.bool(isTrigger, at: node.keyword.span)
      if let stage {
        writer.key("stageNumber")
        writer.int(stage.stage.index, at: node.keyword.span)
      }
      writer.key("hasEmptyLine")
      writer.bool(!isTrigger && file.linesWithGap.contains(node.endLine), at: node.keyword.span)
      tokens("flags", node.flags, &writer)
      tokens("arguments", node.arguments, &writer)
      tokens("comments", node.comments, &writer)
      writer.key("form")
      writer.text(node.isJSON ? "exec" : "shell", at: node.keyword.span)
      writer.key("heredocs")
      writer.list(at: node.span) { writer in
        for heredoc in node.heredocs { writer.text(heredoc.name.bytes, at: heredoc.body) }
      }
      tokensOfUndefined(&writer)
      writeBuildArguments(&writer)
      if isFromBase {
        writer.key("isFromBase")
        writer.bool(true, at: node.keyword.span)
      }
      writeContent(&writer)
    }
  }

  /// The names that this instruction uses and nobody sets.
  private func tokensOfUndefined(_ writer: inout DocumentWriter) {
    let names: Set<ByteText>
    if case .from = instruction.content { names = stage?.unmatched ?? [] } else { names = step?.unmatched ?? [] }
    writer.key("undefinedVariables")
    writer.list(at: node.span) { writer in
      for name in names.sorted() {
        // The base may set what the file does not.
        if step != nil, stage?.known.contains(.environment) == false {
          writer.unknown("whether the base image sets \(name.excerpt) is not known", at: node.span)
        } else {
          writer.text(name.bytes, at: node.span)
        }
      }
    }
  }

  private func writeBuildArguments(_ writer: inout DocumentWriter) {
    guard !buildArguments.isEmpty else { return }
    writer.key("buildArguments")
    writer.list(at: node.span) { writer in
      for argument in buildArguments {
        let equals = argument.firstIndex(of: UInt8(ascii: "=")) ?? argument.endIndex
        VariableLowering.write(
          Array(argument[..<equals]), Array(argument[equals...].dropFirst()), at: node.span, &writer)
      }
    }
  }

  private func tokens(_ key: StaticString, _ tokens: [Token], _ writer: inout DocumentWriter) {
    writer.key(key)
    writer.list(at: node.span) { writer in
      for token in tokens { writer.text(token.text.bytes, at: token.span) }
    }
  }

  // MARK: What each instruction says

  private func writeContent(_ writer: inout DocumentWriter) {
    var words = ExpandedWords(step)
    switch instruction.content {
    case .from(let from):
      if let stage {
        writer.key("from")
        StageLowering(stage, file).writeBase(&writer)
        writer.key("origins")
        writer.list(at: from.base.span) { StageLowering(stage, file).writeBase(&$0) }
      }
      optional("platform", from.platform, &writer)
      optional("name", from.name, &writer)
    case .run(let step): writeRun(step, &writer)
    case .cmd(let command), .entrypoint(let command):
      tokens("words", command.words, &writer)
      if step?.shell != nil {
        writer.key("hasOwnShell")
        writer.bool(true, at: node.keyword.span)
      }
    case .healthcheck(let healthcheck):
      tokens("words", healthcheck.command?.words ?? [], &writer)
      writer.key("disabled")
      writer.bool(healthcheck.command == nil, at: node.span)
    case .copy(let files), .add(let files): writeFiles(files, &words, &writer)
    case .env(let pairs), .label(let pairs):
      writer.key("variables")
      writer.list(at: node.span) { writer in
        for pair in pairs { writeVariable(pair.name, pair.value, hasEquals: pair.hasEquals, &words, &writer) }
      }
    case .arg(let declarations):
      writer.key("variables")
      writer.list(at: node.span) { writer in
        for declaration in declarations { writeArgument(declaration, &writer) }
      }
    case .expose(let ports): writePorts(ports, &writer)
    case .volume(let volumes):
      writer.key("paths")
      writer.list(at: node.span) { writer in for path in volumes { expanded(path, &words, &writer) } }
    case .workdir(let path):
      writer.key("path")
      expanded(path, &words, &writer)
    case .user(let user):
      writer.key("user")
      writer.object(at: user.span) { writer in
        writer.key("written")
        writer.text(user.text.bytes, at: user.span)
        guard let text = words.next(user) else {
          for key: StaticString in ["text", "name", "isNumeric"] {
            writer.key(key)
            writer.unknown("what `\(user.text.excerpt)` comes to is not known", at: user.span)
          }
          return
        }
        UserLowering.writeMembers(text, at: user.span, &writer)
      }
    case .shell(let words): tokens("words", words, &writer)
    case .onbuild(let trigger): writeTrigger(trigger, &writer)
    case .stopsignal, .maintainer: break
    }
  }

  private func optional(_ key: StaticString, _ token: Token?, _ writer: inout DocumentWriter) {
    guard let token else { return }
    writer.key(key)
    writer.text(token.text.bytes, at: token.span)
  }

  /// A word with its variables filled in; unknown where the base or a build argument decides.
  private func expanded(_ token: Token, _ words: inout ExpandedWords, _ writer: inout DocumentWriter) {
    let pieces = words.pieces
    if let text = words.next(token) {
      writer.text(text.bytes, at: token.span)
    } else {
      writer.unknown("what `\(token.text.excerpt)` comes to is not known", pieces: pieces, at: token.span)
    }
  }

  private func writeVariable(
    _ name: Token, _ value: Token, hasEquals: Bool, _ words: inout ExpandedWords, _ writer: inout DocumentWriter
  ) {
    writer.object(at: name.span.joined(with: value.span)) { writer in
      writer.key("name")
      expanded(name, &words, &writer)
      writer.key("value")
      expanded(value, &words, &writer)
      writer.key("written")
      writer.text(value.text.bytes, at: value.span)
      writer.key("hasEquals")
      writer.bool(hasEquals, at: name.span)
    }
  }

  private func writeArgument(_ declaration: ArgDeclaration, _ writer: inout DocumentWriter) {
    let end = declaration.value ?? declaration.name
    writer.object(at: declaration.name.span.joined(with: end.span)) { writer in
      writer.key("name")
      writer.text(declaration.name.text.bytes, at: declaration.name.span)
      optional("written", declaration.value, &writer)
      // Whoever builds may give another value; the default is what stands here.
      if let value = declaration.value {
        writer.key("value")
        if value.text.contains(UInt8(ascii: "$")) {
          writer.unknown("what `\(value.text.excerpt)` comes to is not known", at: value.span)
        } else {
          writer.text(value.text.bytes, at: value.span)
        }
      }
      writer.key("hasEquals")
      writer.bool(declaration.value != nil, at: declaration.name.span)
    }
  }

  private func writePorts(_ ports: [Token], _ writer: inout DocumentWriter) {
    writer.key("ports")
    writer.list(at: node.span) { writer in
      // BuildKit fills the words in their sorted order.
      var words = ExpandedWords(step)
      for token in ports.sorted(by: { $0.text < $1.text }) {
        guard let text = words.next(token) else {
          writer.unknown("what `\(token.text.excerpt)` comes to is not known", at: token.span)
          continue
        }
        for part in text.split(at: UInt8(ascii: " ")) where !part.isEmpty {
          if let range = PortRange(part) {
            PortLowering.write(range, text: part, at: token.span, &writer)
          } else {
            writer.unknown("`\(part.excerpt)` is not a port", at: token.span)
          }
        }
      }
    }
  }

  private func writeFiles(_ files: FileCopy, _ words: inout ExpandedWords, _ writer: inout DocumentWriter) {
    writer.key("sources")
    writer.list(at: node.span) { writer in for source in files.sources { expanded(source, &words, &writer) } }
    writer.key("destination")
    expanded(files.destination, &words, &writer)
    let flags: [(StaticString, Token?)] = [
      ("chown", files.chown), ("chmod", files.chmod), ("checksum", files.checksum),
    ]
    for (key, token) in flags {
      guard let token else { continue }
      writer.key(key)
      expanded(token, &words, &writer)
    }
    writer.key("isLinked")
    writer.bool(files.isLinked, at: node.keyword.span)
    guard let from = files.from else { return }
    writer.key("from")
    file.writeOrigin(file.origin(from), written: from, isKnown: true, why: "", &writer)
    writeOrigins([from], &writer)
  }

  /// What files are taken from: `COPY --from`, `RUN --mount=from=`. Neither has variables.
  func writeOrigins(_ tokens: [Token], _ writer: inout DocumentWriter) {
    guard !tokens.isEmpty else { return }
    writer.key("origins")
    writer.list(at: node.span) { writer in
      for from in tokens { file.writeOrigin(file.origin(from), written: from, isKnown: true, why: "", &writer) }
    }
  }

  private func writeTrigger(_ trigger: OnbuildTrigger, _ writer: inout DocumentWriter) {
    guard let inner = Instruction.read(trigger.node, in: file.source) else { return }
    writer.key("trigger")
    InstructionLowering(inner, step: nil, stage: stage, file).write(&writer, isTrigger: true)
  }
}

/// Writes a variable whose value is known.
enum VariableLowering {
  static func write(_ name: [UInt8], _ value: [UInt8], at place: Span, _ writer: inout DocumentWriter) {
    writer.object(at: place) { writer in
      writer.key("name")
      writer.text(name, at: place)
      writer.key("value")
      writer.text(value, at: place)
      writer.key("written")
      writer.text(value, at: place)
    }
  }
}

/// The words of a step with their variables filled in, taken in the order in which the evaluator filled them.
struct ExpandedWords {
  private let words: [ByteText]
  private let known: [[ByteText]?]
  private var position = 0

  init(_ step: EvaluatedStage.Step?) {
    words = step?.words ?? []
    known = step?.known ?? []
  }

  /// Of the next word the texts between what is not known; empty if all of it is.
  var pieces: [ByteText] { position < known.count ? known[position] ?? [] : [] }

  /// The next word; nil if it is not known what it comes to.
  mutating func next(_ token: Token) -> ByteText? {
    defer { position += 1 }
    guard token.text.contains(UInt8(ascii: "$")) else { return position < words.count ? words[position] : token.text }
    guard position < words.count, known[position] == nil else { return nil }
    return words[position]
  }
}
