import MoatDocument

/// Texts that are one of several names of a thing, such as the ids that databases give to one vulnerability.
///
/// Such a value is the first name; `detail` says that there are others, which stand behind its bytes (`DocumentWriter.names`): their
/// count, then each with its own, four bytes for a number. What compares texts asks for each name, and it is enough that one
/// meets the question. What is made of such a text has the first name alone.
extension Value {
  private static let namesMark: UInt8 = 1

  /// Whether a text has other names.
  @inlinable @inline(__always) package var hasNames: Bool { tag == .string && detail != 0 }

  /// The text of a node that has other names.
  init(named node: Node) {
    self.init(tag: .string, bits: node.bits, aux: node.count, detail: Self.namesMark)
  }

  /// The first name alone.
  package var withoutNames: Value { hasNames ? Value(tag: .string, bits: bits, aux: aux) : self }

  /// Calls `body` with each name, the first one first, until it says no. Any other value is its own only name.
  package func forEachName(_ body: (Value) -> Bool) {
    guard hasNames, let start = unsafe UnsafePointer<UInt8>(bitPattern: UInt(bits)) else {
      _ = body(self)
      return
    }
    guard body(withoutNames) else { return }
    var offset = Int(aux)
    func number() -> Int {
      var value = 0
      for place in (0..<4).reversed() { value = unsafe value << 8 | Int(start[offset + place]) }
      offset += 4
      return value
    }
    for _ in 0..<number() {
      let count = number()
      let name = Value(tag: .string, bits: bits + UInt64(offset), aux: UInt32(count))
      guard body(name) else { return }
      offset += count
    }
  }

  /// Whether a question has a yes for one of the names of each of two values; undetermined, with the first cause, if it has none and
  /// is open for some.
  package static func any(
    _ left: Value, _ right: Value, _ test: (Value, Value) -> Value
  ) -> Value {
    var answer = Value.bool(false)
    left.forEachName { first in
      right.forEachName { second in
        let next = test(first, second)
        if next.tag == .bool ? next.boolValue : answer.tag == .bool { answer = next }
        return !(answer.tag == .bool && answer.boolValue)
      }
      return !(answer.tag == .bool && answer.boolValue)
    }
    return answer
  }
}
