import MoatSyntax
import MoatValues

/// Where `ignoring case` has a meaning: where the letters of two texts are compared as they stand. Everywhere else it would
/// be dropped in silence, and is refused.
enum CaseFolding {
  /// What to write instead; nil where it has a meaning.
  static func mend(_ comparison: MoatSyntax.Comparison, _ left: Type, _ right: Type) -> String? {
    guard comparison == .equal || comparison == .notEqual else { return "an order has no use for it: remove it" }
    return mend(left, right)
  }

  /// `right` is the type of one element where the relation is asked of `any of` or `all of`.
  static func mend(_ relation: Relation, _ left: Type, _ right: Type) -> String? {
    switch relation {
    case .contains, .startsWith, .endsWith, .covers, .overlaps: nil
    case .matches:
      right.unwrapped == .glob
        ? "write `lower(…)` on the left, and the glob in lower case" : "write `(?i)` at the beginning of the pattern"
    case .selects, .isUnder, .isWithin: ownRules
    case .in: mend(ofMember: left, in: right)
    case .includes: mend(ofMember: right, in: left)
    }
  }

  private static let ownRules = "what is compared here has rules of its own: remove it"

  private static func mend(ofMember member: Type, in collection: Type) -> String? {
    if case .map = collection.unwrapped { return "go through the entries: `some e in … satisfies e.key == …`" }
    return mend(member, TypeRules.element(of: collection) ?? .any)
  }

  private static func mend(_ left: Type, _ right: Type) -> String? {
    let types = [left.unwrapped, right.unwrapped]
    if types.contains(.invalid) { return nil }
    return types.allSatisfy(isFolded) ? nil : ownRules
  }

  /// Texts that are equal by their letters, and what may be one.
  private static func isFolded(_ type: Type) -> Bool {
    switch type {
    case .any: true
    case .actionPattern: true
    default: TypeRules.isText(type) && MoatValues.Comparison(type) == .plain
    }
  }
}
