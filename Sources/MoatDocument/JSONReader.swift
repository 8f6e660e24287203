package import MoatSource

/// Reads JSON as RFC 8259 has it, and stricter where readers disagree: duplicate keys and lone surrogates are errors.
package enum JSONReader {
  /// Reads one JSON text. Whatever stands after it but white space is an error.
  package static func read(_ source: SourceFile, symbols: SymbolTable, limits: Limits = Limits()) -> Arena {
    if let failure = InputCheck.size(source, limits: limits) {
      return ArenaBuilder.failed(failure, source: source, symbols: symbols)
    }
    var parser = JSONParser(ArenaBuilder(source: source, symbols: symbols, limits: limits))
    parser.readDocument(0..<source.bytes.count)
    return parser.builder.finish()
  }

  /// Reads one JSON text a line. Empty lines are skipped, and a line that fails does not hide the others.
  package static func readLines(_ source: SourceFile, symbols: SymbolTable, limits: Limits = Limits()) -> Arena {
    if let failure = InputCheck.size(source, limits: limits) {
      return ArenaBuilder.failed(failure, source: source, symbols: symbols)
    }
    var parser = JSONParser(ArenaBuilder(source: source, symbols: symbols, limits: limits))
    for line in 1...source.lineStarts.count {
      let span = source.lineSpan(line)
      let range = Int(span.start)..<Int(span.end)
      if source.bytes[range].allSatisfy({ $0 == 0x20 || $0 == 0x09 }) { continue }
      parser.readDocument(range)
    }
    return parser.builder.finish()
  }

  /// Reads JSON texts that stand one after the other, as `jq` and JSON lines have them. What fails ends the reading: where the next text
  /// would begin is not known.
  ///
  /// - Parameter most: texts that are read.
  package static func readSequence(
    _ source: SourceFile, symbols: SymbolTable, limits: Limits = Limits(), most: Int = Int.max
  ) -> Arena {
    if let failure = InputCheck.size(source, limits: limits) {
      return ArenaBuilder.failed(failure, source: source, symbols: symbols)
    }
    var parser = JSONParser(ArenaBuilder(source: source, symbols: symbols, limits: limits))
    parser.readSequence(0..<source.bytes.count, most: most)
    return parser.builder.finish()
  }
}

/// What both readers ask of an input before they look at it.
enum InputCheck {
  /// Spans count bytes in 32 bits, whatever the limit says.
  static func size(_ source: SourceFile, limits: Limits) -> ReadFailure? {
    let limit = min(limits.bytes, Int(Int32.max))
    guard source.bytes.count > limit else { return nil }
    return ReadFailure("the input has \(source.bytes.count) bytes; the limit is \(limit)", at: .zero)
  }

  /// The failure for a malformed byte in a range, if there is one.
  static func encoding(_ storage: ArenaStorage, _ range: Range<Int>) -> ReadFailure? {
    let bytes = unsafe UnsafeBufferPointer(start: storage.source + range.lowerBound, count: range.count)
    guard let offset = unsafe Bytes.firstMalformed(bytes) else { return nil }
    let place = range.lowerBound + offset
    return unsafe ReadFailure(
      "\(Bytes.hexadecimal(bytes[offset])) is not valid UTF-8 here; save the file as UTF-8", at: Span(place..<place + 1)
    )
  }
}

/// The state of reading JSON: a place in the bytes and the builder, where nesting lives, never in the call stack.
@safe
struct JSONParser {
  var builder: ArenaBuilder
  let bytes: UnsafePointer<UInt8>
  var index = 0
  var end = 0
  /// Where strings with escapes are decoded, reused from one to the next.
  var scratch: [UInt8] = []

  init(_ builder: ArenaBuilder) {
    self.builder = builder
    unsafe bytes = builder.storage.source
  }

  mutating func readDocument(_ range: Range<Int>) {
    index = range.lowerBound
    end = range.upperBound
    if let failure = InputCheck.encoding(builder.storage, range) { return builder.failDocument(failure) }
    do throws(ReadFailure) {
      try document()
      builder.endDocument()
    } catch {
      builder.failDocument(error)
    }
  }

  mutating func readSequence(_ range: Range<Int>, most: Int) {
    index = range.lowerBound
    end = range.upperBound
    if let failure = InputCheck.encoding(builder.storage, range) { return builder.failDocument(failure) }
    do throws(ReadFailure) {
      var count = 0
      skipSpace()
      while index < end, count < most {
        try text()
        builder.endDocument()
        count += 1
      }
    } catch {
      builder.failDocument(error)
    }
  }

  private mutating func document() throws(ReadFailure) {
    if end - index >= 3, unsafe bytes[index] == 0xEF, unsafe bytes[index + 1] == 0xBB {
      throw failure("a JSON text must not begin with a byte order mark")
    }
    try text()
    if index < end { throw failure("unexpected \(unsafe Bytes.shown(bytes[index])) after the end of the JSON text") }
  }

  /// One JSON text, and the white space around it.
  private mutating func text() throws(ReadFailure) {
    skipSpace()
    repeat {
      try value()
      try closeComplete()
    } while builder.depth > 0
    skipSpace()
  }

