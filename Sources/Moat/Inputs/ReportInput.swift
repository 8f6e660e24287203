internal import Glibc
import MoatDocument
internal import MoatImage
import MoatSource

/// Reports and bills by their first bytes, where no reader of documents could tell them.
enum ReportInput {
  /// What is not read of a text that is neither JSON nor YAML, or that has a JSON text on each line; nil for all else.
  static func read(_ source: SourceFile, _ symbols: SymbolTable, _ limits: Limits) -> ImageReading? {
    let bytes = source.bytes
    if let report = UnreadReport.recognise(head: Array(bytes.prefix(UnreadReport.headBytes))) {
      return report.reading(of: DocumentWriter(source: source, symbols: symbols, limits: limits).finish())
    }
    guard let line = UnreadReport.firstLine(of: bytes) else { return nil }
    let first = JSONReader.read(
      SourceFile(name: source.name, bytes: line), symbols: SymbolTable(base: symbols), limits: limits)
    guard first.failures.isEmpty, let root = first.roots.first,
      let report = UnreadReport.recognise(root: root, in: first)
    else { return nil }
    return report.reading(of: DocumentWriter(source: source, symbols: symbols, limits: limits).finish())
  }

  /// Whether a file of a folder may be a report: by the first byte for JSON, by its beginning for all else. One that cannot be
  /// opened may be one.
  static func mayBeReport(_ input: Input) throws(InputProblem) -> Bool {
    let descriptor = unsafe open(input.path.cString, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)
    guard descriptor >= 0 else {
      throw InputProblem(path: input.path.text, message: FileSystem.Failure(number: errno).message)
    }
    defer { close(descriptor) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0, FileSystem.kind(ofMode: status.st_mode) == .file else { return false }
    var head = [UInt8](repeating: 0, count: UnreadReport.headBytes)
    let count = unsafe pread(descriptor, &head, head.count, 0)
    guard count > 0 else { return false }
    head.removeLast(head.count - count)
    let first = head.first { !isBlank($0) }
    return first == UInt8(ascii: "{") || first == UInt8(ascii: "[") || UnreadReport.recognise(head: head) != nil
  }

  static func isBlank(_ bytes: [UInt8]) -> Bool { bytes.allSatisfy(isBlank) }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }
}
