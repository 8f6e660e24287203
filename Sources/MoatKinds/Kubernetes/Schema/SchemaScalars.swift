internal import MoatDocument
internal import MoatSource
internal import MoatValues

/// What the validator asks of single values: whether they fit, and how to speak of them.
enum SchemaScalars {
  /// Bytes of a value or key that a message repeats.
  private static let quotedBytes = 60

  static func accepts(_ kind: NodeKind, as code: TypeCode) -> Bool {
    switch code {
    case .bool: kind == .bool
    case .int32, .int64: kind == .int
    case .decimal: kind == .int || kind == .float
    case .string, .bytes, .date, .enumeration: kind == .string
    case .intOrString: kind == .int || kind == .string
    case .quantity: kind == .int || kind == .float || kind == .string
    case .any: true
    case .list, .map, .object, .labelSelector: false
    }
  }

  /// True unless the text breaks the format of its type. A quantity that is beyond our own numbers is still one.
  static func isWellFormed(_ bytes: [UInt8], as code: TypeCode) -> Bool {
    switch code {
    case .bytes: isBase64(bytes)
    case .date: CalendarDate.isTimestamp(bytes.span)
    case .quantity: Quantity.parse(bytes.span) != .unparsable
    default: true
    }
  }

  /// Standard base64 with padding, as Go's decoder takes it: line breaks are ignored.
  static func isBase64(_ bytes: [UInt8]) -> Bool {
    var digits = 0
    var padding = 0
    for byte in bytes {
      switch byte {
      case 0x0A, 0x0D:
        continue
      case UInt8(ascii: "="):
        padding += 1
      case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "/"):
        guard padding == 0 else { return false }
        digits += 1
      default:
        return false
      }
    }
    return padding <= 2 && (digits + padding) % 4 == 0
  }

  static func holdsTemplate(_ bytes: [UInt8]) -> Bool {
    zip(bytes, bytes.dropFirst()).contains { $0 == UInt8(ascii: "{") && $1 == UInt8(ascii: "{") }
  }

  /// The value as it should have been written, where only its quotes are wrong.
  static func rewritten(_ text: String, of kind: NodeKind, as code: TypeCode) -> String? {
    guard text.utf8.count <= quotedBytes else { return nil }
    switch (code, kind) {
    case (.string, .bool), (.string, .int), (.string, .float):
      return "\"\(text)\""
    case (.bool, .string):
      return text == "true" || text == "false" ? text : nil
    case (.int32, .string), (.int64, .string):
      return Int64(text).map(String.init)
    default:
      return nil
    }
  }

  /// `string "true"`, `integer 80`, `list`.
  static func describe(_ index: UInt32, in arena: Arena) -> String {
    let written = bounded(arena.source.text(arena.span(index)))
    switch arena.node(index).kind {
    case .null: return "null"
    case .bool: return "boolean \(written)"
    case .int: return "integer \(written)"
    case .float: return "number \(written)"
    case .string: return "string \"\(bounded(arena.string(index)))\""
    case .list: return "list"
    case .object: return "object"
    }
  }

  /// The beginning of a text, on one line.
  static func bounded(_ text: String) -> String {
    var result = ""
    var bytes = 0
    for scalar in text.unicodeScalars {
      bytes += UTF8.width(scalar)
      if bytes > quotedBytes { return result + "…" }
      let isControl = scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
      result.unicodeScalars.append(isControl ? " " : scalar)
    }
    return result
  }

  /// The nearest name; long ones are not worth the search.
  static func nearest(to name: String, among names: [String]) -> String? {
    name.utf8.count <= quotedBytes ? Suggestion.nearest(to: name, among: names) : nil
  }
}
