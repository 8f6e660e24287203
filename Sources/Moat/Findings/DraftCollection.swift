import MoatExplainer
import MoatSource
import MoatValues

/// The drafts of a run as they are made: no more of a document and of an input than the limits allow, and one for all copies
/// of a value that aliases make. The worst stay, so that what is left out is never worse than what is listed.
struct DraftCollection: Sendable {
  /// What the limits left out of one input.
  struct Omission: Sendable {
    var source: SourceFile
    /// Results: findings, or subjects of a rule that were not explained.
    var count = 0
  }

  /// What makes two drafts one before results of one cause are joined.
  private enum Key: Hashable {
    case copy(arena: ObjectIdentifier, rule: String, verdict: Verdict, severity: Severity, blocks: Bool, AliasKey)
    /// All results of one rule for one cause at one place.
    case rule(FindingAssembler.Group, String)
    /// Of a cause of the file, each place once.
    case place(FindingAssembler.Group, FindingPlace.Key)
  }

  private let limits: FindingLimits
  private(set) var drafts: [FindingDraft] = []
  /// Whether other copies of the value have the same finding, by the place of the draft.
  private var isShared: [Bool] = []
  private var known: [Key: Int] = [:]
  private(set) var omissions: [ObjectIdentifier: Omission] = [:]
  /// The number of drafts at which the limits are looked at.
  private var threshold: Int

  init(_ limits: FindingLimits) {
    self.limits = limits
    threshold = limits.document
  }

  // MARK: Adding

  /// - Returns: false if it is one with what is here.
  @discardableResult
  mutating func append(_ draft: FindingDraft) -> Bool { append(draft, isShared: false) }

  static func += (left: inout DraftCollection, right: [FindingDraft]) {
    for draft in right { left.append(draft) }
  }

  /// Adds what was found behind all that is here.
  mutating func append(_ other: DraftCollection) {
    for (index, draft) in other.drafts.enumerated() { append(draft, isShared: other.isShared[index]) }
    for omission in other.omissions.values { omit(omission.count, of: omission.source) }
  }

  /// Counts results of an input that were not even made drafts.
  mutating func omit(_ count: Int, of source: SourceFile) {
    omissions[ObjectIdentifier(source), default: Omission(source: source)].count += count
  }

  @discardableResult
  private mutating func append(_ draft: FindingDraft, isShared: Bool) -> Bool {
    if let cause = draft.cause {
      guard isNew(draft, FindingAssembler.Group(draft, cause)) else { return false }
    } else if let key = draft.aliasKey, !isNew(draft, key, isShared) {
      return false
    }
    drafts.append(draft)
    self.isShared.append(isShared)
    if drafts.count > threshold { keepWorst() }
    return true
  }

  /// Whether this is not known yet of this rule and cause. A more severe result takes the place of one that is.
  private mutating func isNew(_ draft: FindingDraft, _ group: FindingAssembler.Group) -> Bool {
    let key = Key.rule(group, draft.finding.rule)
    var isNew = false
    if let index = known[key] {
      let old = drafts[index].finding
      if (draft.finding.blocks ? 1 : 0, draft.finding.severity) > (old.blocks ? 1 : 0, old.severity) {
        drafts[index] = draft
      }
    } else {
      known[key] = drafts.count
      isNew = true
    }
    guard group.isOfFile, draft.cause == .template else { return isNew }
    // The finding counts the templates of the file.
    return known.updateValue(drafts.count, forKey: .place(group, draft.place.key)) == nil || isNew
  }

  private mutating func isNew(_ draft: FindingDraft, _ alias: AliasKey, _ isShared: Bool) -> Bool {
    var general = alias
    if alias.subject?.isCopy != true { general.subject = nil }
    let key = key(draft, general)
    guard alias.place.isCopy else {
      // The value itself; its copies come behind it.
      known[key] = known[key] ?? drafts.count
      known[self.key(draft, alias)] = drafts.count
      return true
    }
    guard let index = known[key] else {
      known[key] = drafts.count
      return true
    }
    self.isShared[index] = true
    return false
  }

  private func key(_ draft: FindingDraft, _ alias: AliasKey) -> Key {
    let finding = draft.finding
    return .copy(
      arena: draft.place.key.arena, rule: finding.rule, verdict: finding.verdict, severity: finding.severity,
      blocks: finding.blocks, alias)
  }

  // MARK: The limits

