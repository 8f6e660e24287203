import MoatDockerfile
import MoatDocument
import MoatImage
import MoatSource

/// Writes the history of an image as the instructions of a Dockerfile: the same rules hold for both. All that comes of one
/// entry stands at that entry.
struct HistoryLowering {
  private let image: ImageModel
  private let baseEntries: Int
  private let span: (ImagePlace) -> Span
  /// The names that the steps have set, all of which the image still has; nil where they are not known.
  private let variables: Set<[UInt8]>?
  private let labels: Set<[UInt8]>?

  /// - Parameters:
  ///   - baseEntries: how many entries are of the base image.
  ///   - span: gives places in the text in which the document stands.
  init(_ image: ImageModel, baseEntries: Int, _ span: @escaping (ImagePlace) -> Span) {
    self.image = image
    self.baseEntries = baseEntries
    self.span = span
    variables = image.config.environment.value.map { variables in
      Set(variables.map { variable in Array(variable.value.prefix { $0 != UInt8(ascii: "=") }) })
    }
    labels = image.config.labels.value.map { pairs in Set(pairs.map(\.name.value)) }
  }

  func write(_ writer: inout DocumentWriter) {
    writer.key("instructions")
    guard let entries = image.history.value else {
      writer.list(at: span(image.history.place)) { writer in
        if image.history.unknownReason != nil {
          writer.unknown("how the image was made does not stand in this document", at: span(image.history.place))
        }
      }
      return
    }
    writer.list(at: span(image.history.place)) { writer in
      for (index, entry) in entries.enumerated() { write(entry, isFromBase: index < baseEntries, &writer) }
    }
  }

  /// What another program did is not an instruction: `steps` has it.
  private func write(_ entry: HistoryEntry, isFromBase: Bool, _ writer: inout DocumentWriter) {
    guard !entry.instruction.isAbsent else { return }
    let place = span(entry.place)
    guard let keyword = entry.instruction.value else {
      return writer.unknown("which instruction made this step is not known", at: place)
    }
    var plain = PlainInstruction(keyword: keyword, text: entry.createdBy.value ?? keyword, isFromBase: isFromBase)
    guard let arguments = entry.arguments.value else { return plain.write(&writer, at: place) }
    plain.text = keyword + [UInt8(ascii: " ")] + arguments
    let hasPairs = ["ENV", "LABEL", "ARG"].contains { keyword == Array($0.utf8) }
    if hasPairs, entry.isLiteral {
      plain.pairs = HistoryPairs.split(arguments, names: names(of: keyword))
      return plain.write(&writer, at: place)
    }
    guard let read = HistoryInstruction.read(keyword, arguments) else {
      if hasPairs { plain.pairs = HistoryPairs.split(arguments, names: names(of: keyword)) }
      return plain.write(&writer, at: place)
    }
    let evaluated = EvaluatedDockerfile(read.file)
    let file = DockerfileLowering(evaluated, source: read.file.dockerfile.source, options: BuildOptions())
    // Quotes are taken away as in a build. What a variable comes to is not known here.
    let step = hasPairs && !arguments.contains(UInt8(ascii: "$")) ? evaluated.stages.first?.steps.first : nil
    var lowering = InstructionLowering(read.instruction, step: step, stage: nil, file)
    if let shell = entry.shell {
      lowering.shell = shell.split(separator: UInt8(ascii: " ")).map { String(decoding: $0, as: UTF8.self) }
    }
    lowering.buildArguments = entry.buildArguments
    lowering.isFromBase = isFromBase
    writer.pinned(to: place) { lowering.write(&$0) }
  }

  /// The names that ENV or LABEL have set.
  private func names(of keyword: [UInt8]) -> Set<[UInt8]>? {
    switch String(decoding: keyword, as: UTF8.self) {
    case "ENV": variables
    case "LABEL": labels
    default: nil
    }
  }
}

/// An instruction of a history, read as one of a Dockerfile.
struct HistoryInstruction {
  let file: StagedDockerfile
  let instruction: Instruction

  /// nil if the text is not an instruction that a builder would take.
  static func read(_ keyword: [UInt8], _ arguments: [UInt8]) -> HistoryInstruction? {
    let isRun = keyword == Array("RUN".utf8)
    // The script is a file that the step had, and is lost.
    if isRun, arguments.starts(with: Array("/dev/pipes/".utf8)) { return nil }
    let lines = arguments.contains(UInt8(ascii: "\n"))
    let plain = text(keyword, isRun ? arguments : joined(arguments))
    let staged = StagedDockerfile(DockerfileParser.parse(SourceFile(name: "", bytes: plain)))
    if staged.dockerfile.firstError?.kind == .unterminatedHeredoc {
      // Buildah writes a heredoc without its last line, and BuildKit that of a COPY without its body as well.
      return parse(plain + terminators(of: arguments))
    }
    // BuildKit writes the body of a heredoc alone: the script that the shell was given.
    if isRun, lines { return parse(script(arguments)) }
    return instruction(staged)
  }

  private static func parse(_ text: [UInt8]) -> HistoryInstruction? {
    instruction(StagedDockerfile(DockerfileParser.parse(SourceFile(name: "", bytes: text))))
  }

  private static func instruction(_ staged: StagedDockerfile) -> HistoryInstruction? {
    let instructions = staged.stages.flatMap(\.instructions)
    guard staged.dockerfile.firstError == nil, instructions.count + staged.globalArguments.count == 1,
      let instruction = instructions.first
    else { return nil }
    return HistoryInstruction(file: staged, instruction: instruction)
  }

  /// The instruction in a file of its own; what it stands behind is of no matter.
  private static func text(_ keyword: [UInt8], _ arguments: [UInt8]) -> [UInt8] {
    Array("FROM scratch\n".utf8) + keyword + [UInt8(ascii: " ")] + arguments + [UInt8(ascii: "\n")]
  }

  /// A line end would end the instruction, so that each of them is a continuation.
  private static func joined(_ arguments: [UInt8]) -> [UInt8] {
    var text: [UInt8] = []
    for byte in arguments {
      if byte == UInt8(ascii: "\n") {
        text += Array(" \\\n".utf8)
      } else {
        text.append(byte)
      }
    }
    return text
  }

  /// A script of several lines as the heredoc that it was, which a line of its own cannot end.
  private static func script(_ lines: [UInt8]) -> [UInt8] {
    let taken = Set(lines.split(separator: UInt8(ascii: "\n")).map { Array($0) })
    var name = Array("EOF".utf8)
    while taken.contains(name) { name.append(UInt8(ascii: "F")) }
    let body = lines.last == UInt8(ascii: "\n") ? lines : lines + [UInt8(ascii: "\n")]
    return Array("FROM scratch\nRUN <<'".utf8) + name + Array("'\n".utf8) + body + name + [UInt8(ascii: "\n")]
  }

  /// The last lines of the heredocs that the first line opens.
  private static func terminators(of arguments: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    for word in arguments.prefix(while: { $0 != UInt8(ascii: "\n") }).split(separator: UInt8(ascii: " ")) {
      guard var name = word.firstIndex(of: UInt8(ascii: "<")).map({ word[$0...] }),
        name.starts(with: Array("<<".utf8))
      else { continue }
      name = name.drop { [UInt8(ascii: "<"), UInt8(ascii: "-"), UInt8(ascii: "\""), UInt8(ascii: "'")].contains($0) }
      result += name.prefix { $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "'") } + [UInt8(ascii: "\n")]
    }
    return result
  }
}
