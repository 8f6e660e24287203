import MoatDocument
import MoatExplainer
import MoatKinds
import MoatRuntime
import MoatSemantics
import MoatSource
import MoatValues

/// One run: prepared policies held against the workspace, and the report made of it.
struct CheckRun {
  private let prepared: PreparedPolicies
  private let workspace: Workspace

  init(_ prepared: PreparedPolicies, _ workspace: Workspace) {
    self.prepared = prepared
    self.workspace = workspace
  }

  private var policies: PolicySet { prepared.policies }
  private var plan: CheckPlan { prepared.plan }
  private var options: CheckOptions { prepared.options }

  func report() -> CheckReport {
    let (plan, workspace) = (plan, workspace)
    // With the indexes over the run's documents.
    let program = RunPlan(prepared.program, in: workspace.context())
    let costs = RuleCosts(plan, workspace)
    let suppressions = suppressionPlan()
    let limits = options.findingLimits
    let results = Workers.reduce(
      stepCount, jobs: options.jobs, done: CheckOptions.Progress.report(options, .checking, of: stepCount),
      into: StepResults(documentDrafts()),
      state: { Evaluation(plan, program, costs, in: workspace.context(), subjectLimit: limits.document) },
      work: { evaluation, step in
        let start = step * Evaluation.unitsPerStep
        let range = UInt32(start)..<UInt32(min(workspace.unitCount, start + Evaluation.unitsPerStep))
        return StepRun(evaluation, suppressions, limits, stablePaths: workspace.stablePaths).run(units: range)
      },
      combine: { $0.append($1) })
    return report(results, suppressions)
  }

  private func suppressionPlan() -> SuppressionPlan {
    let arenas = workspace.documents.arenas
    // An instruction that cannot be read hides what a comment may be about.
    let broken = workspace.classification.problems.filter { $0.subject != .comment }.map {
      arenas[Int($0.arena)].source.name
    }
    return SuppressionPlan(
      arenas.map(\.source),
      rules: prepared.suppressionRules,
      today: plan.run.today,
      notEvaluated: Set(workspace.notEvaluated.map(\.file) + broken), isRefused: !options.honoursInlineIgnores)
  }

  private var stepCount: Int { (workspace.unitCount + Evaluation.unitsPerStep - 1) / Evaluation.unitsPerStep }

  private func report(_ results: StepResults, _ suppressions: SuppressionPlan) -> CheckReport {
    var results = results
    var drafts = results.drafts.finish()
    drafts += results.drafts.omissions.values.map { limitDraft($0) }
    drafts += results.waivers.findings(policies.checked.waivers, rules: prepared.running)
    drafts += suppressions.findings(results.suppressions)
    if options.requiresApplicable { drafts += notApplicableDrafts(results.counts) }
    var summary = summary(results.counts)
    summary.notListed = results.drafts.omissions.values.reduce(0) { $0 + $1.count }
    var report = CheckReport(
      ordered: FindingAssembler.assemble(drafts, library: prepared.builtIn), notEvaluated: workspace.notEvaluated,
      summary: summary)
    report.refusedIgnores = suppressions.refused
    report.ignored = workspace.ignored
    return report
  }

  private func limitDraft(_ omission: DraftCollection.Omission) -> FindingDraft {
    let limits = options.findingLimits
    let place = FindingPlace(declaration: .zero, in: omission.source, named: "")
    let message =
      "\(omission.count) more results of this input are not listed: at most \(limits.document) findings of a document are, and "
      + "\(limits.input) of an input"
    return FindingDraft(OwnRule.findingLimit.finding(message, at: place), at: place)
  }

  // MARK: What no rule says

