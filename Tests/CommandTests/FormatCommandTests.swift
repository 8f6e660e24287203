import Foundation
import Testing

@Suite struct FormatCommandTests {
  static let loose = "rule   a {\nfor container c in workload\n  deny when   c.name==\"x\"\nmessage \"{c.name}\"\n}\n"
  static let broken = "rule a {\n  for container c in\n}\n"

  /// A folder for one test.
  final class Folder {
    let path: String

    init(_ files: [String: String]) throws {
      path = FileManager.default.temporaryDirectory.path + "/moat-fmt-" + UUID().uuidString
      for (name, text) in files {
        let url = URL(fileURLWithPath: path + "/" + name)
        try FileManager.default.createDirectory(
          at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url)
      }
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func text(_ name: String) -> String? { try? String(contentsOfFile: path + "/" + name, encoding: .utf8) }

    func run(_ arguments: String..., input: String = "") throws -> Command {
      try Command.run(["fmt"] + arguments, in: path, input: input)
    }
  }

  @Test func filesAreWrittenOnceAndThenLeftAlone() throws {
    let folder = try Folder(["a.moat": Self.loose, "sub/b.moat": Self.loose, "c.txt": Self.loose])
    let check = try folder.run("--check")
    #expect(check.code == 1)
    #expect(check.output == "would change a.moat\nwould change sub/b.moat\n")
    #expect(folder.text("a.moat") == Self.loose)
    let first = try folder.run()
    #expect(first.code == 0)
    #expect(first.output == "formatted a.moat\nformatted sub/b.moat\n")
    #expect(first.errors == "")
    #expect(folder.text("a.moat") != Self.loose)
    #expect(folder.text("a.moat") == folder.text("sub/b.moat"))
    #expect(folder.text("c.txt") == Self.loose)
    let written = try FileManager.default.attributesOfItem(atPath: folder.path + "/a.moat")[.systemFileNumber] as? Int
    let second = try folder.run(".")
    #expect(second.code == 0 && second.output == "")
    let kept = try FileManager.default.attributesOfItem(atPath: folder.path + "/a.moat")[.systemFileNumber] as? Int
    #expect(written != nil && written == kept, "a file in its layout is not written again")
    #expect(try folder.run("--check").code == 0)
  }

  @Test func standardInputGoesToStandardOutput() throws {
    let folder = try Folder(["a.moat": Self.loose])
    let result = try folder.run("-", input: Self.loose)
    #expect(result.code == 0)
    _ = try folder.run()
    #expect(result.output == folder.text("a.moat"))
    #expect(try folder.run("-", input: result.output).output == result.output)
    let check = try folder.run("-", "--check", input: Self.loose)
    #expect(check.code == 1)
    #expect(check.output == "would change <stdin>\n")
    #expect(try folder.run("-", input: "").output == "")
  }

  @Test func aSyntaxErrorIsShownAtItsPlaceAndNothingIsLost() throws {
    let folder = try Folder(["bad.moat": Self.broken, "good.moat": Self.loose])
    let result = try folder.run()
    #expect(result.code == 2)
    #expect(result.errors.hasPrefix("bad.moat:"))
    #expect(result.errors.contains("error[M"))
    #expect(folder.text("bad.moat") == Self.broken)
    #expect(folder.text("good.moat") != Self.loose, "the other files are written all the same")
    let bytes = try folder.run("-", input: "rule \u{1b}[2J {")
    #expect(bytes.code == 2)
    #expect(!bytes.errors.contains("\u{1b}"), "a policy cannot write to the terminal")
  }

  @Test func theWorstExitCodeCounts() throws {
    let folder = try Folder(["bad.moat": Self.broken, "loose.moat": Self.loose, "empty/x.txt": ""])
    let cases: [([String], Int32)] = [
      (["nope.moat"], 3), (["nope.moat", "loose.moat", "--check"], 3), (["nope.moat", "bad.moat"], 2),
      (["empty"], 3), (["--bogus"], 2), (["bad.moat", "loose.moat", "--check"], 2), (["loose.moat", "--check"], 1),
    ]
    for (arguments, code) in cases {
      let result = try Command.run(["fmt"] + arguments, in: folder.path)
      #expect(result.code == code, "\(arguments)")
      #expect(result.errors.isEmpty == (code == 1), "\(arguments)")
    }
  }

  @Test func aLostResultIsNotClean() throws {
    let folder = try Folder(["loose.moat": Self.loose])
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Command.executable)
    process.arguments = ["fmt", "--check", folder.path]
    process.standardOutput = FileHandle(forWritingAtPath: "/dev/full")
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 4)
  }

  @Test func helpFitsAScreen() throws {
    for arguments in [["--help"], ["fmt", "--help"]] {
      let help = try Command.run(arguments, in: "/tmp")
      #expect(help.code == 0)
      let lines = help.output.split(separator: "\n", omittingEmptySubsequences: false)
      #expect(lines.count <= 24 && lines.allSatisfy { $0.count <= 80 }, "\(arguments)")
      #expect(help.output.contains("fmt"))
    }
    let version = try Command.run(["--version"], in: "/tmp")
    #expect(version.code == 0)
    #expect(version.output.split(separator: ".").count == 3)
    #expect(try Command.run(["bogus"], in: "/tmp").code == 2)
  }
}
