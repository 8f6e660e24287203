package import MoatSource

/// A comment of a Dockerfile, where it stands.
package struct DockerfileComment: Sendable {
  /// What follows its `#`.
  package var scanner: CommentScanner
  /// From its `#` to its last byte.
  package var span: Span
  /// The instruction that follows it, or within which it stands, as an index; their number for one that none follows.
  package var instruction: Int
  /// Whether it stands among the continuation lines of the instruction.
  package var isWithin: Bool
  /// Whether the instruction stands on the next line.
  package var isRightAbove: Bool
}

extension Dockerfile {
  /// All comments in the order of the lines, parser directives among them. In the body of a heredoc there is none.
  package func forEachComment(_ body: (DockerfileComment) -> Void) {
    let bytes = source.bytes
    var start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    for index in 0...instructions.count {
      let node = index < instructions.count ? instructions[index] : nil
      let end = node.map { Int($0.span.start) } ?? bytes.count
      forEachComment(between: start..<max(start, end), above: index, body)
      guard let node else { break }
      for inner in node.innerComments {
        let scanner = CommentScanner(bytes, Int(inner.start) + 1..<Int(inner.end))
        body(
          DockerfileComment(
            scanner: scanner, span: Span(Int(inner.start)..<scanner.end), instruction: index, isWithin: true,
            isRightAbove: false))
      }
      start = max(start, Int(max(node.span.end, node.innerComments.last?.end ?? 0)))
    }
  }

  /// The comments between two instructions; what else stands there is white space.
  private func forEachComment(
    between gap: Range<Int>, above instruction: Int, _ body: (DockerfileComment) -> Void
  ) {
    let bytes = source.bytes
    var start = gap.lowerBound
    while start < gap.upperBound {
      let end = bytes[start..<gap.upperBound].firstIndex(of: UInt8(ascii: "\n")) ?? gap.upperBound
      if let sign = bytes[start..<end].firstIndex(where: { !CommentScanner.isBlank($0) }),
        bytes[sign] == UInt8(ascii: "#")
      {
        let scanner = CommentScanner(bytes, sign + 1..<end)
        let isRightAbove = bytes[min(end + 1, bytes.count)..<gap.upperBound].allSatisfy {
          CommentScanner.isBlank($0) && $0 != UInt8(ascii: "\n")
        }
        body(
          DockerfileComment(
            scanner: scanner, span: Span(sign..<scanner.end), instruction: instruction, isWithin: false,
            isRightAbove: isRightAbove && end < gap.upperBound && instruction < instructions.count))
      }
      start = end + 1
    }
  }
}
