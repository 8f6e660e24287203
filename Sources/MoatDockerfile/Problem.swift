package import MoatSource

/// Something wrong with a Dockerfile: at its place, with the meaning that BuildKit gives it.
package struct Problem: Hashable, Sendable {
  package enum Kind: String, Hashable, Sendable, CaseIterable {
    // Of lines.
    case fileTooLarge
    case lineTooLong
    case emptyFile
    case unterminatedHeredoc
    case invalidHeredoc
    case duplicateDirective
    case invalidEscapeDirective
    case invalidCheckDirective
    case missingValue
    case missingEquals
    case mixedArray
    case nestedTooDeep
    // Of instructions.
    case unknownInstruction
    case missingArgument
    case missingDestination
    case notOneArgument
    case fromArguments
    case invalidStageName
    case blankName
    case emptyVolume
    case heredocDestination
    case notArray
    case chainedOnbuild
    case forbiddenTrigger
    case unknownFlag
    case duplicateFlag
    case missingFlagValue
    case invalidFlagValue
    case invalidMount
    case variableInFrom
    case unknownHealthcheckType
    case healthcheckNoneArguments
    case missingHealthcheckCommand
    case noStage
    // Of what the instructions come to.
    case badSubstitution
    case blankBaseName
    case emptyPlatform
    case invalidPlatform
    case circularStages
    case invalidPort
    case unknownStageIndex
    case laterStage
    case expansionTooLong
    case invalidMode
    case invalidReference
    case invalidSignal
    case invalidChecksum
    case remoteSource
    case tooManyStages
    case unknownTarget
    // Warnings.
    case emptyContinuationLine
    case malformedText
  }

  package var kind: Kind
  package var message: String
  package var span: Span
  /// The line (from 1) at which BuildKit would report it: where the instruction begins.
  package var line: Int
  /// Whether it is one only as long as neither a build argument nor the base image sets what the file leaves open: BuildKit
  /// refuses a build without them, and whoever gives them builds the file.
  package var isConditional = false

  package init(_ kind: Kind, _ message: String, at span: Span, line: Int) {
    self.kind = kind
    self.message = message
    self.span = span
    self.line = line
  }

  init(conditional failure: Failure, in node: InstructionNode) {
    self = failure.problem(in: node)
    isConditional = true
  }

  /// Whether BuildKit builds the file all the same.
  package var isWarning: Bool { kind == .emptyContinuationLine || kind == .malformedText }
}

/// A problem before it is known on which line its instruction begins.
struct Failure: Error {
  var kind: Problem.Kind
  var message: String
  var span: Span?

  init(_ kind: Problem.Kind, _ message: String, at span: Span? = nil) {
    self.kind = kind
    self.message = message
    self.span = span
  }

  func problem(in node: InstructionNode) -> Problem {
    Problem(kind, message, at: span ?? node.keyword.span, line: node.startLine)
  }
}
