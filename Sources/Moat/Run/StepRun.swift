import MoatDocument
import MoatExplainer
import MoatKinds
import MoatRuntime
import MoatSemantics
import MoatSource
import MoatValues

/// What the rules say of a range of units.
struct StepResults: Sendable {
  var counts: [Int: [Verdict: Int]] = [:]
  var drafts: DraftCollection
  var waivers = WaiverRecord()
  var suppressions = SuppressionRecord()

  init(_ drafts: DraftCollection) { self.drafts = drafts }

  mutating func count(_ verdict: Verdict, of rule: Int, _ number: Int = 1) {
    counts[rule, default: [:]][verdict, default: 0] += number
  }

  /// Adds the results of the units behind these.
  mutating func append(_ other: StepResults) {
    for (rule, found) in other.counts { counts[rule, default: [:]].merge(found, uniquingKeysWith: +) }
    drafts.append(other.drafts)
    waivers.merge(other.waivers)
    suppressions.merge(other.suppressions)
  }
}

/// One step of a run: the rules over some units, and drafts of findings made of what does not pass. What can be no finding any
/// more, because the document has as many worse ones as are listed, is not explained.
struct StepRun {
  private let evaluation: Evaluation
  private let suppressions: SuppressionPlan
  private let limits: FindingLimits
  private let maker: DraftMaker

  /// - Parameter stablePaths: those of the workspace.
  init(
    _ evaluation: Evaluation, _ suppressions: SuppressionPlan, _ limits: FindingLimits,
    stablePaths: [String: String]
  ) {
    self.evaluation = evaluation
    self.suppressions = suppressions
    self.limits = limits
    maker = DraftMaker(places: PlaceDescriber(context: evaluation.context, stablePaths: stablePaths))
  }

  func run(units: Range<UInt32>) -> StepResults {
    var results = StepResults(DraftCollection(limits))
    var copies: [CopyKey: (times: Int, verdict: Verdict)] = [:]
    let passes = evaluation.run(units: units) { records in
      for unlisted in records.unlisted { leaveOut(unlisted, &results) }
      for unit in records.subjects.chunked(by: { $0.levels.first?.aux == $1.levels.first?.aux }) {
        take(unit, &results, &copies)
      }
    }
    for (rule, count) in passes { results.count(.pass, of: rule, count) }
    return results
  }

  // MARK: One unit

  private func take(
    _ records: ArraySlice<SubjectRecord>, _ results: inout StepResults,
    _ copies: inout [CopyKey: (times: Int, verdict: Verdict)]
  ) {
    let records = withoutRepeated(records, &results)
    let isOverLimit = records.count > limits.document
    var listed = ListedWeights()
    for record in isOverLimit ? worstFirst(records) : Array(records) {
      let rule = Int(record.rule)
      let key = copyKey(record, isOverLimit: isOverLimit)
      if let key, let known = copies[key], known.times >= Self.copiesExplained {
        results.count(known.verdict, of: rule)
        continue
      }
      if isOverLimit, listed.count(atLeast: weight(of: record)) >= limits.document {
        let verdict = evaluation.plan.rules[rule].unexplained(record.verdict)
        results.count(verdict, of: rule)
        results.drafts.omit(1, of: source(of: record))
        continue
      }
      let drafts = explain(record, &results)
      let verdict = Self.verdict(of: drafts)
      results.count(verdict, of: rule)
      if let key { copies[key] = ((copies[key]?.times ?? 0) + 1, verdict) }
      for draft in drafts where results.drafts.append(draft) && isOverLimit { listed.add(draft) }
    }
  }

  /// Whether one result of a rule stands for all that have its cause: no waiver means some of them, and no further check says more.
  private static func joinsRepeated(_ planned: PlannedRule) -> Bool {
    planned.waivers.isEmpty && planned.rule.checks.count == 1
  }

  /// The records without those that would say again what one of them says: what a report never tells is not known of each of its
  /// entries, and is one finding. Where a waiver may mean some of them, each is looked at.
  private func withoutRepeated(
    _ records: ArraySlice<SubjectRecord>, _ results: inout StepResults
  ) -> ArraySlice<SubjectRecord> {
    var said: Set<UInt32> = []
    let isRepeated = records.map { record in
      guard record.verdict == .undetermined, record.cause.isOfDocument(in: evaluation.context.documents) else {
        return false
      }
      let planned = evaluation.plan.rules[Int(record.rule)]
      return Self.joinsRepeated(planned) && !said.insert(record.rule).inserted
    }
    guard isRepeated.contains(true) else { return records }
    for (record, isRepeated) in zip(records, isRepeated) where isRepeated {
      results.count(evaluation.plan.rules[Int(record.rule)].unexplained(record.verdict), of: Int(record.rule))
    }
    return zip(records, isRepeated).filter { !$0.1 }.map(\.0)[...]
  }

  private func explain(_ record: SubjectRecord, _ results: inout StepResults) -> [FindingDraft] {
    let planned = evaluation.plan.rules[Int(record.rule)]
    let waiver = Self.waiver(of: record, planned, evaluation.explainers[Int(record.rule)], &results.waivers)
    let explanation = evaluation.explain(record)
    let areAtOdds = evaluation.areAtOdds(record, explanation)
    var drafts = maker.drafts(explanation, under: planned, waiver: waiver, subject: record.levels.last)
    if areAtOdds, let unit = record.levels.first?.aux {
      let place = maker.places.place(of: Witness(unit: unit, node: NodeIndex.none))
      let said = explanation.verdict.map { "\($0)" } ?? "nothing"
      let message = "of \(planned.rule.id) the machine says \(record.verdict) and the explainer says \(said)"
      drafts.append(FindingDraft(OwnRule.disagreement.finding(message, at: place), at: place))
    }
    return suppressions.applied(to: drafts, &results.suppressions)
  }

