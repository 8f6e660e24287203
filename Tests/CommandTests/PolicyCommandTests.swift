import Foundation
import MoatTestSupport
import Testing

/// `moat test`, `explain`, `rules` and `inspect`, as people run them.
@Suite struct PolicyCommandTests {
  private static let examples = Files.packageRoot() + "/docs/examples"
  private static let golden = Files.packageRoot() + "/Tests/Golden/"

  /// A policy with a test that fails, and a change that no test notices.
  private static let failing = """
    policy probe version "1"

    rule privileged {
      title "Container runs privileged"
      severity high
      for container c in workload w where w.os != windows
      deny when c.securityContext.privileged
      message "{c.name} is privileged"
    }

    rule untested { severity low for workload w deny when w.hostPID message "m" }

    test "both containers" for privileged {
      given yaml \"\"\"
        apiVersion: v1
        kind: Pod
        metadata: {name: web}
        spec:
          containers:
          - {name: app, image: x, securityContext: {privileged: true}}
          - {name: tool, image: x, securityContext: {privileged: true}}
        \"\"\"
      expect fail at "spec.containers[0].securityContext.privileged" line 6
      expect fail at "spec.containers[1].securityContext.privileged" line 9
      given yaml \"\"\"
        apiVersion: v1
        kind: Pod
        metadata: {name: web}
        spec: {containers: [{name: app, image: x}]}
        \"\"\"
      expect pass
    }

    """

  private static func run(_ arguments: [String], in folder: String = examples, input: String = "") throws -> Command {
    try Command.run(arguments, in: folder, input: input)
  }

  private static func folder(_ files: [String: String]) throws -> FormatCommandTests.Folder {
    try FormatCommandTests.Folder(files)
  }

  /// Each process has a hash seed of its own, and none may change what a name means.
  @Test func namesMeanTheSameInEveryProcess() throws {
    let folder = try Self.folder([
      "p/a.moat": "policy a version \"1\"\nlet x: set<string> = [\"one\"]\n",
      "p/b.moat": "policy q.b version \"1\"\nlet y: set<string> = [\"two\"]\n",
      "p/c.moat": "policy q.b.c version \"1\"\nlet z: set<string> = [\"three\"]\n",
      "p/t.moat": """
      policy t version "1"
      import q.b
      import a as q
      import q.b.c
      rule r {
        severity low
        for workload w
        deny when w.name in q.x or w.name in q.b.y or w.name in q.b.c.z
        message "{w.name}"
      }
      profile only { include r }
      """,
      "d.yaml": ["one", "two", "three", "four"].map {
        "apiVersion: v1\nkind: Pod\nmetadata: {name: \($0)}\nspec: {containers: [{name: a, image: x}]}\n"
      }.joined(separator: "---\n"),
    ])
    for _ in 0..<10 {
      let run = try Self.run(["check", "--policies", "p", "--profile", "t.only", "d.yaml"], in: folder.path)
      #expect(run.code == 1, "\(run.errors)")
      #expect(run.output.contains("3 fail") && run.output.contains("1 pass"), "\(run.output)")
    }
  }

  // MARK: What is printed

