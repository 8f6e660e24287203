import MoatDockerfile
import MoatDocument
import MoatSource

/// Writes one stage: what an image of it has, and what of that a base decides that nobody knows.
struct StageLowering {
  private let stage: EvaluatedStage
  private let file: DockerfileLowering
  private let span: Span

  init(_ stage: EvaluatedStage, _ file: DockerfileLowering) {
    self.stage = stage
    self.file = file
    span = stage.stage.node.span
  }

  func write(
    _ range: Range<Int>, _ part: DockerfileLowering.TargetPart?, _ writer: inout DocumentWriter
  ) {
    writer.object(at: span) { writer in
      if let name = stage.stage.from.name {
        writer.key("name")
        writer.text(name.text.bytes, at: name.span)
      }
      let answers: [(StaticString, Bool?)] = [
        ("isFinal", part?.isTarget), ("isNeeded", part?.isNeeded), ("isKept", part?.isKept),
      ]
      for (key, answer) in answers {
        writer.key(key)
        if let answer { writer.bool(answer, at: span) } else { file.writeNoTarget(at: span, &writer) }
      }
      writer.key("firstInstruction")
      writer.int(range.lowerBound, at: span)
      writer.key("instructionCount")
      writer.int(range.count, at: span)
      if case .stage(let parent) = stage.base {
        writer.key("parentStage")
        writer.int(parent, at: span)
      }
      writer.key("base")
      writeBase(&writer)
      writeImage(&writer)
    }
  }

  /// The origin of FROM, as the instruction has it too.
  func writeBase(_ writer: inout DocumentWriter) {
    let from = stage.stage.from
    let target: DockerfileLowering.Origin =
      switch stage.base {
      case .scratch: .scratch
      case .stage(let index): .stage(index, file.dockerfile.stages[index].stage.name ?? ByteText("\(index)"))
      case .image(let name): .image(name)
      }
    let names = stage.blankInBase.map(\.description).sorted().joined(separator: ", ")
    file.writeOrigin(
      target, written: from.base, isKnown: !from.base.text.contains(UInt8(ascii: "$")) || stage.blankInBase.isEmpty,
      why: "the build argument \(names) has no default", pieces: stage.basePieces, &writer)
  }

  /// The name of the base for messages.
  private var baseName: String {
    if case .image(let name) = file.dockerfile.origin(of: stage.stage.index) { return name.excerpt }
    return stage.stage.from.base.text.excerpt
  }

  private func writeImage(_ writer: inout DocumentWriter) {
    let image = stage.image
    value("user", .user, "the user", &writer, setBy: .user, isAbsent: image.user.isEmpty) { writer in
      UserLowering.write(image.user, at: place(of: .user), &writer)
    }
    value(
      "workdir", .workingDirectory, "the working folder", &writer, setBy: .workdir,
      isAbsent: image.workingDirectory.isEmpty
    ) {
      $0.text(image.workingDirectory.bytes, at: place(of: .workdir))
    }
    value("entrypoint", .entrypoint, "the entrypoint", &writer, isAbsent: image.entrypoint == nil) {
      texts(image.entrypoint ?? [], at: place(of: .entrypoint), &$0)
    }
    value("command", .command, "the command", &writer, isAbsent: image.command == nil) {
      texts(image.command ?? [], at: place(of: .cmd), &$0)
    }
    value("healthcheck", .healthcheck, "the health check", &writer, isAbsent: image.healthcheck == nil) {
      texts(image.healthcheck?.test ?? [], at: place(of: .healthcheck), &$0)
    }
    value(
      "stopSignal", .stopSignal, "the stop signal", &writer, setBy: .stopsignal, isAbsent: image.stopSignal.isEmpty
    ) {
      $0.text(image.stopSignal.bytes, at: place(of: .stopsignal))
    }
    // A base of which nothing is known may set SHELL: that is rare, and BuildKit's own checks count with /bin/sh too: no rule passes by it.
    writer.key("shell")
    texts(image.shell ?? ["/bin/sh", "-c"], at: place(of: .shell), &writer)
    value("env", .environment, "the environment", &writer) { variables(image.environment, &$0) }
    value("labels", .labels, "the labels", verb: "are", &writer) { variables(image.labels, &$0) }
    growing("exposedPorts", .exposedPorts, "the ports", &writer) { writer in
      for port in image.exposedPorts.sorted() { writer.text(port.bytes, at: span) }
    }
    growing("ports", .exposedPorts, "the ports", &writer) { PortLowering.write(image.exposedPorts, at: span, &$0) }
    growing("volumes", .volumes, "the volumes", &writer) { writer in
      for volume in image.volumes.sorted() { writer.text(volume.bytes, at: span) }
    }
  }

  /// Points at the instruction of the file that decides with a variable which nobody knows, else at the base.
  private func notKnown(
    _ what: String, _ verb: String, _ writer: inout DocumentWriter, setBy setter: Setter? = nil
  ) {
    if let setter, let (step, _) = instruction(setting: setter), !step.isTrigger, !step.isKnown,
      let word = Self.variable(in: step.instruction)
    {
      return writer.unknown("what `\(word.text.excerpt)` comes to is not known", at: word.span)
    }
    let reason = stage.baseProblem.map { ": \($0)" } ?? ""
    writer.unknown(
      "\(what) of the base image \(baseName) \(verb) not known\(reason)", at: stage.stage.from.base.span)
  }

