import MoatSemantics
import MoatSource
import MoatValues
import Testing

@testable import Moat

@Suite struct SuppressionPlanTests {
  private static let policy = """
    policy test version "1"
    rule latest { severity high same-as [hadolint "DL3007"] for dockerfile d deny when d.path == "x" message "m" }
    rule pinned { severity high same-as [hadolint "DL3007"] for dockerfile d deny when d.path == "x" message "m" }
    rule root { severity low for dockerfile d deny when d.path == "x" message "m" }
    """

  private static let file = """
    # moat:ignore latest until=2026-11-24 reason="the last day" owner="shop"
    FROM x:latest
    # hadolint ignore=DL3007,DL3008,SC2046
    FROM y:latest
    # moat:ignore test.root, latest until=2026-11-23 reason="over"
    USER root
    RUN z
    """

  private let source: SourceFile
  private let rules: SuppressionRules

  init() throws {
    source = SourceFile(name: "Dockerfile", text: Self.file)
    let checked = try Checked.policies(Self.policy).checked.rules
    rules = SuppressionRules(checked, running: Set(checked.map(\.id)), isBuiltIn: { _ in true })
  }

  private func plan(
    _ texts: SourceFile..., isRefused: Bool = false, running: Set<String>? = nil, notEvaluated: Set<String> = []
  ) -> SuppressionPlan {
    var rules = rules
    if let running { rules.running = running }
    let today = Int32(CalendarDate.parse(Checked.today) ?? 0)
    return SuppressionPlan(
      texts.isEmpty ? [source] : texts, rules: rules, today: today, notEvaluated: notEvaluated, isRefused: isRefused)
  }

  private func draft(
    _ rule: String, at text: String, in source: SourceFile? = nil, _ verdict: Verdict = .fail
  ) throws -> FindingDraft {
    let source = source ?? self.source
    let whole = source.text(Span(0..<source.bytes.count))
    let start = try #require(whole.ranges(of: text).first, "\(text)").lowerBound
    let offset = whole.utf8.distance(from: whole.startIndex, to: start)
    let place = FindingPlace(declaration: Span(offset..<offset + text.utf8.count), in: source, named: "")
    let finding = Finding(
      rule: rule, title: "t", severity: .high, verdict: verdict, message: "m", source: source, span: place.span,
      path: "", document: .init(), fingerprint: "")
    return FindingDraft(finding, at: place, cause: verdict == .undetermined ? .noAnswer : nil)
  }

  @Test func aFindingIsWaivedByItsRuleAndItsPlace() throws {
    let plan = plan()
    let rows: [(rule: String, place: String, verdict: Verdict, expected: String?)] = [
      ("test.latest", "x:latest", .fail, "the last day"), ("test.latest", "x:latest", .undetermined, "the last day"),
      ("test.latest", "FROM x", .warn, "the last day"), ("test.root", "x:latest", .fail, nil),
      ("test.latest", "y:latest", .fail, "# hadolint ignore=DL3007,DL3008,SC2046"),
      ("test.pinned", "FROM y", .fail, "# hadolint ignore=DL3007,DL3008,SC2046"),
      ("test.root", "y:latest", .fail, nil), ("test.root", "USER root", .fail, nil),
      ("test.latest", "RUN z", .fail, nil),
      ("moat.internal-error", "x:latest", .undetermined, nil),
    ]
    for row in rows {
      var record = SuppressionRecord()
      let given = try draft(row.rule, at: row.place, row.verdict)
      let found = try #require(plan.applied(to: [given], &record).first)
      #expect(found.finding.waiver?.reason == row.expected, "\(row)")
      #expect(found.finding.verdict == (row.expected == nil ? row.verdict : .waived), "\(row)")
      #expect(found.finding.blocks == (row.expected == nil && row.verdict != .warn), "\(row)")
      #expect(found.cause == (row.expected == nil ? given.cause : nil), "\(row)")
      #expect(found.fingerprint.text(ordinal: 0) == given.fingerprint.text(ordinal: 0), "\(row)")
    }
  }

