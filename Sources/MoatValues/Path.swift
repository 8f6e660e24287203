/// Paths of files, compared lexically: `//` and `.` vanish, `..` takes the component before it, and `/..` is `/`.
///
/// No file system is asked, so that a symbolic link is not seen. Components are bytes between slashes; a Windows path
/// has none and is one component. `""` is no path. Nothing is allocated: paths are walked from their ends, where a `..`
/// is met before the component that it takes.
package enum Path {
  package static func isValid(_ text: Bytes) -> Bool { text.count > 0 }

  /// True if both name the same place; nil if one of them is no path.
  package static func equal(_ left: Bytes, _ right: Bytes) -> Bool? {
    guard let first = Shape(left), let second = Shape(right) else { return nil }
    return first == second && sameComponents(left, skipping: 0, right)
  }

  /// True if `path` is `base` or lies below it, at the borders of components; nil if one of them is no path. A relative
  /// path is never under an absolute one, nor the other way round.
  package static func contains(_ path: Bytes, under base: Bytes) -> Bool? {
    guard let first = Shape(path), let second = Shape(base) else { return nil }
    guard first.isAbsolute == second.isAbsolute, first.climbs == second.climbs, first.components >= second.components
    else { return false }
    return sameComponents(path, skipping: first.components - second.components, base)
  }

  package static func equal(_ left: String, _ right: String) -> Bool? {
    equal(Array(left.utf8).span, Array(right.utf8).span)
  }

  package static func contains(_ path: String, under base: String) -> Bool? {
    contains(Array(path.utf8).span, under: Array(base.utf8).span)
  }

  /// What a path's normal form consists of.
  private struct Shape: Equatable {
    var isAbsolute: Bool
    /// How many `..` remain at the front of a relative path.
    var climbs: Int
    var components: Int

    init?(_ text: Bytes) {
      guard text.count > 0 else { return nil }
      isAbsolute = text[0] == UInt8(ascii: "/")
      components = 0
      var walk = Walk(end: text.count)
      while walk.previous(text) != nil { components += 1 }
      climbs = isAbsolute ? 0 : walk.pending
    }
  }

  /// Walks the components of the normal form from the last to the first.
  private struct Walk {
    var end: Int
    /// How many `..` have not met their component yet.
    var pending = 0

    init(end: Int) {
      self.end = end
    }

    mutating func previous(_ text: Bytes) -> Part? {
      while end > 0 {
        let slash = text.lastIndex(of: UInt8(ascii: "/"), before: end)
        let part = Part(slash + 1, end)
        end = max(slash, 0)
        if part.isEmpty || text.equals(".", at: part) { continue }
        if text.equals("..", at: part) {
          pending += 1
        } else if pending > 0 {
          pending -= 1
        } else {
          return part
        }
      }
      return nil
    }
  }

  /// Compares the components of `left`, without its last `count`, with those of `right`.
  private static func sameComponents(_ left: Bytes, skipping count: Int, _ right: Bytes) -> Bool {
    var first = Walk(end: left.count)
    var second = Walk(end: right.count)
    for _ in 0..<count { _ = first.previous(left) }
    while true {
      let a = first.previous(left)
      let b = second.previous(right)
      guard let a, let b else { return a == nil && b == nil }
      guard a.count == b.count else { return false }
      for offset in 0..<a.count where left[a.start + offset] != right[b.start + offset] { return false }
    }
  }
}
