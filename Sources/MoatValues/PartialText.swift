import MoatDocument

/// A text of a document that is known but for some of its parts: `https://example.org/$V/agent.jar` of which only `V` is not
/// known. Anything may stand in their place. Where every such text gives one answer, that is the answer.
package struct PartialText: Sendable {
  /// What is known, with something that is not between each two.
  package let pieces: [[UInt8]]

  package init(pieces: [[UInt8]]) { self.pieces = pieces }

  /// Nil if the value is anything else.
  package init?(_ value: Value, in documents: DocumentSet) {
    guard value.isPartlyKnown, let pieces = documents.arena(ofUnit: value.causeUnit).pieces(value.causeNode) else {
      return nil
    }
    self.pieces = pieces
  }

  /// Something stands there, and it is not empty for sure.
  package var isNotEmpty: Bool { pieces.contains { !$0.isEmpty } }

  // MARK: What an evaluator asks

  /// False where no such text equals the other operand; nil where that is open.
  package static func equal(
    _ left: Value, _ right: Value, by comparison: Comparison, in documents: DocumentSet
  ) -> Value? {
    guard comparison == .plain || comparison == .ignoringCase else { return nil }
    let (unknown, text) = left.tag == .undetermined ? (left, right) : (right, left)
    guard text.tag == .string, let partial = PartialText(unknown, in: documents) else { return nil }
    return partial.mayEqual(Array(text.text.utf8), ignoringCase: comparison == .ignoringCase) ? nil : .bool(false)
  }

  package static func holds(
    _ relation: TextRelation, _ left: Value, _ right: Value, ignoringCase: Bool, in documents: DocumentSet
  ) -> Value? {
    guard right.tag == .string, let partial = PartialText(left, in: documents) else { return nil }
    return partial.holds(relation, Array(right.text.utf8), ignoringCase: ignoringCase).map { .bool($0) }
  }

  package static func matches(
    _ text: Value, _ pattern: RegularExpression, _ scratch: RegexScratch, in documents: DocumentSet
  ) -> Value? {
    guard let partial = PartialText(text, in: documents) else { return nil }
    return scratch.automaton(of: pattern)?.answer(partial.pieces).map { .bool($0) }
  }

  // MARK: The answers

  /// Whether a text may be this one.
  func mayEqual(_ text: [UInt8], ignoringCase: Bool) -> Bool {
    let (text, pieces) = folded(text, ignoringCase)
    guard let first = pieces.first, let last = pieces.last, pieces.count > 1 else { return text == pieces.first }
    guard text.count >= first.count + last.count, text.starts(with: first),
      text.reversed().starts(with: last.reversed())
    else { return false }
    var rest = text[first.count..<(text.count - last.count)]
    for piece in pieces.dropFirst().dropLast() {
      guard let found = Self.find(piece, in: rest) else { return false }
      rest = rest[found...].dropFirst(piece.count)
    }
    return true
  }

  func holds(_ relation: TextRelation, _ other: [UInt8], ignoringCase: Bool) -> Bool? {
    let (other, pieces) = folded(other, ignoringCase)
    guard let first = pieces.first, let last = pieces.last else { return nil }
    switch relation {
    case .contains: return pieces.contains { Self.find(other, in: $0[...]) != nil } ? true : nil
    case .startsWith:
      if first.starts(with: other) { return true }
      return other.starts(with: first) ? nil : false
    case .endsWith:
      if last.reversed().starts(with: other.reversed()) { return true }
      return other.reversed().starts(with: last.reversed()) ? nil : false
    case .isUnderPrefix: return isUnder(prefix: other, first)
    case .isUnderPath, .isWithin, .matchesGlob, .covers, .overlaps, .matchesName: return nil
    }
  }

  /// Of an image whose registry is known: `registry.acme.io/$TEAM/app:1`. What is not known can neither lengthen nor shorten
  /// the components before it, and a reference has no `..`.
  private func isUnder(prefix: [UInt8], _ known: [UInt8]) -> Bool? {
    guard let slash = known.lastIndex(of: UInt8(ascii: "/")), ImagePrefix.problem(prefix.span) == nil else {
      return nil
    }
    // The components that are whole, and any last one.
    let whole = Array(known[...slash])
    let registry = Part(0, whole.firstIndex(of: UInt8(ascii: "/")) ?? 0)
    guard ImageReference.isRegistry(whole.span, registry) else { return nil }
    let answers = Set(["a", "b/c"].map { ImagePrefix.contains((whole + Array($0.utf8)).span, under: prefix.span) })
    // A prefix that goes on where the known part ends would be decided by what is not known.
    let depth = { (text: [UInt8]) in text.count { $0 == UInt8(ascii: "/") } }
    let isOpen = prefix.last == UInt8(ascii: "/")
    guard answers.count == 1, let answer = answers.first ?? nil else { return nil }
    return answer || depth(prefix) + (isOpen ? 0 : 1) <= depth(whole) ? answer : differs(prefix, whole)
  }

  /// False where a prefix is another text within what is known already; nil where it may go on in what is not.
  private func differs(_ prefix: [UInt8], _ known: [UInt8]) -> Bool? {
    prefix.starts(with: known) ? nil : zip(prefix, known).contains(where: { $0 != $1 }) ? false : nil
  }

  private func folded(_ text: [UInt8], _ ignoringCase: Bool) -> (text: [UInt8], pieces: [[UInt8]]) {
    guard ignoringCase else { return (text, pieces) }
    func fold(_ bytes: [UInt8]) -> [UInt8] { bytes.map { ASCII.isUpper($0) ? $0 | 0x20 : $0 } }
    return (fold(text), pieces.map(fold))
  }

  /// Where a piece begins; in time that grows with both lengths multiplied, of which words of a Dockerfile have few.
  private static func find(_ piece: [UInt8], in text: ArraySlice<UInt8>) -> Int? {
    guard !piece.isEmpty else { return text.startIndex }
    guard text.count >= piece.count else { return nil }
    for start in text.startIndex...(text.endIndex - piece.count)
    where text[start] == piece[0] && text[start..<(start + piece.count)].elementsEqual(piece) { return start }
    return nil
  }
}
