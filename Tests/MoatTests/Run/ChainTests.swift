import MoatTestSupport
import Testing

@testable import Moat

/// A long chain of `and` or `or` means what it means with parentheses around each step.
@Suite struct ChainTests {
  /// Conditions that are true, false and undetermined, each with a place of its own.
  static func operand(_ index: Int, _ kind: Int) -> String {
    switch kind {
    case 0: "d.spec.t\(index) == 1"
    case 1: "d.spec.t\(index) == 2"
    default: "d.spec.u\(index) == 1"
    }
  }

  static func document(_ count: Int) -> String {
    let fields = (0..<count).map { "t\($0): 1, u\($0): \"{{ x }}\"" }.joined(separator: ", ")
    return "apiVersion: acme.io/v1\nkind: Thing\nmetadata: {name: d}\nspec: {\(fields)}\n"
  }

  static func rule(_ condition: String, _ count: Int) -> String {
    // What may be missing is spoken of in a chain of its own.
    let there = (0..<count).map { "d.spec.t\($0) exists and d.spec.u\($0) exists" }.joined(separator: " and ")
    return "rule r {\n severity low\n for \"acme.io/Thing\" d where \(there)\n deny when \(condition)\n}\n"
      + "rule s {\n severity low\n for \"acme.io/Thing\" d where \(there)\n require \(condition)\n}\n"
  }

  @Test(arguments: ["and", "or"])
  func theShapeOfTheTreeIsNotObserved(_ connective: String) async throws {
    var random = SplitMix64(seed: 7)
    let count = 40
    for round in 0..<12 {
      // Few that absorb, so that all places are met.
      let rare = connective == "and" ? 1 : 0
      let kinds = (0..<count).map { _ in
        random.below(30) == 0 ? rare : random.below(3 + round) == 0 ? 2 : 1 - rare
      }
      let operands = kinds.enumerated().map { Self.operand($0.offset, $0.element) }
      let chain = operands.joined(separator: " \(connective) ")
      let nested = operands.dropFirst().reduce(operands[0]) { "(\($0)) \(connective) \($1)" }
      let right = operands.dropLast().reversed().reduce(operands[count - 1]) { "\($1) \(connective) (\($0))" }
      let lines = try await Checked.report(Self.rule(chain, count), Self.document(count)).lines
      #expect(!lines.isEmpty)
      #expect(try await Checked.report(Self.rule(nested, count), Self.document(count)).lines == lines, "\(chain)")
      #expect(try await Checked.report(Self.rule(right, count), Self.document(count)).lines == lines, "\(chain)")
    }
  }

  /// Two hundred and more, as a policy that a program wrote has them.
  @Test func aLongChainIsCheckedAndRun() async throws {
    let chain = (0..<1000).map { "w.name != \"w\($0)\"" }.joined(separator: " and ")
    let policy = "rule r {\n severity low\n for workload w\n require \(chain)\n message \"no\"\n}\n"
    let app = "- {name: app, image: x}"
    let report = try await Checked.report(policy, Checked.pod("w77", app), Checked.pod("v", app))
    #expect(report.findings.map(\.rule) == ["r"])
  }
}
