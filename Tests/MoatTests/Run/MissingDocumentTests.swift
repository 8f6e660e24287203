import MoatSource
import Testing

@testable import Moat

/// What a run lacks, which rules that leaves open, and what the findings say.
@Suite struct MissingDocumentTests {
  private static let policy = """
    policy test version "1"
    rule finds {
      severity medium
      for service s
      require some workload w in same namespace as s satisfies s.selector selects w.labels
      message "selects nothing"
    }
    rule budget {
      severity low
      for service s
      require some ConfigMap m in all satisfies m.name == s.name
      message "no settings"
    }
    rule built {
      severity low
      for service s
      require some dockerfile d in all satisfies d.path exists
      message "no Dockerfile"
    }
    rule shown { severity critical for container c in workload w deny when c.securityContext.privileged message "m" }
    """

  private static let service =
    "apiVersion: v1\nkind: Service\nmetadata: {name: s, namespace: shop}\nspec: {selector: {app: x}}\n"

  private static func document(_ version: String, _ kind: String, _ namespace: String = "shop") -> String {
    "apiVersion: \(version)\nkind: \(kind)\nmetadata: {name: x, namespace: \(namespace)}\n"
  }

  /// The verdict of each of the three rules about the service, as `F` or `U`.
  private static func verdicts(_ report: CheckReport) -> String {
    ["finds", "budget", "built"].map { rule in
      let found = report.findings.filter { $0.source.name == "a.yaml" }.filter {
        $0.rule == "test.\(rule)" || $0.blinded.contains("test.\(rule)")
      }
      return found.map { $0.verdict == .fail ? "F" : $0.verdict == .undetermined ? "U" : "?" }.joined()
    }.joined(separator: " ")
  }

  @Test func aDocumentLeavesOpenWhatItCouldBe() async throws {
    let rows: [(other: String, verdicts: String)] = [
      ("", "F F F"),
      // Its kind is known, its version is none of that kind.
      (Self.document("apps/v9", "Deployment"), "U F F"), (Self.document("apps/v9", "Deployment", "other"), "F F F"),
      (Self.document("v9", "ConfigMap"), "F U F"), (Self.document("app/v1", "Deployment"), "U F F"),
      // Nearly a kind.
      (Self.document("v1", "pod"), "U F F"), (Self.document("v1", "pod", "other"), "F F F"),
      (Self.document("v1", "ConfigMpa"), "F U F"), (Self.document("v1", "Secert"), "F F F"),
      // No kind at all.
      (Self.document("v1", "Nonsense"), "U U F"), (Self.document("v1", "Nonsense", "other"), "F U F"),
      (Self.document("v1", "\"{{ .kind }}\""), "U U F"), (Self.document("v1", "\"{{ .kind }}\"", "other"), "F U F"),
      (Self.document("v1", "pod", "\"{{ .namespace }}\""), "U F F"),
      ("kind: Pod\nmetadata: {namespace: shop}\n", "U F F"), ("kind: Pod\nmetadata: {namespace: other}\n", "F F F"),
      ("apiVersion: v1\nmetadata: {namespace: shop}\n", "U U F"),
      // Nothing can be read.
      ("a: [\n", "U U F"),
      // What is in the set is missing nowhere, whatever is wrong with it.
      (Self.document("v1", "Secret"), "F F F"), (Self.document("batch/v1", "Job", "other"), "F F F"),
      ("apiVersion: v1\nkind: List\nitems: [3]\n", "U U F"),
      ("apiVersion: v1\nkind: PodList\nitems: [3]\n", "U F F"),
      // A list that is misspelt: what says what it is has been read, the rest is of the kind that the list's name resembles.
      ("apiVersion: v1\nkind: ConfigMapLst\nitems: [{apiVersion: v1, kind: Secret}]\n", "F F F"),
      ("apiVersion: v1\nkind: ConfigMapLst\nitems: [{metadata: {name: x}}]\n", "F U F"),
      ("apiVersion: v1\nkind: ServiceAccountLst\nitems: [{metadata: {name: x}}, 3]\n", "F F F"),
      ("apiVersion: v1\nkind: PodLst\nitems: [{metadata: {name: x}}]\n", "U F F"),
      ("apiVersion: v1\nkind: Nonsense\nitems: [{metadata: {name: x}}]\n", "U U F"),
      // One that is not unpacked hides what it has.
      ("apiVersion: v1\nitems: [{apiVersion: v1, kind: ConfigMap}]\nmetadata: {}\n", "F U F"),
    ]
    for row in rows {
      let report = try await Checked.report(Self.policy, Self.service, row.other)
      #expect(Self.verdicts(report) == row.verdicts, "\(row.other)")
    }
  }

