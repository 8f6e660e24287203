import Foundation
import Testing

@testable import Moat

@Suite struct InputReaderTests {
  @Test func theLimitIsExact() throws {
    let tree = TemporaryTree()
    for size in [0, 1, 99, 100, 101, 65_536, 65_537, 300_000] {
      tree.file("f", String(repeating: "x", count: size))
      let input = Input(path: FilePath(tree.path("f")))
      for limit in [size, size + 1, Int.max] {
        #expect(try InputReader.read(input, limit: limit).count == size, "\(size) with limit \(limit)")
      }
      if size > 0 {
        let problem = InputProblem(path: tree.path("f"), message: "is larger than the limit of \(size - 1) bytes")
        #expect(throws: problem) { try InputReader.read(input, limit: size - 1) }
      }
    }
  }

  /// Files of `/proc` claim to be empty.
  @Test func aFileThatClaimsNoSizeIsReadToItsEnd() throws {
    let input = Input(path: FilePath("/proc/self/status"))
    #expect(try InputReader.read(input, limit: 1 << 20).starts(with: Array("Name:".utf8)))
    #expect(throws: InputProblem.self) { try InputReader.read(input, limit: 10) }
  }

  @Test func whatCannotBeReadIsAProblem() {
    let tree = TemporaryTree()
    tree.folder("d")
    tree.pipe("p")
    tree.link("l", to: "l")
    let cases = [
      ("none", "no such file or folder"), ("d", "is a folder"), ("l", "the symbolic link goes in a circle"),
      ("p", "is a pipe, which is not opened: give it on standard input, as `-`"),
    ]
    for (name, message) in cases {
      #expect(throws: InputProblem(path: tree.path(name), message: message)) {
        try InputReader.read(Input(path: FilePath(tree.path(name))), limit: 100)
      }
    }
  }

  @Test func aReplacedFileKeepsModeAndLink() throws {
    let tree = TemporaryTree()
    tree.file("f", "old")
    tree.link("l", to: "f")
    unsafe chmod(tree.path("f"), 0o640)
    try FileReplacement.replace(FilePath(tree.path("l")), with: Array("new".utf8))
    #expect(try InputReader.read(Input(path: FilePath(tree.path("f"))), limit: 10) == Array("new".utf8))
    #expect(try FileSystem.kind(of: FilePath(tree.path("l"))) == .link)
    let attributes = try FileManager.default.attributesOfItem(atPath: tree.path("f"))
    #expect(attributes[.posixPermissions] as? Int == 0o640)
    #expect(try FileManager.default.contentsOfDirectory(atPath: tree.root).sorted() == ["f", "l"])
  }
}
