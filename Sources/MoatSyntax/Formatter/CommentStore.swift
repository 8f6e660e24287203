import MoatSource

/// The comments that the formatter has not written yet. Each is taken once, by what stands nearest to it.
struct CommentStore {
  private let comments: [Comment]
  private var isTaken: [Bool]
  /// All comments before this one are taken: asking again for all that are left stays cheap.
  private var firstLeft = 0

  init(_ comments: [Comment]) {
    self.comments = comments
    isTaken = [Bool](repeating: false, count: comments.count)
  }

  /// All comments left that begin in a range of the source.
  mutating func take(from start: UInt32, to end: UInt32) -> [Comment] {
    var result: [Comment] = []
    var index = firstIndex(from: start)
    while index < comments.count, comments[index].span.start < end {
      if !isTaken[index] {
        isTaken[index] = true
        result.append(comments[index])
      }
      index += 1
    }
    while firstLeft < comments.count, isTaken[firstLeft] { firstLeft += 1 }
    return result
  }

  /// The last comment in a range that stands behind something on its line.
  mutating func takeTrailing(from start: UInt32, to end: UInt32) -> Comment? {
    var found: Int?
    var index = firstIndex(from: start)
    while index < comments.count, comments[index].span.start < end {
      if !isTaken[index], comments[index].isTrailing { found = index }
      index += 1
    }
    guard let found else { return nil }
    isTaken[found] = true
    return comments[found]
  }

  private func firstIndex(from offset: UInt32) -> Int {
    var low = firstLeft
    var high = comments.count
    while low < high {
      let middle = (low + high) / 2
      if comments[middle].span.start < offset { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

extension Comment {
  /// The comment as it is written.
  var source: String { (isDocumentation ? "##" : "#") + text }
}
