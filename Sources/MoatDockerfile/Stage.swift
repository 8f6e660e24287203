internal import MoatSource

/// The stages of a Dockerfile, each with its instructions.
package struct StagedDockerfile: Sendable {
  package let dockerfile: Dockerfile
  /// ARG before the first FROM: visible in FROM, and in a stage that declares the name again.
  package var globalArguments: [Instruction] = []
  package var stages: [Stage] = []
  /// What is wrong with the instructions, after what is wrong with the lines.
  package var problems: [Problem] = []

  /// Reads all instructions. One with a problem is left out, and reading goes on after it.
  package init(_ dockerfile: Dockerfile) {
    self.dockerfile = dockerfile
    var hasReportedNoStage = false
    for node in dockerfile.instructions where !node.isMalformed {
      do throws(Failure) {
        let instruction = try InstructionReader.read(node, in: dockerfile.source)
        if case .from(let from) = instruction.content {
          stages.append(Stage(index: stages.count, from: from, node: node))
        } else if !stages.isEmpty {
          stages[stages.count - 1].instructions.append(instruction)
        } else if case .arg = instruction.content {
          globalArguments.append(instruction)
        } else if !hasReportedNoStage {
          hasReportedNoStage = true
          throw Failure(.noStage, "\(node.name.uppercased) stands before the first FROM", at: node.keyword.span)
        }
      } catch {
        if problems.count < DockerfileLimits.problems { problems.append(error.problem(in: node)) }
      }
    }
  }
}

/// A stage: FROM and the instructions until the next one.
package struct Stage: Sendable {
  /// From 0.
  package var index: Int
  package var from: FromClause
  package var node: InstructionNode
  package var instructions: [Instruction] = []

  package var name: ByteText? { from.name?.text }
}
