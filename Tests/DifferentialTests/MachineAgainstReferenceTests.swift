import Moat
import MoatCompiler
import MoatDocument
import MoatImage
import MoatKinds
import MoatReference
import MoatRuntime
import MoatSemantics
import MoatSource
import MoatSyntax
import MoatTestSupport
import MoatValues
import Testing

/// The machine gives the verdicts of the reference evaluator, for real rules over real manifests.
@Suite struct MachineAgainstReferenceTests {
  /// Rules and their program, over one table of symbols.
  struct Policies {
    let rules: [CheckedRule]
    let symbols: SymbolTable
    let program: Program
    /// Every data set, none of which is given.
    let data: [Constant?]

    init(_ sources: [SourceFile]) throws {
      let result = Checker.check(sources.map { Parser.parse($0).file }, catalogue: Catalogue())
      rules = result.rules
      symbols = KubernetesSymbols.base()
      data = Array(repeating: nil, count: result.dataSets.count)
      program = try Compiler.compile(rules, dataSets: result.dataSets, symbols: symbols)
      try Verifier.verify(program)
    }

    /// What both evaluators say of the texts as one set.
    func compare(_ texts: [String], isWhole: Bool = true, version: String = "1.37", _ name: String) -> Comparison {
      let run = RunFacts(today: 10957, kubernetesVersion: version)
      let documents = DocumentSet()
      var classification = Classification()
      for (place, text) in texts.enumerated() {
        let source = SourceFile(name: "\(name)-\(place)", text: text)
        if InputForm.of(path: FilePath(source.name), bytes: source.bytes) == .dockerfile {
          let arena = DockerfileReader.read(source, symbols: SymbolTable(base: symbols))
          classification.merge(DockerfileClassifier.classify(arena, into: documents))
          continue
        }
        let arena = DocumentReader.read(
          source, symbols: SymbolTable(base: symbols), limits: Limits(), format: .detect)
        if let reading = ImageReader.images(in: arena) {
          for text in ImageReader.read(reading, name: source.name, symbols: SymbolTable(base: symbols)) {
            classification.merge(ImageClassifier.classify(text, into: documents))
          }
          continue
        }
        classification.merge(
          KubernetesClassifier.classify(arena, into: documents, catalogue: Catalogue(), run: run))
      }
      documents.isWhole = isWhole
      var context = EvaluationContext(documents: documents, scratch: Scratch(), run: run)
      context.schemas = classification.readCustomResources(in: documents)
      let parameters = rules.map { rule in rule.parameters.map { $0.defaultValue ?? .missing } }
      let linked = LinkedProgram(program, run: run, parameters: parameters, data: data)
      let plan = RunPlan(linked, in: context)
      var records = RunRecords(ruleCount: rules.count)
      Machine(plan, in: context).run(units: 0..<UInt32(plan.unitCount), into: &records)
      return compare(records, in: context, name)
    }

    private func compare(_ records: RunRecords, in context: EvaluationContext, _ name: String) -> Comparison {
      var comparison = Comparison()
      for (place, rule) in rules.enumerated() {
        let expected = ReferenceEvaluator(rule, in: context, data: data).verdicts()
        let found = records.subjects.filter { $0.rule == UInt32(place) }
        let notable = expected.filter { $0 != .pass }
        comparison.add(expected)
        guard found.map({ "\($0.verdict)" }) == notable.map(\.rawValue),
          records.counts[place].pass == expected.count - notable.count
        else {
          comparison.differences.append(
            "\(name), \(rule.id): \(found.map(\.verdict)) and \(records.counts[place].pass) passed,"
              + " where \(expected) belong")
          continue
        }
        for record in found where (record.cause.tag == .undetermined) != (record.verdict == .undetermined) {
          comparison.differences.append("\(name), \(rule.id): \(record.verdict) with the cause \(record.cause)")
        }
      }
      return comparison
    }
  }

  struct Comparison {
    var differences: [String] = []
    var counts: [ReferenceEvaluator.Verdict: Int] = [:]