  @Test func outputsAreAsTheyWereJudged() throws {
    let probe = try Self.folder(["probe.moat": Self.failing])
    let cases: [(name: String, arguments: [String], folder: String, code: Int32)] = [
      ("test", ["test", "policies"], Self.examples, 0),
      ("test-failing", ["test"], probe.path, 1),
      ("test-failing.json", ["test", "--format", "json"], probe.path, 1),
      ("explain", ["explain", "own-registry", "--policies", "policies", "--cost"], Self.examples, 0),
      (
        "explain-shop", ["explain", "front-end-without-token", "shop", "--policies", "policies", "--all"],
        Self.examples, 0
      ),
      (
        "rules", ["rules", "--policies", "policies", "--profile", "production", "--tag", "supply-chain", "--long"],
        Self.examples, 0
      ),
      ("inspect", ["inspect", "shop/deployment.yaml"], Self.examples, 0),
      ("inspect-dockerfile", ["inspect", "shop/web/Dockerfile"], Self.examples, 0),
      ("inspect-scan", ["inspect", "shop/web/scan.json"], Self.examples, 0),
    ]
    for item in cases {
      let result = try Self.run(item.arguments, in: item.folder)
      #expect(result.code == item.code, "\(item.name): \(result.errors)")
      #expect(result.errors == "", "\(item.name)")
      #expect(!result.output.contains("\u{1B}"), "\(item.name): colour where nobody looks")
      let file = item.name.contains(".") ? item.name : item.name + ".txt"
      if let difference = Golden.difference(of: result.output, from: Self.golden + "moat-" + file) {
        Issue.record("\(difference)")
      }
    }
  }

