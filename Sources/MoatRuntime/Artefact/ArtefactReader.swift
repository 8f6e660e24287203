import MoatValues

/// Reads what `ArtefactWriter` writes. Each read is held against the end of the bytes, and each count against what is left
/// of them, so that no number in the bytes makes the reader take more memory than they do.
struct ArtefactReader {
  private let bytes: [UInt8]
  private(set) var offset: Int
  private let end: Int

  init(_ bytes: [UInt8], from offset: Int, to end: Int) {
    self.bytes = bytes
    self.offset = offset
    self.end = end
  }

  var isAtEnd: Bool { offset == end }

  var failure: ArtefactFailure { .malformed(offset: offset) }

  mutating func byte() throws(ArtefactFailure) -> UInt8 {
    guard offset < end else { throw failure }
    defer { offset += 1 }
    return bytes[offset]
  }

  mutating func flag() throws(ArtefactFailure) -> Bool {
    let byte = try byte()
    guard byte < 2 else { throw failure }
    return byte == 1
  }

  private mutating func number(_ size: Int) throws(ArtefactFailure) -> UInt64 {
    guard end - offset >= size else { throw failure }
    var number: UInt64 = 0
    for place in (0..<size).reversed() { number = number << 8 | UInt64(bytes[offset + place]) }
    offset += size
    return number
  }

  mutating func half() throws(ArtefactFailure) -> UInt16 { UInt16(truncatingIfNeeded: try number(2)) }
  mutating func word() throws(ArtefactFailure) -> UInt32 { UInt32(truncatingIfNeeded: try number(4)) }
  mutating func long() throws(ArtefactFailure) -> UInt64 { try number(8) }

  /// How many elements follow, each of at least so many bytes.
  mutating func count(eachOf size: Int = 1) throws(ArtefactFailure) -> Int {
    let count = Int(try word())
    guard count <= (end - offset) / max(1, size) else { throw failure }
    return count
  }

  mutating func run() throws(ArtefactFailure) -> [UInt8] {
    let count = try count()
    defer { offset += count }
    return Array(bytes[offset..<offset + count])
  }

  mutating func text() throws(ArtefactFailure) -> String {
    let start = offset
    let run = try run()
    guard let text = String(validating: run, as: UTF8.self) else { throw .malformed(offset: start) }
    return text
  }

  mutating func list<Element>(
    eachOf size: Int = 1, _ body: (inout ArtefactReader) throws(ArtefactFailure) -> Element
  ) throws(ArtefactFailure) -> [Element] {
    let count = try count(eachOf: size)
    var elements: [Element] = []
    elements.reserveCapacity(count)
    for _ in 0..<count { elements.append(try body(&self)) }
    return elements
  }

  /// A member of an enum by its raw byte.
  mutating func member<Member: RawRepresentable>(
    _ type: Member.Type
  ) throws(ArtefactFailure) -> Member where Member.RawValue == UInt8 {
    let place = offset
    guard let member = Member(rawValue: try byte()) else { throw .malformed(offset: place) }
    return member
  }

  /// Lists within lists within lists: no policy writes more.
  private static let deepestConstant = 64

  mutating func constant(depth: Int = 0) throws(ArtefactFailure) -> Constant {
    guard depth < Self.deepestConstant else { throw failure }
    let place = offset
    switch try byte() {
    case 0: return .missing
    case 1: return .bool(try flag())
    case 2: return .int(Int64(bitPattern: try long()))
    case 3:
      let mantissa = Int64(bitPattern: try long())
      return .decimal(Decimal(mantissa: mantissa, exponent: Int8(bitPattern: try byte())))
    case 4: return .string(try text())
    case 5: return .date(Int32(bitPattern: try word()))
    case 6: return .duration(Int64(bitPattern: try long()))
    case 7: return .regex(try text())
    case 8:
      return .list(
        try list { (reader: inout ArtefactReader) throws(ArtefactFailure) in try reader.constant(depth: depth + 1) })
    case 9:
      return .map(
        try list(eachOf: 5) { (reader: inout ArtefactReader) throws(ArtefactFailure) in
          Constant.MapEntry(key: try reader.text(), value: try reader.constant(depth: depth + 1))
        })
    default: throw .malformed(offset: place)
    }
  }
}
