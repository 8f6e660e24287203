package import MoatSource

/// The way from the offsets of a text back to the source that it was taken from: pieces that were copied as they stood.
package struct OffsetMap: Sendable, Hashable {
  /// From `text` on, until the next piece, the text has the bytes of the source from `source` on.
  package struct Piece: Sendable, Hashable {
    package var text: UInt32
    package var source: UInt32

    package init(text: Int, source: Int) {
      self.text = UInt32(clamping: text)
      self.source = UInt32(clamping: source)
    }
  }

  /// In order of `text`.
  package private(set) var pieces: [Piece]
  /// Where nothing better is known, every place of the text is this span: an argument of the exec form, for example.
  package private(set) var whole: Span?

  /// The text stands in the source as it is, from `start` on.
  package init(start: Int = 0) {
    pieces = [Piece(text: 0, source: start)]
  }

  package init(pieces: [Piece]) {
    self.pieces = pieces
  }

  package init(whole: Span) {
    pieces = []
    self.whole = whole
  }

  /// The offset in the source of a byte of the text.
  package func source(of offset: Int) -> Int {
    if let whole { return Int(whole.start) }
    guard let index = pieceIndex(of: offset) else { return offset }
    return Int(pieces[index].source) + offset - Int(pieces[index].text)
  }

  /// The smallest span of the source that holds a range of the text. What was removed at its ends is not part of it.
  package func span(_ range: Range<Int>) -> Span {
    if let whole { return whole }
    let start = source(of: range.lowerBound)
    return Span(start..<(range.isEmpty ? start : max(start, source(of: range.upperBound - 1) + 1)))
  }

  /// The map of a text whose pieces were copied from this map's text: `inner` leads there, the result leads to the source.
  /// `count` is the length of the inner text.
  package func composed(with inner: [Piece], count: Int) -> OffsetMap {
    if let whole { return OffsetMap(whole: whole) }
    var result: [Piece] = []
    for (number, piece) in inner.enumerated() {
      let length = (number + 1 < inner.count ? Int(inner[number + 1].text) : count) - Int(piece.text)
      let start = Int(piece.source)
      result.append(Piece(text: Int(piece.text), source: source(of: start)))
      var next = (pieceIndex(of: start) ?? -1) + 1
      while next < pieces.count, Int(pieces[next].text) < start + length {
        result.append(Piece(text: Int(piece.text) + Int(pieces[next].text) - start, source: Int(pieces[next].source)))
        next += 1
      }
    }
    return OffsetMap(pieces: result)
  }

  /// The last piece that begins at or before the offset, by binary search.
  private func pieceIndex(of offset: Int) -> Int? {
    var low = 0
    var high = pieces.count
    while low < high {
      let middle = (low + high) / 2
      if Int(pieces[middle].text) <= offset { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? nil : low - 1
  }
}

/// A text to parse as shell, and the way back to its source.
package struct ShellText: Sendable {
  package var bytes: [UInt8]
  package var map: OffsetMap

  package init(bytes: [UInt8], map: OffsetMap = OffsetMap()) {
    self.bytes = bytes
    self.map = map
  }

  package init(_ text: String, map: OffsetMap = OffsetMap()) {
    self.init(bytes: Array(text.utf8), map: map)
  }
}
