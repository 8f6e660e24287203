/// How a problem of a schema reads.
enum SchemaProblemText {
  static func message(_ problem: SchemaProblem) -> String { problem.field }
  static func kind(_ problem: SchemaProblem) -> String { "" }
}