  /// A value that an instruction sets for good, or that the base decides.
  private func value(
    _ key: StaticString, _ field: EvaluatedStage.Fields, _ what: String, verb: String = "is",
    _ writer: inout DocumentWriter, setBy setter: Setter? = nil, isAbsent: Bool = false,
    _ write: (inout DocumentWriter) -> Void
  ) {
    guard stage.known.contains(field) else {
      writer.key(key)
      notKnown(what, verb, &writer, setBy: setter)
      return
    }
    guard !isAbsent else { return }
    writer.key(key)
    write(&writer)
  }

  private func variables(_ variables: Variables, _ writer: inout DocumentWriter) {
    writer.object(at: span) { writer in
      for name in variables.names {
        writer.key(name.bytes, at: span)
        writer.text(variables.value(of: name)?.bytes ?? [], at: span)
      }
    }
  }

  /// A set to which the base may have added what nobody knows.
  private func growing(
    _ key: StaticString, _ field: EvaluatedStage.Fields, _ what: String, _ writer: inout DocumentWriter,
    _ write: (inout DocumentWriter) -> Void
  ) {
    writer.key(key)
    writer.list(at: span) { writer in
      write(&writer)
      if !stage.known.contains(field) { notKnown(what, "are", &writer) }
    }
  }

  private func texts(_ words: [ByteText], at span: Span, _ writer: inout DocumentWriter) {
    writer.list(at: span) { writer in
      for word in words { writer.text(word.bytes, at: span) }
    }
  }

  private enum Setter { case user, workdir, entrypoint, cmd, healthcheck, stopsignal, shell }

  /// The instruction that decided, in this stage or in one that it builds on; else the FROM that brought it in, from a base
  /// or as a trigger.
  private func place(of setter: Setter) -> Span {
    guard let (step, owner) = instruction(setting: setter) else { return rootStage.stage.node.span }
    return step.isTrigger ? owner.stage.node.span : step.instruction.node.span
  }

  /// The stage of this file that all others below this one are built on.
  private var rootStage: EvaluatedStage {
    var stage = stage
    while case .stage(let parent) = stage.base { stage = file.dockerfile.stages[parent] }
    return stage
  }

  private func instruction(setting setter: Setter) -> (EvaluatedStage.Step, EvaluatedStage)? {
    var index = stage.stage.index
    while true {
      let candidate = file.dockerfile.stages[index]
      for step in candidate.steps.reversed() {
        switch (step.instruction.content, setter) {
        case (.user, .user), (.workdir, .workdir), (.entrypoint, .entrypoint), (.cmd, .cmd),
          (.healthcheck, .healthcheck), (.stopsignal, .stopsignal), (.shell, .shell):
          return (step, candidate)
        default: continue
        }
      }
      guard case .stage(let parent) = candidate.base else { return nil }
      index = parent
    }
  }

  /// The word of an instruction that holds a variable.
  private static func variable(in instruction: Instruction) -> Token? {
    let word: Token? =
      switch instruction.content {
      case .user(let word), .workdir(let word), .stopsignal(let word): word
      default: nil
      }
    return word.flatMap { $0.text.contains(UInt8(ascii: "$")) ? $0 : nil }
  }
}

/// Writes what USER says: a user, and a group behind a colon.
enum UserLowering {
  static func write(_ user: ByteText, at span: Span, _ writer: inout DocumentWriter) {
    writer.object(at: span) { writeMembers(user, at: span, &$0) }
  }

  static func writeMembers(_ user: ByteText, at span: Span, _ writer: inout DocumentWriter) {
    let pair = user.cut(at: UInt8(ascii: ":"))
    let name = pair?.before ?? user
    writer.key("text")
    writer.text(user.bytes, at: span)
    writer.key("name")
    writer.text(name.bytes, at: span)
    if let group = pair?.after, !group.isEmpty {
      writer.key("group")
      writer.text(group.bytes, at: span)
    }
    writer.key("isNumeric")
    writer.bool(!name.isEmpty && name.bytes.allSatisfy { $0 >= 0x30 && $0 <= 0x39 }, at: span)
  }
}

/// Writes ports as objects.
enum PortLowering {
  /// Each protocol's ports in order, those that follow one another as one range. What is no port, which only a base may have,
  /// is not known.
  static func write(_ ports: Set<ByteText>, at span: Span, _ writer: inout DocumentWriter) {
    var byProtocol: [ByteText: [ClosedRange<Int>]] = [:]
    var odd: [ByteText] = []
    for text in ports {
      guard let port = PortRange(text) else {
        odd.append(text)
        continue
      }
      byProtocol[port.networkProtocol, default: []].append(port.ports)
    }
    for name in byProtocol.keys.sorted() {
      for range in joined(byProtocol[name] ?? []) {
        let port = PortRange(range, name)
        write(port, text: port.text, at: span, &writer)
      }
    }
    for text in odd.sorted() { writer.unknown("`\(text.excerpt)` is no port", at: span) }
  }

  private static func joined(_ ranges: [ClosedRange<Int>]) -> [ClosedRange<Int>] {
    var result: [ClosedRange<Int>] = []
    for next in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if let last = result.last, next.lowerBound <= last.upperBound + 1 {
        result[result.count - 1] = last.lowerBound...max(last.upperBound, next.upperBound)
      } else {
        result.append(next)
      }
    }
    return result
  }

  static func write(_ range: PortRange, text: ByteText, at span: Span, _ writer: inout DocumentWriter) {
    writer.object(at: span) { writer in
      writer.key("text")
      writer.text(text.bytes, at: span)
      writer.key("first")
      writer.int(range.ports.lowerBound, at: span)
      writer.key("last")
      writer.int(range.ports.upperBound, at: span)
      writer.key("protocol")
      writer.text(range.networkProtocol.bytes, at: span)
    }
  }
}
