/// A gzip stream (RFC 1952) of one or more members, with the bounds that end bombs.
struct GzipDecoder {
  static let magic: [UInt8] = [0x1F, 0x8B]
  private static let outputBytes = 64 << 10

  private let inflater: Inflater
  private let limits: ImageLimits
  private var output = [UInt8](repeating: 0, count: outputBytes)
  private var isBetweenMembers = true
  private var hasMember = false
  private(set) var consumed: Int64 = 0
  private(set) var produced: Int64 = 0

  init(limits: ImageLimits) throws(ArchiveFailure) {
    self.limits = limits
    inflater = try Inflater()
  }

  /// Unpacks the next piece of the stream, and gives what comes of it in pieces.
  mutating func decode(
    _ input: [UInt8], _ range: Range<Int>,
    to sink: ([UInt8], Range<Int>) throws(ArchiveFailure) -> Void
  ) throws(ArchiveFailure) {
    var index = range.lowerBound
    while index < range.upperBound {
      if isBetweenMembers {
        guard input[index] == Self.magic[0] else { throw ArchiveFailure("bytes follow the end of the gzip stream") }
        if hasMember { try inflater.reset() }
        hasMember = true
        isBetweenMembers = false
      }
      // The buffer may be full with more to come, though the input is used up.
      var isFull = true
      while isFull || index < range.upperBound {
        let step = try inflater.step(input, index..<range.upperBound, into: &output)
        index += step.consumed
        consumed += Int64(step.consumed)
        produced += Int64(step.produced)
        try checkLimits()
        if step.produced > 0 { try sink(output, 0..<step.produced) }
        isFull = step.produced == output.count
        if step.isEnd {
          isBetweenMembers = true
          break
        }
        if step.consumed == 0, step.produced == 0 { break }
      }
      if !isBetweenMembers, index < range.upperBound { throw ArchiveFailure("the gzip stream is damaged") }
    }
  }

  /// The stream ends here.
  func finish() throws(ArchiveFailure) {
    guard hasMember, isBetweenMembers else { throw ArchiveFailure("the gzip stream is cut off") }
  }

  private func checkLimits() throws(ArchiveFailure) {
    if produced > limits.ratioBytes, produced / limits.ratio > consumed {
      throw ArchiveFailure("a gzip stream unpacks to more than \(limits.ratio) times its size", isLimit: true)
    }
  }
}
