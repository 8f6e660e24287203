import MoatDocument
import MoatExplainer
import MoatKinds
import MoatRuntime
import MoatSemantics
public import MoatSource
import MoatValues

/// One run: the plan held against the workspace, and the report made of it.
struct CheckRun {
  let policies: PolicySet
  let plan: CheckPlan
  let workspace: Workspace
  let options: CheckOptions

  func report() async -> CheckReport {
    let (plan, workspace, program) = (plan, workspace, linkedProgram())
    let costs = RuleCosts(plan, workspace)
    let suppressions = suppressionPlan()
    let limits = options.findingLimits
    let results = await Workers.reduce(
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
      rules: SuppressionRules(
        policies.checked.rules, running: Set(plan.rules.map(\.rule.id)), isBuiltIn: policies.isBuiltIn),
      today: plan.run.today,
      notEvaluated: Set(workspace.notEvaluated.map(\.file) + broken), isRefused: !options.honoursInlineIgnores)
  }

  /// The program with the values of this run, and with the indexes over its documents.
  private func linkedProgram() -> RunPlan {
    let linked = LinkedProgram(
      plan.program, run: plan.run, parameters: plan.rules.map(\.parameters), data: plan.data)
    return RunPlan(linked, in: workspace.context())
  }

  private var stepCount: Int { (workspace.unitCount + Evaluation.unitsPerStep - 1) / Evaluation.unitsPerStep }

  private func report(_ results: StepResults, _ suppressions: SuppressionPlan) -> CheckReport {
    var results = results
    var drafts = results.drafts.finish()
    drafts += results.drafts.omissions.values.map { limitDraft($0) }
    drafts += results.waivers.findings(policies.checked.waivers, rules: Set(plan.rules.map(\.rule.id)))
    drafts += suppressions.findings(results.suppressions)
    if options.requiresApplicable { drafts += notApplicableDrafts(results.counts) }
    let library = Set(plan.rules.filter { policies.isBuiltIn($0.rule) }.map(\.rule.id))
    var summary = summary(results.counts)
    summary.notListed = results.drafts.omissions.values.reduce(0) { $0 + $1.count }
    var report = CheckReport(
      ordered: FindingAssembler.assemble(drafts, library: library), notEvaluated: workspace.notEvaluated,
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
    let rules = HiddenRules(plan.rules)
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
        case .report: .unreadReport
        case .statements: .unmatchedStatements
        case .document: isTemplate ? .unrenderedTemplate : .invalidDocument
        }
      let strictest: Severity? =
        switch problem.subject {
        case .dockerfile: rules.severity(in: .dockerfile)
        case .image, .report: rules.severity(in: .image)
        case .document: rules.severity(hiddenBy: hidden.find(problem.node, in: arena))
        case .comment, .statements: nil
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

extension PolicySet {
  /// Holds the policies against files.
  ///
  /// - Parameter paths: files, folders (of which the files of `InputFinder.ofInputs` that no `.gitignore` excludes are read),
  ///   globs, or `-` for standard input.
  /// - Returns: what was found. An input that cannot be read stands in the report, and the others are evaluated.
  /// - Throws: an option that does not fit the policies; then nothing was read.
  public func check(paths: [String], options: CheckOptions) async throws(OptionError) -> CheckReport {
    let plan = try CheckPlan(self, options)
    let found = InputFinder.ofInputs.find(paths)
    let workspace = try await Workspace.read(
      found, symbols: plan.symbols, run: plan.run, options: options, build: BuildPlan(options.build)
    ).heldToOptions()
    return await CheckRun(policies: self, plan: plan, workspace: workspace, options: options).report()
  }

  /// Holds the policies against texts in memory: YAML or JSON, each under a name that the findings bear.
  public func check(texts: [SourceFile], options: CheckOptions) async throws(OptionError) -> CheckReport {
    let plan = try CheckPlan(self, options)
    let inputs = texts.map { (text: $0, form: InputForm.of(path: FilePath($0.name), bytes: $0.bytes)) }
    let workspace = try await Workspace.read(
      inputs, symbols: plan.symbols, run: plan.run, options: options, build: BuildPlan(options.build)
    ).heldToOptions()
    return await CheckRun(policies: self, plan: plan, workspace: workspace, options: options).report()
  }
}