  @Test func jsonIsJSON() throws {
    let probe = try Self.folder(["probe.moat": Self.failing])
    let cases = [
      (["test", "--format", "json"], probe.path), (["rules", "--format", "json"], probe.path),
      (["inspect", "shop", "--format", "json"], Self.examples),
    ]
    for (arguments, folder) in cases {
      let output = try Self.run(arguments, in: folder).output
      let object = try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any]
      #expect(object?["version"] as? Int == 1, "\(arguments)")
    }
  }

  @Test func aDockerfileIsShownAsItsTreeAndAsItsImage() throws {
    let file = "FROM golang:1.26 AS a\nARG U=app\nUSER $U\n"
    let folder = try Self.folder(["Dockerfile": file, "bad/Dockerfile": "FROM scratch\nUSER\n"])
    let tree = try Self.run(["inspect", "--as", "sexp", "Dockerfile"], in: folder.path)
    #expect(tree.output == "(from \"golang:1.26\" \"AS\" \"a\")\n(arg \"U=app\")\n(user \"$U\")\n")
    #expect(tree.errors == "")
    let image = try Self.run(
      ["inspect", "--as", "image-config", "Dockerfile", "--build-arg", "U=1000"], in: folder.path)
    #expect(image.output.contains("\"User\": \"1000\"\n"), "\(image.output)")
    #expect(image.errors.contains("note: of the base image golang:1.26 nothing is known"), "\(image.errors)")
    let bad = try Self.run(["inspect", "--as", "image-config", "bad"], in: folder.path)
    #expect(bad.output == "", "no output that pretends")
    #expect(bad.errors.hasPrefix("bad/Dockerfile:2:1: error: "), "\(bad.errors)")
    #expect(bad.errors.contains("2 | USER\n"), "\(bad.errors)")
  }

  // MARK: Exit codes

  @Test func exitCodesSayWhatHappened() throws {
    let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, image: x}]}\n"
    let folder = try Self.folder([
      "bad/a.moat": "rule a {\n", "none/a.moat": "policy a version \"1\"\n", "probe/probe.moat": Self.failing,
      "unread/a.moat": Self.failing.replacingOccurrences(of: "kind: Pod", with: "kind: [Pod"),
      "pod.yaml": pod, "broken.yaml": pod + "---\na: [\n", "empty.yaml": "",
      "build/Dockerfile": "FROM scratch\nARG A\nUSER $A\n", "bad.Dockerfile": "FROM scratch\nENV A\n",
    ])
    let good = Self.examples + "/policies"
    let cases: [([String], Int32)] = [
      (["test", good], 0), (["test", good, "--min-coverage", "90"], 0), (["test", good, "--min-coverage", "91"], 1),
      (["test", "probe"], 1), (["test", "probe", "--filter", "nothing"], 2), (["test", "bad"], 2),
      (["test", "nope"], 2), (["test", "none"], 3), (["test", "unread"], 3), (["test", "--min-coverage", "101"], 2),
      (["test", "--jobs", "0"], 2), (["test", good, "--no-mutation", "--min-coverage", "1"], 2),
      (["explain", "privileged"], 0), (["explain", "priviledged"], 2), (["explain"], 2),
      (["explain", "privileged", "pod.yaml"], 0), (["explain", "privileged", "nope.yaml"], 3),
      (["explain", "privileged", "broken.yaml"], 3), (["explain", "privileged", "empty.yaml"], 3),
      (["explain", "privileged", "pod.yaml", "--kubernetes", "1.2"], 2),
      (["explain", "privileged", "pod.yaml", "--policies", "bad"], 2),
      (["rules"], 0), (["rules", "--tag", "nothing"], 1), (["rules", "--profile", "nothing"], 2),
      (["inspect", "pod.yaml"], 0), (["inspect", "broken.yaml"], 3), (["inspect", "nope.yaml"], 3),
      (["inspect", "empty.yaml"], 3), (["inspect"], 2), (["inspect", "pod.yaml", "--as", "tree"], 0),
      (["inspect", "broken.yaml", "--as", "tree"], 3), (["inspect", "pod.yaml", "--namespace", "x"], 0),
      (["inspect", "--as", "sexp", "build"], 0), (["inspect", "--as", "sexp", "pod.yaml"], 3),
      (["inspect", "--as", "sexp", "bad"], 3), (["inspect", "--as", "sexp", "build", "bad.Dockerfile"], 2),
      (["inspect", "--as", "image-config", "build", "--build-arg", "A=1", "--platform", "linux/arm64"], 0),
      (["inspect", "--as", "image-config", "build", "--target", "nope"], 2),
      (["inspect", "--as", "image-config", "build", "--build-arg", "A"], 2),
      (["inspect", "--as", "image-config", "bad.Dockerfile"], 3), (["inspect", "build", "--target", "x"], 0),
      (["inspect", "--as", "image-config", "build", "--format", "json"], 2),
    ]
    for (arguments, code) in cases {
      let result = try Self.run(arguments, in: folder.path)
      #expect(result.code == code, "\(arguments): \(result.errors)")
    }
  }

  @Test func standardInputIsRead() throws {
    let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, image: x}]}\n"
    #expect(try Self.run(["inspect", "-"], input: pod).output.contains("container a  spec.containers[0], line 4"))
    #expect(try Self.run(["explain", "privileged", "-"], input: pod).output.contains("1 pass"))
    #expect(try Self.run(["inspect", "-", "--as", "tree"], input: "a: 1\n").output == "(object \"a\":1)\n")
  }

  @Test func inputsCannotWriteToTheTerminal() throws {
    let escape = "\u{1B}[2J"
    let hostile = "apiVersion: v1\nkind: Pod\nmetadata: {name: \"\\e[2J\"}\nspec: {containers: [{name: \"\\e[2J\"}]}\n"
    let policy = Self.failing.replacingOccurrences(of: "web", with: "\"\\e[2J\\u202E\"")
    let folder = try Self.folder(["in.yaml": hostile, "p.moat": policy])
    let cases = [
      ["inspect", "in.yaml"], ["inspect", "in.yaml", "--as", "tree"], ["explain", "privileged", "in.yaml", "--all"],
      ["test"], ["inspect", escape], ["explain", escape], ["test", "--filter", escape],
    ]
    for arguments in cases {
      let result = try Self.run(arguments, in: folder.path)
      let all = result.output + result.errors
      #expect(!all.unicodeScalars.contains { $0 == "\u{1B}" || $0 == "\u{202E}" }, "\(arguments)")
    }
  }

  @Test func helpFitsAScreen() throws {
    for command in ["test", "rules", "inspect", "explain"] {
      let help = try Self.run([command, "--help"])
      #expect(help.code == 0)
      let lines = help.output.split(separator: "\n", omittingEmptySubsequences: false)
      #expect(lines.count <= 48 && lines.allSatisfy { $0.count <= 80 }, "\(command): \(lines.count) lines")
    }
  }
}
