import MoatSource

/// What a word that names a rule or a profile means: its full id, or any end of it that only one id has.
package enum RuleNames {
  package enum Resolution: Hashable, Sendable {
    case one(String)
    /// Nothing has that name; the nearest end of an id, if one is near.
    case none(nearest: String?)
    /// Several ids end so, sorted.
    case several([String])
  }

  /// `privileged`, `pss-baseline` and `kubernetes.privileged` among full ids. An id that is the word itself comes first.
  package static func resolve(_ word: String, among ids: [String]) -> Resolution {
    let wanted = Array(word.utf8)
    var found: Set<String> = []
    for id in ids where !wanted.isEmpty {
      // Bytes, not String: two spellings of one letter are two names.
      let bytes = Array(id.utf8)
      if bytes == wanted { return .one(id) }
      guard bytes.count > wanted.count, bytes.suffix(wanted.count).elementsEqual(wanted) else { continue }
      if bytes[bytes.count - wanted.count - 1] == UInt8(ascii: ".") { found.insert(id) }
    }
    if found.count > 1 { return .several(found.sorted()) }
    if let only = found.first { return .one(only) }
    return .none(nearest: Suggestion.nearest(to: word, among: ids.flatMap(ends)))
  }

  /// `a.b.c`, `b.c`, `c`; of a long id the last few.
  private static func ends(of id: String) -> [String] {
    let words = id.split(separator: ".", omittingEmptySubsequences: false)
    let shortest = (1...max(1, min(words.count, 4))).map { words.suffix($0).joined(separator: ".") }
    return words.count > 4 ? shortest + [id] : shortest
  }
}
