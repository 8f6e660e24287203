internal import Glibc
import MoatDocument
internal import MoatImage
import MoatSource

/// Reports and SBOMs by their first bytes, where no reader of documents could tell them.
enum ReportInput {
  /// What a text is of which the reader of documents could not make one.
  enum Sequence {
    case reading(ImageReading)
    /// It has reports, and a part that could not be read.
    case broken(Arena)
  }

  /// What is not read of a text that is neither JSON nor YAML; nil for all else.
  static func read(_ source: SourceFile, _ symbols: SymbolTable, _ limits: Limits) -> ImageReading? {
    guard let report = UnreadReport.recognise(head: Array(source.bytes.prefix(UnreadReport.headBytes))) else {
      return nil
    }
    return report.reading(of: DocumentWriter(source: source, symbols: symbols, limits: limits).finish())
  }

  /// JSON texts, one after the other, that have reports among them; nil for all else.
  static func readSequence(_ source: SourceFile, _ symbols: SymbolTable, _ limits: Limits) -> Sequence? {
    guard UnreadReport.beginsLikeJSON(head: Array(source.bytes.prefix(UnreadReport.headBytes))) else { return nil }
    // A log of a million lines is none because its first lines are none.
    let head = JSONReader.readSequence(source, symbols: SymbolTable(base: symbols), limits: limits, most: probes)
    guard !head.roots.isEmpty, head.roots.count + head.failures.count > 1,
      let found = ReportSearch.read(head.roots, in: head, isStream: true)
    else { return nil }
    guard head.failures.isEmpty else { return .broken(head) }
    // Fewer texts than were asked for are all that there are.
    if head.roots.count < probes { return .reading(found.reading) }
    let arena = JSONReader.readSequence(source, symbols: symbols, limits: limits)
    guard arena.failures.isEmpty else { return .broken(arena) }
    return ReportSearch.read(arena.roots, in: arena, isStream: true).map { .reading($0.reading) }
  }

  /// Texts of which one must be, or have, a report.
  private static let probes = 64

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
    return UnreadReport.beginsLikeJSON(head: head) || UnreadReport.recognise(head: head) != nil
  }

  static func isBlank(_ bytes: [UInt8]) -> Bool { bytes.allSatisfy(isBlank) }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }
}
