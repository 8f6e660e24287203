/// Why statements of one document of VEX do not count: each cause is one problem, at the first statement that has it.
package struct StatementDefects {
  private var causes: [(message: String, place: ImagePlace, count: Int)] = []

  package init() {}

  /// Takes down one statement that does not count.
  ///
  /// - Parameter cause: a clause without a full stop.
  package mutating func add(_ cause: String, at place: ImagePlace) {
    if let index = causes.firstIndex(where: { $0.message == cause }) {
      causes[index].count += 1
    } else {
      causes.append((cause, place, 1))
    }
  }

  package var problems: [ImageProblem] {
    causes.map { cause in
      let more = cause.count > 1 ? "; \(cause.count) statements of this document have this fault" : ""
      return ImageProblem("VEX statement does not count: \(cause.message)\(more)", at: cause.place)
    }
  }
}

extension ExploitStatement {
  /// The reasons for which a product is not affected, as the justifications of OpenVEX and the flags of CSAF (section 3.2.3.5)
  /// both call them.
  static let justifications = Set(
    [
      "component_not_present", "vulnerable_code_not_present", "vulnerable_code_not_in_execute_path",
      "vulnerable_code_cannot_be_controlled_by_adversary", "inline_mitigations_already_exist",
    ].map { Array($0.utf8) })

  /// The statements as they count until a time, and what is wrong with those that are dated after it: a document cannot know what
  /// will be. One by which a product is affected counts at once.
  ///
  /// - Parameter end: seconds since 1970.
  package static func counting(_ statements: [ExploitStatement], until end: Int64) -> (
    statements: [ExploitStatement], problems: [ImageProblem]
  ) {
    var defects = StatementDefects()
    let counting = statements.map { statement in
      guard statement.status.isClosing, let time = statement.time, time >= end else { return statement }
      defects.add("it is dated in the future", at: statement.place)
      var statement = statement
      statement.status = .void
      return statement
    }
    return (counting, defects.problems)
  }
}
