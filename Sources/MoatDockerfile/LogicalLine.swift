package import MoatSource

/// One instruction's text with its continuation lines joined, and where each byte of it stands in the source.
package struct LogicalLine: Sendable {
  /// A run of bytes that stand together in the source too.
  struct Piece: Sendable {
    var logical: Int
    var source: Int
  }

  package private(set) var bytes: [UInt8] = []
  private var pieces: [Piece] = []
  /// Where the line stands if it has no byte of its own.
  private let origin: Int

  init(origin: Int) { self.origin = origin }

  mutating func append(_ source: [UInt8], _ range: Range<Int>) {
    guard !range.isEmpty else { return }
    pieces.append(Piece(logical: bytes.count, source: range.lowerBound))
    bytes.append(contentsOf: source[range])
  }

  var range: Range<Int> { 0..<bytes.count }

  package func text(_ range: Range<Int>) -> ByteText { ByteText(bytes[range]) }

  func token(_ range: Range<Int>) -> Token { Token(text(range), at: span(range)) }

  /// The place in the source of a range of the joined text: from its first byte to its last, with the continuations
  /// between them.
  package func span(_ range: Range<Int>) -> Span {
    guard !range.isEmpty else {
      let place = range.lowerBound == 0 ? source(0) : source(range.lowerBound - 1) + 1
      return Span(place..<place)
    }
    return Span(source(range.lowerBound)..<source(range.upperBound - 1) + 1)
  }

  /// The text from a place in the source to the end of a token of `count` bytes, as runs of bytes that stand together in the
  /// source: each with its offset in the token and its place. Empty if the place is not of this line.
  package func runs(from start: Int, count: Int) -> [(offset: Int, source: Int)] {
    guard let first = pieces.indices.last(where: { pieces[$0].source <= start }) else { return [] }
    let logical = pieces[first].logical + start - pieces[first].source
    var runs = [(offset: 0, source: start)]
    for piece in pieces[(first + 1)...] where piece.logical < logical + count {
      runs.append((offset: piece.logical - logical, source: piece.source))
    }
    return runs
  }

  private func source(_ offset: Int) -> Int {
    guard !pieces.isEmpty else { return origin }
    var low = 0
    var high = pieces.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if pieces[middle].logical <= offset { low = middle } else { high = middle }
    }
    return pieces[low].source + offset - pieces[low].logical
  }
}
