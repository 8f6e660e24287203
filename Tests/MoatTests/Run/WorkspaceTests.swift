import MoatReport
import MoatSource
import Testing

@testable import Moat

/// Reading inputs: what is broken hides nothing, and the number of workers changes nothing.
@Suite struct WorkspaceTests {
  @Test func oneBrokenDocumentOfFiveHidesNoneOfTheOthers() async throws {
    let pods = ["a", "b", "c", "d"].map {
      Checked.pod($0, "- {name: app, image: x, securityContext: {privileged: true}}")
    }
    let broken = "apiVersion: v1\nkind: Pod\nspec: [\n"
    let text = [pods[0], pods[1], broken, pods[2], pods[3]].joined(separator: "---\n")
    let report = try await Checked.report(Checked.privileged, text)
    #expect(report.summary[.fail] == 4 && report.summary.documents == 4)
    #expect(report.notEvaluated.count == 1)
    let line = try #require(report.notEvaluated.first?.line)
    #expect((17...21).contains(line), "\(line)")
  }

  @Test func theNumberOfWorkersChangesNothing() async throws {
    let tree = TemporaryTree()
    for number in 0..<40 {
      let pods = (0..<7).map {
        Checked.pod(
          "p\(number)-\($0)",
          "- {name: app, image: x, securityContext: {privileged: \($0 % 3 == 0 ? "\"x\"" : "true")}}")
      }
      tree.file("\(number % 7)/\(number).yaml", (pods + (number % 9 == 0 ? ["a: [\n"] : [])).joined(separator: "---\n"))
    }
    let policies = try PolicySet.load()
    var reports: Set<String> = []
    for jobs in [1, 2, 3, 16] {
      var options = CheckOptions(today: Checked.today)
      options.jobs = jobs
      reports.insert(JSONReport.render(try await policies.check(paths: [tree.root], options: options)))
    }
    #expect(reports.count == 1)
    #expect(reports.first?.contains("\"documents\": 280") == true)
  }

  @Test func limitsAreThoseOfTheOptions() async throws {
    let pod = Checked.pod("a", "- {name: app, image: x}")
    let changes: [(name: String, change: (inout CheckOptions.InputLimits) -> Void)] = [
      ("bytes", { $0.bytes = 50 }), ("depth", { $0.depth = 3 }), ("nodes", { $0.nodes = 5 }),
      ("keys", { $0.keyBytes = 5 }),
    ]
    for (name, change) in changes {
      let report = try await Checked.report(Checked.privileged, pod) { change(&$0.limits) }
      #expect(report.notEvaluated.count == 1, "\(name)")
    }
    #expect(try await Checked.report(Checked.privileged, pod).notEvaluated.isEmpty)
  }

  @Test func customResourcesOfADefinitionAmongTheInputsAreRecognised() async throws {
    let thing = "apiVersion: example.com/v1\nkind: Thing\nmetadata: {name: a}\n"
    let definition = """
      apiVersion: apiextensions.k8s.io/v1
      kind: CustomResourceDefinition
      metadata: {name: things.example.com}
      spec:
        group: example.com
        names: {kind: Thing, plural: things}
        scope: Namespaced
        versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}]
      """
    #expect(try await Checked.report(Checked.privileged, thing).summary.unrecognised == 1)
    #expect(try await Checked.report(Checked.privileged, thing, definition).summary.unrecognised == 0)
  }
}
