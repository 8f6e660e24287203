import MoatDocument
import MoatValues

/// The problems of the document that was validated last, and what its arena needs for the next one: the facts of a problem
/// ask for the same list one after the other. It belongs to one worker.
final class KnownProblems {
  private var validator: SchemaValidator?
  private var document = NodeIndex.none
  private var problems: [SchemaProblem] = []

  func find(
    of document: UInt32, in arena: Arena, by validate: (inout SchemaValidator) -> [SchemaProblem],
    validator make: () -> SchemaValidator
  ) -> [SchemaProblem] {
    if let validator, validator.arena === arena {
      if self.document == document { return problems }
    } else {
      validator = make()
    }
    guard var validator = validator.take() else { return [] }
    problems = validate(&validator)
    self.validator = validator
    self.document = document
    return problems
  }
}