  /// The drafts that remain, in the order in which they came.
  mutating func finish() -> [FindingDraft] {
    keepWorst()
    return zip(drafts, isShared).map { $1 ? $0.withCopies() : $0 }
  }

  /// Drafts that become one finding.
  private struct Member {
    var indices: [Int]
    var rank: FindingRank
    /// Nil for what is of the whole file.
    var document: DocumentKey?
    var source: ObjectIdentifier
  }

  private struct DocumentKey: Hashable {
    var arena: ObjectIdentifier
    var root: UInt32
  }

  /// Leaves out what is over the limits.
  private mutating func keepWorst() {
    defer { threshold = max(limits.document, 2 * drafts.count) }
    guard mayExceedLimits else { return }
    var documents: [DocumentKey: Int] = [:]
    var inputs: [ObjectIdentifier: Int] = [:]
    var isKept = [Bool](repeating: false, count: drafts.count)
    for member in members().sorted(by: { $0.rank.precedes($1.rank) }) {
      let isOver =
        member.document.map { documents[$0, default: 0] >= limits.document } ?? false
        || inputs[member.source, default: 0] >= limits.input
      guard !isOver else {
        omit(1, of: drafts[member.indices[0]].finding.source)
        continue
      }
      if let document = member.document { documents[document, default: 0] += 1 }
      inputs[member.source, default: 0] += 1
      for index in member.indices { isKept[index] = true }
    }
    remove { !isKept[$0] }
  }

  /// Whether there are more drafts of a document or of an input than it may have findings.
  private var mayExceedLimits: Bool {
    var documents: [DocumentKey: Int] = [:]
    var inputs: [ObjectIdentifier: Int] = [:]
    for draft in drafts {
      documents[Self.document(of: draft), default: 0] += 1
      inputs[ObjectIdentifier(draft.finding.source), default: 0] += 1
    }
    return documents.values.contains { $0 > limits.document } || inputs.values.contains { $0 > limits.input }
  }

  private func members() -> [Member] {
    var members: [Member] = []
    var groups: [FindingAssembler.Group: Int] = [:]
    for (index, draft) in drafts.enumerated() {
      let rank = FindingRank(draft.finding)
      guard let cause = draft.cause else {
        members.append(Self.member(index, draft, rank, isOfFile: false))
        continue
      }
      let group = FindingAssembler.Group(draft, cause)
      if let known = groups[group] {
        members[known].indices.append(index)
        if rank.precedes(members[known].rank) { members[known].rank = rank }
      } else {
        groups[group] = members.count
        members.append(Self.member(index, draft, rank, isOfFile: group.isOfFile))
      }
    }
    return members
  }

  private static func member(_ index: Int, _ draft: FindingDraft, _ rank: FindingRank, isOfFile: Bool) -> Member {
    Member(
      indices: [index], rank: rank, document: isOfFile ? nil : document(of: draft),
      source: ObjectIdentifier(draft.finding.source))
  }

  private static func document(of draft: FindingDraft) -> DocumentKey {
    DocumentKey(arena: draft.place.key.arena, root: draft.place.root)
  }

  private mutating func remove(where isRemoved: (Int) -> Bool) {
    var places: [Int?] = []
    var kept = 0
    for index in drafts.indices {
      guard !isRemoved(index) else {
        places.append(nil)
        continue
      }
      (drafts[kept], isShared[kept]) = (drafts[index], isShared[index])
      places.append(kept)
      kept += 1
    }
    drafts.removeSubrange(kept...)
    isShared.removeSubrange(kept...)
    known = known.compactMapValues { places[$0] }
  }
}

/// How bad a finding is beside others: the worst first, and equals in the order of the report.
struct FindingRank: Sendable {
  /// What blocks before what does not, then by severity, then by how much is known.
  let weight: Int
  let finding: Finding

  static let weights = 2 * 8 * 8

  init(_ finding: Finding) {
    weight = Self.weight(blocks: finding.blocks, finding.severity, finding.verdict)
    self.finding = finding
  }

  static func weight(blocks: Bool, _ severity: Severity, _ verdict: Verdict) -> Int {
    let known =
      switch verdict {
      case .fail: 3
      case .undetermined: 2
      case .warn: 1
      case .waived, .pass, .notApplicable: 0
      }
    return (blocks ? 64 : 0) + severity.rawValue * 8 + known
  }

  func precedes(_ other: FindingRank) -> Bool {
    weight == other.weight ? Finding.precedes(finding, other.finding) : weight > other.weight
  }
}
