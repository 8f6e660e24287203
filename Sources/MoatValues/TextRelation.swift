/// The relations of the language between two texts, as an operand of instructions. The quantifiers `any of` and `all
/// of` are the caller's; so are lists on the left.
@frozen
package enum TextRelation: UInt8, Sendable, CaseIterable {
  case contains
  case startsWith
  case endsWith
  /// A path under a path.
  case isUnderPath
  /// An image reference under an image prefix.
  case isUnderPrefix
  /// A network within a network.
  case isWithin
  /// A text that a glob on the right matches.
  case matchesGlob
  /// A wildcard pattern on the left that takes in every text of the one on the right.
  case covers
  /// Two wildcard patterns with a text in common.
  case overlaps
  /// An ARN on the left that an ARN pattern on the right matches, part by part.
  case matchesName

  /// A bool; undetermined with the cause of an operand, or as wrong type (no text) or unparsable (no text of the
  /// relation's domain). Case is ignored where the relation compares characters; paths, hosts and networks have rules
  /// of their own.
  package func holds(_ left: Value, _ right: Value, ignoringCase: Bool = false) -> Value {
    if left.tag == .undetermined { return left }
    if right.tag == .undetermined { return right }
    guard left.tag == .string, right.tag == .string else { return .undetermined(.wrongType) }
    if left.hasNames || right.hasNames {
      return Value.any(left, right) { holds($0, $1, ignoringCase: ignoringCase) }
    }
    let answer = left.withBytes { first in right.withBytes { decide(first, $0, ignoringCase) } }
    return answer.map { .bool($0) } ?? .undetermined(.unparsable)
  }

  private func decide(_ left: Bytes, _ right: Bytes, _ folds: Bool) -> Bool? {
    switch self {
    case .contains: folds ? ASCIIFold.contains(left, right) : TextSearch.contains(left, right)
    case .startsWith: folds ? ASCIIFold.hasPrefix(left, right) : TextSearch.hasPrefix(left, right)
    case .endsWith: folds ? ASCIIFold.hasSuffix(left, right) : TextSearch.hasSuffix(left, right)
    case .isUnderPath: Path.contains(left, under: right)
    case .isUnderPrefix: ImagePrefix.contains(left, under: right)
    case .isWithin: Network.contains(left, within: right)
    case .matchesGlob: Glob.isValid(right) ? Glob.matches(right, left) : nil
    case .covers: Wildcard.covers(left, right, ignoringCase: folds)
    case .overlaps: Wildcard.overlaps(left, right, ignoringCase: folds)
    case .matchesName: ResourceName.matches(right, left)
    }
  }
}
