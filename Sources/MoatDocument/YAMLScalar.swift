internal import MoatSource

/// What a YAML scalar means, by the rules of the reader that Kubernetes uses (sigs.k8s.io/yaml over go-yaml v2, which
/// follows YAML 1.1 in most): `yes`, `on` and `y` are true, `017` is 15, a date is a string.
enum YAMLScalar {
  case null
  case bool(Bool)
  case int(Int64)
  /// A number in the syntax of JSON, such as `0.5` for `.5`.
  case float([UInt8])
  /// The text itself.
  case string
  /// Other bytes than the text: what `!!binary` encodes.
  case decoded([UInt8])
  /// Not representable, with the reason.
  case invalid(String)

  private static let prefix = Array("tag:yaml.org,2002:".utf8)

  /// - Parameters:
  ///   - isPlain: whether the scalar stands without quotes (or under the tag `!`), so that its text decides.
  ///   - tag: the resolved tag, or nil.
  static func resolve(_ text: UnsafeBufferPointer<UInt8>, isPlain: Bool, tag: [UInt8]?) -> YAMLScalar {
    guard let tag else { return isPlain ? unsafe plain(text) : .string }
    // By the specification a lone `!` makes a string; that reader resolves the text as if nothing stood before it.
    if tag == [UInt8(ascii: "!")] { return unsafe plain(text) }
    guard tag.starts(with: prefix) else { return .string }
    let name = String(decoding: tag.dropFirst(prefix.count), as: UTF8.self)
    let value = unsafe plain(text)
    switch (name, value) {
    case ("binary", _): return unsafe binary(Array(text))
    case ("null", .null), ("bool", .bool), ("int", .int), ("float", .int), ("float", .float), ("float", .invalid):
      return value
    case ("int", .float(let digits)) where digits.allSatisfy({ $0 != UInt8(ascii: ".") && $0 | 0x20 != 0x65 }):
      return value
    case ("null", _), ("bool", _), ("int", _), ("float", _):
      return unsafe .invalid("\(Bytes.shownKey(Array(text.prefix(64)))) is no value of the tag `!!\(name)`")
    // Timestamps stay strings there, and tags that the reader does not know leave the text as it is.
    default: return .string
    }
  }

  /// What an untagged, unquoted text means. The first byte rules out most texts at once.
  private static func plain(_ text: UnsafeBufferPointer<UInt8>) -> YAMLScalar {
    guard let first = unsafe text.first else { return .null }
    switch first {
    case UInt8(ascii: "~"), UInt8(ascii: "y"), UInt8(ascii: "Y"), UInt8(ascii: "n"), UInt8(ascii: "N"),
      UInt8(ascii: "t"), UInt8(ascii: "T"), UInt8(ascii: "f"), UInt8(ascii: "F"), UInt8(ascii: "o"),
      UInt8(ascii: "O"):
      return text.count <= 5 ? unsafe word(String(decoding: text, as: UTF8.self)) : .string
    case UInt8(ascii: "."):
      if text.count <= 4, unsafe isSpecialFloat(Array(text)) { return notFinite }
      return unsafe YAMLNumber.float(Array(text)) ?? .string
    case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
      if text.count == 5, unsafe text[1] == UInt8(ascii: "."), unsafe isInfinity(Array(text.dropFirst())) {
        return notFinite
      }
      return unsafe YAMLNumber.resolve(text)
    default: return .string
    }
  }

  private static var notFinite: YAMLScalar {
    .invalid("an infinity or a NaN has no counterpart in JSON; quote it if a string is meant")
  }

  private static func word(_ text: String) -> YAMLScalar {
    switch text {
    case "y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON": .bool(true)
    case "n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF": .bool(false)
    case "~", "null", "Null", "NULL": .null
    default: .string
    }
  }

  private static func isInfinity(_ text: [UInt8]) -> Bool {
    [".inf", ".Inf", ".INF"].contains(String(decoding: text, as: UTF8.self))
  }

  private static func isSpecialFloat(_ text: [UInt8]) -> Bool {
    isInfinity(text) || [".nan", ".NaN", ".NAN"].contains(String(decoding: text, as: UTF8.self))
  }

