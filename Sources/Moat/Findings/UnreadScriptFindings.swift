import MoatSource
import MoatValues

/// Scripts in languages that no built-in rule reads: PowerShell, `cmd`, an interpreter. All built-in rules that could not be
/// decided for that reason are one finding of a document, and not as severe as they are: it would be the same for every such
/// script, whatever is in it. A rule of the user's own stays what it is, undetermined on its own.
enum UnreadScriptFindings {
  /// The rule of the library that finds such scripts, and whose severity a parameter sets.
  static let rule = "dockerfile.other-shell"

  /// One document.
  private struct Group: Hashable {
    var arena: ObjectIdentifier
    var name: String?

    init(_ place: FindingPlace) { (arena, name) = (place.key.arena, place.document.name) }
  }

  /// - Parameter library: the ids of the built-in rules of the run.
  static func joined(_ drafts: [FindingDraft], library: Set<String>) -> [FindingDraft] {
    var groups: [Group: [FindingDraft]] = [:]
    var accepted: Set<Group> = []
    var others: [FindingDraft] = []
    for draft in drafts {
      guard draft.place.value?.isForeign == true, library.contains(draft.finding.rule) else {
        others.append(draft)
        continue
      }
      if draft.cause != nil {
        groups[Group(draft.place), default: []].append(draft)
      } else {
        // What is waived stays as it is; and where the finding about the script is, nothing more is said of it.
        if draft.finding.rule == rule { accepted.insert(Group(draft.place)) }
        others.append(draft)
      }
    }
    guard !groups.isEmpty else { return drafts }
    return others + groups.filter { !accepted.contains($0.key) }.map { joined($0.value) }
  }

  private static func joined(_ drafts: [FindingDraft]) -> FindingDraft {
    let ordered = drafts.sorted { left, right in
      let (first, second) = (left.finding, right.finding)
      if (first.rule == rule) != (second.rule == rule) { return first.rule == rule }
      if first.severity != second.severity { return first.severity > second.severity }
      if first.rule != second.rule { return first.rule.utf8.lexicographicallyPrecedes(second.rule.utf8) }
      return first.span.start < second.span.start
    }
    var finding = ordered[0].finding
    if finding.rule != rule {
      finding.severity = min(.low, finding.severity)
      finding.blocks = drafts.contains { $0.finding.blocks }
    }
    var blinded: [String] = []
    var seen: Set<String> = []
    for draft in ordered where seen.insert(draft.finding.rule).inserted { blinded.append(draft.finding.rule) }
    finding.blinded = blinded
    return FindingDraft(finding, at: ordered[0].place)
  }
}

/// What a rule could not decide at a place where it fails already needs no finding of its own.
enum DecidedAlready {
  private struct Key: Hashable {
    var rule: String
    var arena: ObjectIdentifier
    var start: UInt32
    var end: UInt32

    init(_ draft: FindingDraft) {
      rule = draft.finding.rule
      arena = draft.place.key.arena
      (start, end) = (draft.finding.span.start, draft.finding.span.end)
    }
  }

  static func removed(from drafts: [FindingDraft]) -> [FindingDraft] {
    let failed = Set(drafts.filter { $0.finding.verdict == .fail || $0.finding.verdict == .warn }.map(Key.init))
    return drafts.filter { draft in
      guard draft.cause == .notKnown, draft.finding.verdict == .undetermined else { return true }
      return !failed.contains(Key(draft))
    }
  }
}
