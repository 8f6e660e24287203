internal import MoatCompiler
internal import MoatDocument
internal import MoatExplainer
internal import MoatKinds
internal import MoatRuntime
internal import MoatSemantics
internal import MoatSource
internal import MoatSyntax
internal import MoatValues

/// One decision: six rules over a Deployment of three containers, by the machine and by hand.
struct DecisionBench {
  private let rules: [CheckedRule]
  private let linked: LinkedProgram
  private let symbols: SymbolTable
  private let run = RunFacts(today: 20454, kubernetesVersion: "1.37")

  struct Refused: Error {
    var message: String
  }

  init() throws {
    let source = SourceFile(name: "bench.moat", text: DecisionRules.text)
    let checked = Checker.check([Parser.parse(source).file], catalogue: Catalogue())
    if let first = checked.diagnostics.first {
      throw Refused(message: DiagnosticRenderer.render(first.diagnostic, in: first.source))
    }
    rules = checked.rules
    symbols = KubernetesSymbols.base()
    let program = try Compiler.compile(rules, dataSets: [], symbols: symbols)
    linked = LinkedProgram(program, run: run, parameters: Self.parameters(rules), data: [])
  }

  private static func parameters(_ rules: [CheckedRule]) -> [[Constant]] {
    rules.map { rule in rule.parameters.map { $0.defaultValue ?? .missing } }
  }

  /// A document that was read, with everything that a worker has.
  private struct Ready {
    let context: EvaluationContext
    let machine: Machine
    let explainers: [Explainer]

    init(_ source: SourceFile, _ bench: DecisionBench) {
      let arena = DocumentReader.read(source, symbols: SymbolTable(base: bench.symbols), format: .json)
      let documents = DocumentSet()
      _ = KubernetesClassifier.classify(arena, into: documents, catalogue: Catalogue(), run: bench.run)
      let context = EvaluationContext(documents: documents, scratch: Scratch(), run: bench.run)
      self.context = context
      machine = Machine(RunPlan(bench.linked, in: context), in: context)
      let parameters = DecisionBench.parameters(bench.rules)
      explainers = zip(bench.rules, parameters).map {
        Explainer($0, in: context, parameters: $1, data: [])
      }
    }
  }

  /// - Parameter rivals: the peers' figures in microseconds, by their names and the work.
  func table(broken: SourceFile, compliant: SourceFile, rivals: [Rivals.Decision]) throws -> Table {
    var table = Table(
      "One decision: six rules, three containers, \(broken.bytes.count) bytes of JSON; the median of 7, and how many times "
        + "as long as Moat on the same work a peer takes", ["who", "compliant", "", "with findings", ""])
    let (good, bad) = (Ready(compliant, self), Ready(broken, self))
    try agree(good, bad)
    let machine = (compliant: time(good), broken: time(bad))
    let hand = (compliant: timeByHand(good), broken: timeByHand(bad))
    let explained = Measure.median { explain(bad) }
    let verdicts = (
      compliant: timeFromBytes(compliant.bytes, isExplained: false),
      broken: timeFromBytes(broken.bytes, isExplained: false)
    )
    let bytes = (
      compliant: timeFromBytes(compliant.bytes, isExplained: true),
      broken: timeFromBytes(broken.bytes, isExplained: true)
    )
    func add(_ who: String, _ times: (compliant: Double, broken: Double), _ base: (compliant: Double, broken: Double)) {
      table.add(
        who, Table.time(times.compliant), Table.ratio(times.compliant / base.compliant), Table.time(times.broken),
        Table.ratio(times.broken / base.broken))
    }
    let full = (compliant: machine.compliant, broken: explained)
    add("moat, verdicts", machine, machine)
    add("the same by hand in Swift, verdicts", hand, machine)
    add("moat, verdicts, witnesses, messages", full, full)
    add("moat, verdicts from JSON bytes", verdicts, full)
    add("moat, verdicts, witnesses, messages from JSON bytes", bytes, full)
    for rival in rivals {
      table.add(
        rival.name, Table.time(rival.compliant), Table.ratio(rival.compliant / full.compliant),
        Table.time(rival.broken), Table.ratio(rival.broken / full.broken))
    }
    return table
  }

  /// The hand-written checks and the machine count the same: else one of the two would be measured doing less.
  private func agree(_ good: Ready, _ bad: Ready) throws {
    for ready in [good, bad] {
      var records = RunRecords(ruleCount: rules.count)
      ready.machine.run(units: 0..<1, into: &records)
      let arena = ready.context.documents.arenas[0]
      let counts = HandWrittenDecision(arena).decide(arena.roots[0])
      let failed = records.subjects.count { $0.verdict == .fail }
      guard failed == counts.failed, records.subjects.count - failed == counts.undetermined else {
        throw Refused(message: "the machine and the checks by hand disagree: \(records.subjects.count) and \(counts)")
      }
    }
  }

  private func time(_ ready: Ready) -> Double {
    var records = RunRecords(ruleCount: rules.count)
    return Measure.median {
      ready.machine.run(units: 0..<1, into: &records)
      records.subjects.removeAll(keepingCapacity: true)
    }
  }

  private func timeByHand(_ ready: Ready) -> Double {
    let arena = ready.context.documents.arenas[0]
    let decision = HandWrittenDecision(arena)
    let root = arena.roots[0]
    var total = 0
    let time = Measure.median { total &+= decision.decide(root).failed &+ 1 }
    return total == 0 ? 0 : time
  }

  private func explain(_ ready: Ready) {
    var records = RunRecords(ruleCount: rules.count)
    ready.machine.run(units: 0..<1, into: &records)
    for record in records.subjects { _ = ready.explainers[Int(record.rule)].explain(record.levels) }
  }

  /// What a webhook or an embedder keeps for each of its threads.
  private struct Worker {
    let worker: DocumentWorker
    let explainers: [Explainer]

    init(_ bench: DecisionBench) {
      worker = DocumentWorker(bench.linked, run: bench.run)
      let context = worker.context
      explainers = zip(bench.rules, DecisionBench.parameters(bench.rules)).map {
        Explainer($0, in: context, parameters: $1, data: [])
      }
    }
  }

  /// From the bytes of one input to its verdicts and, if they are wanted, their explanations, by a worker that has taken others
  /// before.
  private func timeFromBytes(_ bytes: [UInt8], isExplained: Bool) -> Double {
    let own = Worker(self)
    var records = RunRecords(ruleCount: rules.count)
    return Measure.median {
      own.worker.run(into: &records) { documents in
        let source = SourceFile(name: "request.json", bytes: bytes)
        let arena = DocumentReader.read(source, symbols: SymbolTable(base: symbols), format: .json)
        _ = KubernetesClassifier.classify(arena, into: documents, catalogue: Catalogue(), run: run)
      }
      if isExplained {
        for record in records.subjects { _ = own.explainers[Int(record.rule)].explain(record.levels) }
      }
      records.subjects.removeAll(keepingCapacity: true)
    }
  }
}
