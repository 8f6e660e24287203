package import MoatValues

/// The kinds of Dockerfiles, with their ids. A compiled artefact holds these numbers: a number is never given to another
/// kind.
package enum DockerfileKind: UInt16, CaseIterable, Sendable {
  case dockerfile = 0
  case stage = 1
  case instruction = 2
  case pipeline = 3
  case command = 4
  /// A pair of ENV, LABEL or ARG, or an assignment before a command.
  case variable = 5
  /// Where FROM or `--from` takes something from.
  case origin = 6
  case user = 7
  case exposedPort = 8
  case requestedPackage = 9
  case flag = 10

  package static let firstID: UInt32 = 0x11000

  package var id: ObjectTypeID { ObjectTypeID(rawValue: Self.firstID + UInt32(rawValue)) }

  var name: String {
    switch self {
    case .dockerfile: "dockerfile"
    case .stage: "stage"
    case .instruction: "instruction"
    case .pipeline: "pipeline"
    case .command: "command"
    case .variable: "variable"
    case .origin: "origin"
    case .user: "Dockerfile user"
    case .exposedPort: "exposed port"
    case .requestedPackage: "requested package"
    case .flag: "command flag"
    }
  }

  var role: ObjectType.Role {
    switch self {
    case .dockerfile: .documents
    case .stage, .instruction, .pipeline, .command, .variable: .part
    case .origin, .user, .exposedPort, .requestedPackage, .flag: .schema
    }
  }

  static let table: [DerivedKind] = allCases.map { kind in
    DerivedKind(
      id: kind.id, name: kind.name, domain: "dockerfile", role: kind.role, fields: kind.fields, wholes: kind.wholes)
  }

  private var wholes: [(whole: ObjectTypeID, access: Access)] {
    func keys(_ key: String) -> Access { .keys(from: .value, [key]) }
    return switch self {
    case .stage: [(Self.dockerfile.id, keys("stages"))]
    case .instruction:
      [
        (Self.dockerfile.id, .fact(.dockerfileInstructions)), (Self.stage.id, .fact(.stageInstructions)),
        (ImageKind.history.id, keys("instructions")), (ImageKind.image.id, keys("instructions")),
      ]
    case .pipeline: [(Self.instruction.id, keys("pipelines"))]
    case .command:
      [
        (Self.instruction.id, keys("commands")), (Self.pipeline.id, .fact(.pipelineCommands)),
        (Self.stage.id, .fact(.stageCommands)), (Self.dockerfile.id, .fact(.dockerfileCommands)),
      ]
    case .variable:
      [
        (Self.instruction.id, keys("variables")), (Self.command.id, keys("assignments")),
        (ImageKind.image.id, keys("variables")),
      ]
    default: []
    }
  }
}
