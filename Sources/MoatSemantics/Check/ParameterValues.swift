import MoatSource
package import MoatValues

/// Holds the params of a rule against their `where`: values of profiles, tests, the configuration and the command line.
package enum ParameterValues {
  package struct Problem: Hashable, Sendable {
    package enum Reason: Hashable, Sendable {
      /// It has neither a value nor a default.
      case unset
      /// Its `where` is false.
      case refused
      /// Its `where` has no answer for this value.
      case undecided
    }

    /// Its place in `CheckedRule.parameters`.
    package var parameter: Int
    package var reason: Reason
    /// A whole sentence without a full stop.
    package var message: String
  }

  /// What is wrong with the values, by the place of the param; the defaults stand for those that are left out. A
  /// condition over a param that has no value is not held.
  package static func problems(_ values: [Int: Constant], of rule: CheckedRule) -> [Problem] {
    var all = values
    for (index, parameter) in rule.parameters.enumerated() where all[index] == nil {
      all[index] = parameter.defaultValue
    }
    var problems: [Problem] = []
    for (index, parameter) in rule.parameters.enumerated() {
      func add(_ reason: Problem.Reason, _ what: String) {
        let message = "param `\(parameter.name)` of rule `\(rule.id)` \(what)"
        problems.append(Problem(parameter: index, reason: reason, message: message))
      }
      guard all[index] != nil else {
        add(.unset, "has no value")
        continue
      }
      guard let condition = parameter.condition else { continue }
      let text = rule.source.text(condition.span).split(whereSeparator: \.isWhitespace).joined(separator: " ")
      let unknown = condition.contains { expression in
        if case .parameter(let other) = expression.form { all[other] == nil } else { false }
      }
      if unknown { continue }
      guard let answer = ConstantEvaluator(parameters: all).truth(condition), answer.tag == .bool else {
        add(.undecided, "cannot be held against its `where \(text)`")
        continue
      }
      if !answer.boolValue { add(.refused, "has a value that its `where \(text)` refuses") }
    }
    return problems
  }
}
