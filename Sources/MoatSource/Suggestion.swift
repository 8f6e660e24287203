/// Finds the name that somebody probably meant.
public enum Suggestion {
  /// The candidate nearest to `name` by edit distance, if it is near enough to be worth offering: at most a third of
  /// the name's length away. Ties go to the first in byte order, so that messages never change between runs.
  public static func nearest(to name: String, among candidates: some Sequence<String>) -> String? {
    var best: (name: String, distance: Int)?
    for (candidate, distance) in distances(to: name, among: candidates) {
      if let current = best, (current.distance, current.name) <= (distance, candidate) { continue }
      best = (candidate, distance)
    }
    return best?.name
  }

  /// All candidates that are near enough to be what was meant.
  public static func near(to name: String, among candidates: some Sequence<String>) -> [String] {
    distances(to: name, among: candidates).map(\.name)
  }

  private static func distances(
    to name: String, among candidates: some Sequence<String>
  ) -> [(name: String, distance: Int)] {
    let wanted = Array(name.utf8).map(lowercase)
    let limit = max(1, wanted.count / 3)
    return candidates.compactMap { candidate in
      let other = Array(candidate.utf8).map(lowercase)
      guard abs(other.count - wanted.count) <= limit else { return nil }
      let distance = editDistance(wanted, other)
      return distance <= limit ? (candidate, distance) : nil
    }
  }

  private static func lowercase(_ byte: UInt8) -> UInt8 {
    byte >= 65 && byte <= 90 ? byte + 32 : byte
  }

  /// Damerau's distance with adjacent transpositions: typing `ie` for `ei` is one mistake, not two.
  static func editDistance(_ a: [UInt8], _ b: [UInt8]) -> Int {
    var beforeLast = [Int](repeating: 0, count: b.count + 1)
    var last = Array(0...b.count)
    for i in 0..<a.count {
      var current = [Int](repeating: i + 1, count: b.count + 1)
      for j in 0..<b.count {
        var cost = min(last[j + 1] + 1, current[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { cost = min(cost, beforeLast[j - 1] + 1) }
        current[j + 1] = cost
      }
      beforeLast = last
      last = current
    }
    return last[b.count]
  }
}
