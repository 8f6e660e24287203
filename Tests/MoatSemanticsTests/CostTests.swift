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

  /// A document whose largest list has n elements, among as many documents of each kind.
  static func sizes(_ n: UInt64, documents: UInt64 = 0) -> CostSizes {
    let document = DocumentSizes(
      largestCollection: n, longestText: 20 * n, textBytes: 100 * n, listElements: 2 * n, nodes: 10 * n)
    var kind = KindSizes()
    for _ in 0..<documents { kind.add(document) }
    return CostSizes(document: document, documents: { _ in kind })
  }

  @Test func termsAreOverTheSizesThatARuleLoopsOver() throws {
    let cases: [(check: String, subject: String, cost: String)] = [
      ("deny when w.hostNetwork", "workload w", "3"),
      ("deny when c.name == \"a\"", "container c in workload w", "18·n + 1"),
      // All ports of all containers are nodes of the one document.
      ("deny when some p in c.ports satisfies p.hostPort == 1", "container c in workload w", "15·n + 5·elements + 1"),
      ("deny when p.hostPort == 1", "port p in container c in workload w", "6·n + 5·elements + 1"),
      ("deny when w.name in [\"a\", \"b\", \"c\"]", "workload w", "8"),
      ("deny when w.name in names", "workload w", "names + 5"),
      ("deny when w.name matches r\"a\"", "workload w", "105"),
      ("deny when some s in split(w.name, \",\") satisfies s == \"a\"", "workload w", "5·text + 10"),
      (
        "deny when some e in c.env satisfies words(e.name) includes \"a\"", "container c",
        "15·n + 7·elements + 2·bytes + 1"
      ),
      ("deny when kev[w.name] exists", "workload w", "kev + 6"),
      (
        "deny when some service s in same namespace as w satisfies s.selector selects w.labels", "workload w",
        "n·count(service)·n(service) + n·count(service) + count(service)·n(service) + 9·count(service) + 4"
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
    let three =
      "deny when some a in c.args satisfies some b in c.command satisfies some d in w.volumes satisfies a == d.name"
    #expect(
      try Self.rule(three, subject: "container c in workload w").0.cost.evaluate(Self.sizes(1000)) > CostLimit.standard)
    #expect(
      try Self.rule(three, subject: "container c in workload w").0.cost.evaluate(Self.sizes(50)) < CostLimit.standard)
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
        DocumentSizes(largestCollection: 3, longestText: 6, textBytes: 6, listElements: 3, nodes: 8),
        DocumentSizes(largestCollection: 1, longestText: 1, textBytes: 1, listElements: 1, nodes: 2),
      ])
    var both = KindSizes()
    for size in sizes { both.add(size) }
    #expect(
      [both.documents, both.largestCollection, both.longestText, both.textBytes] == [2, 3, 6, 7])
    #expect([both.listElements, both.nodes] == [4, 10])
    #expect(DocumentSizes(of: NodeIndex.none, in: arena) == DocumentSizes())
  }

  @Test func theLibraryStaysFarBelowTheLimit() throws {
    func paths(_ folder: String) -> [String] {
      Files.list(folder).flatMap { $0.hasSuffix(".moat") ? [$0] : paths($0) }
    }
    let sources = paths(Files.packageRoot() + "/policies").map { SourceFile(name: $0, text: Files.text($0) ?? "") }
    let result = PaperRulesTests.check(sources)
    #expect(result.rules.count >= 19)
    for rule in result.rules {
      let cost = rule.cost.evaluate(Self.sizes(20, documents: 1000))
      #expect(cost > 1 && cost < CostLimit.standard, "\(cost) \(rule.id): \(rule.costDescription(Catalogue(), []))")
    }
  }
}
