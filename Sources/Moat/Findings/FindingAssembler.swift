import MoatSource
import MoatValues

/// Makes the findings of a report of the drafts of all subjects: undetermined results with one cause at one place become
/// one finding, and each finding gets its fingerprint.
enum FindingAssembler {
  /// Rules that a message names; the finding lists all of them.
  private static let namedRules = 6

  /// In the order of the report.
  ///
  /// - Parameter library: the ids of the built-in rules of the run.
  static func assemble(_ drafts: [FindingDraft], library: Set<String>) -> [Finding] {
    let drafts = UnreadScriptFindings.joined(DecidedAlready.removed(from: drafts), library: library)
    var groups: [Group: Int] = [:]
    // The places of the drafts that become one finding.
    var members: [[Int]] = []
    for index in drafts.indices {
      guard let cause = drafts[index].cause else {
        members.append([index])
        continue
      }
      let group = Group(drafts[index], cause)
      if let known = groups[group] {
        members[known].append(index)
      } else {
        groups[group] = members.count
        members.append([index])
      }
    }
    return withFingerprints(members.map { join($0, of: drafts) })
  }

  /// Causes that lie outside of the place where they show: of these there is one finding a file.
  private static let causesOfFile: Set<Cause> = [.template, .partOfSet, .dataNotGiven]

  /// What makes several undetermined results one: the cause and the place, or the file.
  struct Group: Hashable {
    var cause: Cause
    var gap: Int?
    var place: FindingPlace.Key
    var reason = ""

    init(_ draft: FindingDraft, _ cause: Cause) {
      self.cause = cause
      gap = draft.gap
      place = draft.place.key
      if place.origin != nil { place.node = 0 }
      if isOfFile {
        place.node = 0
        place.origin = nil
        place.absent = []
      } else if cause == .notKnown, let value = draft.place.value, value.isUnknown {
        // Several parts of one thing may not be known for one reason: the tag and the digest of an image.
        place.node = 0
        guard !value.isOfDocument else {
          // What a report never tells is one thing, however many entries it has.
          place.origin = nil
          reason = "\(draft.place.root) \(value.text)"
          return
        }
        let parent = draft.place.path.lastIndex(of: ".").map { draft.place.path[..<$0] } ?? ""
        reason = "\(parent) \(draft.finding.span.start)-\(draft.finding.span.end) \(value.text)"
      }
    }

    /// True if there is one finding for the whole file.
    var isOfFile: Bool { causesOfFile.contains(cause) }
  }

  private static func join(_ members: [Int], of all: [FindingDraft]) -> FindingDraft {
    guard let cause = all[members[0]].cause else { return all[members[0]] }
    let drafts = members.map { all[$0] }
    let ordered = drafts.sorted { left, right in
      if left.finding.severity != right.finding.severity { return left.finding.severity > right.finding.severity }
      return left.finding.rule.utf8.lexicographicallyPrecedes(right.finding.rule.utf8)
    }
    var blinded: [String] = []
    for draft in ordered where OwnRule(rawValue: draft.finding.rule) == nil && !blinded.contains(draft.finding.rule) {
      blinded.append(draft.finding.rule)
    }
    let first = cause == .template ? template(drafts) : ordered[0]
    var finding = first.finding
    finding.severity = ordered[0].finding.severity
    finding.blocks = drafts.contains { $0.finding.blocks }
    finding.blinded = blinded
    if blinded != [finding.rule] && !blinded.isEmpty {
      finding.message += "; not known to pass: \(listed(blinded))"
    }
    let fingerprint = Fingerprint(
      rule: "undetermined \(cause)", identity: first.place.document,
      path: causesOfFile.contains(cause) ? "" : first.place.namedPath, element: "")
    return FindingDraft(finding, fingerprint, at: first.place, cause: cause, gap: first.gap)
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
    // By the text of the first.
    var counts: [String: Int] = [:]
    return order(drafts).map { index in
      var finding = drafts[index].finding
      let fingerprint = drafts[index].fingerprint
      let first = drafts[index].firstText ?? fingerprint.text(ordinal: 0)
      let ordinal = counts[first, default: 0]
      counts[first] = ordinal + 1
      finding.fingerprint = ordinal == 0 ? first : fingerprint.text(ordinal: ordinal)
      return finding
    }
  }

  // MARK: The order of the report

  /// What decides the order of nearly all findings, in numbers.
  private struct Rank {
    var file: Int
    var start: UInt32
    var rule: Int
    var draft: Int
  }

  /// The places of the drafts in the order of `Finding.precedes`. Findings are large, and their names are few: so ranks are
  /// sorted instead.
  private static func order(_ drafts: [FindingDraft]) -> [Int] {
    let files = ranks(drafts.map(\.finding.source.name))
    let rules = ranks(drafts.map(\.finding.rule))
    let ranks = drafts.indices.map { index in
      Rank(file: files[index], start: drafts[index].finding.span.start, rule: rules[index], draft: index)
    }
    return ranks.sorted { left, right in
      if left.file != right.file { return left.file < right.file }
      if left.start != right.start { return left.start < right.start }
      if left.rule != right.rule { return left.rule < right.rule }
      return Finding.precedes(drafts[left.draft].finding, drafts[right.draft].finding)
    }.map(\.draft)
  }

  /// For each text, the place among the different ones in the order of their bytes.
  private static func ranks(_ texts: [String]) -> [Int] {
    let different = Set(texts).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    let places = Dictionary(uniqueKeysWithValues: different.enumerated().map { ($0.element, $0.offset) })
    return texts.map { places[$0] ?? 0 }
  }
}
