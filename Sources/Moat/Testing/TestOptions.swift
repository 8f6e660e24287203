/// Which tests of policies run, and how.
public struct TestOptions: Sendable {
  /// Only tests of rules whose id holds this text, or whose title does. Nil: all.
  public var filter: String?
  /// Also the tests of the policies that Moat carries.
  public var includesLibrary = false
  /// Whether each atom of a rule is forced to see if a test notices.
  public var measuresMutations = true
  /// How many workers there are; the report does not depend on it.
  public var jobs = 1

  public init() {}

  func selects(rule: String, title: String) -> Bool {
    guard let filter else { return true }
    return rule.contains(filter) || title.contains(filter)
  }
}
