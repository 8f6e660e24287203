/// What is known of the variables with which a shell begins.
package struct ShellEnvironment: Sendable {
  /// Every variable that is given is in here and nowhere else: one that is neither known nor unknown is not set.
  package var isComplete = false
  /// How much text may come of the variables in all, in bytes, with `KnownVariables.wordCost` for each word.
  package var allowance = ShellEnvironment.standardAllowance
  private var values: [String: KnownVariables.Value] = [:]
  /// Few, apart from the values so that these are not copied for one command.
  private var hidden: Set<String> = []

  package static let standardAllowance = 4 << 20

  package init() {}

  package init(_ values: [String: String], isComplete: Bool = false) {
    for (name, value) in values { set(name, value) }
    self.isComplete = isComplete
  }

  /// Sets a variable; nil if it may be set, to what is not known.
  package mutating func set(_ name: String, _ value: String?) {
    let isTooLong = (value?.utf8.count ?? 0) > KnownVariables.maximumValueBytes
    values[name] = isTooLong ? .unknown : value.map { .text($0) } ?? .unknown
  }

  /// Another value goes before the one that is known, for one command.
  package mutating func hide(_ name: String) { hidden.insert(name) }

  func value(of name: String) -> KnownVariables.Value {
    if hidden.contains(name) { return .unknown }
    return values[name] ?? (isComplete ? .unset : .unknown)
  }

  /// Whether the variable is known to be given, with whatever value.
  func gives(_ name: String) -> Bool {
    if hidden.contains(name) { return false }
    if case .text = values[name] { return true } else { return false }
  }

  /// Whether something is said of the variable.
  package func names(_ name: String) -> Bool { values[name] != nil || hidden.contains(name) }

  /// Whether something is said of the variable, and not that it is empty.
  func maySet(_ name: String) -> Bool { names(name) && value(of: name) != .text("") }
}
