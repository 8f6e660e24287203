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
}
