package import MoatSource

/// Writes a document that no reader reads: what Moat understood of an input of another form, each node with the place in
/// the source that it comes from.
///
/// The first limit that is passed ends the document; what is written after it is dropped, and `finish` gives an arena that
/// holds the failure and no document.
package struct DocumentWriter {
  private var builder: ArenaBuilder
  private var failure: ReadFailure?
  private var pin: Span?

  package init(source: SourceFile, symbols: SymbolTable, limits: Limits) {
    builder = ArenaBuilder(source: source, symbols: symbols, limits: limits)
  }

  /// The key of the value that comes next.
  package mutating func key(_ name: StaticString) {
    let bytes = unsafe UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount)
    attempt { (builder) throws(ReadFailure) in unsafe try builder.setKey(bytes, span: .zero) }
  }

  /// A key that the input gives, such as the name of a label.
  package mutating func key(_ name: [UInt8], at span: Span) {
    let name = Self.repaired(name)
    let span = pin ?? span
    unsafe name.withUnsafeBufferPointer { bytes in
      attempt { (builder) throws(ReadFailure) in unsafe try builder.setKey(bytes, span: span) }
    }
  }

  package mutating func object(at span: Span, _ members: (inout DocumentWriter) -> Void) {
    holder(.object, at: span, members)
  }

  package mutating func list(at span: Span, _ elements: (inout DocumentWriter) -> Void) {
    holder(.list, at: span, elements)
  }

  /// Bytes that are not UTF-8 are replaced by U+FFFD, as everything that reads a text of a document expects.
  package mutating func text(_ bytes: [UInt8], at span: Span) {
    scalar(text: bytes, at: span)
  }

  package mutating func text(_ text: String, at span: Span) {
    scalar(text: Array(text.utf8), at: span)
  }

  /// A text with other names of the same thing. These stand behind it: their count, then each with its own.
  package mutating func names(_ first: [UInt8], _ others: [[UInt8]], at span: Span) {
    guard !others.isEmpty else { return text(first, at: span) }
    func number(_ value: Int) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) } }
    let first = Self.repaired(first)
    var bytes = first + number(others.count)
    for other in others.map(Self.repaired) { bytes += number(other.count) + other }
    let address = unsafe bytes.withUnsafeBufferPointer { UInt64(UInt(bitPattern: unsafe builder.storage.keep($0))) }
    scalar(
      Node(
        kind: .string, flags: [.quoted, .named], count: UInt32(truncatingIfNeeded: first.count), bits: address),
      at: span)
  }

  package mutating func int(_ value: Int, at span: Span) {
    scalar(Node(kind: .int, bits: UInt64(bitPattern: Int64(value))), at: span)
  }

  /// A number in decimal digits, as its document has it.
  package mutating func number(_ digits: [UInt8], at span: Span) {
    let address = unsafe digits.withUnsafeBufferPointer { text in
      text.isEmpty ? 0 : UInt64(UInt(bitPattern: unsafe builder.storage.keep(text)))
    }
    scalar(Node(kind: .float, count: UInt32(truncatingIfNeeded: digits.count), bits: address), at: span)
  }

  package mutating func bool(_ value: Bool, at span: Span) {
    scalar(Node(kind: .bool, bits: value ? 1 : 0), at: span)
  }

  /// A value that cannot be known, with the reason in one clause.
  package mutating func unknown(_ reason: String, at span: Span, flags: NodeFlags = []) {
    let span = pin ?? span
    attempt { (builder) throws(ReadFailure) in try builder.unknown(reason: reason, span: span, flags: flags) }
  }

  /// A text that is known but for some of its parts.
  ///
  /// - Parameter pieces: what is known, with something that is not between each two; fewer than two say nothing.
  package mutating func unknown(_ reason: String, pieces: [[UInt8]], at span: Span) {
    guard pieces.count > 1 else { return unknown(reason, at: span) }
    let span = pin ?? span
    attempt { (builder) throws(ReadFailure) in
      try builder.unknown(reason: reason, pieces: pieces, span: span)
    }
  }

  /// An absent value that has a place.
  package mutating func null(at span: Span) { scalar(Node(kind: .null), at: span) }

  /// Everything that is written within stands at one place.
  package mutating func pinned(to span: Span, _ content: (inout DocumentWriter) -> Void) {
    let outer = pin
    pin = outer ?? span
    content(&self)
    pin = outer
  }

  /// Ends a document; what is written next is another.
  package mutating func endDocument() {
    if let failure {
      builder.failDocument(failure)
      self.failure = nil
    } else {
      builder.endDocument()
    }
  }

  package consuming func finish() -> Arena {
    endDocument()
    return builder.finish()
  }

  private mutating func holder(_ kind: NodeKind, at span: Span, _ content: (inout DocumentWriter) -> Void) {
    let span = pin ?? span
    attempt { (builder) throws(ReadFailure) in try builder.open(kind, start: Int(span.start)) }
    guard failure == nil else { return }
    content(&self)
    attempt { (builder) throws(ReadFailure) in try builder.close(end: Int(span.end)) }
  }

  private mutating func scalar(text bytes: [UInt8], at span: Span) {
    let bytes = Self.repaired(bytes)
    let address = unsafe bytes.withUnsafeBufferPointer { text in
      text.isEmpty ? 0 : UInt64(UInt(bitPattern: unsafe builder.storage.keep(text)))
    }
    scalar(
      Node(kind: .string, flags: .quoted, count: UInt32(truncatingIfNeeded: bytes.count), bits: address), at: span)
  }

  private mutating func scalar(_ node: Node, at span: Span) {
    let span = pin ?? span
    attempt { (builder) throws(ReadFailure) in try builder.scalar(node, span: span) }
  }

  private mutating func attempt(_ step: (inout ArenaBuilder) throws(ReadFailure) -> Void) {
    guard failure == nil else { return }
    do throws(ReadFailure) {
      try step(&builder)
    } catch {
      failure = error
    }
  }

  private static func repaired(_ bytes: [UInt8]) -> [UInt8] {
    if bytes.allSatisfy({ $0 < 0x80 }) { return bytes }
    return Array(String(decoding: bytes, as: UTF8.self).utf8)
  }
}
