import MoatDocument
import MoatSemantics
import MoatSource
import MoatValues

/// What became of the waivers in a run, by their places in `Checker.Result.waivers`.
struct WaiverRecord: Sendable {
  /// Waivers that hold and met a subject that does not pass.
  var used: Set<Int> = []
  /// Waivers past their day that would have met one.
  var expired: Set<Int> = []

  mutating func merge(_ other: WaiverRecord) {
    used.formUnion(other.used)
    expired.formUnion(other.expired)
  }

  /// A finding for each waiver that has expired or that met nothing, at its place in its policy. A waiver whose rules did
  /// not run says nothing.
  func findings(_ waivers: [CheckedWaiver], rules: Set<String>) -> [FindingDraft] {
    var drafts: [FindingDraft] = []
    for (index, waiver) in waivers.enumerated() {
      let names = waiver.targets.map(\.rule).filter(rules.contains)
      guard !names.isEmpty else { continue }
      let until = waiver.until.map { CalendarDate.render(Int64($0)) } ?? ""
      if expired.contains(index) {
        drafts.append(
          draft(.expiredWaiver, "\(names.joined(separator: ", ")) was waived until \(until) by \(waiver.owner)", waiver)
        )
      } else if !used.contains(index) {
        drafts.append(
          draft(
            .unmatchedWaiver, "nothing in this run is waived of \(names.joined(separator: ", ")) for \(waiver.owner)",
            waiver))
      }
    }
    return drafts
  }

  private func draft(_ rule: OwnRule, _ message: String, _ waiver: CheckedWaiver) -> FindingDraft {
    let place = FindingPlace(
      declaration: waiver.span, in: waiver.source, named: waiver.targets.map(\.rule).joined(separator: ","))
    return FindingDraft(rule.finding(message, at: place), at: place)
  }
}

extension FindingPlace {
  /// A declaration in a policy: it is no document, and has no path.
  init(declaration span: Span, in source: SourceFile, named name: String) {
    let line = source.lineSpan(source.place(of: span.start).line)
    self.init(
      source: source, span: Span(start: span.start, end: max(span.start, min(span.end, line.end))), path: "",
      namedPath: name, document: .init(), value: nil,
      key: .init(arena: ObjectIdentifier(source), node: span.start, absent: []))
  }
}
