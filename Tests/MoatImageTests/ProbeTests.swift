import MoatTestSupport
import Testing

@testable import MoatImage

/// Which archives hold images, if nobody said so.
@Suite struct ProbeTests {
  private static let digits = String(repeating: "a", count: 64)
  private static let saved = #"[{"Config":"a.json","RepoTags":["x:1"],"Layers":[]}]"#

  /// Bytes that can be passed over, and how many of them were read.
  private final class CountingSource: ByteSource {
    private let bytes: [UInt8]
    private var index = 0
    private(set) var readBytes = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    func read(into buffer: inout [UInt8]) -> Int {
      let count = max(0, min(buffer.count, bytes.count - index))
      buffer.replaceSubrange(0..<count, with: bytes[index..<index + count])
      index += count
      readBytes += count
      return count
    }

    func skip(_ count: Int64) -> Int64 {
      index = min(bytes.count, index + Int(count))
      return count
    }
  }

  private func holds(_ bytes: [UInt8], limits: ImageLimits = ImageLimits()) -> Bool {
    ImageArchive.holdsImages(BufferSource(bytes), limits: limits)
  }

  @Test func anArchiveOfImagesIsKnownByItsDocuments() {
    let parts = ArchiveTests.Parts()
    let cases: [(String, Bool, (inout TarBuilder) -> Void)] = [
      ("a layout", true, { for (path, bytes) in parts.files { $0.file(path, bytes) } }),
      ("docker save", true, { for (path, bytes) in parts.saved { $0.file(path, bytes) } }),
      (
        "behind other files", true,
        {
          $0.file("README", "x")
          $0.file("./manifest.json", Self.saved)
        }
      ),
      ("a marker", true, { $0.file("oci-layout", "{}") }),
      ("an index alone", true, { $0.file("index.json", #"{"schemaVersion":2,"manifests":[]}"#) }),
      (
        "sources", false,
        {
          $0.file("a/Makefile", "all:")
          $0.file("a/manifest.json", Self.saved)
        }
      ),
      ("another manifest", false, { $0.file("manifest.json", #"{"name":"x","icons":[]}"#) }),
      ("no JSON", false, { $0.file("manifest.json", "[") }),
      ("another index", false, { $0.file("index.json", "[1, 2]") }),
      ("a folder of that name", false, { $0.file("oci-layout/", "") }),
      ("nothing", false, { _ in }),
      ("links out of it", false, { $0.link("a", to: "/etc/passwd") }),
      ("blobs that nothing names", false, { $0.file("blobs/sha256/" + Self.digits, "x") }),
    ]
    for (name, expected, build) in cases {
      let archive = TarBuilder.archive(build)
      #expect(holds(archive) == expected, "\(name)")
      #expect(holds(TarBuilder.gzip(archive)) == expected, "\(name) in gzip")
    }
    #expect(!holds([]) && !holds(Array("no archive".utf8)) && !holds([0x1F, 0x8B, 0]))
  }

  @Test func anArchiveThatIsCutOffIsOneOfImagesIfItBeginsLikeOne() {
    let cases: [(String, Bool)] = [
      ("blobs/sha256/\(Self.digits)", true), ("blobs/sha512/\(Self.digits)\(Self.digits)", true),
      ("\(Self.digits)/layer.tar", true), ("\(Self.digits)/VERSION", true), ("\(Self.digits).json", true),
      ("\(Self.digits).tar.gz", true), ("sha256:\(Self.digits)", true), ("blobs/sha256/abc", false),
      ("x/blobs/sha256/\(Self.digits)", false), ("\(Self.digits)/README", false), ("\(Self.digits).txt", false),
      ("src/main.c", false), ("a.json", false),
    ]
    for (path, expected) in cases {
      let whole = TarBuilder.archive { builder in
        builder.file("folder/", "")
        builder.file(path, [UInt8](repeating: 1, count: 4_000))
      }
      let cut = Array(whole.prefix(3_000))
      #expect(holds(cut) == expected, "\(path)")
      #expect(holds(Array(TarBuilder.gzip(cut).dropLast(4))) == expected, "\(path) in gzip")
      // Only the first file counts: what is anything else is not looked through to its end.
      let later = TarBuilder.archive { builder in
        builder.file("Makefile", "all:")
        builder.file(path, [UInt8](repeating: 1, count: 4_000))
      }
      #expect(!holds(Array(later.prefix(3_000))), "\(path)")
    }
  }

  @Test func whatIsNoDocumentIsPassedOver() {
    let archive = TarBuilder.archive { builder in
      builder.file("layer.tar", [UInt8](repeating: 7, count: 8 << 20))
      builder.file("manifest.json", Self.saved)
    }
    let source = CountingSource(archive)
    #expect(ImageArchive.holdsImages(source) && source.readBytes < 200 << 10, "\(source.readBytes)")
    // A size that nothing stands behind.
    let forged = TarBuilder.archive { $0.header("a", size: TarBuilder.base256(1 << 34)) }
    #expect(!holds(forged) && !ImageArchive.holdsImages(CountingSource(forged)))
  }

  @Test func theLookEndsAtItsLimits() {
    let many = TarBuilder.archive { builder in
      for index in 0..<10 { builder.file("f\(index)", "x") }
      builder.file("manifest.json", Self.saved)
    }
    var limits = ImageLimits()
    limits.probedEntries = 11
    #expect(holds(many, limits: limits))
    limits.probedEntries = 10
    #expect(!holds(many, limits: limits))
    let large = TarBuilder.archive { builder in
      builder.file("f", [UInt8](repeating: 7, count: 1 << 20))
      builder.file("manifest.json", Self.saved)
    }
    limits = ImageLimits()
    limits.probedBytes = 1 << 20
    #expect(holds(large, limits: limits) && !holds(TarBuilder.gzip(large), limits: limits))
  }
}
