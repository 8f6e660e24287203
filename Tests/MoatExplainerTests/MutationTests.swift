import MoatExplainer
import MoatSemantics
import MoatSource
import MoatValues
import Testing

/// The atoms of a rule and what forcing them changes, and the traces of subjects.
@Suite struct MutationTests {
  private static let policy = """
    policy p version "1"
    define plain(w: workload): bool = not w.hostPID
    rule r {
      severity low
      for workload w where plain(w) and w.name != "x"
      let first = w.labels["app"] else "none"
      deny when first == "web" or first == "api" unless w.hostIPC
      require every c in w.containers where c.role == app satisfies c.name == "app"
    }

    """

  private static let pod = """
    apiVersion: v1
    kind: Pod
    metadata: {name: a, labels: {app: web}}
    spec: {containers: [{name: app, image: x}, {name: b, image: x}]}
    """

  @Test func theAtomsOfARule() {
    let run = ExplainerRun(Self.policy, Self.pod)
    let atoms = AtomFinder.atoms(of: run.explainer.rule)
    #expect(atoms.map(\.id) == Array(atoms.indices))
    #expect(
      atoms.map { "\($0.kind.rawValue) \($0.text) \($0.mutations.count)" } == [
        "where (not w.hostPID) and (w.name != \"x\") 3",
        "predicate w.hostPID 3",
        "predicate w.name != \"x\" 3",
        "predicate (w.labels[\"app\"] else \"none\") == \"web\" 3",
        // The `let` stands twice in the check, and is one atom.
        "else w.labels[\"app\"] else \"none\" 2",
        "predicate (w.labels[\"app\"] else \"none\") == \"api\" 3",
        "unless w.hostIPC 2",
        "quantifier every c in w.containers where c.role == app satisfies c.name == \"app\" 3",
        "predicate c.role == app 3",
        "predicate c.name == \"app\" 3",
      ])
    #expect(run.policy.text(atoms[4].span) == "w.labels[\"app\"] else \"none\"")
  }

  @Test func eachChangeIsSeenInTheVerdict() {
    let atoms = AtomFinder.atoms(of: ExplainerRun(Self.policy, Self.pod).explainer.rule)
    let table: [(atom: Int, verdicts: [SubjectVerdict?])] = [
      (0, [.fail, nil, .undetermined]),
      (1, [nil, .fail, .undetermined]),
      (3, [.fail, .fail, .fail]),
      // Only the left side is the same where the label is there; only the right one is not.
      (4, [.fail, .fail]),
      (6, [.fail, .fail]),
      (7, [.fail, .fail, .fail]),
    ]
    for (atom, verdicts) in table {
      let found = atoms[atom].mutations.map {
        ExplainerRun(Self.policy, Self.pod, mutation: $0).explanations[0].verdict
      }
      #expect(found == verdicts, "\(atoms[atom].text)")
    }
    // Per check: the first fails unless excused; the second fails unless its quantifier is held true.
    let checks = { (mutation: Mutation) in
      ExplainerRun(Self.policy, Self.pod, mutation: mutation).explanations[0].checks.map(\.verdict)
    }
    #expect(atoms[3].mutations.map(checks) == [[.fail, .fail], [.pass, .fail], [.undetermined, .fail]])
    #expect(atoms[4].mutations.map(checks) == [[.fail, .fail], [.pass, .fail]])
    #expect(atoms[6].mutations.map(checks) == [[.pass, .fail], [.fail, .fail]])
    #expect(atoms[7].mutations.map(checks) == [[.fail, .pass], [.fail, .fail], [.fail, .undetermined]])
    #expect(atoms[8].mutations.map(checks) == [[.fail, .fail], [.fail, .pass], [.fail, .undetermined]])
  }

  @Test func aTraceShowsEachExpressionWithItsValueAndPlace() throws {
    let run = ExplainerRun(Self.policy, Self.pod)
    let trace = run.explainer.trace(try #require(run.explainer.subjects().first))
    var lines: [String] = []
    func show(_ node: TraceNode, _ depth: Int) {
      let place = node.witness.map { " @" + run.path($0) } ?? ""
      lines.append(String(repeating: " ", count: depth) + "\(node.text) = \(node.value)\(place)")
      for child in node.children { show(child, depth + 1) }
      for element in node.elements {
        lines.append(String(repeating: " ", count: depth) + "[\(element.index)] \(element.outcome)")
        for child in element.children { show(child, depth + 1) }
      }
    }
    show(try #require(trace.checks[1].condition), 0)
    let name = "c.name == \"app\""
    #expect(
      lines == [
        "every c in w.containers where c.role == app satisfies \(name) = false @spec.containers[1].name",
        " w.containers = [{name: app, image: x}, {name: b, image: x}] @",
        "[0] clear",
        " c.role == app = true @spec.containers[0]",
        "  c.role = app @spec.containers[0]",
        " \(name) = true @spec.containers[0].name",
        "  c.name = app @spec.containers[0].name",
        "[1] decides",
        " c.role == app = true @spec.containers[1]",
        "  c.role = app @spec.containers[1]",
        " \(name) = false @spec.containers[1].name",
        "  c.name = b @spec.containers[1].name",
      ])
    #expect(trace.scope?.truth == true)
    #expect(trace.checks[0].excuse?.text == "w.hostIPC")
  }

  @Test func aTraceListsTheElementsThatTell() throws {
    let ports = (1...100).map { "{containerPort: \($0)}" }.joined(separator: ", ")
    let run = ExplainerRun(
      WitnessTests.rule("require every p in c.ports satisfies p.containerPort < 90", for: "container c in workload w"),
      "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, image: x, ports: [\(ports)]}]}")
    let trace = run.explainer.trace(try #require(run.explainer.subjects().first))
    let node = try #require(trace.checks[0].condition)
    #expect(node.elements.map(\.index) == Array(0...4) + Array(89...99))
    #expect(node.moreElements == 84)
  }
}