  /// Base 64 (RFC 4648, section 4) with line breaks anywhere; the bytes must be UTF-8 to become a string.
  private static func binary(_ text: [UInt8]) -> YAMLScalar {
    let failure = YAMLScalar.invalid("the text under `!!binary` is no base 64")
    var result: [UInt8] = []
    var bits: UInt32 = 0
    var digits = 0
    var padding = 0
    for byte in text where !(byte == 0x0A || byte == 0x0D) {
      let value: UInt32
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): value = UInt32(byte) - 65
      case UInt8(ascii: "a")...UInt8(ascii: "z"): value = UInt32(byte) - 71
      case UInt8(ascii: "0")...UInt8(ascii: "9"): value = UInt32(byte) + 4
      case UInt8(ascii: "+"): value = 62
      case UInt8(ascii: "/"): value = 63
      case UInt8(ascii: "="):
        padding += 1
        continue
      default: return failure
      }
      guard padding == 0 else { return failure }
      bits = bits << 6 | value
      digits += 1
      if digits % 4 == 0 {
        result += [UInt8(truncatingIfNeeded: bits >> 16), UInt8(truncatingIfNeeded: bits >> 8)]
        result.append(UInt8(truncatingIfNeeded: bits))
        bits = 0
      }
    }
    switch (digits % 4, padding) {
    case (0, 0): break
    case (2, 2): result.append(UInt8(truncatingIfNeeded: bits >> 4))
    case (3, 1): result += [UInt8(truncatingIfNeeded: bits >> 10), UInt8(truncatingIfNeeded: bits >> 2)]
    default: return failure
    }
    let isText = unsafe result.withUnsafeBufferPointer { unsafe Bytes.firstMalformed($0) == nil }
    return isText ? .decoded(result) : .invalid("the bytes under `!!binary` are no UTF-8 text")
  }
}

/// The numbers of YAML as go-yaml v2 resolves them.
enum YAMLNumber {
  /// A text that begins with a digit or a sign: an integer in base 2, 8, 10 or 16, a float, or a string after all.
  static func resolve(_ text: UnsafeBufferPointer<UInt8>) -> YAMLScalar {
    if let small = unsafe smallDecimal(text) { return .int(small) }
    var digits = unsafe text.filter { $0 != UInt8(ascii: "_") }
    let plain = digits
    let sign = digits.first
    let isNegative = sign == UInt8(ascii: "-")
    if isNegative || sign == UInt8(ascii: "+") { digits.removeFirst() }
    var radix: UInt64 = 10
    if digits.count > 1, digits[0] == UInt8(ascii: "0") {
      var prefix = 2
      switch digits[1] {
      case UInt8(ascii: "x"), UInt8(ascii: "X"): radix = 16
      case UInt8(ascii: "b"), UInt8(ascii: "B"): radix = 2
      case UInt8(ascii: "o"), UInt8(ascii: "O"): radix = 8
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        radix = 8
        prefix = 1
      default: prefix = 0
      }
      digits.removeFirst(prefix)
    }
    switch magnitude(digits, radix: radix) {
    case .value(let magnitude):
      if isNegative, magnitude <= UInt64(Int64.max) + 1 { return .int(Int64(truncatingIfNeeded: 0 &- magnitude)) }
      if !isNegative, magnitude <= UInt64(Int64.max) { return .int(Int64(magnitude)) }
      return .float((isNegative ? [UInt8(ascii: "-")] : []) + Array(String(magnitude).utf8))
    case .tooLarge where radix != 10:
      return .invalid("an integer in base \(radix) has more than 64 bits")
    case .tooLarge, .none: return float(plain) ?? .string
    }
  }

  /// What most numbers of manifests are: up to 18 decimal digits that do not begin with 0.
  private static func smallDecimal(_ text: UnsafeBufferPointer<UInt8>) -> Int64? {
    guard text.count <= 18, let first = unsafe text.first, first != UInt8(ascii: "0") else { return nil }
    var value: Int64 = 0
    for index in 0..<text.count {
      let byte = unsafe text[index]
      guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
      value = value * 10 + Int64(byte - UInt8(ascii: "0"))
    }
    return value
  }

  private enum Magnitude {
    case value(UInt64)
    case tooLarge
    case none
  }

