/// The pairs of an ENV, a LABEL or an ARG whose values stand in the history without quotes: `ENV OPTS=-x -y HOME=/srv`.
package enum HistoryPairs {
  package struct Pair: Hashable, Sendable {
    package var name: [UInt8]
    /// nil for an ARG without a default.
    package var value: [UInt8]?
  }

  /// Splits the text before each word that begins with a name and `=`; what looks like that may also be a part of the value before it.
  ///
  /// - Parameter names: those that the image has. Variables and labels are never taken from an image, so that no other begins a pair.
  ///   nil if they are unknown: then the text is split only if that can be done in one way, or if every word is a pair.
  /// - Returns: nil if the text can be split in several ways.
  package static func split(_ text: [UInt8], names: Set<[UInt8]>?) -> [Pair]? {
    let space = UInt8(ascii: " ")
    var words = 0
    var starts: [(start: Int, equals: Int)] = []
    var index = 0
    while index < text.count {
      guard index == 0 || text[index - 1] == space, text[index] != space else {
        index += 1
        continue
      }
      words += 1
      var end = index
      while end < text.count, text[end] != space, text[end] != UInt8(ascii: "=") { end += 1 }
      if end < text.count, text[end] == UInt8(ascii: "="), end > index { starts.append((index, end)) }
      index = max(end, index + 1)
    }
    guard let first = starts.first else { return words == 1 ? [Pair(name: text, value: nil)] : nil }
    guard first.start == 0 else { return nil }
    if let names {
      starts = [first] + starts.dropFirst().filter { names.contains(Array(text[$0.start..<$0.equals])) }
    } else if starts.count > 1, starts.count < words {
      return nil
    }
    return starts.indices.map { number in
      let end = number + 1 < starts.count ? starts[number + 1].start - 1 : text.count
      let equals = starts[number].equals
      return Pair(
        name: Array(text[starts[number].start..<equals]), value: Array(text[(equals + 1)..<max(end, equals + 1)]))
    }
  }
}
