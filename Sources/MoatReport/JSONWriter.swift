/// Writes JSON (RFC 8259) as it is told, members in the order of the calls, two spaces a level.
struct JSONWriter {
  /// What was written so far, in UTF-8.
  private(set) var bytes: [UInt8] = []
  private var depth = 0
  private var isFirst = true

  /// - Parameter capacity: the bytes that are expected.
  init(capacity: Int = 0) { bytes.reserveCapacity(capacity) }

  var text: String { String(decoding: bytes, as: UTF8.self) }

  mutating func object(_ content: (inout JSONWriter) -> Void) { nested("{", "}", content) }

  mutating func array<Element>(_ elements: [Element], _ content: (inout JSONWriter, Element) -> Void) {
    nested("[", "]") { writer in
      for element in elements {
        writer.separate()
        content(&writer, element)
      }
    }
  }

  mutating func member(_ name: String, _ content: (inout JSONWriter) -> Void) {
    separate()
    string(name)
    write(": ")
    content(&self)
  }

  mutating func member(_ name: String, _ value: Int) { member(name) { $0.write(String(value)) } }

  mutating func member(_ name: String, _ value: Bool) { member(name) { $0.write(value ? "true" : "false") } }

  /// A string, or null.
  mutating func member(_ name: String, _ value: String?) {
    member(name) { writer in
      if let value { writer.string(value) } else { writer.null() }
    }
  }

  mutating func null() { write("null") }

  mutating func string(_ value: String) {
    bytes.append(UInt8(ascii: "\""))
    if Self.needsEscapes(value) { escape(value) } else { bytes.append(contentsOf: value.utf8) }
    bytes.append(UInt8(ascii: "\""))
  }

  /// Ends the last line.
  mutating func endLine() { bytes.append(UInt8(ascii: "\n")) }

  // MARK: Escapes

  /// Whether a text may hold what cannot stand in a string as it is. The loop has no way out, so that the compiler makes it
  /// one of many bytes at a time.
  private static func needsEscapes(_ value: String) -> Bool {
    let text = value.utf8.span
    var found: UInt8 = 0
    for index in text.indices {
      let byte = text[index]
      found |= byte < 0x20 ? 1 : 0
      found |= byte == 0x7F ? 1 : 0
      found |= byte == UInt8(ascii: "\"") ? 1 : 0
      found |= byte == UInt8(ascii: "\\") ? 1 : 0
      // The first byte of the two separators below, and of harmless characters.
      found |= byte == 0xE2 ? 1 : 0
    }
    return found != 0
  }

  private mutating func escape(_ value: String) {
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": write("\\\"")
      case "\\": write("\\\\")
      case "\n": write("\\n")
      case "\r": write("\\r")
      case "\t": write("\\t")
      // Beside the control characters, the two separators that JavaScript once took for line ends.
      case _ where scalar.value < 0x20 || scalar.value == 0x7F || scalar.value == 0x2028 || scalar.value == 0x2029:
        let digits = String(scalar.value, radix: 16)
        write("\\u" + String(repeating: "0", count: 4 - digits.count) + digits)
      default: bytes.append(contentsOf: String(scalar).utf8)
      }
    }
  }

  // MARK: Layout

  private mutating func write(_ text: String) { bytes.append(contentsOf: text.utf8) }

  private mutating func nested(_ open: String, _ close: String, _ content: (inout JSONWriter) -> Void) {
    write(open)
    depth += 1
    isFirst = true
    content(&self)
    depth -= 1
    if !isFirst { newline() }
    write(close)
    isFirst = false
  }

  private mutating func separate() {
    if !isFirst { bytes.append(UInt8(ascii: ",")) }
    isFirst = false
    newline()
  }

  private mutating func newline() {
    bytes.append(UInt8(ascii: "\n"))
    for _ in 0..<depth {
      bytes.append(UInt8(ascii: " "))
      bytes.append(UInt8(ascii: " "))
    }
  }
}
