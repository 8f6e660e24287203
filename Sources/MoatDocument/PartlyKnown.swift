/// How a text of which some parts are known stands in an arena: the reason why the rest is not, which is the text of the
/// node; behind it the number of the parts, and each with its length in front. Numbers are four bytes, little-endian.
package enum PartlyKnown {
  package static func stored(reason: [UInt8], pieces: [[UInt8]]) -> [UInt8] {
    var result = reason + bytes(pieces.count)
    for piece in pieces { result += bytes(piece.count) + piece }
    return result
  }

  private static func bytes(_ number: Int) -> [UInt8] {
    let number = UInt32(truncatingIfNeeded: number)
    return (0..<4).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
  }
}
