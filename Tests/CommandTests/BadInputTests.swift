import Foundation
import Glibc
import Testing

/// Inputs that are broken, or made to break: a clear word at the place, the others evaluated, and no crash.
@Suite struct BadInputTests {
  typealias Folder = CheckCommandTests.Folder

  /// Runs over a folder that holds one good Pod and something bad: the Pod is found privileged all the same.
  static func check(_ folder: Folder, _ arguments: [String] = []) throws -> (result: Command, seconds: Double) {
    let start = Date()
    let result = try Command.run(
      ["check", "--policies", "p.moat", "--profile", "only"] + (arguments.isEmpty ? ["in"] : arguments),
      in: folder.path)
    #expect(result.output.contains("in/good.yaml:8:35"), "\(arguments)")
    return (result, Date().timeIntervalSince(start))
  }

  /// The parser of the command line quotes what it does not understand.
  @Test(arguments: [
    ["--f\u{1B}[31m"], ["--jobs", "1.\u{1B}[31m"], ["--severity", "\u{202E}high"], ["--fail-on", "\u{7}"],
  ])
  func argumentsThatSteerATerminal(arguments: [String]) throws {
    let folder = try Folder(["a.yaml": "a: 1\n"])
    let result = try Command.run(["check"] + arguments, in: folder.path)
    #expect(result.code == 2)
    let shown = result.output + result.errors
    #expect(!shown.unicodeScalars.contains { $0 != "\n" && $0.value < 0x20 || $0 == "\u{202E}" }, "\(arguments)")
  }

  @Test func textsThatAreNoDocuments() throws {
    let pod = CheckCommandTests.privileged
    let laughs =
      "a: &a [x, x, x, x, x, x, x, x, x, x]\n"
      + (1..<10).map { level in
        let (name, inner) = ("abcdefghijk".map(String.init)[level], "abcdefghijk".map(String.init)[level - 1])
        return "\(name): &\(name) [" + Array(repeating: "*\(inner)", count: 10).joined(separator: ", ") + "]\n"
      }.joined()
    let cases: [(name: String, text: String, message: String)] = [
      ("UTF-16", "\u{0}a\u{0}:\u{0} \u{0}1", "save it as UTF-8"),
      ("an alias bomb", laughs, "alias"),
      ("100,000 brackets", String(repeating: "[", count: 100_000), "in/bad.yaml:1"),
      ("100,000 brackets of JSON", "{\"a\":" + String(repeating: "[", count: 100_000), "in/bad.yaml:1"),
      ("100,000 mappings", String(repeating: "{a: ", count: 100_000), "in/bad.yaml:1"),
      ("a tab", "a:\n\t- b\n", "in/bad.yaml:"),
      ("a duplicate key", "apiVersion: v1\nkind: Pod\nkind: Pod\n", "in/bad.yaml:3"),
    ]
    for (name, text, message) in cases {
      let folder = try Folder(["in/good.yaml": pod, "in/bad.yaml": text])
      let (result, seconds) = try Self.check(folder)
      #expect(result.code == 3, "\(name): \(result.code)")
      #expect(result.output.contains("not evaluated in/bad.yaml"), "\(name): \(result.output.suffix(300))")
      #expect(result.output.contains(message), "\(name): \(result.output.suffix(300))")
      #expect(seconds < 20, "\(name) took \(seconds) s")
    }
  }

  @Test func bytesThatAreNoText() throws {
    let folder = try Folder(["in/good.yaml": CheckCommandTests.privileged])
    try Data([0x61, 0x3A, 0x20, 0xFF, 0xFE, 0x0A]).write(to: URL(fileURLWithPath: folder.path + "/in/bad.yaml"))
    let (result, _) = try Self.check(folder)
    #expect(result.code == 3)
    #expect(result.output.contains("not evaluated in/bad.yaml:1"))
  }

