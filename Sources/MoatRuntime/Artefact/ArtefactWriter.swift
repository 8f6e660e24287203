import MoatValues

/// Writes numbers and texts, little end first.
struct ArtefactWriter {
  private(set) var bytes: [UInt8] = []

  mutating func add(_ byte: UInt8) { bytes.append(byte) }

  mutating func add(_ flag: Bool) { bytes.append(flag ? 1 : 0) }

  mutating func add(_ number: UInt16) {
    for shift in stride(from: UInt16(0), to: 16, by: 8) { bytes.append(UInt8(truncatingIfNeeded: number >> shift)) }
  }

  mutating func add(_ number: UInt32) {
    for shift in stride(from: UInt32(0), to: 32, by: 8) { bytes.append(UInt8(truncatingIfNeeded: number >> shift)) }
  }

  mutating func add(_ number: UInt64) {
    for shift in stride(from: UInt64(0), to: 64, by: 8) { bytes.append(UInt8(truncatingIfNeeded: number >> shift)) }
  }

  mutating func add(count: Int) { add(UInt32(clamping: count)) }

  mutating func add(bytes other: [UInt8]) {
    add(count: other.count)
    bytes += other
  }

  mutating func add(text: String) { add(bytes: Array(text.utf8)) }

  mutating func add<Element>(_ elements: [Element], _ body: (inout ArtefactWriter, Element) -> Void) {
    add(count: elements.count)
    for element in elements { body(&self, element) }
  }

  mutating func add(_ constant: Constant) {
    switch constant {
    case .missing: add(UInt8(0))
    case .bool(let value):
      add(UInt8(1))
      add(value)
    case .int(let value):
      add(UInt8(2))
      add(UInt64(bitPattern: value))
    case .decimal(let value):
      add(UInt8(3))
      add(UInt64(bitPattern: value.mantissa))
      add(UInt8(bitPattern: value.exponent))
    case .string(let text):
      add(UInt8(4))
      add(text: text)
    case .date(let days):
      add(UInt8(5))
      add(UInt32(bitPattern: days))
    case .duration(let milliseconds):
      add(UInt8(6))
      add(UInt64(bitPattern: milliseconds))
    case .regex(let text):
      add(UInt8(7))
      add(text: text)
    case .list(let elements):
      add(UInt8(8))
      add(elements) { $0.add($1) }
    case .map(let entries):
      add(UInt8(9))
      add(entries) {
        $0.add(text: $1.key)
        $0.add($1.value)
      }
    }
  }
}
