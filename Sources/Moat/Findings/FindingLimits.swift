/// How many findings are listed. A text of a few kilobytes can have millions, which nobody reads and no memory holds: the worst
/// are listed, and the others are counted.
public struct FindingLimits: Sendable, Hashable {
  /// Findings of one document. The most that a real manifest of the corpora has is some 300.
  public var document = 1_000
  /// Findings of one input, which may hold many documents.
  public var input = 10_000

  public init() {}

  public init(document: Int, input: Int) {
    self.document = max(1, document)
    self.input = max(1, input)
  }
}
