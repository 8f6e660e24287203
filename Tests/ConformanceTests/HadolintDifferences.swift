/// A class of difference between Moat and hadolint 2.15.1 over `shared/corpora/dockerfile/real`, with its reason.
struct HadolintDifference {
  /// Who alone has a finding.
  enum Side { case hadolint, moat, undetermined }

  var rule: String
  var side: Side
  /// Files.
  var count: Int
  var reason: String

  static let all: [HadolintDifference] = []
}
