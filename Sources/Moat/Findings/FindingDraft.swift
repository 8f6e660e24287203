import MoatExplainer
import MoatSemantics
import MoatSyntax
import MoatValues

/// A finding before results of one cause are joined and fingerprints are given. A finding is large, and a draft passes
/// through many hands: so it is an object.
final class FindingDraft: Sendable {
  let finding: Finding
  let fingerprint: Fingerprint
  let place: FindingPlace
  /// Why it is not known; nil for what is known, and for what is waived.
  let cause: Cause?
  /// The place of the gap in the set where the cause is `partOfSet`.
  let gap: Int?
  /// The text of the fingerprint for the first finding that has it; nil where results of one cause are still to be joined.
  /// It is made here, because drafts are made by all workers.
  let firstText: String?
  /// In an input with aliases, what the drafts at copies of one value have in common.
  let aliasKey: AliasKey?

  init(
    _ finding: Finding, _ fingerprint: Fingerprint, at place: FindingPlace, cause: Cause?, gap: Int? = nil,
    aliasKey: AliasKey? = nil
  ) {
    self.aliasKey = aliasKey
    firstText = cause == nil ? fingerprint.text(ordinal: 0) : nil
    self.finding = finding
    self.fingerprint = fingerprint
    self.place = place
    self.cause = cause
    self.gap = gap
  }

  convenience init(
    _ finding: Finding, at place: FindingPlace, element: String = "", cause: Cause? = nil, gap: Int? = nil,
    aliasKey: AliasKey? = nil
  ) {
    let fingerprint = Fingerprint(
      rule: finding.rule, identity: place.document, path: place.namedPath,
      element: element == place.namedPath ? "" : element)
    self.init(
      finding, fingerprint, at: place, cause: cause, gap: gap,
      aliasKey: aliasKey ?? AliasKey(of: place, message: finding.message))
  }

  func waived(by waiver: Finding.Waiver) -> FindingDraft {
    var finding = finding
    finding.verdict = .waived
    finding.blocks = false
    finding.waiver = waiver
    return FindingDraft(finding, fingerprint, at: place, cause: nil, aliasKey: aliasKey)
  }

  /// The finding of a value that aliases repeat.
  func withCopies() -> FindingDraft {
    var finding = finding
    finding.message += " (also wherever an alias repeats it)"
    return FindingDraft(finding, fingerprint, at: place, cause: cause, gap: gap, aliasKey: aliasKey)
  }
}

/// Turns explanations into findings, one a decider.
struct DraftMaker {
  let places: PlaceDescriber

  /// What a rule has to say of one subject that does not pass.
  ///
  /// - Parameters:
  ///   - waiver: what waives the subject; nil if nothing does.
  ///   - subject: the innermost level of the rule, which tells apart what is said at one place of several.
  func drafts(
    _ explanation: Explanation, under planned: PlannedRule, waiver: Finding.Waiver?, subject: Value? = nil
  ) -> [FindingDraft] {
    var drafts: [FindingDraft] = []
    if let domain = explanation.domain { drafts.append(undetermined(domain, under: planned)) }
    // Where it is not known whether the subject is in scope, a failure is not known either.
    if let scope = explanation.scope, explanation.checks.contains(where: { $0.verdict == .fail }) {
      drafts.append(undetermined(scope, under: planned))
    }
    for check in explanation.checks {
      switch check.verdict {
      case .pass: continue
      case .fail:
        if explanation.scope == nil { drafts += decided(check, as: .fail, under: planned, subject) }
      case .warn: drafts += decided(check, as: .warn, under: planned, subject)
      case .undetermined:
        let onlyWarns = planned.rule.checks[check.check].form == .warnWhen
        drafts += check.deciders.map { undetermined($0, under: planned, onlyWarns: onlyWarns) }
      }
    }
    guard let waiver else { return drafts }
    return drafts.map { $0.waived(by: waiver) }
  }

  private struct Said: Hashable {
    var place: FindingPlace.Key
    var message: String
    var remedy: String
  }

  private func decided(
    _ check: CheckExplanation, as verdict: Verdict, under planned: PlannedRule, _ subject: Value?
  ) -> [FindingDraft] {
    // Two elements of which the rule says the same at one place are one finding.
    var said: Set<Said> = []
    return check.deciders.enumerated().compactMap { index, decider in
      let severity = decider.severity.flatMap(Severity.init(rawValue:)) ?? planned.severity
      let (shown, blocks) = planned.enforced(verdict, at: severity)
      let isLast = index == check.deciders.count - 1
      let isCounted = check.deciders.count + check.moreDeciders < CheckExplanation.countLimit
      let more =
        isLast && check.moreDeciders > 0 ? " (and \(check.moreDeciders) \(isCounted ? "more" : "or more others"))" : ""
      let message = decider.message + more
      let place = places.place(of: decider.witness)
      guard said.insert(Said(place: place.key, message: message, remedy: decider.remedy)).inserted else { return nil }
      let finding = finding(
        planned, severity, shown, blocks, message: message, remedy: decider.remedy, at: place)
      return FindingDraft(
        finding, at: place, element: elementPath(decider), aliasKey: aliasKey(check, decider, place, subject))
    }
  }

  private func undetermined(
    _ decider: Decider, under planned: PlannedRule, onlyWarns: Bool = false
  ) -> FindingDraft {
    let severity = decider.severity.flatMap(Severity.init(rawValue:)) ?? planned.severity
    let blocks = !onlyWarns && planned.enforced(.undetermined, at: severity).blocks
    let place = places.place(of: decider.witness)
    let cause = decider.cause ?? .noAnswer
    let gap = decider.gap.flatMap { places.gap(at: $0) }
    let finding = finding(
      planned, severity, .undetermined, blocks,
      message: gap.map { GapText.message($0.gap, count: $0.count) } ?? CauseText.message(cause, at: place),
      remedy: gap.map { GapText.remedy($0.gap) } ?? CauseText.remedy(cause, at: place), at: place)
    return FindingDraft(finding, at: place, element: elementPath(decider), cause: cause, gap: decider.gap)
  }

  private func aliasKey(
    _ check: CheckExplanation, _ decider: Decider, _ place: FindingPlace, _ subject: Value?
  ) -> AliasKey? {
    guard let origin = place.key.origin else { return nil }
    return AliasKey(
      check: check.check, message: nil, place: origin, absent: place.key.absent,
      element: decider.element.flatMap { places.origin(of: $0) },
      subject: subject.flatMap { $0.tag == .node ? places.origin(of: Witness(unit: $0.aux, node: $0.nodeIndex)) : nil })
  }

  private func elementPath(_ decider: Decider) -> String {
    decider.element.map { places.place(of: $0).namedPath } ?? ""
  }

  private func finding(
    _ planned: PlannedRule, _ severity: Severity, _ verdict: Verdict, _ blocks: Bool, message: String, remedy: String,
    at place: FindingPlace
  ) -> Finding {
    let rule = planned.rule
    return Finding(
      rule: rule.id, title: rule.title, why: rule.documentation, severity: severity, verdict: verdict, blocks: blocks,
      message: message.isEmpty ? rule.title : message, remedy: remedy, controls: planned.controls,
      sameAs: planned.sameAs, source: place.source, span: place.span, path: place.path,
      document: place.document, fingerprint: "")
  }
}
