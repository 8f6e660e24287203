import MoatExplainer
import MoatKinds
import MoatSemantics
import MoatSource
import MoatSyntax
import MoatValues

/// Explains one rule over the documents of a run.
struct ExplanationRun {
  let planned: PlannedRule
  let data: [Constant?]
  let costs: RuleCosts
  let workspace: Workspace
  let words: PolicyWords
  let places: ExpressionPlaces

  func run(_ description: RuleDescription, all: Bool) -> RuleExplanation {
    let context = workspace.context()
    let walk = SubjectWalk(planned, data: data, costs: costs, in: context)
    var result = RuleExplanation(
      rule: description, subjects: [], moreSubjects: 0, counts: [:], outOfScope: 0,
      documents: workspace.classification.documentCount, notEvaluated: workspace.notEvaluated)
    var others: [SubjectWalk.Subject] = []
    for subject in walk.subjects() {
      let verdict = walk.explain(subject).verdict
      let waiver = verdict == .pass || verdict == nil ? nil : walk.waiver(of: subject)
      if let verdict { result.counts[self.verdict(verdict, waiver), default: 0] += 1 } else { result.outOfScope += 1 }
      if verdict == .pass || verdict == nil {
        if all { others.append(subject) }
      } else {
        add(subject, waiver, walk, to: &result)
      }
    }
    for subject in others { add(subject, nil, walk, to: &result) }
    return result
  }

  private func add(
    _ subject: SubjectWalk.Subject, _ waiver: Finding.Waiver?, _ walk: SubjectWalk, to result: inout RuleExplanation
  ) {
    guard result.subjects.count < RuleExplanation.subjectLimit else {
      result.moreSubjects += 1
      return
    }
    let describer = PlaceDescriber(context: walk.context)
    guard let innermost = subject.levels.last else { return }
    let place = describer.place(of: Witness(unit: innermost.aux, node: innermost.nodeIndex))
    let trace = walk.trace(subject)
    let maker = ExplanationNodes(rule: planned.rule, words: words, places: places, describer: describer)
    let explanation = trace?.explanation ?? walk.explain(subject)
    result.subjects.append(
      RuleExplanation.Subject(
        verdict: explanation.verdict.map { verdict($0, waiver) }, source: place.source, span: place.span,
        path: place.path, document: place.document,
        reasons: [explanation.domain, explanation.scope].compactMap { $0?.message },
        scope: trace?.scope.map { maker.node($0, decides: explanation.verdict == nil || explanation.scope != nil) },
        checks: trace?.checks.map { check($0, maker) } ?? [], waiver: waiver))
  }

  private func check(_ traced: TracedCheck, _ maker: ExplanationNodes) -> RuleExplanation.Check {
    let verdict = traced.explanation.map { self.verdict($0.verdict, nil) }
    let isExcused = verdict == .pass && traced.excuse?.truth == true
    return RuleExplanation.Check(
      index: traced.check, verdict: verdict,
      messages: traced.explanation?.deciders.map(\.message).filter { !$0.isEmpty } ?? [],
      condition: traced.condition.map { maker.node($0, decides: verdict != .pass) },
      excuse: traced.excuse.map { maker.node($0, decides: isExcused) })
  }

  private func verdict(_ verdict: SubjectVerdict, _ waiver: Finding.Waiver?) -> Verdict {
    if waiver != nil { return .waived }
    switch verdict {
    case .pass: return .pass
    case .warn: return .warn
    case .undetermined: return .undetermined
    case .fail: return planned.enforced(.fail, at: planned.severity).verdict
    }
  }
}

/// Makes the nodes of an explanation of those of a trace.
struct ExplanationNodes {
  let rule: CheckedRule
  let words: PolicyWords
  let places: ExpressionPlaces
  let describer: PlaceDescriber