  /// The first waiver that holds today and is known to mean the subject.
  private static func waiver(
    of record: SubjectRecord, _ planned: PlannedRule, _ explainer: Explainer, _ seen: inout WaiverRecord
  ) -> Finding.Waiver? {
    var found: Finding.Waiver?
    for waiver in planned.waivers {
      let isMeant =
        waiver.condition.map {
          explainer.isWaived(by: $0, variableCount: waiver.variableCount, subject: record.levels)
        } ?? true
      guard isMeant else { continue }
      if waiver.isExpired {
        seen.expired.insert(waiver.index)
      } else {
        seen.used.insert(waiver.index)
        found = found ?? waiver.record
      }
    }
    return found
  }

  /// The heaviest verdict of a subject's findings.
  private static func verdict(of drafts: [FindingDraft]) -> Verdict {
    let order: [Verdict] = [.fail, .undetermined, .warn, .waived]
    return order.first { verdict in drafts.contains { $0.finding.verdict == verdict } } ?? .undetermined
  }

  // MARK: Copies

  /// The copies of which each result is explained: enough to know that there are several.
  private static let copiesExplained = 2

  /// A result that is the same for each copy that aliases make of a whole document, or of a subject in a document with more
  /// findings than are listed.
  private struct CopyKey: Hashable {
    var arena: ObjectIdentifier
    /// Nil where the document is not a copy.
    var document: NodeOrigin?
    var unit: UInt32?
    var subject: NodeOrigin
    var rule: UInt32
    var verdict: SubjectVerdict
  }

  private func copyKey(_ record: SubjectRecord, isOverLimit: Bool) -> CopyKey? {
    guard let first = record.levels.first, let last = record.levels.last, last.tag == .node else { return nil }
    let documents = evaluation.context.documents
    let document = Witness(unit: first.aux, node: documents.anchor(0, ofUnit: first.aux))
    guard let origin = maker.places.origin(of: document),
      let subject = maker.places.origin(of: Witness(unit: last.aux, node: last.nodeIndex)),
      origin.isCopy || isOverLimit && subject.isCopy
    else { return nil }
    return CopyKey(
      arena: ObjectIdentifier(documents.arena(ofUnit: first.aux)), document: origin.isCopy ? origin : nil,
      unit: origin.isCopy ? nil : first.aux, subject: subject, rule: record.rule, verdict: record.verdict)
  }

  // MARK: Limits

  private func source(of record: SubjectRecord) -> SourceFile { source(ofUnit: record.levels.first?.aux ?? 0) }

  private func source(ofUnit unit: UInt32) -> SourceFile { evaluation.context.documents.arena(ofUnit: unit).source }

  private func leaveOut(_ unlisted: UnlistedSubjects, _ results: inout StepResults) {
    let planned = evaluation.plan.rules[Int(unlisted.rule)]
    for verdict in SubjectVerdict.allCases where unlisted.counts[verdict] > 0 {
      results.count(planned.unexplained(verdict), of: Int(unlisted.rule), unlisted.counts[verdict])
      if unlisted.areRepeated, Self.joinsRepeated(planned) { continue }
      results.drafts.omit(unlisted.counts[verdict], of: source(ofUnit: unlisted.unit))
    }
  }

  /// In the order of how bad their findings can be.
  private func worstFirst(_ records: ArraySlice<SubjectRecord>) -> [SubjectRecord] {
    records.enumerated().map { (offset: $0.offset, weight: weight(of: $0.element), record: $0.element) }.sorted {
      $0.weight == $1.weight ? $0.offset < $1.offset : $0.weight > $1.weight
    }.map(\.record)
  }

  /// That of the worst finding which a record can become.
  private func weight(of record: SubjectRecord) -> Int {
    let planned = evaluation.plan.rules[Int(record.rule)]
    let isFixed = planned.rule.checks.allSatisfy { $0.outcomes.severity == nil }
    let severities = isFixed ? [planned.severity] : Severity.allCases
    return severities.map { severity in
      let (verdict, blocks) = planned.enforced(Verdict(record.verdict), at: severity)
      return FindingRank.weight(blocks: blocks, severity, verdict)
    }.max() ?? FindingRank.weights
  }

  /// The weights of the findings of one unit so far.
  private struct ListedWeights {
    private var counts = [Int](repeating: 0, count: FindingRank.weights)
    private var groups: Set<FindingAssembler.Group> = []

    mutating func add(_ draft: FindingDraft) {
      if let cause = draft.cause, !groups.insert(.init(draft, cause)).inserted { return }
      counts[FindingRank(draft.finding).weight] += 1
    }

    func count(atLeast weight: Int) -> Int { counts[min(weight, counts.count)...].reduce(0, +) }
  }
}

extension Verdict {
  fileprivate init(_ verdict: SubjectVerdict) {
    switch verdict {
    case .pass: self = .pass
    case .warn: self = .warn
    case .undetermined: self = .undetermined
    case .fail: self = .fail
    }
  }
}

extension PlannedRule {
  /// What a verdict that nobody explained counts as.
  fileprivate func unexplained(_ verdict: SubjectVerdict) -> Verdict {
    enforced(Verdict(verdict), at: severity).verdict
  }
}

extension Array {
  /// The runs of elements of which each fits the one before.
  fileprivate func chunked(by fits: (Element, Element) -> Bool) -> [ArraySlice<Element>] {
    var chunks: [ArraySlice<Element>] = []
    var start = startIndex
    for index in indices.dropFirst() where !fits(self[index - 1], self[index]) {
      chunks.append(self[start..<index])
      start = index
    }
    if start < endIndex { chunks.append(self[start...]) }
    return chunks
  }
}
