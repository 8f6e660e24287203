/// Writes JSON (RFC 8259) as it is told, members in the order of the calls, two spaces a level.
struct JSONWriter {
  private(set) var text = ""
  private var depth = 0
  private var isFirst = true

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
    text += ": "
    content(&self)
  }

  mutating func member(_ name: String, _ value: Int) { member(name) { $0.text += String(value) } }

  mutating func member(_ name: String, _ value: Bool) { member(name) { $0.text += value ? "true" : "false" } }

  /// A string, or null.
  mutating func member(_ name: String, _ value: String?) {
    member(name) { writer in
      if let value { writer.string(value) } else { writer.null() }
    }
  }

  mutating func null() { text += "null" }

  mutating func string(_ value: String) {
    text += "\""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      // Beside the control characters, the two separators that JavaScript once took for line ends.
      case _ where scalar.value < 0x20 || scalar.value == 0x7F || scalar.value == 0x2028 || scalar.value == 0x2029:
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
  }

  private mutating func nested(_ open: String, _ close: String, _ content: (inout JSONWriter) -> Void) {
    text += open
    depth += 1
    isFirst = true
    content(&self)
    depth -= 1
    if !isFirst { newline() }
    text += close
    isFirst = false
  }

  private mutating func separate() {
    if !isFirst { text += "," }
    isFirst = false
    newline()
  }

  private mutating func newline() { text += "\n" + String(repeating: "  ", count: depth) }
}
