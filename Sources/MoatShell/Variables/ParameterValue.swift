/// What one `$name` or `${name…}` comes to.
extension KnownVariables {
  enum Resolution {
    case text([UInt8])
    /// How it begins: at least one byte.
    case beginning([UInt8])
    /// What stands behind the operator.
    case argument
    case unknown
  }

  func resolve(_ expansion: ParameterExpansion) -> Resolution {
    guard !expansion.isIndirect, expansion.index == nil, let first = expansion.name.utf8.first, Byte.isNameStart(first)
    else { return .unknown }
    let value = value(of: expansion.name)
    guard let sign = expansion.sign else { return Self.text(value) }
    if let choice = Self.choose(sign, value) { return choice }
    guard case .text(let text) = value else {
      // Of a variable that is not set there is nothing to remove, to replace or to count.
      guard value == .unset else { return .unknown }
      return sign == .length ? .text([UInt8(ascii: "0")]) : .unknown
    }
    let bytes = Array(text.utf8)
    switch sign {
    case .length: return bytes.allSatisfy { $0 < 0x80 } ? .text(Array("\(bytes.count)".utf8)) : .unknown
    case .removePrefix, .removeLongestPrefix, .removeSuffix, .removeLongestSuffix:
      guard let pattern = SimplePattern(pattern(expansion.argument)) else { return .unknown }
      return Self.text(pattern.removed(from: bytes, by: sign))
    case .replaceFirst, .replaceAll:
      return Self.text(Self.replaced(bytes, expansion.argument, all: sign == .replaceAll))
    case .substring: return Self.text(Self.substring(bytes, expansion.argument))
    case .upperAll, .lowerAll:
      guard expansion.argument.isEmpty, bytes.allSatisfy({ $0 < 0x80 }) else { return .unknown }
      return .text(Array((sign == .upperAll ? text.uppercased() : text.lowercased()).utf8))
    default: return .unknown
    }
  }

  private static func text(_ value: Value) -> Resolution {
    switch value {
    case .text(let text): .text(Array(text.utf8))
    case .beginning(let text): .beginning(Array(text.utf8))
    case .unset: .text([])
    case .unknown: .unknown
    }
  }

  private static func text(_ bytes: [UInt8]?) -> Resolution { bytes.map { .text($0) } ?? .unknown }

  /// The operators that take the value or the word behind them; nil for the others.
  private static func choose(_ sign: ParameterExpansion.Operator, _ value: Value) -> Resolution? {
    let isSet: Bool
    switch sign {
    case .useDefault, .assignDefault, .failIfUnset, .alternative: isSet = value != .unset
    case .useDefaultIfEmpty, .assignDefaultIfEmpty, .failIfEmpty, .alternativeUnlessEmpty:
      isSet = value != .unset && value != .text("")
    default: return nil
    }
    if value == .unknown { return .unknown }
    switch sign {
    case .alternative, .alternativeUnlessEmpty: return isSet ? .argument : .text([])
    case .useDefault, .useDefaultIfEmpty: return isSet ? text(value) : .argument
    // Without a value it is assigned, or the shell ends: what follows is not looked at.
    default: return isSet ? text(value) : .unknown
    }
  }

  // MARK: Operators

  /// The elements of a pattern, whose special characters mean something outside of quotes; nil if it is not known.
  private func pattern(_ argument: [WordPart]) -> [SimplePattern.Element]? {
    var result: [SimplePattern.Element] = []
    for part in argument {
      switch part.form {
      case .literal(let text):
        guard let elements = SimplePattern.elements(text.utf8) else { return nil }
        result += elements
      case .singleQuoted(let text), .ansiQuoted(let text): result += text.utf8.map { .byte($0) }
      case .doubleQuoted(let inner):
        guard let text = wholeText(inner) else { return nil }
        result += text.map { .byte($0) }
      case .parameter(let expansion):
        guard case .text(let text) = resolve(expansion), let elements = SimplePattern.elements(text) else { return nil }
        result += elements
      case .command, .arithmetic, .process, .glob, .tilde: return nil
      }
    }
    return result
  }

  /// `${x/a/b}` with plain text on both sides; nil for anything else.
  private static func replaced(_ bytes: [UInt8], _ argument: [WordPart], all: Bool) -> [UInt8]? {
    guard argument.count == 1, case .literal(let text) = argument[0].form else { return nil }
    let written = Array(text.utf8)
    // Special in a pattern or in what replaces it, in one version of bash or another.
    guard !written.contains(where: { "*?[]()&~\\#%\"'+@!".utf8.contains($0) }) else { return nil }
    let halves = written.split(separator: Byte.slash, maxSplits: 1, omittingEmptySubsequences: false)
    guard let old = halves.first, !old.isEmpty else { return nil }
    let new = halves.count > 1 ? halves[1] : []
    var result: [UInt8] = []
    var rest = bytes[...]
    while let byte = rest.first {
      if rest.starts(with: old) {
        result += new
        rest = rest.dropFirst(old.count)
        if !all { return result + rest }
        if result.count > maximumValueBytes { return nil }
      } else {
        result.append(byte)
        rest = rest.dropFirst()
      }
    }
    return result
  }

