import MoatSemantics

/// Which rules a list shows: those that meet every condition that is set.
public struct RuleFilter: Sendable {
  /// A catalogue (`pss.baseline`, or its beginning `pss`), an identifier (`5.2.2`), or both with a space between.
  public var control: String?
  public var tag: String?
  /// The id of a check of another tool, alone or behind the tool's name.
  public var sameAs: String?
  /// Of any of these profiles, by their full names.
  public var profiles: [String] = []

  public init() {}

  public func selects(_ rule: RuleDescription) -> Bool {
    if let control, !rule.controls.contains(where: { Self.means(control, $0) }) { return false }
    if let tag, !rule.tags.contains(tag) { return false }
    if let sameAs, !rule.sameAs.contains(where: { Self.means(sameAs, $0) }) { return false }
    if !profiles.isEmpty, !profiles.contains(where: rule.profiles.contains) { return false }
    return true
  }

  /// Whether a word means a reference; the case of ASCII letters is ignored.
  private static func means(_ word: String, _ reference: Finding.Reference) -> Bool {
    let wanted = lowered(word.filter { $0 != "\"" })
    let (catalogue, identifier) = (lowered(reference.catalogue), lowered(reference.identifier))
    return wanted == identifier || wanted == catalogue || catalogue.hasPrefix(wanted + ".")
      || wanted == catalogue + " " + identifier
  }

  private static func lowered(_ text: String) -> String {
    String(decoding: text.utf8.map { (65...90).contains($0) ? $0 + 32 : $0 }, as: UTF8.self)
  }
}

extension PolicySet {
  /// The rules that a filter selects. Its profiles may have the names that `CheckOptions.profiles` takes.
  public func descriptions(_ filter: RuleFilter) throws(OptionError) -> [RuleDescription] {
    var complete = filter
    complete.profiles = try ProfileSelection.ids(filter.profiles, among: checked.profiles)
    return descriptions.filter { [complete] in complete.selects($0) }
  }
}
