internal import MoatSource

/// The flags that an instruction knows, and the values that they have in one.
struct FlagReader {
  enum Kind {
    case bool
    case single
    case list
  }

  private let known: KeyValuePairs<String, Kind>
  private var values: [String: [Token]] = [:]

  init(_ node: InstructionNode, _ known: KeyValuePairs<String, Kind> = [:]) throws(Failure) {
    self.known = known
    for flag in node.flags { try read(flag) }
  }

  private mutating func read(_ flag: Token) throws(Failure) {
    let text = ByteText(flag.text.bytes.dropFirst(2))
    let pair = text.cut(at: UInt8(ascii: "="))
    let name = (pair?.before ?? text).description
    guard let kind = known.first(where: { $0.key == name })?.value else {
      let nearest = Suggestion.nearest(to: name, among: known.map(\.key))
      let help = nearest.map { "; did you mean `--\($0)`?" } ?? ""
      throw Failure(.unknownFlag, "the instruction has no flag `--\(ByteText(name).excerpt)`\(help)", at: flag.span)
    }
    if values[name] != nil, kind != .list {
      throw Failure(.duplicateFlag, "the flag `--\(name)` stands here a second time", at: flag.span)
    }
    guard kind == .bool else {
      guard let value = pair?.after else {
        throw Failure(.missingFlagValue, "the flag `--\(name)` wants a value", at: flag.span)
      }
      values[name, default: []].append(Token(value, at: flag.span))
      return
    }
    if let value = pair?.after, value.isEmpty {
      throw Failure(.missingFlagValue, "the flag `--\(name)` wants a value after its `=`", at: flag.span)
    }
    let value = pair?.after.lowercased ?? "true"
    guard value == "true" || value == "false" else {
      throw Failure(.invalidFlagValue, "the flag `--\(name)` is true or false", at: flag.span)
    }
    values[name] = [Token(value, at: flag.span)]
  }

  /// The value of a flag; nil if it is absent or empty.
  func single(_ name: String) -> Token? { values[name]?.first.flatMap { $0.text.isEmpty ? nil : $0 } }

  func list(_ name: String) -> [Token] { values[name] ?? [] }

  /// Nil if it is absent.
  func bool(_ name: String) -> Bool? { values[name]?.first.map { $0.text == "true" } }

  /// A time of at least a millisecond, or zero, in nanoseconds.
  func duration(_ name: String) throws(Failure) -> Int64 {
    guard let token = single(name) else { return 0 }
    guard let value = GoDuration.parse(token.text), value == 0 || value >= 1_000_000 else {
      throw Failure(.invalidFlagValue, "`--\(name)` is a time such as 30s, of 1ms or more", at: token.span)
    }
    return value
  }
}

/// Times as Go writes them: `1h30m`, `1.5s`, `300ms`.
enum GoDuration {
  /// In nanoseconds; nil if it is none.
  static func parse(_ text: ByteText) -> Int64? {
    var bytes = text.bytes[...]
    let isNegative = bytes.first == UInt8(ascii: "-")
    if isNegative || bytes.first == UInt8(ascii: "+") { bytes.removeFirst() }
    if Array(bytes) == [UInt8(ascii: "0")] { return 0 }
    guard !bytes.isEmpty else { return nil }
    var total: Double = 0
    while !bytes.isEmpty {
      let number = bytes.prefix { $0 >= 0x30 && $0 <= 0x39 || $0 == UInt8(ascii: ".") }
      bytes = bytes.dropFirst(number.count)
      let unit = bytes.prefix { !($0 >= 0x30 && $0 <= 0x39 || $0 == UInt8(ascii: ".")) }
      bytes = bytes.dropFirst(unit.count)
      let digits = String(decoding: number, as: UTF8.self)
      guard number.contains(where: { $0 != UInt8(ascii: ".") }), let scale = scale(of: ByteText(unit)),
        let value = Double(digits.hasPrefix(".") ? "0" + digits : digits.hasSuffix(".") ? digits + "0" : digits)
      else { return nil }
      total += value * scale
    }
    guard total < 0x1p63 else { return nil }
    return isNegative ? -Int64(total) : Int64(total)
  }

  private static func scale(of unit: ByteText) -> Double? {
    switch unit {
    case "ns": 1
    case "us", "µs", "μs": 1e3
    case "ms": 1e6
    case "s": 1e9
    case "m": 60e9
    case "h": 3600e9
    default: nil
    }
  }
}