  /// Documents that are not what they say, objects that are there twice, and under `strictKinds` what nothing covers. What
  /// hides rules weighs at least as much as the strictest of them.
  private func documentDrafts() -> DraftCollection {
    let places = PlaceDescriber(context: workspace.context(), stablePaths: workspace.stablePaths)
    var drafts = DraftCollection(options.findingLimits)
    var hidden = HiddenDocuments(run: plan.run)
    for problem in workspace.classification.problems {
      var place = places.place(of: problem.node, inArena: problem.arena)
      if let span = problem.span { place.span = span }
      let arena = workspace.documents.arenas[Int(problem.arena)]
      let isTemplate = arena.node(problem.node).flags.contains(.template)
      let rule: OwnRule =
        switch problem.subject {
        case .dockerfile: .invalidDockerfile
        case .comment: .invalidImageComment
        case .image: .invalidImage
        case .report, .otherReport: .unreadReport
        case .statements: .unmatchedStatements
        case .document: isTemplate ? .unrenderedTemplate : .invalidDocument
        }
      let strictest: Severity? =
        switch problem.subject {
        case .dockerfile: prepared.hidden.severity(in: .dockerfile)
        case .image, .report: prepared.hidden.severity(in: .image)
        case .document: prepared.hidden.severity(hiddenBy: hidden.find(problem.node, in: arena))
        case .comment, .statements, .otherReport: nil
        }
      let severity = max(rule.severity, strictest ?? rule.severity)
      drafts.append(
        FindingDraft(
          rule.finding(problem.message, at: place, severity: severity), at: place, cause: isTemplate ? .template : nil))
    }
    for difference in workspace.copies.differences {
      let place = places.place(of: difference.other.node, inArena: difference.other.arena)
      let first = places.place(of: difference.first.node, inArena: difference.first.arena)
      drafts.append(
        FindingDraft(OwnRule.duplicateObject.finding(Self.message(difference, place, first), at: place), at: place))
    }
    for (arena, key) in workspace.duplicateKeys {
      var place = places.place(of: key.node, inArena: arena)
      place.span = key.span
      let message = workspace.documents.arenas[Int(arena)].message(of: key)
      drafts.append(FindingDraft(OwnRule.duplicateKey.finding(message, at: place), at: place))
    }
    for problem in workspace.classification.uncovered {
      let place = places.place(of: problem.node, inArena: problem.arena)
      drafts.append(FindingDraft(OwnRule.uncheckedContainer.finding(problem.message, at: place), at: place))
    }
    guard options.strictKinds else { return drafts }
    for document in workspace.classification.unrecognised {
      let place = places.place(of: document.node, inArena: document.arena)
      let kind =
        document.kind.isEmpty
        ? "this document does not say what kind of object it is"
        : "\(document.kind) is neither a built-in kind nor defined by a CustomResourceDefinition of this run"
      let message = document.reason ?? kind
      drafts.append(FindingDraft(OwnRule.unrecognisedDocument.finding(message, at: place), at: place))
    }
    return drafts
  }

  private static func message(
    _ difference: ObjectCopies.Difference, _ place: FindingPlace, _ first: FindingPlace
  ) -> String {
    let name = [difference.kind, place.document.name].compactMap(\.self).joined(separator: " ")
    let at = "\(first.source.name):\(first.source.place(of: first.span.start).line)"
    let count = difference.contents == 2 ? "twice" : "\(difference.contents) times"
    let versions = difference.apiVersions
    if versions.count > 1 {
      return "\(name) is defined \(count), in \(versions.joined(separator: " and in ")), first at \(at)"
    }
    return "\(name) is defined \(count) with different content, first at \(at)"
  }

  private func notApplicableDrafts(_ counts: [Int: [Verdict: Int]]) -> [FindingDraft] {
    plan.rules.enumerated().filter { counts[$0.offset] == nil }.map { _, planned in
      let rule = planned.rule
      let place = FindingPlace(declaration: rule.span, in: rule.source, named: rule.id)
      let message = "\(rule.id) found nothing in this run that it is about"
      return FindingDraft(OwnRule.notApplicable.finding(message, at: place), at: place)
    }
  }

  private func summary(_ counts: [Int: [Verdict: Int]]) -> CheckReport.Summary {
    var summary = CheckReport.Summary()
    summary.documents = workspace.classification.documentCount
    summary.unrecognised = workspace.classification.unrecognised.count
    (summary.archives, summary.otherArchives) = workspace.archives
    summary.earlierReports = workspace.earlierReports
    summary.rules = plan.rules.count
    summary.ignoredFiles = workspace.ignored.count { !$0.isFolder }
    summary.ignoredFolders = workspace.ignored.count { $0.isFolder }
    summary.replacedRules = policies.replacedRules.filter { id in plan.rules.contains { $0.rule.id == id } }
    for found in counts.values { summary.counts.merge(found, uniquingKeysWith: +) }
    summary.counts[.notApplicable] = plan.rules.indices.count { counts[$0] == nil }
    return summary
  }
}
