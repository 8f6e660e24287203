import Foundation
import Testing

/// `moat check` as people run it.
@Suite struct CheckCommandTests {
  static let clean = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {a: b}\n"
  static let privileged = """
    apiVersion: v1
    kind: Pod
    metadata: {name: web}
    spec:
      containers:
      - name: app
        image: x
        securityContext: {privileged: true}

    """
  /// Two rules of its own, so that a test does not change with the library: `--profile only`.
  static let policy = """
    policy test version "1"

    rule privileged {
      title "Container runs privileged"
      severity critical
      for container c in workload w
      deny when c.securityContext.privileged
      message "{c.name} is privileged"
      remedy "Remove it."
    }

    rule named {
      title "Document has a name"
      severity info
      for document d
      require d.metadata.name exists
      message "no name"
    }

    profile only {
      include test.*
    }

    """

  /// A folder with `p.moat` and the files of one test; `run` is `moat check` by the profile `only`.
  final class Folder {
    let path: String

    init(_ files: [String: String]) throws {
      path = FileManager.default.temporaryDirectory.resolvingSymlinksInPath().path + "/moat-check-" + UUID().uuidString
      for (name, text) in files.merging(["p.moat": CheckCommandTests.policy], uniquingKeysWith: { first, _ in first }) {
        let url = URL(fileURLWithPath: path + "/" + name)
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url)
      }
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Any command, in the folder.
    func moat(_ arguments: String...) throws -> Command { try Command.run(arguments, in: path) }

    func run(_ arguments: String..., input: String = "") throws -> Command {
      try Command.run(
        ["check", "--policies", "p.moat", "--profile", "only"] + arguments, in: path, input: input)
    }
  }

