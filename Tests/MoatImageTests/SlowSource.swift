@testable import MoatImage

/// Gives bytes in small pieces, as a pipe may.
final class SlowSource: RewindableSource {
  private let bytes: [UInt8]
  private let piece: Int
  private var index = 0

  init(_ bytes: [UInt8], piece: Int) {
    self.bytes = bytes
    self.piece = piece
  }

  func read(into buffer: inout [UInt8]) -> Int {
    let count = min(piece, buffer.count, bytes.count - index)
    buffer.replaceSubrange(0..<count, with: bytes[index..<index + count])
    index += count
    return count
  }

  func rewind() { index = 0 }
}