  /// Reads a scalar, or opens lists and objects up to the first scalar or empty list or object.
  private mutating func value() throws(ReadFailure) {
    while true {
      guard index < end else { throw failure("a value is missing: the text ends here") }
      let start = index
      switch unsafe bytes[index] {
      case UInt8(ascii: "{"):
        try builder.open(.object, start: start)
        index += 1
        skipSpace()
        if peek() == UInt8(ascii: "}") {
          index += 1
          return try builder.close(end: index)
        }
        try key()
      case UInt8(ascii: "["):
        try builder.open(.list, start: start)
        index += 1
        skipSpace()
        if peek() == UInt8(ascii: "]") {
          index += 1
          return try builder.close(end: index)
        }
      case UInt8(ascii: "\""):
        let text = unsafe try string()
        let node = unsafe Node(
          kind: .string, flags: text.isTemplate ? [.quoted, .template] : .quoted,
          count: UInt32(truncatingIfNeeded: text.bytes.count),
          bits: text.address)
        return try builder.scalar(node, span: Span(start..<index))
      case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
      case UInt8(ascii: "t"): return try word("true", Node(kind: .bool, bits: 1))
      case UInt8(ascii: "f"): return try word("false", Node(kind: .bool, bits: 0))
      case UInt8(ascii: "n"): return try word("null", Node(kind: .null))
      default: throw failure("expected a value, found \(unsafe Bytes.shown(bytes[index]))")
      }
    }
  }

  /// After a value: closes what closes here, and stops before the next value or at the end of the root.
  private mutating func closeComplete() throws(ReadFailure) {
    while let kind = builder.openKind {
      skipSpace()
      let isObject = kind == .object
      let holder = isObject ? "object" : "list"
      guard index < end else { throw failure("the text ends inside an \(isObject ? "object" : "array")") }
      let byte = unsafe bytes[index]
      if byte == UInt8(ascii: ",") {
        index += 1
        skipSpace()
        if isObject {
          try key()
        } else if peek() == UInt8(ascii: "]") {
          throw failure("a comma must not stand before `]`")
        }
        return
      }
      guard byte == (isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) else {
        throw failure("expected `,` or the end of the \(holder), found \(Bytes.shown(byte))")
      }
      index += 1
      try builder.close(end: index)
    }
  }

  /// Reads a key and its colon.
  private mutating func key() throws(ReadFailure) {
    let start = index
    guard let byte = peek() else { throw failure("the text ends inside an object") }
    guard byte == UInt8(ascii: "\"") else {
      if byte == UInt8(ascii: "}") { throw failure("a comma must not stand before `}`") }
      throw failure("expected a key in double quotes, found \(Bytes.shown(byte))")
    }
    let text = unsafe try string()
    unsafe try builder.setKey(text.bytes, span: Span(start..<index))
    skipSpace()
    guard peek() == UInt8(ascii: ":") else { throw failure("expected `:` after a key") }
    index += 1
    skipSpace()
  }

  private mutating func word(_ word: StaticString, _ node: Node) throws(ReadFailure) {
    let start = index
    for offset in 0..<word.utf8CodeUnitCount {
      guard index < end, unsafe bytes[index] == word.utf8Start[offset] else {
        throw ReadFailure("expected `\(word)`", at: Span(start..<min(end, index + 1)))
      }
      index += 1
    }
    try builder.scalar(node, span: Span(start..<index))
  }

  /// Reads a number by the grammar of RFC 8259, section 6. What is no 64-bit integer keeps its text.
  private mutating func number() throws(ReadFailure) {
    let start = index
    let isNegative = peek() == UInt8(ascii: "-")
    if isNegative { index += 1 }
    guard let first = peek(), isDigit(first) else { throw failure("a digit must follow `-`") }
    // Negative values are gathered, because the least Int64 has no positive counterpart.
    var value: Int64 = 0
    var fits = true
    while let byte = peek(), isDigit(byte) {
      let (scaled, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, borrow) = scaled.subtractingReportingOverflow(Int64(byte - UInt8(ascii: "0")))
      fits = fits && !overflow && !borrow
      value = sum
      index += 1
    }
    if first == UInt8(ascii: "0"), index > start + (isNegative ? 2 : 1) {
      throw ReadFailure("a number must not begin with 0", at: Span(start..<index))
    }
    var isInteger = true
    if peek() == UInt8(ascii: ".") {
      isInteger = false
      index += 1
      try digits("a digit must follow the decimal point")
    }
    if let byte = peek(), byte | 0x20 == UInt8(ascii: "e") {
      isInteger = false
      index += 1
      if let sign = peek(), sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { index += 1 }
      try digits("a digit must follow the `e` of an exponent")
    }
    if isInteger, fits, isNegative || value != Int64.min {
      let result = isNegative ? value : -value
      return try builder.scalar(Node(kind: .int, bits: UInt64(bitPattern: result)), span: Span(start..<index))
    }
    let node = unsafe Node(
      kind: .float, count: UInt32(truncatingIfNeeded: index - start), bits: UInt64(UInt(bitPattern: bytes + start)))
    try builder.scalar(node, span: Span(start..<index))
  }

  private mutating func digits(_ message: String) throws(ReadFailure) {
    guard let first = peek(), isDigit(first) else { throw failure(message) }
    while let byte = peek(), isDigit(byte) { index += 1 }
  }

  private func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

  func peek() -> UInt8? { index < end ? unsafe bytes[index] : nil }

  private mutating func skipSpace() {
    while index < end {
      switch unsafe bytes[index] {
      case 0x20, 0x0A, 0x0D, 0x09: index += 1
      default: return
      }
    }
  }

  func failure(_ message: String) -> ReadFailure {
    ReadFailure(message, at: Span(min(index, end)..<min(index + 1, max(end, index))))
  }
}