  @Test func peopleSeeEachPlaceAndTheSummary() throws {
    let folder = try Folder(["web.yaml": Self.privileged])
    let result = try folder.run("web.yaml")
    #expect(result.code == 1)
    #expect(result.errors == "")
    #expect(
      result.output == """
        web.yaml:8:35  Pod default/web
              8 |     securityContext: {privileged: true}
                |                                   ^~~~
          critical Container runs privileged [test.privileged]
                   app is privileged
                   at     spec.containers[0].securityContext.privileged
                   mend   Remove it.

        1 document under 2 rules: 1 fail, 0 undetermined, 0 warn, 0 waived, 1 pass, 0 not-applicable

        """)
    let quiet = try folder.run("web.yaml", "--quiet")
    #expect(quiet.code == 1)
    #expect(quiet.output == result.output.split(separator: "\n").last.map { $0 + "\n" })
  }

  @Test func exitCodes() throws {
    let folder = try Folder([
      "clean/a.yaml": Self.clean, "bad/a.yaml": Self.privileged, "unnamed/a.yaml": "apiVersion: v1\nkind: ConfigMap\n",
      "broken/a.yaml": "a: [\n", "broken/b.yaml": Self.privileged, "empty/a.txt": "", "values/values.yaml": "a: 1\n",
      "wrong.moat": "rule a {\n  severity low\n  for workload w\n  deny when w.nothing\n}\n",
    ])
    let cases: [([String], Int32)] = [
      (["clean"], 0), (["bad"], 1), (["unnamed"], 0), (["unnamed", "--fail-on", "info"], 1),
      (["bad", "--severity", "critical"], 1), (["bad", "--kubernetes", "1.2"], 2),
      (["bad", "--kubernetes", "1.31"], 1),
      (["broken"], 3), (["broken", "--policies", "wrong.moat"], 2), (["nowhere"], 3), (["nowhere", "bad"], 3),
      (["empty"], 3), (["empty", "--allow-empty"], 0), (["values"], 3), (["values", "--allow-empty"], 0),
      (["values", "--allow-empty", "--strict-kinds"], 1), (["clean", "--require-applicable"], 1),
      (["bad", "--profile", "unknown"], 2), (["bad", "--bogus"], 2), (["bad", "--severity", "urgent"], 2),
      (["bad", "--jobs", "0"], 2), (["bad", "--param", "x"], 2), (["bad", "--param", "privileged.x=1"], 2),
      (["bad", "--today", "tomorrow"], 2), (["bad", "--data", "x=y"], 2), (["bad", "--policies", "nowhere"], 2),
      (["bad", "--output", "nowhere/report"], 4),
    ]
    for (arguments, code) in cases {
      let result = try Command.run(
        ["check", "--policies", "p.moat", "--profile", "only"] + arguments, in: folder.path)
      #expect(result.code == code, "\(arguments): \(result.code) \(result.errors)")
      if code == 2 || code == 4 { #expect(result.errors.contains("rror"), "\(arguments)") }
      if code == 2 { #expect(result.output == "", "\(arguments): nothing is evaluated") }
    }
    #expect(try folder.run("empty").errors.contains("--allow-empty"))
    #expect(try folder.run("bad", "--kubernetes", "1.2").errors.contains("Moat knows 1.25 to 1."))
  }

  @Test func standardInputAndTheLibraryNeedNoFiles() throws {
    let result = try Command.run(["check", "-"], in: "/tmp", input: Self.privileged)
    #expect(result.code == 1)
    #expect(result.output.contains("<stdin>:8:35  Pod default/web\n"))
    #expect(result.output.contains("[kubernetes.privileged]"))
    #expect(result.errors == "")
    let json = try Command.run(
      ["check", "-", "--profile", "pss-baseline"], in: "/tmp", input: "{\"apiVersion\": \"v1\", \"kind\": \"Pod\"")
    #expect(json.code == 3)
    #expect(json.output.contains("not evaluated <stdin>:1"))
  }

  @Test func theReportIsTheSameForAnyNumberOfWorkers() throws {
    var files: [String: String] = [:]
    for number in 0..<30 {
      files["in/\(number).yaml"] =
        Self.privileged.replacing("name: web", with: "name: web-\(number)") + "---\n" + Self.clean
    }
    files["in/broken.yaml"] = "a: [\n---\n" + Self.privileged
    let folder = try Folder(files)
    for format in ["human", "json"] {
      let one = try folder.run("in", "--format", format, "--jobs", "1")
      let four = try folder.run("in", "--format", format, "--jobs", "4")
      #expect(one.code == 3 && four.code == 3)
      #expect(one.output == four.output)
      #expect(one.output.utf8.count > 1000)
    }
  }

  @Test func jsonIsWhatProgramsRead() throws {
    let folder = try Folder(["web.yaml": Self.privileged])
    let result = try folder.run("web.yaml", "--format", "json", "--output", "report.json", "--today", "2026-01-01")
    #expect(result.code == 1 && result.output == "" && result.errors == "")
    let written = try Data(contentsOf: URL(fileURLWithPath: folder.path + "/report.json"))
    let report = try #require(JSONSerialization.jsonObject(with: written) as? [String: Any])
    let findings = try #require(report["findings"] as? [[String: Any]])
    #expect(findings.map { $0["line"] as? Int } == [8])
    #expect((report["summary"] as? [String: Any])?["fail"] as? Int == 1)
    let again = try folder.run("web.yaml", "--format", "json", "--output", "report.json")
    #expect(again.code == 1)
    #expect(try Data(contentsOf: URL(fileURLWithPath: folder.path + "/report.json")) == written, "written over")
    #expect(
      try folder.run("web.yaml", "--format", "json", "--quiet").output == String(decoding: written, as: UTF8.self))
  }

  @Test func findingsBelowALevelAreCountedAndNotShown() throws {
    let folder = try Folder(["a.yaml": Self.privileged + "---\napiVersion: v1\nkind: ConfigMap\n"])
    let all = try folder.run("a.yaml")
    #expect(all.output.contains("[test.named]") && all.output.contains("[test.privileged]"))
    let high = try folder.run("a.yaml", "--severity", "high")
    #expect(!high.output.contains("[test.named]") && high.output.contains("[test.privileged]"))
    #expect(high.output.hasSuffix("; 1 finding not shown\n"))
    #expect(high.code == 1)
  }

  @Test func colourOnlyOnATerminal() throws {
    let folder = try Folder(["a.yaml": Self.privileged])
    #expect(try !folder.run("a.yaml").output.contains("\u{1B}"))
  }

  @Test func warningsOfPoliciesGoToStandardError() throws {
    let folder = try Folder([
      "a.yaml": Self.clean,
      "w.moat": "rule w {\n  severity low\n  param p: int = 1\n  for service s\n  deny when s.name == \"x\"\n}\n",
    ])
    let result = try folder.run("a.yaml", "--policies", "w.moat")
    #expect(result.code == 0)
    #expect(result.errors.hasPrefix("w.moat:3:"))
    #expect(result.errors.contains("warning[M0281]"))
    #expect(try folder.run("a.yaml", "--policies", "w.moat", "--quiet").errors == "")
  }
}
