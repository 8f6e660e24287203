import MoatTestSupport
import Testing

@testable import MoatImage

/// Tar archives, as each program writes them, and as nobody should.
@Suite struct TarTests {
  /// All entries in one line each, or the failure.
  private func shown(_ bytes: [UInt8], limits: ImageLimits = ImageLimits(), piece: Int = 1 << 16) -> String {
    var reader = TarReader(SlowSource(bytes, piece: piece), limits: limits)
    var lines: [String] = []
    do throws(ArchiveFailure) {
      while let entry = try reader.next() {
        var content: [UInt8] = []
        try reader.readContent { bytes, range throws(ArchiveFailure) in content += bytes[range] }
        let path = String(decoding: entry.path, as: UTF8.self)
        switch entry.kind {
        case .file: lines.append("\(path)=\(String(decoding: content.prefix(20), as: UTF8.self))")
        case .folder: lines.append("\(path)/")
        case .link(let target): lines.append("\(path)->\(String(decoding: target, as: UTF8.self))")
        }
      }
    } catch {
      lines.append("! \(error.message)")
    }
    return lines.joined(separator: " ")
  }

  private func shown(_ build: (inout TarBuilder) -> Void) -> String { shown(TarBuilder.archive(build)) }

  @Test func namesAndSizesAreReadInEachWayOfWritingThem() {
    let cases: [(String, String, (inout TarBuilder) -> Void)] = [
      ("a plain file", "a=x", { $0.file("a", "x") }),
      (
        "the top", "/ a=x",
        {
          $0.header("./", size: TarBuilder.octal(0), type: "5")
          $0.file("./a", "x")
        }
      ),
      (
        "Unix V7", "a=x",
        {
          $0.header("a", size: TarBuilder.octal(1), type: "\u{0}", magic: "")
          $0.content(Array("x".utf8))
        }
      ),
      ("a folder by its slash", "a/", { $0.header("a/", size: TarBuilder.octal(0), type: "\u{0}") }),
      ("the prefix of POSIX", "p/q/a=", { $0.header("a", size: TarBuilder.octal(0), prefix: "p/q") }),
      ("GNU has no prefix", "a=", { $0.header("a", size: TarBuilder.octal(0), magic: "ustar  \u{0}", prefix: "p") }),
      (
        "base 256", "a=x",
        {
          $0.header("a", size: TarBuilder.base256(1))
          $0.content(Array("x".utf8))
        }
      ),
      (
        "blanks around octal", "a=x",
        {
          $0.header("a", size: Array("   1 ".utf8))
          $0.content(Array("x".utf8))
        }
      ),
      ("no size", "a=", { $0.header("a", size: []) }),
    ]
    for (name, expected, build) in cases { #expect(shown(build) == expected, "\(name)") }
  }

  @Test func recordsBeforeAnEntryChangeIt() {
    let long = String(repeating: "d/", count: 100) + "f"
    let cases: [(String, String, (inout TarBuilder) -> Void)] = [
      (
        "a pax path", "\(long)=x",
        {
          $0.pax([("mtime", "1.5"), ("path", long)])
          $0.file("short", "x")
        }
      ),
      (
        "a pax size", "a=xy",
        {
          $0.pax([("size", "2")])
          $0.header("a", size: TarBuilder.octal(0))
          $0.content(Array("xy".utf8))
        }
      ),
      (
        "a pax link", "a->b",
        {
          $0.pax([("linkpath", "b")])
          $0.link("a", to: "short")
        }
      ),
      (
        "a global pax comment", "a=x",
        {
          $0.pax([("comment", "abc")], type: "g")
          $0.file("a", "x")
        }
      ),
      (
        "a GNU long name", "\(long)=x",
        {
          $0.file("././@LongLink", Array(long.utf8) + [0], type: "L")
          $0.file("short", "x")
        }
      ),
      (
        "a GNU long link", "a->\(long)",
        {
          $0.file("././@LongLink", Array(long.utf8) + [0], type: "K")
          $0.link("a", to: "short")
        }
      ),
      ("a link within", "x/a->y/b", { $0.link("x/a", to: "../y/./b") }),
      ("a hard link", "x/a->y/b", { $0.link("x/a", to: "y/b", type: "1") }),
      ("a contiguous file", "a=x", { $0.file("a", "x", type: "7") }),
    ]
    for (name, expected, build) in cases { #expect(shown(build) == expected, "\(name)") }
  }

  @Test func theSizeOfPiecesDoesNotMatter() {
    let bytes = TarBuilder.archive { builder in
      builder.file("a", String(repeating: "x", count: 1_000))
      builder.pax([("path", "b")])
      builder.file("short", "y")
    }
    for piece in [1, 3, 511, 512, 513, 1 << 16] {
      #expect(shown(bytes, piece: piece) == "a=xxxxxxxxxxxxxxxxxxxx b=y", "\(piece)")
    }
  }

  @Test func whatLeadsOutOfTheArchiveIsRefused() {
    let cases: [(String, (inout TarBuilder) -> Void)] = [
      ("is absolute", { $0.file("/etc/passwd", "x") }),
      ("has `..`", { $0.file("a/../../b", "x") }), ("has `..`", { $0.file("..", "x") }),
      (
        "has `..`",
        {
          $0.pax([("path", "../x")])
          $0.file("a", "x")
        }
      ),
      (
        "is absolute",
        {
          $0.file("@", Array("/x".utf8) + [0], type: "L")
          $0.file("a", "x")
        }
      ),
      ("links out", { $0.link("a", to: "/etc/passwd") }), ("links out", { $0.link("a", to: "../x") }),
      ("links out", { $0.link("a/b", to: "../../x") }), ("links out", { $0.link("a", to: "") }),
      ("has `..`", { $0.link("a", to: "../x", type: "1") }), ("links out", { $0.link("a", to: "/x", type: "1") }),
      (
        "links out",
        {
          $0.pax([("linkpath", "/x")])
          $0.link("a", to: "b")
        }
      ),
      (
        "zero byte",
        {
          $0.pax([("path", "a\u{0}b")])
          $0.file("a", "x")
        }
      ),
      ("is a device", { $0.link("a", to: "", type: "3") }), ("is a device", { $0.link("a", to: "", type: "4") }),
      ("is a pipe", { $0.link("a", to: "", type: "6") }),
      ("type that is not read", { $0.link("a", to: "", type: "V") }),
      ("sparse", { $0.link("a", to: "", type: "S") }),
      (
        "sparse",
        {
          $0.pax([("GNU.sparse.major", "1")])
          $0.file("a", "x")
        }
      ),
      ("no name", { $0.file("", "x") }), ("no name", { $0.file("./.", "x") }),
    ]
    for (part, build) in cases {
      let text = shown(build)
      #expect(text.hasPrefix("! ") && text.contains(part), "\(part): \(text)")
    }
  }

  @Test func forgedNumbersAreRefused() {
    let cases: [(String, (inout TarBuilder) -> Void)] = [
      ("cut off", { $0.header("a", size: TarBuilder.octal(1 << 20)) }),
      ("negative", { $0.header("a", size: [UInt8](repeating: 0xFF, count: 12)) }),
      ("more than", { $0.header("a", size: TarBuilder.base256(UInt64(Int64.max))) }),
      ("impossible", { $0.header("a", size: TarBuilder.base256(UInt64.max)) }),
      ("more than", { $0.header("a", size: TarBuilder.octal(0o77777777777 * 64)) }),
      ("malformed size", { $0.header("a", size: Array("12x".utf8)) }),
      ("malformed size", { $0.header("a", size: Array("1 2".utf8)) }),
      ("malformed size", { $0.header("a", size: Array("-1".utf8)) }),
      (
        "malformed size",
        {
          $0.pax([("size", "-1")])
          $0.file("a", "x")
        }
      ),
      (
        "malformed size",
        {
          $0.pax([("size", "99999999999999999999")])
          $0.file("a", "x")
        }
      ),
      ("has content", { $0.file("a", "x", type: "5") }),
      ("has content", { $0.header("a", size: TarBuilder.octal(1), type: "2", link: "b") }),
      ("has content", { $0.file("a/", "x") }),
      ("malformed", { $0.file("x", "999999999 a=b\n", type: "x") }),
      ("malformed", { $0.file("x", "6 a=b", type: "x") }),
      ("malformed", { $0.file("x", "3 a\n", type: "x") }), ("malformed", { $0.file("x", "a=b\n", type: "x") }),
      ("malformed", { $0.file("x", "0 a=b\n", type: "x") }),
      (
        "two pax headers",
        {
          $0.pax([])
          $0.pax([])
        }
      ),
      (
        "two names",
        {
          $0.pax([("path", "a")])
          $0.file("@", "b", type: "L")
          $0.file("c", "")
        }
      ),
      (
        "names or sizes all",
        {
          $0.pax([("path", "a")], type: "g")
          $0.file("c", "")
        }
      ),
      ("cut off", { $0.pax([("path", "a")]) }),
      ("longer than", { $0.file("@", String(repeating: "x", count: 70_000), type: "L") }),
      (
        "longer than",
        {
          $0.file("@", String(repeating: "x", count: 5_000), type: "L")
          $0.file("a", "")
        }
      ),
      ("no tar archive", { $0.header("a", size: [], checksum: false) }),
    ]
    for (part, build) in cases {
      let text = shown(build)
      #expect(text.hasPrefix("! ") && text.contains(part), "\(part): \(text)")
    }
  }

  @Test func archivesThatAreCutOffAreRefusedAtEachByte() {
    let bytes = TarBuilder.archive { builder in
      builder.file("a", "x")
      builder.pax([("path", "b")])
      builder.file("short", "y")
    }
    let end = bytes.count - 2 * TarHeader.blockBytes
    for count in 0..<bytes.count where count % 37 == 0 || count % 512 < 2 {
      let text = shown(Array(bytes[..<count]))
      // One block of zeros is an end.
      let isWhole = count >= end + TarHeader.blockBytes && count % TarHeader.blockBytes == 0
      #expect(text.contains("!") == !isWhole, "\(count): \(text)")
    }
    #expect(shown(bytes + [1]).contains("cut off"))
    #expect(shown(bytes + Array(repeating: 1, count: 512)).contains("bytes follow the end"))
    #expect(shown(bytes + Array(repeating: 0, count: 9_216)) == "a=x b=y")
  }

  @Test func limitsHold() {
    var limits = ImageLimits()
    limits.entries = 3
    let four = TarBuilder.archive { for name in ["a", "b", "c", "d"] { $0.file(name, "") } }
    #expect(shown(four, limits: limits).hasSuffix("! the archive has more than 3 entries"))
    limits = ImageLimits()
    limits.archiveBytes = 2_048
    #expect(shown(four, limits: limits).contains("more than 2048 bytes"))
  }
}