  private static func magnitude(_ digits: [UInt8], radix: UInt64) -> Magnitude {
    guard !digits.isEmpty else { return .none }
    var value: UInt64 = 0
    var fits = true
    for byte in digits {
      let digit: UInt64
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = UInt64(byte) - 48
      case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = UInt64(byte) - 87
      case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = UInt64(byte) - 55
      default: return .none
      }
      guard digit < radix else { return .none }
      let (scaled, overflow) = value.multipliedReportingOverflow(by: radix)
      let (sum, carry) = scaled.addingReportingOverflow(digit)
      fits = fits && !overflow && !carry
      value = sum
    }
    return fits ? .value(value) : .tooLarge
  }

  /// `[-+]? (digits [. digits?]? | . digits) ([eE] [-+]? digits)?`, rewritten as JSON writes it; nil for other texts
  /// and for what no double holds, which that reader takes for strings.
  static func float(_ text: [UInt8]) -> YAMLScalar? {
    var rest = text.filter { $0 != UInt8(ascii: "_") }[...]
    var result: [UInt8] = []
    if let sign = rest.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
      if sign == UInt8(ascii: "-") { result.append(sign) }
      rest = rest.dropFirst()
    }
    let whole = takeDigits(&rest)
    result += whole.drop { $0 == UInt8(ascii: "0") }
    if result.last.map({ $0 == UInt8(ascii: "-") }) ?? true { result.append(UInt8(ascii: "0")) }
    var fraction: ArraySlice<UInt8> = []
    if rest.first == UInt8(ascii: ".") {
      rest = rest.dropFirst()
      fraction = takeDigits(&rest)
      if !fraction.isEmpty { result += [UInt8(ascii: ".")] + fraction }
    }
    guard !whole.isEmpty || !fraction.isEmpty else { return nil }
    if let letter = rest.first, letter | 0x20 == UInt8(ascii: "e") {
      result.append(UInt8(ascii: "e"))
      rest = rest.dropFirst()
      if let sign = rest.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
        result.append(sign)
        rest = rest.dropFirst()
      }
      let exponent = takeDigits(&rest)
      guard !exponent.isEmpty else { return nil }
      result += exponent
    }
    guard rest.isEmpty, Double(String(decoding: result, as: UTF8.self))?.isFinite ?? false else { return nil }
    return .float(result)
  }

  private static func takeDigits(_ rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    let digits = rest.prefix { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
    rest = rest.dropFirst(digits.count)
    return digits
  }

  /// A float as a key, written in the shortest form of 32 bits, as sigs.k8s.io/yaml does: `1.50` is the key `1.5`.
  static func keyText(ofFloat text: [UInt8]) -> [UInt8]? {
    guard let value = Float(String(decoding: text, as: UTF8.self)), value.isFinite else { return nil }
    if value == 0 { return Array((value.sign == .minus ? "-0" : "0").utf8) }
    var digits: [UInt8] = []
    var point: Int?
    var exponent = 0
    let parts = value.magnitude.description.split(separator: "e")
    for byte in parts[0].utf8 {
      if byte == UInt8(ascii: ".") { point = digits.count } else { digits.append(byte) }
    }
    if parts.count > 1 { exponent = Int(parts[1]) ?? 0 }
    var scale = (point ?? digits.count) + exponent
    while digits.count > 1, digits[0] == UInt8(ascii: "0") {
      digits.removeFirst()
      scale -= 1
    }
    while digits.count > 1, digits.last == UInt8(ascii: "0") { digits.removeLast() }
    let sign = value.sign == .minus ? "-" : ""
    let figures = String(decoding: digits, as: UTF8.self)
    // The `%g` of Go: an exponent below -4 or from 6 (or from the number of digits, if more) on is written out.
    let precision = digits.count > 6 && digits.count >= scale ? digits.count : 6
    if scale - 1 < -4 || scale - 1 >= precision {
      let power = abs(scale - 1)
      let tail = figures.dropFirst()
      return Array(
        (sign + figures.prefix(1) + (tail.isEmpty ? "" : "." + tail) + (scale - 1 < 0 ? "e-" : "e+")
          + (power < 10 ? "0" : "") + String(power)).utf8)
    }
    if scale <= 0 { return Array((sign + "0." + String(repeating: "0", count: -scale) + figures).utf8) }
    if digits.count <= scale {
      return Array((sign + figures + String(repeating: "0", count: scale - digits.count)).utf8)
    }
    return Array((sign + figures.prefix(scale) + "." + figures.dropFirst(scale)).utf8)
  }
}
