public import MoatSecrets
internal import Synchronization

/// A text with the name under which people know it: a policy or an input, read once.
///
/// Bytes are kept as they stood in the file; nothing is normalised, so that every span can be shown as it was written.
public final class SourceFile: Sendable {
  /// A path as the user gave it, or a name such as `<stdin>`.
  public let name: String
  public let bytes: [UInt8]
  /// Where each line begins; a line ends with LF, CR LF or a lone CR.
  public let lineStarts: [UInt32]
  /// Policies are shown as they are written; the secrets of all other files are masked.
  private let isPolicy: Bool
  private let knownSecrets = Mutex<FileSecrets?>(nil)
  private let hidden = Mutex<[Range<Int>]>([])
  /// How many characters begin before each `blockSize` bytes; empty where every line is short, so that counting from the
  /// start of a line costs no more.
  private let charactersBefore: [UInt32]

  private static let blockSize = 1_024

  public init(name: String, bytes: [UInt8], isPolicy: Bool = false) {
    self.isPolicy = isPolicy
    self.name = name
    self.bytes = bytes
    var starts: [UInt32] = [0]
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      index += 1
      if byte == UInt8(ascii: "\n") {
        starts.append(UInt32(clamping: index))
      } else if byte == UInt8(ascii: "\r"), index == bytes.count || bytes[index] != UInt8(ascii: "\n") {
        starts.append(UInt32(clamping: index))
      }
    }
    lineStarts = starts
    charactersBefore = Self.charactersBefore(bytes, lineStarts: starts)
  }

  /// The checkpoints of a text with a long line, such as a minified file.
  private static func charactersBefore(_ bytes: [UInt8], lineStarts: [UInt32]) -> [UInt32] {
    let ends = lineStarts.dropFirst() + [UInt32(clamping: bytes.count)]
    guard zip(lineStarts, ends).contains(where: { Int($1) - Int($0) > 2 * blockSize }) else { return [] }
    var counts: [UInt32] = []
    counts.reserveCapacity(bytes.count / blockSize + 1)
    var count = 0
    for start in stride(from: 0, through: bytes.count, by: blockSize) {
      counts.append(UInt32(clamping: count))
      count += characters(in: bytes[start..<min(start + blockSize, bytes.count)])
    }
    return counts
  }

  /// The characters that begin in these bytes: a continuation byte of UTF-8 (10xxxxxx) begins none.
  private static func characters(in bytes: ArraySlice<UInt8>) -> Int {
    WorkMeter.add(bytes.count)
    return bytes.reduce(0) { $0 + ($1 & 0xC0 == 0x80 ? 0 : 1) }
  }

  /// The characters that begin in a range, by no more than two blocks of bytes, whatever its length.
  private func characters(in range: Range<Int>) -> Int {
    guard range.count > 2 * Self.blockSize, !charactersBefore.isEmpty else {
      return Self.characters(in: bytes[range])
    }
    return charactersBefore(range.upperBound) - charactersBefore(range.lowerBound)
  }

  private func charactersBefore(_ offset: Int) -> Int {
    let block = offset / Self.blockSize
    return Int(charactersBefore[block]) + Self.characters(in: bytes[block * Self.blockSize..<offset])
  }

  public convenience init(name: String, text: String) {
    self.init(name: name, bytes: Array(text.utf8))
  }

  /// The secrets in the file. They are looked for when the first text of the file is shown.
  public var secrets: FileSecrets {
    if isPolicy { return .none }
    return knownSecrets.withLock { known in
      if let known { return known }
      let found = FileSecrets(bytes, and: hidden.withLock { $0 })
      known = found
      return found
    }
  }

  /// Makes a part of the file a secret, whatever stands there: what a scanner quotes of one that it found. It is said before any
  /// text of the file is shown.
  public func hide(_ span: Span) {
    hidden.withLock { $0.append(Int(span.start)..<min(max(Int(span.start), Int(span.end)), bytes.count)) }
    knownSecrets.withLock { $0 = nil }
  }

  /// A text that was made of the file, without its secrets.
  ///
  /// - Parameter span: the part of the file that the text comes from, where that is known.
  public func masked(_ text: String, at span: Span? = nil) -> String {
    if isPolicy { return text }
    return secrets.masked(text, at: span.map { Int($0.start)..<max(Int($0.start), Int($0.end)) })
  }

  public func text(_ span: Span) -> String {
    let start = min(Int(span.start), bytes.count)
    let end = min(max(Int(span.end), start), bytes.count)
    WorkMeter.add(end - start)
    return String(decoding: bytes[start..<end], as: UTF8.self)
  }

  /// The line (from 1) and column (from 1, in Unicode scalars) of a byte.
  public func place(of offset: UInt32) -> LineColumn {
    let line = lineIndex(of: offset)
    let start = min(Int(lineStarts[line]), bytes.count)
    let end = min(max(Int(offset), start), bytes.count)
    return LineColumn(line: line + 1, column: characters(in: start..<end) + 1)
  }

  /// The span of a line (from 1) without its end of line.
  public func lineSpan(_ line: Int) -> Span {
    guard line >= 1, line <= lineStarts.count else { return .zero }
    let start = Int(lineStarts[line - 1])
    var end = line < lineStarts.count ? Int(lineStarts[line]) : bytes.count
    while end > start, bytes[end - 1] == UInt8(ascii: "\n") || bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
    return Span(start..<end)
  }

  /// The last line start at or before the offset, by binary search.
  private func lineIndex(of offset: UInt32) -> Int {
    var low = 0
    var high = lineStarts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle }
    }
    return low
  }
}
