import MoatSource

/// `${…}` with its operators.
extension ShellParser {
  mutating func bracedParameter(_ builder: inout WordBuilder, inQuotes: Bool) {
    let start = position
    builder.closeLiteral(before: start, map)
    builder.setUnknown()
    position += 2
    let expansion = nested(at: start, nil) { parser -> ParameterExpansion? in
      parser.parameterBody(from: start, inQuotes: inQuotes)
    }
    guard failure == nil, let expansion else { return }
    guard peek() == Byte.closeBrace else { return fail("`${` is not closed", at: start) }
    position += 1
    builder.parts.append(WordPart(form: .parameter(expansion), span: span(from: start)))
  }

  /// What stands between the braces, up to the one that closes.
  private mutating func parameterBody(from start: Int, inQuotes: Bool) -> ParameterExpansion? {
    if peek() == Byte.hash, let next = peek(1), next != Byte.closeBrace,
      Byte.isName(next) || (Byte.isSpecialParameter(next) && peek(2) == Byte.closeBrace)
    {
      position += 1
      guard let name = parameterName(from: start) else { return nil }
      let subscripted = arraySubscript()
      return ParameterExpansion(name: name, index: subscripted, isIndirect: false, sign: .length, argument: [])
    }
    var isIndirect = false
    if peek() == Byte.exclamation, let next = peek(1), Byte.isName(next) {
      position += 1
      isIndirect = true
      mark(.indirection, from: start)
    }
    guard let name = parameterName(from: start) else { return nil }
    let subscripted = arraySubscript()
    if isIndirect, peek(1) == Byte.closeBrace, peek() == UInt8(ascii: "*") || peek() == UInt8(ascii: "@") {
      // `${!prefix*}`: the names of all variables that begin so.
      position += 1
      return ParameterExpansion(name: name, index: subscripted, isIndirect: true, argument: [])
    }
    guard peek() != Byte.closeBrace else {
      return ParameterExpansion(name: name, index: subscripted, isIndirect: isIndirect, argument: [])
    }
    guard let sign = parameterOperator() else {
      fail("a bad substitution", at: start)
      return nil
    }
    markOperator(sign, from: start)
    let argument = parameterArgument(from: start, inQuotes: inQuotes && !sign.takesPattern)
    return ParameterExpansion(
      name: name, index: subscripted, isIndirect: isIndirect, sign: sign, argument: argument)
  }

  private mutating func parameterName(from start: Int) -> String? {
    let first = position
    if let byte = peek() {
      if Byte.isNameStart(byte) {
        position = nameEnd(from: position)
      } else if Byte.isDigit(byte) {
        while let digit = peek(), Byte.isDigit(digit) { position += 1 }
      } else if Byte.isSpecialParameter(byte) {
        position += 1
      }
    }
    guard position > first else {
      fail("a bad substitution", at: start)
      return nil
    }
    return text(first..<position)
  }

  private mutating func arraySubscript() -> String? {
    guard peek() == Byte.openBracket else { return nil }
    let start = position
    var level = 0
    while let byte = peek(), byte != Byte.newline {
      position += 1
      if byte == Byte.openBracket { level += 1 }
      if byte == Byte.closeBracket { level -= 1 }
      if level == 0 {
        mark(.array, from: start)
        return text(start + 1..<position - 1)
      }
    }
    fail("a subscript is not closed", at: start)
    return nil
  }

  /// The longer operator first, where one begins another.
  private static let operators: [(StaticString, ParameterExpansion.Operator)] = [
    (":-", .useDefaultIfEmpty), (":=", .assignDefaultIfEmpty), (":?", .failIfEmpty), (":+", .alternativeUnlessEmpty),
    ("-", .useDefault), ("=", .assignDefault), ("?", .failIfUnset), ("+", .alternative),
    ("##", .removeLongestPrefix), ("#", .removePrefix), ("%%", .removeLongestSuffix), ("%", .removeSuffix),
    ("//", .replaceAll), ("/", .replaceFirst), ("^^", .upperAll), ("^", .upperFirst), (",,", .lowerAll),
    (",", .lowerFirst), ("@", .transform), (":", .substring),
  ]

  private mutating func parameterOperator() -> ParameterExpansion.Operator? {
    for (sign, form) in Self.operators where take(sign) { return form }
    return nil
  }

  private mutating func markOperator(_ sign: ParameterExpansion.Operator, from start: Int) {
    switch sign {
    case .substring: mark(.substring, from: start)
    case .replaceFirst, .replaceAll: mark(.replacement, from: start)
    case .upperFirst, .upperAll, .lowerFirst, .lowerAll: mark(.caseConversion, from: start)
    case .transform: mark(.transformation, from: start)
    default: break
    }
  }

  /// Everything up to the brace that closes; quotes hide braces, blanks do not end it. Inside double quotes a single
  /// quote is a character like any other, but for the operators that take a pattern.
  private mutating func parameterArgument(from start: Int, inQuotes: Bool) -> [WordPart] {
    var builder = WordBuilder()
    while let byte = peek(), byte != Byte.closeBrace {
      switch byte {
      case Byte.backslash: escapedInArgument(&builder, inQuotes: inQuotes)
      case Byte.dollar: dollar(&builder, inQuotes: inQuotes)
      case Byte.backquote: backquoted(&builder, inQuotes: inQuotes)
      case Byte.double: doubleQuoted(&builder)
      case Byte.single where !inQuotes: singleQuoted(&builder)
      default:
        builder.appendLiteral(byte, at: position)
        position += 1
      }
    }
    builder.closeLiteral(before: position, map)
    return builder.parts
  }

  /// Inside double quotes a backslash stays before most characters; outside, the character behind it is a quoted one.
  private mutating func escapedInArgument(_ builder: inout WordBuilder, inQuotes: Bool) {
    let start = position
    guard let next = peek(1) else {
      builder.appendLiteral(Byte.backslash, at: position)
      position += 1
      return
    }
    position += 2
    if next == Byte.newline { return }
    if inQuotes {
      let isEscaped =
        next == Byte.dollar || next == Byte.backquote || next == Byte.double || next == Byte.backslash
        || next == Byte.closeBrace
      if !isEscaped { builder.appendLiteral(Byte.backslash, at: start) }
      builder.appendLiteral(next, at: start + 1)
    } else {
      builder.closeLiteral(before: start, map)
      var stop = position
      while stop < end, bytes[stop] & 0xC0 == 0x80 { stop += 1 }
      position = stop
      builder.parts.append(WordPart(form: .singleQuoted(text(start + 1..<stop)), span: span(from: start)))
    }
  }
}

extension ParameterExpansion.Operator {
  var takesPattern: Bool {
    switch self {
    case .removePrefix, .removeLongestPrefix, .removeSuffix, .removeLongestSuffix, .replaceFirst, .replaceAll,
      .upperFirst, .upperAll, .lowerFirst, .lowerAll:
      true
    default: false
    }
  }
}