  @Test func aBrokenDocumentOfFiveHidesNoneOfTheOthers() throws {
    func pod(_ name: String) -> String { CheckCommandTests.privileged.replacing("name: web", with: "name: \(name)") }
    let folder = try Folder([
      "in/good.yaml": pod("good"),
      "in/five.yaml": [pod("a"), pod("b"), "a: [\n", pod("c"), pod("d")].joined(separator: "---\n"),
    ])
    let (result, _) = try Self.check(folder)
    #expect(result.code == 3)
    for line in [8, 17, 28, 37] { #expect(result.output.contains("in/five.yaml:\(line):35"), "line \(line)") }
    #expect(result.output.contains("not evaluated in/five.yaml:2"), "at its own line")
    #expect(result.output.contains("5 fail"))
  }

  @Test func aScalarOf64MegabytesIsReadOrRefused() throws {
    let folder = try Folder(["in/good.yaml": CheckCommandTests.privileged])
    var text = Data("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  a: \"".utf8)
    text.append(Data(repeating: 0x78, count: 64 << 20))
    text.append(Data("\"\n".utf8))
    try text.write(to: URL(fileURLWithPath: folder.path + "/in/big.yaml"))
    let (read, seconds) = try Self.check(folder)
    #expect(read.code == 1, "\(read.output.suffix(200))")
    // Half a minute on a quiet machine; what grows with the square would take days.
    #expect(seconds < 300, "took \(seconds) s")
    let (refused, _) = try Self.check(folder, ["in", "--max-bytes", "1000000"])
    #expect(refused.code == 3)
    #expect(refused.output.contains("not evaluated in/big.yaml: is larger than the limit of 1000000 bytes"))
  }

  @Test func whatIsNoFileHoldsNoRun() throws {
    let folder = try Folder(["in/good.yaml": CheckCommandTests.privileged])
    unsafe mkfifo(folder.path + "/in/pipe.yaml", 0o644)
    unsafe symlink("loop.yaml", folder.path + "/in/loop.yaml")
    unsafe symlink("..", folder.path + "/in/up")
    let (walked, _) = try Self.check(folder)
    #expect(walked.code == 3)
    #expect(walked.output.contains("not evaluated in/pipe.yaml: is a pipe"))
    #expect(walked.output.contains("not evaluated in/loop.yaml"))
    let (named, _) = try Self.check(folder, ["in/good.yaml", "in/pipe.yaml", "in/loop.yaml", "/dev/zero"])
    #expect(named.code == 3)
    #expect(named.output.contains("not evaluated in/pipe.yaml: is a pipe"))
    #expect(named.output.contains("not evaluated in/loop.yaml: the symbolic link goes in a circle"))
    #expect(named.output.contains("not evaluated /dev/zero: is a device"))
  }

  @Test func anUnreadableFile() throws {
    let folder = try Folder(["in/good.yaml": CheckCommandTests.privileged, "in/secret.yaml": "a: 1\n"])
    unsafe chmod(folder.path + "/in/secret.yaml", 0)
    // Root reads everything; then there is nothing to see here.
    guard unsafe access(folder.path + "/in/secret.yaml", R_OK) != 0 else { return }
    let (result, _) = try Self.check(folder)
    #expect(result.code == 3)
    #expect(result.output.contains("not evaluated in/secret.yaml: permission denied"))
  }

  @Test func policiesThatDoNotHoldAreShownAtTheirPlace() throws {
    let field =
      "rule a {\n  severity low\n  for container c in workload w\n  deny when c.securityContext.privilegd\n}\n"
    let cycle = """
      define a(w: workload): bool = b(w)
      define b(w: workload): bool = a(w)
      rule c {
        severity low
        for workload w
        deny when a(w)
      }

      """
    for (text, code, place) in [(field, "M0201", "bad.moat:4:"), (cycle, "M0209", "bad.moat:")] {
      let folder = try Folder(["in/good.yaml": CheckCommandTests.privileged, "bad.moat": text])
      let result = try folder.run("in", "--policies", "bad.moat")
      #expect(result.code == 2)
      #expect(result.output == "", "nothing is evaluated")
      #expect(result.errors.hasPrefix(place) && result.errors.contains("error[\(code)]"), "\(result.errors)")
      #expect(result.errors.contains("^"))
    }
    let folder = try Folder(["in/good.yaml": CheckCommandTests.privileged, "bad.moat": field])
    #expect(try folder.run("in", "--policies", "bad.moat").errors.contains("did you mean `privileged`?"))
  }
}
