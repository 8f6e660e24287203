import MoatSource
import Testing

@testable import Moat

/// A key that stands twice in YAML: the document is evaluated, what reads the key is not known, and Moat says so itself.
@Suite struct DuplicateKeyTests {
  private static let policy = """
    policy test version "1"
    rule tag { severity critical for container c in workload w
      require c.image.tag exists message "has no tag" }
    rule host { severity low for workload w
      deny when w.hostNetwork == true message "has the network" }
    rule named { severity low for workload w
      require some service s in all satisfies s.name == w.name message "has no service" }

    """

  private static func shown(_ report: CheckReport) -> [String] {
    report.findings.map { finding in
      let line = finding.source.place(of: finding.span.start).line
      return "\(finding.rule) \(finding.verdict) \(line) \(finding.path)"
    }.sorted()
  }

  private static func pod(_ metadata: String, _ spec: String) -> String {
    "apiVersion: v1\nkind: Pod\n\(metadata)\n\(spec)\n"
  }

  private static let service = "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {}\n"

  @Test func eachReadingOfTheKeyIsUndetermined() async throws {
    let named = "metadata: {name: a}"
    let right = "spec: {containers: [{name: c, image: 'x:1'}]}"
    let cases: [(name: String, text: String, findings: [String])] = [
      ("none", Self.pod(named, right), []),
      (
        "a value", Self.pod(named, "spec:\n  containers:\n  - name: c\n    image: x:1\n    image: x:1"),
        ["moat.duplicate-key fail 8 spec.containers[0].image", "test.tag undetermined 8 spec.containers[0].image"]
      ),
      (
        "three times",
        Self.pod(
          named,
          "spec:\n  containers:\n  - {name: c, image: x:1}\n  hostNetwork: true\n  hostNetwork: false\n  hostNetwork: true"
        ),
        [
          "moat.duplicate-key fail 8 spec.hostNetwork", "moat.duplicate-key fail 9 spec.hostNetwork",
          "test.host undetermined 8 spec.hostNetwork",
        ]
      ),
      (
        "what no rule reads", Self.pod("metadata: {name: a, labels: {a: b, a: c}}", right),
        ["moat.duplicate-key fail 3 metadata.labels.a"]
      ),
      (
        "the spec", Self.pod(named, "\(right)\n\(right)"),
        ["moat.duplicate-key fail 5 spec", "test.tag undetermined 5 spec"]
      ),
      (
        "the metadata", Self.pod("\(named)\n\(named)", right),
        ["moat.duplicate-key fail 4 metadata", "test.named undetermined 4 metadata"]
      ),
      (
        "the name", Self.pod("metadata: {name: a, name: b}", right),
        ["moat.duplicate-key fail 3 metadata.name", "test.named undetermined 3 metadata.name"]
      ),
      (
        "a field that no schema has",
        Self.pod(named, "spec: {nonsense: 1, nonsense: 2, containers: [{name: c, image: 'x:1'}]}"),
        ["moat.duplicate-key fail 4 spec.nonsense"]
      ),
    ]
    for (name, text, findings) in cases {
      let report = try await Checked.report(Self.policy, text, Self.service)
      #expect(Self.shown(report) == findings, "\(name)")
      #expect(report.notEvaluated.isEmpty && report.summary.documents == 2, "\(name)")
      for finding in report.findings where finding.rule == "moat.duplicate-key" {
        #expect(finding.severity == .high && finding.blocks, "\(name)")
        #expect(finding.message.contains("stands twice in one object; the first is on line"), "\(finding.message)")
      }
      for finding in report.findings where finding.verdict == .undetermined {
        #expect(
          finding.message.hasPrefix("the key `") && finding.message.contains("; readers disagree on which counts"),
          "\(finding.message)")
      }
    }
  }

  @Test func aDocumentOfAnUnknownKindIsNotEvaluated() async throws {
    let pod = "metadata: {name: a}\nspec: {containers: [{name: c, image: x}]}\n"
    let cases = [
      (
        "kind: Pod\nkind: Pod\napiVersion: v1\n\(pod)",
        "the key `kind` stands twice in one object; the first is on line 1", 2
      ),
      (
        "kind: Pod\napiVersion: v1\napiVersion: v1\n\(pod)",
        "the key `apiVersion` stands twice in one object; the first is on line 2", 3
      ),
      (
        "kind: List\napiVersion: v1\nitems: []\nitems: []\n",
        "the key `items` stands twice in one object; the first is on line 3", 4
      ),
      (
        "kind: List\napiVersion: v1\nitems:\n- kind: Pod\n  kind: Pod\n  apiVersion: v1\n",
        "the key `kind` stands twice in one object; the first is on line 4", 5
      ),
      (
        "kind: ThingList\napiVersion: acme.io/v1\nitems: []\nitems: []\n",
        "the key `items` stands twice in one object; the first is on line 3", 4
      ),
    ]
    for (text, message, line) in cases {
      let report = try await Checked.report(Self.policy, text, Self.service)
      #expect(report.notEvaluated.map(\.message) == [message], "\(text)")
      #expect(report.notEvaluated.map(\.line) == [line], "\(text)")
      #expect(report.findings.isEmpty && report.summary.documents == 1, "\(text): \(Self.shown(report))")
    }
  }

  @Test func theSetStaysWholeUnlessADocumentIsOfNoKnownKind() async throws {
    let pod = Checked.pod("b", "- {name: c, image: 'x:1'}", more: "labels: 1\n  labels: 2")
    let whole = try await Checked.report(Self.policy, pod, Self.service)
    #expect(Self.shown(whole).contains { $0.hasPrefix("test.named fail") })
    let part = try await Checked.report(Self.policy, pod, "kind: Service\nkind: Service\napiVersion: v1\n")
    #expect(Self.shown(part).contains { $0.hasPrefix("test.named undetermined") })
  }

  @Test func aDefinitionWithAKeyTwiceSaysNothingWrongOfItsDocuments() async throws {
    let definition = """
      apiVersion: apiextensions.k8s.io/v1
      kind: CustomResourceDefinition
      metadata: {name: things.acme.io}
      spec:
        group: acme.io
        names: {kind: Thing, plural: things}
        scope: Namespaced
        versions:
        - name: v1
          served: true
          storage: true
          schema:
            openAPIV3Schema:
              type: object
              properties:
                spec: {type: object, properties: {a: {type: string}}, properties: {b: {type: string}}}

      """
    let policy = """
      policy test version "1"
      rule schema { severity high for document d deny when d.problems is not empty message "is wrong" }

      """
    let thing = "apiVersion: acme.io/v1\nkind: Thing\nmetadata: {name: a}\nspec: {a: x, b: y}\n"
    let report = try await Checked.report(policy, definition, thing)
    #expect(Self.shown(report).filter { !$0.hasPrefix("moat.duplicate-key") } == [])
    #expect(report.findings.count == 1)
  }

  @Test func aMergedObjectWithAKeyTwiceIsFoundToo() async throws {
    let text = Self.pod(
      "metadata: {name: a, <<: {labels: {}, labels: {}}}", "spec: {containers: [{name: c, image: 'x:1'}]}")
    let report = try await Checked.report(Self.policy, text, Self.service)
    #expect(report.findings.map(\.rule) == ["moat.duplicate-key"])
  }
}