  /// `${x:1}` and `${x:0:3}` with numbers as they stand.
  private static func substring(_ bytes: [UInt8], _ argument: [WordPart]) -> [UInt8]? {
    guard argument.count == 1, case .literal(let text) = argument[0].form, bytes.allSatisfy({ $0 < 0x80 }) else {
      return nil
    }
    let numbers = text.utf8.split(separator: Byte.colon, omittingEmptySubsequences: false).map { digits -> Int? in
      let isPlain = digits.allSatisfy(Byte.isDigit) && (digits.count == 1 || digits.first != UInt8(ascii: "0"))
      return isPlain && digits.count < 9 ? Int(String(decoding: digits, as: UTF8.self)) : nil
    }
    guard numbers.count <= 2, let first = numbers.first, let start = first else { return nil }
    guard numbers.count == 2 else { return Array(bytes.dropFirst(start)) }
    guard let count = numbers[1] else { return nil }
    return Array(bytes.dropFirst(start).prefix(count))
  }
}

/// A pattern of characters, `?` and `*`, short enough for its states to be the bits of one number.
struct SimplePattern {
  enum Element {
    case byte(UInt8)
    case any
    case many
    /// `[a-z]`: one of these, or none of them.
    case set(Set<UInt8>, isNot: Bool)
  }

  private static let maximumElements = 63
  private let elements: [Element]

  init?(_ elements: [Element]?) {
    guard let elements, elements.count <= Self.maximumElements else { return nil }
    self.elements = elements
  }

  /// Nil if the text has more than this knows: brackets, escapes, patterns in parentheses.
  static func elements(_ text: some Sequence<UInt8>) -> [Element]? {
    var result: [Element] = []
    var rest = Array(text)[...]
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "*"): result.append(.many)
      case UInt8(ascii: "?"): result.append(.any)
      case Byte.openBracket:
        guard let close = rest.firstIndex(of: Byte.closeBracket), let set = set(rest[..<close]) else { return nil }
        result.append(set)
        rest = rest[(close + 1)...]
      case Byte.backslash, Byte.open, Byte.tilde: return nil
      default: result.append(.byte(byte))
      }
    }
    return result
  }

  /// Single letters and digits, and ranges of these; nil for anything else.
  private static func set(_ text: ArraySlice<UInt8>) -> Element? {
    var rest = text
    let isNot = rest.first == Byte.exclamation || rest.first == UInt8(ascii: "^")
    if isNot { rest.removeFirst() }
    var bytes: Set<UInt8> = []
    while let first = rest.popFirst() {
      guard Byte.isName(first) || (first == UInt8(ascii: ".") && rest.first != UInt8(ascii: "-")) else { return nil }
      guard rest.first == UInt8(ascii: "-"), rest.count > 1 else {
        bytes.insert(first)
        continue
      }
      let last = rest[rest.startIndex + 1]
      let isRange = first <= last && kind(first) == kind(last) && Byte.isName(last)
      guard isRange else { return nil }
      bytes.formUnion(first...last)
      rest = rest.dropFirst(2)
    }
    return bytes.isEmpty ? nil : .set(bytes, isNot: isNot)
  }

  /// Capitals, small letters, digits: what a range holds of another kind depends on the language of the user.
  private static func kind(_ byte: UInt8) -> Int {
    switch byte {
    case 0x30...0x39: 0
    case 0x41...0x5A: 1
    case 0x61...0x7A: 2
    default: 3
    }
  }

  /// Whether a letter of the other kind may belong to a range in this pattern.
  private func isAmbiguous(_ byte: UInt8) -> Bool {
    guard Self.kind(byte) == 1 || Self.kind(byte) == 2 else { return false }
    let other = Self.kind(byte) == 1 ? 2 : 1
    return elements.contains { element in
      guard case .set(let bytes, _) = element, bytes.count > 1, !bytes.contains(byte) else { return false }
      return bytes.contains { Self.kind($0) == other }
    }
  }

  /// Nil if `?` would have to know where characters end.
  func removed(from text: [UInt8], by sign: ParameterExpansion.Operator) -> [UInt8]? {
    guard text.allSatisfy({ $0 < 0x80 && !isAmbiguous($0) }) else { return nil }
    switch sign {
    case .removePrefix, .removeLongestPrefix:
      let lengths = matchingPrefixes(of: text)
      guard let length = sign == .removePrefix ? lengths.first : lengths.last else { return text }
      return Array(text.dropFirst(length))
    default:
      guard let backwards = SimplePattern(elements.reversed()) else { return nil }
      let lengths = backwards.matchingPrefixes(of: text.reversed())
      guard let length = sign == .removeSuffix ? lengths.first : lengths.last else { return text }
      return Array(text.dropLast(length))
    }
  }

  /// The lengths of the beginnings that match, in their order.
  private func matchingPrefixes(of text: [UInt8]) -> [Int] {
    let end: UInt64 = 1 << UInt64(elements.count)
    var states = closed(1)
    var lengths = states & end != 0 ? [0] : []
    for (index, byte) in text.enumerated() where states != 0 {
      var next: UInt64 = 0
      for (place, element) in elements.enumerated() where states & (1 << UInt64(place)) != 0 {
        switch element {
        case .byte(let wanted): if wanted == byte { next |= 1 << UInt64(place + 1) }
        case .any: next |= 1 << UInt64(place + 1)
        case .many: next |= 1 << UInt64(place)
        case .set(let bytes, let isNot): if bytes.contains(byte) != isNot { next |= 1 << UInt64(place + 1) }
        }
      }
      states = closed(next)
      if states & end != 0 { lengths.append(index + 1) }
    }
    return lengths
  }

  /// `*` matches nothing as well.
  private func closed(_ states: UInt64) -> UInt64 {
    var states = states
    for (place, element) in elements.enumerated() {
      if case .many = element, states & (1 << UInt64(place)) != 0 { states |= 1 << UInt64(place + 1) }
    }
    return states
  }
}
