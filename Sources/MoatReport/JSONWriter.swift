import MoatSource

/// Writes JSON (RFC 8259) as it is told, members in the order of the calls, two spaces a level.
struct JSONWriter {
  /// What was written so far, in UTF-8.
  private(set) var bytes: [UInt8] = []
  private var depth = 0
  private var isFirst = true
  /// Takes the secrets out of a text; nil where that is done already.
  private let masking: ((String) -> String)?

  /// - Parameter capacity: the bytes that are expected.
  init(capacity: Int = 0, masked masking: ((String) -> String)? = nil) {
    self.masking = masking
    bytes.reserveCapacity(capacity)
  }

  /// A value without secrets, which its name may give away.
  func masked(_ value: String, under name: String) -> String { masked(value, behind: name, "=") }

  /// A word without secrets, which the word before it may give away.
  func masked(_ value: String, behind name: String, _ sign: String = " ") -> String {
    guard let masking else { return value }
    let pair = masking(name + sign + value)
    return pair.hasPrefix(name + sign) ? String(pair.dropFirst(name.count + sign.count)) : masking(value)
  }

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

  /// An array whose elements were written in parts, each by `elements`.
  mutating func array(parts: [[UInt8]]) {
    nested("[", "]") { writer in
      for part in parts { writer.bytes += part }
      writer.isFirst = parts.isEmpty
    }
  }

  /// Some of the elements of an array that stands in `depth` others, its own level counted.
  static func elements<Element>(
    _ elements: ArraySlice<Element>, depth: Int, capacity: Int, _ content: (inout JSONWriter, Element) -> Void
  ) -> [UInt8] {
    var writer = JSONWriter(capacity: capacity)
    writer.depth = depth
    writer.isFirst = elements.startIndex == 0
    for element in elements {
      writer.separate()
      content(&writer, element)
    }
    return writer.bytes
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

  mutating func string(_ text: String) {
    let value = masking?(text) ?? text
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
      // What must not be shown as it is may begin with many bytes beyond ASCII.
      found |= byte >= 0x80 ? 1 : 0
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
      // A report may be shown on a terminal.
      case _ where CodeFrame.isUnsafe(scalar): write(CodeFrame.escaped(scalar))
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
