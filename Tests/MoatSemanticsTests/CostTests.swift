import MoatDocument
import MoatKinds
import MoatSemantics
import MoatSource
import MoatSyntax
import MoatTestSupport
import MoatValues
import Testing

/// What a rule costs at most, before a document is read.
@Suite struct CostTests {
  static func rule(_ check: String, subject: String = "workload w", before: String = "") throws -> (CheckedRule, String)
  {
    let source = SourceFile(
      name: "test.moat",
      text:
        "policy t version \"1\"\n\(before)\nrule r {\n  severity low\n  param names: set<string> = []\n  for \(subject)\n  \(check)\n}\n"
    )
    let result = Checker.check([Parser.parse(source).file], catalogue: Catalogue())
    let errors = result.diagnostics.filter { $0.diagnostic.level == .error }
    #expect(errors.isEmpty, "\(check): \(errors.map(\.diagnostic.message))")
    let rule = try #require(result.rules.first)
    return (rule, rule.costDescription(Catalogue(), result.dataSets))
  }

  static func sizes(_ n: UInt64, documents: UInt64 = 0) -> CostSizes {
    CostSizes(
      document: DocumentSizes(largestCollection: n, longestText: n, nodes: n), run: { _ in DocumentSizes() },
      documents: { _ in documents })
  }

  @Test func termsAreOverTheSizesThatARuleLoopsOver() throws {
    let cases: [(check: String, subject: String, cost: String)] = [
      ("deny when w.hostNetwork", "workload w", "3"),
      ("deny when c.name == \"a\"", "container c in workload w", "18·n + 1"),
      ("deny when some p in c.ports satisfies p.hostPort == 1", "container c in workload w", "15·n² + 15·n + 1"),
      ("deny when w.name in [\"a\", \"b\", \"c\"]", "workload w", "8"),
      ("deny when w.name in names", "workload w", "names + 5"),
      ("deny when w.name matches r\"a\"", "workload w", "105"),
      ("deny when some s in split(w.name, \",\") satisfies s == \"a\"", "workload w", "5·text + 10"),
      ("deny when kev[w.name] exists", "workload w", "kev + 6"),
      ("deny when some p in d.problems satisfies p.kind == unknown-field", "document d", "nodes² + 6·nodes + 4"),
      (
        "deny when some service s in same namespace as w satisfies s.selector selects w.labels", "workload w",
        "n·N·services + n·services + N·services + 9·services + 4"
      ),
    ]
    for (check, subject, cost) in cases {
      let (_, description) = try Self.rule(check, subject: subject, before: "data kev: map<string, date>")
      #expect(description == cost, "\(check)")
    }
  }

  @Test func twoLoopsOverAThousandPassAndThreeDoNot() throws {
    let two = "deny when some a in c.args satisfies a == \"x\""
    #expect(try Self.rule(two, subject: "container c").0.cost.evaluate(Self.sizes(1000)) < CostLimit.standard)
    let three = "deny when some a in c.args satisfies some b in c.command satisfies a == b"
    #expect(try Self.rule(three, subject: "container c").0.cost.evaluate(Self.sizes(1000)) > CostLimit.standard)
    #expect(try Self.rule(three, subject: "container c").0.cost.evaluate(Self.sizes(50)) < CostLimit.standard)
  }

  @Test func aJoinCountsTheDocumentsOfItsKind() throws {
    let (rule, _) = try Self.rule("deny when some service s in same namespace as w satisfies s.name == w.name")
    #expect(rule.cost.isAboutRun)
    let (small, large) = (Self.sizes(10, documents: 10), Self.sizes(10, documents: 1000))
    #expect(rule.cost.evaluate(small) < rule.cost.evaluate(large))
    #expect(rule.cost.evaluate(Self.sizes(10, documents: 100_000)) < CostLimit.standard)
    #expect(try Self.rule("deny when w.hostNetwork").0.cost.isAboutRun == false)
  }

  @Test func numbersThatDoNotFitStayTheLargest() {
    let n = CostPolynomial(.collection)
    let power = (0..<10).reduce(CostPolynomial(1)) { product, _ in product * n }
    #expect(power.evaluate(Self.sizes(1000)) == UInt64.max)
    #expect((CostPolynomial(UInt64.max - 1) + CostPolynomial(5)).constant == UInt64.max)
    #expect(power.evaluate(Self.sizes(0)) == 0)
    #expect(n * CostPolynomial(3) + CostPolynomial(2) == CostPolynomial(2) + n + n + n)
    let many = (0..<300).reduce(CostPolynomial.zero) { $0 + CostPolynomial(.parameter($1)) }
    #expect(many == .endless)
    #expect(many * n == .endless)
  }

  @Test func aRuleThatIsAlwaysAboveTheLimitIsRefused() {
    let list = "[" + (0..<1000).map(String.init).joined(separator: ", ") + "]"
    let source = SourceFile(
      name: "test.moat",
      text: """
        let l = \(list)
        rule r {
          severity low
          for workload w
          deny when some a in l satisfies some b in l satisfies some c in l satisfies a + b + c == w.replicas
        }
        """)
    let result = Checker.check([Parser.parse(source).file], catalogue: Catalogue())
    #expect(result.diagnostics.map { "\($0.diagnostic.code) \(source.text($0.diagnostic.span))" } == ["M0245 r"])
    #expect(result.rules.isEmpty)
  }

  @Test func aDocumentIsMeasured() throws {
    let source = SourceFile(name: "a.yaml", text: "a: [1, 2, {b: héllo, c: []}]\nd: null\n---\n- x\n")
    let arena = DocumentReader.read(source, symbols: SymbolTable(), limits: Limits(), format: .detect)
    let sizes = arena.roots.map { DocumentSizes(of: $0, in: arena) }
    #expect(
      sizes == [
        DocumentSizes(largestCollection: 3, longestText: 6, nodes: 8),
        DocumentSizes(largestCollection: 1, longestText: 1, nodes: 2),
      ])
    var both = sizes[1]
    both.formMaximum(sizes[0])
    #expect(both == sizes[0])
    #expect(DocumentSizes(of: NodeIndex.none, in: arena) == DocumentSizes())
  }

  /// A large Deployment in a large repository: what a rule of the library must take without a word.
  @Test func theLibraryStaysBelowTheLimitForALargeRepository() throws {
    func paths(_ folder: String) -> [String] {
      Files.list(folder).flatMap { $0.hasSuffix(".moat") ? [$0] : paths($0) }
    }
    let sources = paths(Files.packageRoot() + "/policies").map { SourceFile(name: $0, text: Files.text($0) ?? "") }
    let result = PaperRulesTests.check(sources)
    #expect(result.rules.count > 130)
    let sizes = CostSizes(
      document: DocumentSizes(largestCollection: 30, longestText: 1000, nodes: 400),
      run: { _ in DocumentSizes(largestCollection: 20, longestText: 500, nodes: 60) }, documents: { _ in 100 })
    for rule in result.rules {
      let cost = rule.cost.evaluate(sizes)
      #expect(cost > 1 && cost < CostLimit.standard, "\(cost) \(rule.id): \(rule.costDescription(Catalogue(), []))")
    }
  }
}
