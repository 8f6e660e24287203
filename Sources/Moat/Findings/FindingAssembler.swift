import MoatSource
import MoatValues

/// Makes the findings of a report of the drafts of all subjects: undetermined results with one cause at one place become
/// one finding, and each finding gets its fingerprint.
enum FindingAssembler {
  /// Rules that a message names; the finding lists all of them.
  private static let namedRules = 6

  static func assemble(_ drafts: [FindingDraft]) -> [Finding] {
    var groups: [Group: Int] = [:]
    var members: [[FindingDraft]] = []
    for draft in drafts {
      guard let cause = draft.cause else {
        members.append([draft])
        continue
      }
      let group = Group(draft, cause)
      if let known = groups[group] {
        members[known].append(draft)
      } else {
        groups[group] = members.count
        members.append([draft])
      }
    }
    return withFingerprints(members.map(join))
  }

  /// Causes that lie outside of the place where they show: of these there is one finding a file.
  private static let causesOfFile: Set<Cause> = [.template, .partOfSet, .dataNotGiven]

  /// What makes several undetermined results one: the cause and the place, or the file.
  private struct Group: Hashable {
    var cause: Cause
    var place: FindingPlace.Key

    init(_ draft: FindingDraft, _ cause: Cause) {
      self.cause = cause
      place = draft.place.key
      if causesOfFile.contains(cause) {
        place.node = 0
        place.absent = []
      }
    }
  }

  private static func join(_ drafts: [FindingDraft]) -> FindingDraft {
    guard let cause = drafts[0].cause else { return drafts[0] }
    let ordered = drafts.sorted { left, right in
      if left.finding.severity != right.finding.severity { return left.finding.severity > right.finding.severity }
      return left.finding.rule.utf8.lexicographicallyPrecedes(right.finding.rule.utf8)
    }
    var blinded: [String] = []
    for draft in ordered where OwnRule(rawValue: draft.finding.rule) == nil && !blinded.contains(draft.finding.rule) {
      blinded.append(draft.finding.rule)
    }
    var result = cause == .template ? template(drafts) : ordered[0]
    result.finding.severity = ordered[0].finding.severity
    result.finding.blocks = drafts.contains { $0.finding.blocks }
    result.finding.blinded = blinded
    if blinded != [result.finding.rule] && !blinded.isEmpty {
      result.finding.message += "; not known to pass: \(listed(blinded))"
    }
    result.fingerprint = Fingerprint(
      rule: "undetermined \(cause)", identity: result.place.document,
      path: causesOfFile.contains(cause) ? "" : result.place.namedPath, element: "")
    return result
  }

  /// One finding for a file, at its first template.
  private static func template(_ drafts: [FindingDraft]) -> FindingDraft {
    let first = drafts.min { $0.place.span.start < $1.place.span.start } ?? drafts[0]
    let count = Set(drafts.map(\.place.key)).count
    let message =
      count == 1
      ? CauseText.message(.template, at: first.place)
      : "\(count) values of this file are templates that were not rendered"
    return FindingDraft(OwnRule.unrenderedTemplate.finding(message, at: first.place), at: first.place, cause: .template)
  }

  private static func listed(_ rules: [String]) -> String {
    let shown = rules.prefix(namedRules).joined(separator: ", ")
    return rules.count > namedRules ? "\(shown) and \(rules.count - namedRules) more" : shown
  }

  /// Equal fingerprints are told apart by an ordinal in the order of the report.
  private static func withFingerprints(_ drafts: [FindingDraft]) -> [Finding] {
    var ordinals: [Fingerprint: Int] = [:]
    return drafts.sorted { Finding.precedes($0.finding, $1.finding) }.map { draft in
      var finding = draft.finding
      let ordinal = ordinals[draft.fingerprint, default: 0]
      ordinals[draft.fingerprint] = ordinal + 1
      finding.fingerprint = draft.fingerprint.text(ordinal: ordinal)
      return finding
    }
  }
}
