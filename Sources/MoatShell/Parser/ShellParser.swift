import MoatSource

/// Reads POSIX shell and the bash that Dockerfiles use: one superset, with what POSIX does not have marked.
///
/// Parsing never traps, whatever the bytes. The first thing that cannot be parsed becomes the script's failure; the
/// parser then stands at the end of the text, so that every construct closes with what it has. Time is linear in the
/// text for each level of nesting, and the levels are bounded.
package struct ShellParser {
  /// How deep constructs may nest: every walk over the tree may then recurse.
  package static let maximumDepth = 64

  /// The largest text, in bytes.
  package static let maximumBytes = 8 << 20

  var bytes: [UInt8]
  /// The end of what is being read: of the text, or of a here-document or an arithmetic expression in it.
  var end: Int
  var position = 0
  var map: OffsetMap
  var depth = 0
  var hereDocuments: [HereDocument] = []
  /// Documents whose lines begin after the next newline.
  var pending: [PendingDocument] = []
  var comments: [Span] = []
  var extensions: [ExtensionUse] = []
  var failure: ShellFailure?

  struct PendingDocument {
    var index: Int
    var delimiter: [UInt8]
    var isQuoted: Bool
    var stripsTabs: Bool
  }

  init(_ text: ShellText) {
    bytes = text.bytes
    end = text.bytes.count
    map = text.map
  }

  package static func parse(_ text: ShellText) -> ShellScript {
    parse(text, depth: 0)
  }

  /// A script inside another counts from that one's depth.
  static func parse(_ text: ShellText, depth: Int) -> ShellScript {
    var parser = ShellParser(text)
    parser.depth = depth
    if text.bytes.count > maximumBytes {
      parser.fail("the text is larger than \(maximumBytes) bytes", at: 0)
    } else if let zero = text.bytes.firstIndex(of: 0) {
      // What stands before the byte is read; a shell would drop it, or end there.
      parser.end = zero
    }
    let statements = parser.statements()
    if parser.failure == nil {
      if parser.end < text.bytes.count {
        parser.fail("a zero byte", at: parser.end)
      } else if parser.position < parser.end {
        parser.fail("\(parser.glimpse) closes nothing", at: parser.position)
      }
    }
    parser.readPendingDocuments()
    return ShellScript(
      statements: statements, hereDocuments: parser.hereDocuments, comments: parser.comments,
      extensions: parser.extensions, failure: parser.failure)
  }

  // MARK: Failing and nesting

  /// Keeps the first failure and ends the reading.
  mutating func fail(_ message: String, at start: Int) {
    if failure == nil {
      failure = ShellFailure(message: message, span: map.span(start..<max(start, min(start + 1, bytes.count))))
    }
    position = end
  }

  /// Reads something one level deeper.
  mutating func nested<Result>(at start: Int, _ empty: Result, _ read: (inout Self) -> Result) -> Result {
    guard depth < Self.maximumDepth else {
      fail("nested deeper than \(Self.maximumDepth) levels", at: start)
      return empty
    }
    depth += 1
    defer { depth -= 1 }
    return read(&self)
  }

  /// Reads up to `limit` as if the text ended there, and stands there afterwards.
  mutating func bounded<Result>(to limit: Int, _ read: (inout Self) -> Result) -> Result {
    let outer = end
    end = min(limit, outer)
    let result = read(&self)
    end = outer
    position = failure == nil ? limit : end
    return result
  }

  mutating func mark(_ construct: ShellExtension, from start: Int) {
    extensions.append(ExtensionUse(construct: construct, span: span(from: start)))
  }

  /// From an offset of the text to where the parser stands.
  func span(from start: Int) -> Span {
    map.span(start..<max(start, min(position, bytes.count)))
  }

  /// The next few characters in their quotes, for messages.
  var glimpse: String {
    var stop = position
    while stop < end, stop < position + 20, !Byte.isBlank(bytes[stop]), bytes[stop] != Byte.newline { stop += 1 }
    if stop == position { return isAtEnd ? "the end" : "a newline" }
    return "`" + String(decoding: bytes[position..<stop], as: UTF8.self) + "`"
  }

  func text(_ range: Range<Int>) -> String {
    String(decoding: bytes[range], as: UTF8.self)
  }
}
