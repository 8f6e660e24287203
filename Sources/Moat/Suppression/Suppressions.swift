package import MoatDockerfile
import MoatSource

/// Finds the comments of a Dockerfile that accept findings.
///
/// A comment of Moat's above an instruction is about that instruction, whatever comments and empty lines stand between;
/// `moat:ignore-file` above the first one is about the file. hadolint's hold where hadolint follows them: on the line
/// right above.
package enum Suppressions {
  /// In the order of the lines.
  package static func read(_ dockerfile: Dockerfile) -> [Suppression] {
    var reading = Reading(dockerfile)
    reading.run()
    return reading.result
  }

  /// Whether a text has one of the words without which no comment is one of these, so that few files are read twice.
  package static func mayHold(_ bytes: [UInt8]) -> Bool {
    let words = [Array("moat:".utf8), Array("hadolint".utf8)]
    for index in bytes.indices {
      let first = bytes[index] | 0x20
      for word in words where word[0] == first {
        if bytes[index...].prefix(word.count).elementsEqual(word, by: { $0 | 0x20 == $1 }) { return true }
      }
    }
    return false
  }
}

/// The state of one reading.
private struct Reading {
  private let dockerfile: Dockerfile
  private(set) var result: [Suppression] = []

  init(_ dockerfile: Dockerfile) { self.dockerfile = dockerfile }

  mutating func run() {
    let dockerfile = dockerfile
    dockerfile.forEachComment { comment in
      if comment.isWithin { addInner(comment) } else { add(comment) }
    }
  }

  private mutating func addInner(_ comment: DockerfileComment) {
    guard var found = MoatComment.read(comment.scanner, at: comment.span)?.suppression else { return }
    found.problem = "it stands within an instruction: write it above"
    append(found)
  }

  private mutating func add(_ comment: DockerfileComment) {
    let instruction = comment.instruction
    let node = instruction < dockerfile.instructions.count ? dockerfile.instructions[instruction] : nil
    if let (suppression, isOfFile) = MoatComment.read(comment.scanner, at: comment.span) {
      var found = suppression
      if isOfFile {
        found.range = Suppression.wholeFile
        if instruction > 0 { found.problem = found.problem ?? "it stands below the first instruction" }
      } else if let node {
        found.range = Self.range(of: node)
      } else {
        found.problem = found.problem ?? "no instruction follows it"
      }
      append(found)
    } else if let (suppression, reach) = HadolintComment.read(comment.scanner, at: comment.span) {
      var found = suppression
      switch reach {
      case .file: found.range = Suppression.wholeFile
      case .instruction:
        guard comment.isRightAbove, let node else { return }
        found.range = Self.range(of: node)
      case .stage:
        guard comment.isRightAbove, let node, node.name == "from" else { return }
        let next = dockerfile.instructions[(instruction + 1)...].first { $0.name == "from" }
        found.range = Span(start: node.span.start, end: next?.span.start ?? .max)
      }
      append(found)
    }
  }

  /// The instruction with the end of its last line, at which something may be found missing.
  private static func range(of node: InstructionNode) -> Span {
    Span(start: node.span.start, end: node.span.end &+ 1)
  }

  private mutating func append(_ suppression: Suppression) {
    guard result.count <= SuppressionLimits.comments else { return }
    result.append(suppression)
    guard result.count > SuppressionLimits.comments else { return }
    result[result.count - 1].names = []
    result[result.count - 1].tool = .moat
    result[result.count - 1].problem =
      "the file has more than \(SuppressionLimits.comments) of these; it and those below are not followed"
  }
}
