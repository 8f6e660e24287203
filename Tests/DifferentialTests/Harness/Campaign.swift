import MoatKinds
import MoatSemantics
import MoatTestSupport
import MoatValues

/// Many pairs, one seed: what came up, and where the evaluators differ.
struct Campaign {
  /// Documents drawn for each program.
  static let runsOfProgram = 12
  /// Differences shrunk and shown; the rest would mostly be the same again.
  static let shownDifferences = 5

  let seed: UInt64
  let evaluators: [any Evaluator]
  private let palette = Palette()
  private(set) var pairs = 0
  private(set) var programs = 0
  /// Programs that the checker refused, each with its errors.
  private(set) var refused: [String] = []
  private(set) var coverage = Coverage()
  private(set) var differences: [String] = []
  private var reached: [String: Int] = [:]
  private var subjects: [String: Int] = [:]
  var keepsTexts = false
  private(set) var texts: [String] = []

  init(seed: UInt64, evaluators: [any Evaluator]) {
    self.seed = seed
    self.evaluators = evaluators
  }

  static let classes = ["pass", "fail", "undetermined", "warn or none"]

  /// In how many pairs each verdict was reached by at least one subject; none at all is a verdict too.
  var mix: [(verdict: String, count: Int)] { Self.classes.map { ($0, reached[$0] ?? 0) } }

  mutating func run(pairs wanted: Int) {
    var seeds = SplitMix64(seed: seed)
    while pairs < wanted, differences.count < Self.shownDifferences {
      let programSeed = seeds.next()
      var generator = RuleGenerator(seed: programSeed, palette: palette)
      let draft = generator.draft()
      programs += 1
      // Every eighth goes through the formatter too: that is slow, and the formatter has tests of its own.
      let checked = CheckedText(draft.text, catalogue: palette.catalogue, formats: programs % 8 == 0)
      guard let rule = checked.rule else {
        refused.append(checked.errors.joined(separator: "\n") + "\n" + draft.text)
        continue
      }
      coverage.count(rule.rule)
      run(draft, rule, programSeed, limit: min(Self.runsOfProgram, wanted - pairs))
    }
  }

  private mutating func run(_ draft: Draft, _ rule: CompiledRule, _ seed: UInt64, limit: Int) {
    let kinds = DemandReader(rule.rule, parameters: draft.givenParameters).kinds
    var documents = DocumentGenerator(seed: seed ^ 0xD0C5, kinds: kinds)
    var facts = SplitMix64(seed: seed ^ 0xFAC7)
    for number in 0..<limit {
      let run = RunFacts(
        today: 20_000 + Int32(facts.below(1_000)), kubernetesVersion: facts.pick(["1.25", "1.30", "1.37", "1.9"]))
      let inputs = Trial.Inputs(
        documents: documents.documents(), gaps: Self.gaps(&facts), run: run,
        parameters: facts.chance(1, in: 2) ? draft.givenParameters : [:],
        data: facts.chance(3, in: 4) ? draft.givenData : [])
      if keepsTexts { texts.append(draft.text + inputs.documents.map(\.json).joined()) }
      let trial = Trial(rule, inputs, catalogue: palette.catalogue)
      pairs += 1
      let answers = evaluators.map { $0.answers(trial) }
      count(answers[0])
      for (evaluator, answer) in zip(evaluators, answers).dropFirst() {
        guard let found = evaluators[0].difference(from: evaluator, answers[0], answer) else { continue }
        let shrinker = Shrinker(evaluators[0], evaluator, catalogue: palette.catalogue)
        differences.append(shrinker.report(draft, inputs, found, seed: self.seed, program: programs, run: number))
        return
      }
    }
  }

  /// Mostly none; else anything, or documents of some kinds, whose namespace is known or not.
  private static func gaps(_ random: inout SplitMix64) -> [DocumentGap] {
    switch random.below(8) {
    case 0: return [DocumentGap(.part)]
    case 1, 2, 3:
      return (0...random.below(2)).map { _ in
        let kinds = KubernetesKind.allCases.filter { $0.role == .documents && random.chance(1, in: 2) }.map(\.id)
        let namespace = random.pick([nil, "default", "a", "kube-system"]).map { Array($0.utf8) }
        let isOnly = random.chance(3, in: 4)
        return DocumentGap(.part, kinds: isOnly ? .only(Set(kinds)) : .allBut(Set(kinds)), namespace: namespace)
      }
    default: return []
    }
  }

  private mutating func count(_ answers: [SubjectAnswer]) {
    var classes: Set<String> = answers.isEmpty ? ["warn or none"] : []
    for answer in answers {
      guard let verdict = answer.verdict else { continue }
      switch verdict {
      case .pass: classes.insert("pass")
      case .fail: classes.insert("fail")
      case .undetermined: classes.insert("undetermined")
      case .warn, nil: classes.insert("warn or none")
      }
      subjects[verdict.map { "\($0)" } ?? "out of scope", default: 0] += 1
      if case .some(.some(let cause)) = answer.cause { coverage.count("cause/\(cause)") }
    }
    for name in classes { reached[name, default: 0] += 1 }
  }

  var report: String {
    let shares = mix.map { "\($0.verdict) \($0.count * 100 / max(1, pairs)) %" }.joined(separator: ", ")
    let all = subjects.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
    return """
      differential: seed \(seed), \(evaluators.map(\.name).joined(separator: ", "))
      \(pairs) pairs of \(programs) programs, \(refused.count) refused; reached by pairs: \(shares)
      subjects: \(all)
      \(coverage.table)
      \(refused.isEmpty ? "" : "refused:\n" + refused.prefix(3).joined(separator: "\n"))
      """
  }
}
