import MoatDockerfile
import MoatSource
import MoatValues

/// The comments of a run's Dockerfiles that accept findings, with the rules that they mean.
struct SuppressionPlan: Sendable {
  /// One comment with what became of its names.
  private struct Entry: Sendable {
    var suppression: Suppression
    var source: SourceFile
    var rules: Set<String> = []
    /// Names that mean no rule, or several, each with what is wrong.
    var unknown: [(name: Suppression.Name, message: String)] = []
    var isExpired = false
    /// The whole file was evaluated: only then does it mean something that nothing was met.
    var isEvaluated: Bool
    var waiver: Finding.Waiver
  }

  private var entries: [Entry] = []
  /// The places of the comments that hold, by file and then by rule. A file is the same one if its object is.
  private var places: [ObjectIdentifier: [String: [Int]]] = [:]
  /// Whether the comments are without effect.
  private let isRefused: Bool

  /// - Parameters:
  ///   - sources: the inputs of the run; those that are Dockerfiles are looked through.
  ///   - rules: what names mean; asked for once there is a comment, since most runs have none.
  ///   - notEvaluated: the names of inputs of which something was not evaluated.
  ///   - isRefused: the comments are to have no effect.
  init(
    _ sources: [SourceFile], rules: @autoclosure () -> SuppressionRules, today: Int32, notEvaluated: Set<String> = [],
    isRefused: Bool = false
  ) {
    self.isRefused = isRefused
    var known: SuppressionRules?
    var seen: Set<ObjectIdentifier> = []
    for source in sources where seen.insert(ObjectIdentifier(source)).inserted {
      guard InputForm.of(path: FilePath(source.name), bytes: source.bytes) == .dockerfile,
        Suppressions.mayHold(source.bytes)
      else { continue }
      for suppression in Suppressions.read(DockerfileParser.parse(source)) {
        var names = known ?? rules()
        add(suppression, source, isEvaluated: !notEvaluated.contains(source.name), &names, today)
        known = names
      }
    }
  }

  private mutating func add(
    _ suppression: Suppression, _ source: SourceFile, isEvaluated: Bool, _ rules: inout SuppressionRules, _ today: Int32
  ) {
    var entry = Entry(
      suppression: suppression, source: source, isEvaluated: isEvaluated, waiver: Self.waiver(suppression, source))
    for name in suppression.names where suppression.problem == nil {
      switch rules.meaning(of: name.text, suppression.tool) {
      case .rules(let ids): entry.rules.formUnion(ids)
      case .unknown(let message): entry.unknown.append((name, message))
      }
    }
    entry.isExpired = suppression.until.map { $0 < today } ?? false
    entry.rules.formIntersection(rules.running)
    if !isRefused {
      for rule in entry.rules {
        places[ObjectIdentifier(source), default: [:]][rule, default: []].append(entries.count)
      }
    }
    entries.append(entry)
  }

  private static func waiver(_ suppression: Suppression, _ source: SourceFile) -> Finding.Waiver {
    let reason = suppression.reason.isEmpty ? source.text(suppression.span) : suppression.reason
    return Finding.Waiver(
      owner: suppression.owner, reason: reason,
      until: suppression.until.map { CalendarDate.render(Int64($0)) } ?? "", ticket: suppression.ticket)
  }

  // MARK: Findings that are accepted

  /// The same results, with those that a comment accepts waived by it: what is not known as well as what fails, as
  /// waivers do it. What a waiver of a policy accepts already stays as it is.
  func applied(to drafts: [FindingDraft], _ record: inout SuppressionRecord) -> [FindingDraft] {
    guard !places.isEmpty else { return drafts }
    return drafts.map { draft in
      let finding = draft.finding
      guard let indices = places[ObjectIdentifier(finding.source)]?[finding.rule] else { return draft }
      var waiver: Finding.Waiver?
      for index in indices {
        let range = entries[index].suppression.range
        guard range.start <= finding.span.start, finding.span.start < range.end else { continue }
        if entries[index].isExpired {
          record.expired.insert(index)
        } else {
          record.used.insert(index)
          waiver = waiver ?? entries[index].waiver
        }
      }
      guard let waiver, finding.verdict != .waived else { return draft }
      return draft.waived(by: waiver)
    }
  }

  // MARK: What is wrong with the comments

  /// A finding for each comment of Moat's that cannot be followed, has expired, or met nothing though a rule of it ran.
  func findings(_ record: SuppressionRecord) -> [FindingDraft] {
    guard !isRefused else { return [] }
    return entries.enumerated().filter { $1.suppression.tool == .moat }.flatMap { index, entry in
      if let problem = entry.suppression.problem {
        return [draft(.invalidIgnore, "this comment accepts nothing: \(problem)", entry)]
      }
      var drafts = entry.unknown.map { draft(.invalidIgnore, $0.message, entry, at: $0.name.span) }
      guard !entry.rules.isEmpty, entry.isEvaluated else { return drafts }
      let names = entry.rules.sorted().joined(separator: ", ")
      if record.expired.contains(index) {
        let owner = entry.waiver.owner.isEmpty ? "" : " by \(entry.waiver.owner)"
        drafts.append(draft(.expiredIgnore, "\(names) was accepted until \(entry.waiver.until)\(owner)", entry))
      } else if !record.used.contains(index) {
        drafts.append(draft(.unmatchedIgnore, "there is nothing to accept here of \(names)", entry))
      }
      return drafts
    }
  }

  private func draft(_ rule: OwnRule, _ message: String, _ entry: Entry, at span: Span? = nil) -> FindingDraft {
    let names = entry.suppression.names.map(\.text).joined(separator: ",")
    let place = FindingPlace(declaration: span ?? entry.suppression.span, in: entry.source, named: names)
    return FindingDraft(rule.finding(message, at: place), at: place)
  }

  /// The comments that would accept something and may not.
  var refused: [CheckReport.RefusedIgnore] {
    guard isRefused else { return [] }
    return entries.filter { !$0.rules.isEmpty }.map { entry in
      CheckReport.RefusedIgnore(
        file: entry.source.name, line: entry.source.place(of: entry.suppression.span.start).line)
    }
  }
}

/// What became of the comments in a run, by their places in the plan.
struct SuppressionRecord: Sendable {
  /// Comments that hold and met a result that they accept.
  var used: Set<Int> = []
  /// Comments past their day that would have met one.
  var expired: Set<Int> = []

  mutating func merge(_ other: SuppressionRecord) {
    used.formUnion(other.used)
    expired.formUnion(other.expired)
  }
}
