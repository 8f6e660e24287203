import MoatKinds
import MoatSource
import MoatSyntax
import MoatValues
import Testing

@testable import MoatSemantics

/// What the names of imports mean.
@Suite struct NameTests {
  /// Policies of which the names of one go on where that of another ends. `a.moat` uses them.
  static let others = [
    "policy a version \"1\"\nlet y: set<string> = [\"a.y\"]\nlet x: set<string> = [\"a.x\"]",
    "policy a.b version \"1\"\nlet y: set<string> = [\"a.b.y\"]",
    "policy q.b version \"1\"\nlet y: set<string> = [\"q.b.y\"]",
    "policy q.b.c version \"1\"\nlet y: set<string> = [\"q.b.c.y\"]",
  ]

  /// The text that a word means in a file with these imports, or the errors.
  static func meaning(_ word: String, _ imports: [String]) -> String {
    let text =
      "policy t version \"1\"\n\(imports.joined(separator: "\n"))\n"
      + "rule r { severity low for workload w deny when w.name in \(word) }"
    let sources = ([text] + others).enumerated().map { SourceFile(name: "\($0.offset).moat", text: $0.element) }
    let result = Checker.check(sources.map { Parser.parse($0).file }, catalogue: Catalogue())
    let errors = result.diagnostics.filter { $0.diagnostic.level == .error }.map(\.diagnostic.code)
    guard errors.isEmpty, let rule = result.rules.first,
      case .relation(_, _, _, _, let right, _) = rule.checks[0].condition.form
    else { return errors.joined(separator: " ") }
    switch ConstantEvaluator().constant(right) {
    case .list(let elements)? where elements.count == 1:
      if case .string(let text) = elements[0] { return text }
    default: break
    }
    return "no list of one text"
  }

  static func permutations<Element>(_ elements: [Element]) -> [[Element]] {
    guard elements.count > 1 else { return [elements] }
    return elements.indices.flatMap { place in
      var rest = elements
      let first = rest.remove(at: place)
      return permutations(rest).map { [first] + $0 }
    }
  }

  /// Whatever the order of the imports, and in whichever order a process keeps them: each loading makes new tables, and tables
  /// of more names have other orders.
  @Test(arguments: [
    ("q.b.y", ["import a as q", "import q.b"], "q.b.y"),
    ("q.b.y", ["import a as q"], "a.b.y"),
    ("q.b.y", ["import a as q", "import q.b", "import q.b.c"], "q.b.y"),
    ("q.b.c.y", ["import a as q", "import q.b", "import q.b.c"], "q.b.c.y"),
    ("q.x", ["import a as q", "import q.b"], "a.x"),
    ("q", ["import a.x as q", "import q.b"], "a.x"),
    ("q.b.y", ["import a as q", "import q.b.y"], "q.b.y"),
    // The longest import decides, also where a shorter one would have the name.
    ("q.b.x", ["import a as q", "import q.b"], "M0200"),
  ])
  func theLongestImportWins(_ word: String, _ imports: [String], _ meaning: String) {
    let fillers = (0..<6).map { "import a.b as filler\($0)" }
    for order in Self.permutations(imports) {
      for count in [0, 1, 6] {
        #expect(Self.meaning(word, order + fillers.prefix(count)) == meaning, "\(order)")
        #expect(Self.meaning(word, Array(fillers.prefix(count)) + order) == meaning, "\(order)")
      }
    }
  }

  @Test func oneNameForTwoImportsIsAnError() {
    #expect(Self.meaning("q.y", ["import a as q", "import q.b as q"]) == "M0207")
    #expect(Self.meaning("q.y", ["import a as q", "import a as q"]) == "a.y")
  }
}