  @Test func aWaiverSaysWhatTheCommentSays() throws {
    var record = SuppressionRecord()
    let drafts = [try draft("test.latest", at: "x:latest"), try draft("test.latest", at: "y:latest")]
    let waivers = plan().applied(to: drafts, &record).map(\.finding.waiver)
    #expect(waivers[0] == Finding.Waiver(owner: "shop", reason: "the last day", until: "2026-11-24"))
    #expect(
      waivers[1] == Finding.Waiver(owner: "", reason: "# hadolint ignore=DL3007,DL3008,SC2046", until: ""))
    // What a policy waives stays waived by the policy, and the comment is used all the same.
    let waived = try draft("test.latest", at: "x:latest").waived(
      by: .init(owner: "o", reason: "r", until: "2027-01-01"))
    record = SuppressionRecord()
    #expect(plan().applied(to: [waived], &record).first?.finding.waiver?.owner == "o")
    #expect(record.used == [0])
  }

  @Test func anotherFileIsAnotherFile() throws {
    let other = SourceFile(name: "Dockerfile", text: Self.file)
    var record = SuppressionRecord()
    let given = try draft("test.latest", at: "x:latest", in: other)
    #expect(plan().applied(to: [given], &record).first?.finding.verdict == .fail)
    #expect(plan(source, other, source).applied(to: [given], &record).first?.finding.verdict == .waived)
    // Comments of other files say nothing.
    let text = SourceFile(name: "a.yaml", text: Self.file)
    let inYAML = try draft("test.latest", at: "x:latest", in: text)
    #expect(plan(text).applied(to: [inYAML], &record).first?.finding.verdict == .fail)
    #expect(plan(text).findings(SuppressionRecord()).isEmpty)
  }

  /// Each finding as `line verdict rule: message`.
  private func lines(_ plan: SuppressionPlan, _ record: SuppressionRecord) -> [String] {
    plan.findings(record).map { draft in
      let finding = draft.finding
      let line = finding.source.place(of: finding.span.start).line
      return "\(line) \(finding.verdict.rawValue) \(finding.rule): \(finding.message)"
    }
  }

  @Test func whatAcceptsNothingIsAFinding() throws {
    let plan = plan()
    var record = SuppressionRecord()
    #expect(
      lines(plan, record) == [
        "1 warn moat.ignore-unmatched: there is nothing to accept here of test.latest",
        "5 warn moat.ignore-unmatched: there is nothing to accept here of test.latest, test.root",
      ])
    _ = plan.applied(to: [try draft("test.latest", at: "FROM x"), try draft("test.root", at: "USER")], &record)
    #expect(
      lines(plan, record) == ["5 fail moat.ignore-expired: test.latest, test.root was accepted until 2026-11-23"])
    // A comment whose rules did not run says nothing.
    #expect(lines(self.plan(running: ["test.pinned"]), SuppressionRecord()).isEmpty)
    #expect(lines(self.plan(running: ["test.root"]), SuppressionRecord()).count == 1)
  }

  @Test func whatCannotBeFollowedIsAFinding() throws {
    let text = """
      # moat:ignore lates, root until=2027-01-01 reason=x
      # moat:ignore root
      FROM x
      """
    let bad = SourceFile(name: "Dockerfile", text: text)
    var record = SuppressionRecord()
    let plan = plan(bad)
    // The names that are known hold.
    let given = try draft("test.root", at: "FROM x", in: bad)
    #expect(plan.applied(to: [given], &record).first?.finding.verdict == .waived)
    #expect(
      lines(plan, record) == [
        "1 fail moat.ignore-invalid: there is no rule 'lates'; did you mean latest?",
        "2 fail moat.ignore-invalid: this comment accepts nothing: it does not say its until and reason: "
          + "until=YYYY-MM-DD reason=\"…\"",
      ])
    // Of a file that was not evaluated, nobody knows what a comment would have met.
    let good = SourceFile(name: "Dockerfile", text: "# moat:ignore root until=2027-01-01 reason=x\nFROM x\nENV y\n")
    #expect(lines(self.plan(good), SuppressionRecord()).count == 1)
    #expect(lines(self.plan(good, notEvaluated: ["Dockerfile"]), SuppressionRecord()).isEmpty)
  }

  @Test func namesAreResolvedAsEverywhere() throws {
    let more = """
      policy test.more version "1"
      rule root { severity low for dockerfile d deny when d.path == "x" message "m" }
      rule sudo { severity low for workload w deny when w.hostPID message "m" }
      rule host-pid { severity low for workload w deny when w.hostPID message "m" }
      rule twice { severity low for stage s in dockerfile deny when s.isFinal message "m" }
      """
    let image = """
      policy image version "1"
      rule host-pid { severity low for image i deny when i.isImage message "m" }
      rule sudo { severity low for command c in dockerfile deny when c.name == "sudo" message "m" }
      rule twice { severity low for dockerfile d deny when d.path == "x" message "m" }
      """
    let policies = try PolicySet.load(
      texts: [
        SourceFile(name: "a.moat", text: Self.policy), SourceFile(name: "b.moat", text: more),
        SourceFile(name: "c.moat", text: image),
      ],
      library: .none)
    var rules = SuppressionRules(policies.checked.rules, running: [], isBuiltIn: { $0.id != "test.pinned" })
    let rows: [(name: String, tool: Suppression.Tool, meaning: SuppressionRules.Meaning)] = [
      ("latest", .moat, .rules(["test.latest"])), ("test.latest", .moat, .rules(["test.latest"])),
      ("root", .moat, .unknown("'root' may be test.more.root or test.root: write the whole name")),
      // In a Dockerfile the rule about Dockerfiles is meant.
      ("sudo", .moat, .rules(["image.sudo"])), ("more.sudo", .moat, .rules(["test.more.sudo"])),
      ("twice", .moat, .unknown("'twice' may be image.twice or test.more.twice: write the whole name")),
      ("test.root", .moat, .rules(["test.root"])), ("more.root", .moat, .rules(["test.more.root"])),
      ("DL3007", .moat, .unknown("there is no rule 'DL3007'")),
      ("oot", .moat, .unknown("there is no rule 'oot'; did you mean root?")),
      // Only rules that can have a finding in a Dockerfile are offered.
      ("host-pid", .moat, .unknown("there is no rule 'host-pid' about Dockerfiles")),
      ("host-pdi", .moat, .unknown("there is no rule 'host-pdi'")),
      ("DL3007", .hadolint, .rules(["test.latest"])), ("DL3008", .hadolint, .rules([])),
      ("latest", .hadolint, .rules([])),
    ]
    for row in rows { #expect(rules.meaning(of: row.name, row.tool) == row.meaning, "\(row.name)") }
    // However many names a file has, few are compared with all rules.
    for number in 0..<100_000 { _ = rules.meaning(of: "latst\(number % 10)-\(number)", .moat) }
    #expect(rules.meaning(of: "latst", .moat) == .unknown("there is no rule 'latst'"))
    #expect(rules.meaning(of: "pinned", .moat) == .rules(["test.pinned"]))
  }

  @Test func refusedCommentsAreWithoutEffect() throws {
    let plan = plan(isRefused: true)
    var record = SuppressionRecord()
    #expect(plan.applied(to: [try draft("test.latest", at: "x:latest")], &record).first?.finding.verdict == .fail)
    #expect(plan.findings(record).isEmpty)
    #expect(plan.refused.map(\.line) == [1, 3, 5] && plan.refused.allSatisfy { $0.file == "Dockerfile" })
    #expect(self.plan().refused.isEmpty)
  }
}
