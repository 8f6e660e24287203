import MoatSource
import Testing

@testable import Moat

/// What looks like a container and is checked as none is a finding, whatever the run is told.
struct UncheckedContainerTests {
  private static let thing = """
    apiVersion: example.org/v1
    kind: Thing
    metadata: {name: own}
    spec:
      agent: {image: x, securityContext: {privileged: true}}
    """

  private static let definition = """
    apiVersion: apiextensions.k8s.io/v1
    kind: CustomResourceDefinition
    metadata: {name: things.example.org}
    spec:
      group: example.org
      scope: Namespaced
      names: {kind: Thing, plural: things}
      versions:
      - name: v1
        served: true
        storage: true
        schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
    """

  @Test func neitherADefinitionNorAFlagHidesIt() async throws {
    for texts in [[thing], [thing, definition]] {
      let report =
        texts.count == 1
        ? try await Checked.report(Checked.privileged, texts[0]) { $0.strictKinds = false }
        : try await Checked.report(Checked.privileged, texts[0], texts[1])
      let found = report.findings.filter { $0.rule == "moat.unchecked-container" }
      #expect(found.count == 1)
      #expect(found.first?.path == "spec.agent")
      #expect(found.first?.verdict == .undetermined)
      #expect(report.blocks(at: .high))
    }
  }

  private var thing: String { Self.thing }
  private var definition: String { Self.definition }

  @Test func whatARuleSeesIsNone() async throws {
    let text = Self.thing.replacing("agent:", with: "container:")
    let report = try await Checked.report(Checked.privileged, text)
    #expect(report.findings.map(\.rule) == ["test.privileged"])
    #expect(report.findings.map(\.path) == ["spec.container.securityContext.privileged"])
  }

  /// A list of whole objects is as many documents, wherever it is nested, at its own places.
  @Test func elementsOfAListAtTheRootAreDocuments() async throws {
    let pod = { (name: String, isPrivileged: Bool) in
      """
      {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "\(name)"},
        "spec": {"containers": [{"name": "c", "image": "i", "securityContext": {"privileged": \(isPrivileged)}}]}}
      """
    }
    let report = try await Checked.report(
      Checked.privileged, "[\(pod("first", false)),\n\(pod("second", true)),\n[[\(pod("third", true))]]]")
    #expect(report.findings.map(\.rule) == ["test.privileged", "test.privileged"])
    #expect(report.findings.map(\.document.name) == ["second", "third"])
    #expect(
      report.findings.map(\.path) == [
        "[1].spec.containers[0].securityContext.privileged", "[2][0][0].spec.containers[0].securityContext.privileged",
      ])
    #expect(report.findings.map { $0.source.place(of: $0.span.start).line } == [4, 6])
    // What is wrong with one of them is told of that one.
    let broken = try await Checked.report(
      Checked.privileged, "[\(pod("first", true)), {\"apiVersion\": \"v1\", \"metadata\": {\"name\": \"other\"}}]")
    #expect(Set(broken.findings.map(\.rule)) == ["test.privileged", "moat.invalid-document"])
    #expect(broken.findings.first { $0.rule == "moat.invalid-document" }?.document.name == "other")
  }

  /// What does not say what it is, and holds what a pod holds.
  @Test func documentsThatMisspellWhatTheyAre() async throws {
    let body = "metadata: {name: a}\nspec: {containers: [{name: a, image: x, securityContext: {privileged: true}}]}\n"
    let cases: [(text: String, rule: String?)] = [
      ("APIVersion: v1\nKIND: Pod\n" + body, "moat.invalid-document"),
      ("api_version: v1\nkinds: Pod\n" + body, "moat.invalid-document"),
      ("apiVersoin: v1\nKind: Pod\n", "moat.invalid-document"),
      ("version: v1\ntype: Pod\n" + body, "moat.unchecked-container"),
      (body, "moat.unchecked-container"),
      ("apiVersion: aps/v1\nkind: Deploymnet\n" + body, "moat.unchecked-container"),
      ("- name: a\n  spec: {hostPID: true}\n", "moat.unchecked-container"),
      ("containers: [{name: a, image: x}]\nrestartPolicy: Never\n", "moat.unchecked-container"),
      ("items: [{apiVersion: v1, kind: Pod, \(body.replacing("\n", with: ", "))}]", "test.privileged"),
      // Values of a chart, a Compose file, a patch, the configuration of a tool.
      (
        "image: {repository: a, tag: b}\nsecurityContext: {privileged: true}\nhostNetwork: true\nsidecars: [{image: x, command: [y]}]\n",
        nil
      ),
      ("services: {web: {image: x, command: [y], privileged: true, volumes: ['/:/host']}}\n", nil),
      ("[{op: add, path: /spec/containers/-, value: {name: a, image: x, command: [y]}}]", nil),
      ("apiVersion: tool/v2\nkind: Config\nbuild: {artifacts: [{image: x, command: [y]}]}\n", nil),
      ("metadata: {title: a}\nspec: {size: 3}\n", nil),
    ]
    for (text, rule) in cases {
      let report = try await Checked.report(Checked.privileged, text) { $0.strictKinds = false }
      #expect(report.findings.map(\.rule) == (rule.map { [$0] } ?? []), "\(text)")
    }
  }
}
