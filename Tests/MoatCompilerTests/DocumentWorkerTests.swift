import MoatDocument
import MoatKinds
import MoatRuntime
import MoatSemantics
import MoatSource
import MoatValues
import Testing

@Suite struct DocumentWorkerTests {
  private static let facts = RunFacts(today: 10957, kubernetesVersion: "1.37")

  /// A rule that joins, so that a plan's indexes are made anew too.
  private static let policy = """
    policy t version "1"
    rule tag {
      severity low
      for container c in workload w
      require c.image.tag exists and c.image is under any of ["ghcr.io/acme/", "quay.io/"]
    }
    rule served {
      severity low
      for workload w
      require some service s in same namespace as w satisfies s.selector selects w.labels
    }
    """

  @Test func aWorkerSaysOfEachInputWhatARunOverItAloneSays() throws {
    let run = try MachineRun(Self.policy)
    let parameters = run.rules.map { rule in rule.parameters.map { $0.defaultValue ?? .missing } }
    let worker = DocumentWorker(
      LinkedProgram(run.program, run: Self.facts, parameters: parameters, data: []), run: Self.facts)
    func pod(_ image: String, _ label: String) -> String {
      MachineRun.pod(labels: "{app: \(label)}").replacing("nginx:1.2", with: image)
    }
    let good = pod("ghcr.io/acme/web:1", "a")
    let bad = pod("nginx", "b")
    let unknown = pod("!", "a")
    let service = JoinTests.service("app", "{app: a}")
    let inputs = [
      good, bad, "\(good)\n---\n\(service)", service, "\(bad)\n---\n\(unknown)\n---\n\(service)\n---\n\(good)", "",
      unknown,
      good,
    ]
    var seen: Set<String> = []
    for (place, input) in inputs.enumerated() {
      var records = RunRecords(ruleCount: run.rules.count)
      worker.run(into: &records) { documents in
        let arena = DocumentReader.read(
          SourceFile(name: "a.yaml", text: input), symbols: SymbolTable(base: run.symbols), format: .yaml)
        _ = KubernetesClassifier.classify(arena, into: documents, catalogue: Catalogue(), run: Self.facts)
      }
      let alone = run.run([input]).records
      #expect(records.counts == alone.counts, "input \(place)")
      #expect(records.subjects.map(Self.text) == alone.subjects.map(Self.text), "input \(place)")
      seen.formUnion(records.subjects.map(Self.text))
    }
    #expect(seen.count >= 4, "the inputs differ in what they say: \(seen.sorted())")
  }

  private static func text(_ record: SubjectRecord) -> String {
    let levels = record.levels.map { "\($0.nodeIndex) of \($0.aux)" }.joined(separator: ", ")
    return
      "\(record.rule) \(record.verdict) \(levels) \(record.cause.tag == .undetermined ? "\(record.cause.cause)" : "")"
  }
}
