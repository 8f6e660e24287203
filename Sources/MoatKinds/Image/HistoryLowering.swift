import MoatDockerfile
import MoatDocument
import MoatImage
import MoatSource

/// Writes the history of an image as the instructions of a Dockerfile: the same rules hold for both. All that comes of one
/// entry stands at that entry.
struct HistoryLowering {
  private let image: ImageModel
  private let span: (ImagePlace) -> Span

  /// - Parameter span: gives places in the text in which the document stands.
  init(_ image: ImageModel, _ span: @escaping (ImagePlace) -> Span) {
    self.image = image
    self.span = span
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
      for entry in entries { write(entry, &writer) }
    }
  }

  private func write(_ entry: HistoryEntry, _ writer: inout DocumentWriter) {
    let place = span(entry.place)
    guard let keyword = entry.instruction.value, let arguments = entry.arguments.value else {
      return writer.unknown("which instruction made this step is not known", at: place)
    }
    let text = Self.instruction(keyword, arguments)
    let staged = StagedDockerfile(DockerfileParser.parse(SourceFile(name: "", bytes: text)))
    let read = staged.stages.first?.instructions.first ?? staged.globalArguments.first
    guard staged.dockerfile.firstError == nil, let read else {
      return writer.unknown("which instruction made this step is not known", at: place)
    }
    let file = DockerfileLowering(
      EvaluatedDockerfile(staged), source: staged.dockerfile.source, options: BuildOptions())
    var lowering = InstructionLowering(read, step: nil, stage: nil, file)
    if let shell = entry.shell {
      lowering.shell = shell.split(separator: UInt8(ascii: " ")).map { String(decoding: $0, as: UTF8.self) }
    }
    lowering.buildArguments = entry.buildArguments
    writer.pinned(to: place) { lowering.write(&$0) }
  }

  /// The instruction in a file of its own; what it stands behind is of no matter. The line ends of a heredoc's body would end
  /// it, so that each of them is a continuation.
  private static func instruction(_ keyword: [UInt8], _ arguments: [UInt8]) -> [UInt8] {
    var text = Array("FROM scratch\n".utf8) + keyword + [UInt8(ascii: " ")]
    for byte in arguments {
      if byte == UInt8(ascii: "\n") {
        text += Array(" \\\n".utf8)
      } else {
        text.append(byte)
      }
    }
    return text + [UInt8(ascii: "\n")]
  }
}
