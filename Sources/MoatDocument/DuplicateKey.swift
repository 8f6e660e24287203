package import MoatSource

/// A key that stands in its object once more, where the reader goes on all the same (YAML).
package struct DuplicateKey: Sendable, Hashable {
  /// The one node of all entries of the key. It is not known.
  package var node: UInt32
  /// Where the key stands once more.
  package var span: Span
  /// Where it stood first.
  package var first: Span
}

extension Arena {
  package func message(of duplicate: DuplicateKey) -> String {
    DuplicateKeyText.failure(
      symbols.bytes(of: node(duplicate.node).key), firstLine: source.place(of: duplicate.first.start).line)
  }
}

/// The words about a key that stands more than once.
enum DuplicateKeyText {
  static func failure(_ key: some Collection<UInt8>, firstLine: Int) -> String {
    "the key \(Bytes.shownKey(key)) stands twice in one object; the first is on line \(firstLine)"
  }

  /// - Parameter lines: of the first two.
  static func reason(_ key: some Collection<UInt8>, count: Int, lines: (Int, Int)) -> String {
    let places = lines.0 == lines.1 ? "on line \(lines.0)" : "on lines \(lines.0) and \(lines.1)"
    return "the key \(Bytes.shownKey(key)) stands "
      + (count == 2 ? "twice, \(places)" : "\(count) times, first \(places)") + "; readers disagree on which counts"
  }
}