    mutating func add(_ verdicts: [ReferenceEvaluator.Verdict]) {
      for verdict in verdicts { counts[verdict, default: 0] += 1 }
    }

    mutating func add(_ other: Comparison) {
      differences += other.differences
      counts.merge(other.counts, uniquingKeysWith: +)
    }
  }

  static func files(_ folder: String, _ suffix: String) -> [String] {
    Files.list(folder).flatMap { $0.hasSuffix(suffix) ? [$0] : files($0, suffix) }
  }

  /// The manifests in the tests of the library's policies.
  static func givenTexts(_ sources: [SourceFile]) -> [String] {
    sources.flatMap { source in
      Parser.parse(source).file.declarations.flatMap { declaration -> [String] in
        guard case .test(let test) = declaration else { return [] }
        return test.cases.flatMap { testCase in
          testCase.given.compactMap { if case .text(let text, _) = $0.content { text.text } else { nil } }
        }
      }
    }
  }

  static let library = files(Files.packageRoot() + "/policies", ".moat").map {
    SourceFile(name: $0, text: Files.text($0) ?? "")
  }

  /// A sample of the manifests that other projects wrote; empty where they are absent.
  static func corpus(every stride: Int) -> [String] {
    guard let readme = Files.above("shared/corpora/README.md") else {
      print("skipped: no corpora")
      return []
    }
    let root = readme.dropLast("README.md".count) + "kubernetes"
    let paths = files(String(root), ".yaml") + files(String(root), ".yml")
    let dockerfiles = Files.list(readme.dropLast("README.md".count) + "dockerfile/real").flatMap { Files.list($0) }
    return (paths + dockerfiles).enumerated().filter { $0.offset % stride == 0 }.compactMap { Files.text($0.element) }
      .filter { $0.utf8.count < 60_000 }
  }

  /// Each text alone, and all of them as one set.
  static func compareAll(_ policies: Policies, _ texts: [String], together: Int) -> Comparison {
    var total = Comparison()
    for (place, text) in texts.enumerated() {
      total.add(policies.compare([text], "text \(place)"))
      if place % 7 == 0 { total.add(policies.compare([text], isWhole: false, version: "1.22", "part \(place)")) }
    }
    total.add(policies.compare(Array(texts.prefix(together)), "all"))
    return total
  }

  @Test func theLibraryOverItsOwnTests() throws {
    let policies = try Policies(Self.library)
    let texts = Self.givenTexts(Self.library)
    #expect(policies.rules.count >= 19 && texts.count > 50)
    let total = Self.compareAll(policies, texts, together: 1000)
    print("machine against reference, library over its tests: \(total.counts)")
    #expect(total.differences.isEmpty, "\(total.differences.prefix(20).joined(separator: "\n"))")
  }

  @Test func theLibraryOverTheManifestsOfOthers() throws {
    let policies = try Policies(Self.library)
    let total = Self.compareAll(policies, Self.corpus(every: 12), together: 100)
    print("machine against reference, library over corpora: \(total.counts)")
    #expect(total.differences.isEmpty, "\(total.differences.prefix(20).joined(separator: "\n"))")
  }

  @Test func theRulesOnPaper() throws {
    guard let path = Files.above("shared/design/policies-on-paper.moat"), let text = Files.text(path) else {
      print("skipped: shared/design is not beside the project")
      return
    }
    let shells = SourceFile(
      name: "std.moat", text: "policy std version \"1.0.0\"\nlet shells: set<string> = [\"sh\", \"bash\"]\n")
    let policies = try Policies([SourceFile(name: path, text: text), shells])
    #expect(policies.rules.count >= 41)
    var total = Self.compareAll(policies, Self.givenTexts(Self.library), together: 60)
    total.add(Self.compareAll(policies, Self.corpus(every: 12), together: 60))
    print("machine against reference, rules on paper: \(total.counts)")
    #expect(total.differences.isEmpty, "\(total.differences.prefix(20).joined(separator: "\n"))")
  }
}