  @Test func theNamespaceOfTheRunIsThatOfADocumentWithoutOne() async throws {
    let misspelt = "apiVersion: v1\nkind: pod\nmetadata: {name: x}\n"
    #expect(Self.verdicts(try await Checked.report(Self.policy, Self.service, misspelt)) == "F F F")
    let report = try await Checked.report(Self.policy, Self.service, misspelt) { $0.namespace = "shop" }
    #expect(Self.verdicts(report) == "U F F")
  }

  @Test func theFindingNamesTheDocumentAndTheStep() async throws {
    func finding(_ other: String, _ rule: String = "test.finds") async throws -> Finding {
      let report = try await Checked.report(Self.policy, Self.service, other)
      return try #require(report.findings.first { $0.verdict == .undetermined && $0.rule == rule })
    }
    let misspelt = try await finding("\n\n" + Self.document("v1", "pod"))
    #expect(misspelt.message == "the answer may be in the document at b.yaml:4 (v1 has no kind pod; did you mean Pod?)")
    #expect(misspelt.remedy.hasPrefix("Fix b.yaml:4 or exclude it") && misspelt.remedy.contains("--set whole"))
    let unread = try await finding("a: [\n")
    #expect(
      unread.message.hasPrefix("the answer may be in b.yaml:") && unread.message.contains(", which could not be read (")
    )
    #expect(unread.message.hasSuffix("; not known to pass: test.finds, test.budget"))
    #expect(unread.remedy.hasPrefix("Fix, render or exclude b.yaml:"))
    let many = try await finding("a: [\n---\nb: {\n---\nc: ]\n")
    #expect(many.message.contains("could not be read"))
  }

  @Test func aMisspeltListIsOneFinding() async throws {
    let list = "apiVersion: v1\nkind: ServiceAccountLst\nitems: [{metadata: {name: x}}, {metadata: {name: y}}]\n"
    let found = try await Checked.report(Self.policy, list).findings.filter { $0.rule == "moat.invalid-document" }
    #expect(found.map { $0.source.place(of: $0.span.start).line } == [2], "\(found.map(\.message))")
  }

  @Test func setWholeAndSetPartSayItForAll() async throws {
    let broken = "a: [\n"
    #expect(
      Self.verdicts(try await Checked.report(Self.policy, Self.service, broken) { $0.extent = .whole }) == "F F F")
    let part = try await Checked.report(Self.policy, Self.service) { $0.extent = .part }
    #expect(Self.verdicts(part) == "U U U")
    #expect(part.findings.count == 1 && part.findings[0].remedy == "Check all documents together.")
  }

  // MARK: How the inputs were given

  private static func verdicts(_ tree: TemporaryTree, _ paths: [String]) async throws -> String {
    var options = CheckOptions(today: Checked.today)
    options.profiles = []
    let report = try await Checked.policies(policy).check(paths: paths.map(tree.path), options: options)
    return ["finds", "budget", "built"].map { rule in
      let found = report.findings.filter { $0.rule == "test.\(rule)" || $0.blinded.contains("test.\(rule)") }
      return found.map { $0.verdict == .fail ? "F" : "U" }.joined()
    }.joined(separator: " ")
  }

  @Test func filesNamedOneByOneAreAPart() async throws {
    let tree = TemporaryTree()
    tree.file("d/s.yaml", Self.service)
    tree.file("d/x.yaml", Self.document("v1", "Secret"))
    tree.file("d/e/y.yaml", Self.document("v1", "Secret"))
    tree.file("other.yaml", Self.document("v1", "Secret", "other"))
    tree.file("Other.Dockerfile", "FROM scratch\n")
    tree.file("text", Self.document("v1", "Secret", "third"))
    let rows: [(paths: [String], verdicts: String)] = [
      (["d"], "F F F"), (["d/s.yaml"], "U U U"), (["d/s.yaml", "d/x.yaml"], "U U U"), (["d/*.yaml"], "U U U"),
      // All that a folder has is there, named once more or not.
      (["d", "d/s.yaml"], "F F F"), (["d", "d/e/y.yaml"], "F F F"),
      // Beside a folder, others of the same domain may be missing.
      (["d", "other.yaml"], "U U F"), (["d", "text"], "U U F"), (["d", "Other.Dockerfile"], "F F "),
      (["d", "d/e"], "F F F"),
    ]
    for row in rows { #expect(try await Self.verdicts(tree, row.paths) == row.verdicts, "\(row.paths)") }
    var options = CheckOptions(today: Checked.today)
    let named = try await Checked.policies(Self.policy).check(paths: [tree.path("d/s.yaml")], options: options)
    #expect(named.findings.map(\.message).allSatisfy { $0.hasPrefix("the answer may be in a file that was not named") })
    #expect(named.findings.allSatisfy { $0.remedy.contains("--set whole") && $0.blocks })
    options.extent = .whole
    let whole = try await Checked.policies(Self.policy).check(paths: [tree.path("d/s.yaml")], options: options)
    #expect(whole.findings.map(\.verdict) == [.fail, .fail, .fail])
  }

  @Test func anInputThatCannotBeReadIsMissingByItsName() async throws {
    let tree = TemporaryTree()
    tree.file("d/s.yaml", Self.service)
    for (name, expected) in [("Dockerfile", "F F U"), ("x.yaml", "U U F"), ("a.tar", "F F F")] {
      tree.link("d/\(name)", to: "nowhere")
      #expect(try await Self.verdicts(tree, ["d"]) == expected, "\(name)")
      _ = TemporaryTree.shell("rm \"$1\"", tree.path("d/\(name)"))
    }
  }

  // MARK: What hides rules

  @Test func whatHidesRulesWeighsLikeTheStrictest() async throws {
    func severity(_ text: String, _ policy: String = Self.policy) async throws -> [Severity] {
      try await Checked.report(policy, text).findings.filter { $0.rule.hasPrefix("moat.") }.map(\.severity)
    }
    let rows: [(text: String, severity: Severity)] = [
      (Self.document("v1", "pod"), .critical), (Self.document("v1", "Nonsense"), .critical),
      (Self.document("v1", "\"{{ .kind }}\""), .critical), ("kind: Pod\nmetadata: {}\n", .critical),
      (Self.document("apps/v9", "Deployment") + "spec: {template: {spec: {containers: []}}}\n", .critical),
      (Self.document("v1", "Secert"), .high),
      ("apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec: {}\n", .critical),
      ("apiVersion: v1\nkind: PodList\nitems: [3]\n", .critical),
      ("apiVersion: v1\nkind: SecretList\nitems: [3]\n", .high),
    ]
    for row in rows { #expect(try await severity(row.text) == [row.severity], "\(row.text)") }
    // A rule that does not block hides nothing that would.
    let later = Self.policy.replacing(
      "rule shown { severity critical", with: "rule shown { severity critical effective 2030-01-01")
    #expect(try await severity(Self.document("v1", "pod"), later) == [.high])
    let dockerfile = """
      policy test version "1"
      rule sudo { severity critical for command c in dockerfile deny when c.name == "sudo" message "m" }
      """
    let text = SourceFile(name: "Dockerfile", text: "FROM x\nCOPY a\n")
    let report = try await Checked.policies(dockerfile).check(
      texts: [text], options: CheckOptions(today: Checked.today))
    #expect(report.findings.first { $0.rule == "moat.invalid-dockerfile" }?.severity == .critical)
  }
}