  /// Recursion is bounded by the limits of a trace.
  func node(_ traced: TraceNode, decides: Bool) -> RuleExplanation.Node {
    RuleExplanation.Node(
      text: text(traced), value: traced.value, answer: answer(traced), place: traced.witness.map { place($0) },
      decides: decides,
      children: shown(traced).map { node($0, decides: decides && isDecisive($0, of: traced)) },
      elements: traced.elements.map { element($0, of: traced, decides: decides) }, moreElements: traced.moreElements)
  }

  private func element(
    _ traced: TracedElement, of quantifier: TraceNode, decides: Bool
  ) -> RuleExplanation.Element {
    // Elements that decide a comprehension are those that stand in it; those of an undetermined quantifier do not count.
    let isTelling: Bool =
      switch traced.outcome {
      case .decides: quantifier.cause == nil
      case .open: quantifier.cause != nil
      case .clear: false
      }
    let decides = decides && isTelling
    return RuleExplanation.Element(
      index: traced.index, value: traced.value, place: traced.witness.map { place($0) }, decides: decides,
      children: traced.children.map { node($0, decides: decides) })
  }

  /// Of the operands of a condition those that have its answer decide: they absorb the others, or all are needed.
  private func isDecisive(_ child: TraceNode, of parent: TraceNode) -> Bool {
    guard child.truth != nil || parent.cause != nil else { return false }
    if parent.cause != nil { return child.cause != nil }
    return child.truth == parent.truth || parent.children.count == 1
  }

  /// A step of a path says nothing that the path does not.
  private func shown(_ node: TraceNode) -> [TraceNode] {
    node.children.flatMap { child in
      isStep(child, of: node) ? shown(child) : [child]
    }
  }

  private func isStep(_ child: TraceNode, of node: TraceNode) -> Bool {
    node.text.hasPrefix(child.text + ".") || node.text.hasPrefix(child.text + "[")
  }

  private func answer(_ node: TraceNode) -> RuleExplanation.Node.Answer {
    if let cause = node.cause {
      return .unknown(CauseText.phrase(cause, at: node.witness.map { describer.place(of: $0) }))
    }
    return node.truth.map { $0 ? .yes : .no } ?? .value
  }

  /// As written where the rule itself has it; what a `define` brought is written with the names of its arguments.
  private func text(_ node: TraceNode) -> String {
    let isOwn = rule.span.start <= node.span.start && node.span.end <= rule.span.end
    guard isOwn, places.holds(node.span, in: rule) else { return node.text }
    return words.text(node.span)
  }

  private func place(_ witness: Witness) -> RuleExplanation.Place {
    let found = describer.place(of: witness)
    return RuleExplanation.Place(
      line: found.source.place(of: found.span.start).line, path: found.path, isAbsent: !witness.absent.isEmpty)
  }
}

extension PolicySet {
  /// What a rule says of files, and why: the expression trees with their values.
  ///
  /// - Parameters:
  ///   - word: a full or an unambiguous short name of the rule.
  ///   - all: also the subjects that pass, and those out of scope.
  public func explain(
    _ word: String, paths: [String], options: CheckOptions, all: Bool
  ) async throws(OptionError) -> RuleExplanation {
    let rule = try rule(named: word)
    var narrowed = checked
    narrowed.rules = [rule]
    let set = PolicySet(
      files: files, definitions: definitions, checked: narrowed, catalogue: catalogue, symbols: symbols,
      replacedRules: [], warnings: [])
    let plan = try CheckPlan(set, options)
    guard let planned = plan.rules.first else { throw OptionError("\(rule.id) does not run under this profile") }
    let workspace = try Workspace.read(
      InputFinder.ofInputs.find(paths), symbols: symbols, run: plan.run, options: options,
      build: BuildPlan(options.build)
    ).heldToOptions()
    let file = files.first { $0.source === rule.source }
    let run = ExplanationRun(
      planned: planned, data: plan.data, costs: RuleCosts(plan, workspace), workspace: workspace,
      words: PolicyWords(source: rule.source, comments: file?.comments ?? []),
      places: ExpressionPlaces(file.map { [$0] } ?? []))
    return run.run(RuleDescriber(policies: self, rule: rule).describe(), all: all)
  }
}
