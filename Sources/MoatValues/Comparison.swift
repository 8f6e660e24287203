/// By which rules two values of one type are equal or ordered: an operand of the instructions that compare.
@frozen
public enum Comparison: UInt8, Sendable, CaseIterable {
  /// By representation: numbers, bytes, dates.
  case plain
  /// Text without regard to the case of ASCII letters.
  case ignoringCase
  /// Precedence of versions.
  case version
  /// Lexically normalised paths.
  case path
  /// Canonical networks.
  case network
  /// Normalised image references.
  case imageReference
  /// IAM actions, whose case does not count.
  case actionPattern

  /// The raw value, without the call that reads it from another module.
  @inlinable @inline(__always)
  public var rawByte: UInt8 { unsafe unsafeBitCast(self, to: UInt8.self) }

  /// The rules of a type.
  package init(_ type: Type) {
    switch type.unwrapped {
    case .semver: self = .version
    case .path: self = .path
    case .cidr: self = .network
    case .imageReference: self = .imageReference
    case .actionPattern: self = .actionPattern
    default: self = .plain
    }
  }
}

extension ValueOrder {
  /// A bool or undetermined: a text that does not parse as what it is compared as is `unparsable`.
  package static func equal(
    _ left: Value, _ right: Value, by comparison: Comparison, in documents: DocumentSet? = nil
  ) -> Value {
    if comparison == .plain || left.tag != .string || right.tag != .string {
      return equal(left, right, in: documents)
    }
    if left.hasNames || right.hasNames {
      return Value.any(left, right) { equal($0, $1, by: comparison, in: documents) }
    }
    let answer: Bool? = left.withBytes { first in
      right.withBytes { second in
        switch comparison {
        case .plain: TextSearch.equals(first, second)
        case .ignoringCase, .actionPattern: ASCIIFold.equals(first, second)
        case .version: Version.compare(first, second).map { $0 == 0 }
        case .path: Path.equal(first, second)
        case .network: Network.equal(first, second)
        case .imageReference: ImageReference.equal(first, second)
        }
      }
    }
    return answer.map { .bool($0) } ?? .undetermined(.unparsable)
  }

  /// -1, 0 or 1 as an int, or undetermined. Only versions have an order of their own; other texts have that of their
  /// bytes.
  package static func compare(_ left: Value, _ right: Value, by comparison: Comparison) -> Value {
    if left.tag == .undetermined { return left }
    if right.tag == .undetermined { return right }
    if comparison == .version, left.tag == .string, right.tag == .string {
      let order = left.withBytes { first in right.withBytes { Version.compare(first, $0) } }
      return order.map { .int(Int64($0)) } ?? .undetermined(.unparsable)
    }
    return compare(left, right).map { .int(Int64($0)) } ?? .undetermined(.wrongType)
  }
}
