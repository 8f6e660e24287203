import MoatDockerfile
import MoatSource

/// Finds the comments of a Dockerfile that accept findings.
///
/// A comment of Moat's above an instruction is about that instruction, whatever comments and empty lines stand between;
/// `moat:ignore-file` above the first one is about the file. hadolint's hold where hadolint follows them: on the line
/// right above.
enum Suppressions {
  /// In the order of the lines.
  static func read(_ dockerfile: Dockerfile) -> [Suppression] {
    var reading = Reading(dockerfile)
    reading.run()
    return reading.result
  }

  /// Whether a text has one of the words without which no comment is one of these, so that few files are read twice.
  static func mayHold(_ bytes: [UInt8]) -> Bool {
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
  private let bytes: [UInt8]
  private(set) var result: [Suppression] = []

  init(_ dockerfile: Dockerfile) {
    self.dockerfile = dockerfile
    bytes = dockerfile.source.bytes
  }

  mutating func run() {
    var start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    for index in 0...dockerfile.instructions.count {
      let node = index < dockerfile.instructions.count ? dockerfile.instructions[index] : nil
      let end = node.map { Int($0.span.start) } ?? bytes.count
      readComments(start..<max(start, end), above: index)
      guard let node else { break }
      for inner in node.innerComments { readInner(Int(inner.start)..<Int(inner.end)) }
      start = max(start, Int(max(node.span.end, node.innerComments.last?.end ?? 0)))
    }
  }

  /// The comments between two instructions; what else stands there is white space.
  private mutating func readComments(_ gap: Range<Int>, above instruction: Int) {
    var start = gap.lowerBound
    while start < gap.upperBound {
      let end = bytes[start..<gap.upperBound].firstIndex(of: UInt8(ascii: "\n")) ?? gap.upperBound
      if let sign = bytes[start..<end].firstIndex(where: { !CommentScanner.isBlank($0) }),
        bytes[sign] == UInt8(ascii: "#")
      {
        let comment = CommentScanner(bytes, sign + 1..<end)
        let isRightAbove = bytes[min(end + 1, bytes.count)..<gap.upperBound].allSatisfy {
          CommentScanner.isBlank($0) && $0 != UInt8(ascii: "\n")
        }
        add(
          comment, at: Span(sign..<comment.end), above: instruction, isRightAbove: isRightAbove && end < gap.upperBound)
      }
      start = end + 1
    }
  }

  private mutating func readInner(_ range: Range<Int>) {
    let comment = CommentScanner(bytes, range.lowerBound + 1..<range.upperBound)
    guard var found = MoatComment.read(comment, at: Span(range.lowerBound..<comment.end))?.suppression else { return }
    found.problem = "it stands within an instruction: write it above"
    append(found)
  }

  private mutating func add(_ comment: CommentScanner, at span: Span, above instruction: Int, isRightAbove: Bool) {
    let node = instruction < dockerfile.instructions.count ? dockerfile.instructions[instruction] : nil
    if let (suppression, isOfFile) = MoatComment.read(comment, at: span) {
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
    } else if let (suppression, reach) = HadolintComment.read(comment, at: span) {
      var found = suppression
      switch reach {
      case .file: found.range = Suppression.wholeFile
      case .instruction:
        guard isRightAbove, let node else { return }
        found.range = Self.range(of: node)
      case .stage:
        guard isRightAbove, let node, node.name == "from" else { return }
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
