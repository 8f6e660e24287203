import MoatTestSupport
import Testing

@testable import MoatImage

/// Gzip streams, whole and damaged, and those that unpack to far too much.
@Suite struct GzipTests {
  private func unpack(_ bytes: [UInt8], limits: ImageLimits = ImageLimits(), piece: Int = 1 << 16) -> Result<
    [UInt8], ArchiveFailure
  > {
    Result { () throws(ArchiveFailure) in
      let source = try GzipSource(SlowSource(bytes, piece: piece), limits: limits)
      var result: [UInt8] = []
      var buffer = [UInt8](repeating: 0, count: 1_000)
      while true {
        let count = try source.read(into: &buffer)
        if count == 0 { return result }
        result += buffer[..<count]
      }
    }
  }

  private func message(_ result: Result<[UInt8], ArchiveFailure>) -> String {
    switch result {
    case .success(let bytes): "\(bytes.count) bytes"
    case .failure(let failure): failure.message
    }
  }

  private let text = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 5) }

  @Test func streamsOfEachLengthAreUnpacked() {
    for count in [0, 1, 999, 65_536, 65_537, 200_000] {
      let bytes = Array(text[..<count])
      for piece in [1, 100, 1 << 16] where count < 1_000 || piece > 1 {
        #expect(unpack(TarBuilder.gzip(bytes), piece: piece) == .success(bytes), "\(count) \(piece)")
      }
    }
    let two = TarBuilder.gzip(Array("ab".utf8)) + TarBuilder.gzip(Array("cd".utf8))
    for piece in [1, 7, 100] { #expect(unpack(two, piece: piece) == .success(Array("abcd".utf8))) }
    let zeros = [UInt8](repeating: 0, count: 1 << 20)
    #expect(unpack(TarBuilder.gzip(zeros)) == .success(zeros))
  }

  @Test func damagedStreamsAreRefused() {
    let whole = TarBuilder.gzip(Array(text[..<5_000]))
    for count in [0, 1, 9, 10, 100, whole.count - 8, whole.count - 1] {
      #expect(message(unpack(Array(whole[..<count]))).contains("cut off"), "\(count)")
    }
    #expect(message(unpack(whole + [0])).contains("bytes follow"))
    #expect(message(unpack(whole + [0x1F, 0x00])).contains("damaged"))
    var changed = whole
    changed[whole.count - 5] ^= 1
    #expect(message(unpack(changed)).contains("damaged"))
    changed = whole
    changed[2] = 9
    #expect(message(unpack(changed)).contains("damaged"))
  }

  @Test func bombsEnd() {
    var limits = ImageLimits()
    limits.ratioBytes = 1 << 20
    let bomb = TarBuilder.gzip([UInt8](repeating: 0, count: 8 << 20))
    #expect(message(unpack(bomb, limits: limits)).contains("more than 200 times"))
    // Many small members do not hide it.
    let members = Array(repeating: TarBuilder.gzip([UInt8](repeating: 0, count: 512 << 10)), count: 8).flatMap { $0 }
    #expect(message(unpack(members, limits: limits)).contains("more than 200 times"))
  }
}
