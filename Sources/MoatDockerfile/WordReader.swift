/// The state of reading one word: a place in its bytes.
struct WordReader {
  private let bytes: [UInt8]
  private let options: WordExpansion
  private let scope: any VariableScope
  private var index = 0
  private var keepsEscapes: Bool
  private var depth = 0
  private var uncertainCount = 0
  private(set) var work: ExpansionWork
  var result = ExpandedWord()

  init(_ word: ByteText, options: WordExpansion, scope: any VariableScope, work: ExpansionWork) {
    self.work = work
    bytes = word.bytes
    self.options = options
    self.scope = scope
    keepsEscapes = options.keepsEscapes
    // A byte order mark at the start of a word is dropped.
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { index = 3 }
  }

  private var peek: Unicode.Scalar? {
    index < bytes.count ? Scalars.decode(bytes, index, bytes.count).scalar : nil
  }

  private mutating func next() -> Unicode.Scalar? {
    guard index < bytes.count else { return nil }
    let (scalar, width) = Scalars.decode(bytes, index, bytes.count)
    index += width
    return scalar
  }

  private func isEscape(_ scalar: Unicode.Scalar) -> Bool { scalar.value == UInt32(options.escape) }

  /// Reads until the stop character, which is taken, or to the end where there is none.
  mutating func readUntil(
    _ stop: Unicode.Scalar?, keepsEscapes keeps: Bool, parts: inout PartCollector
  ) throws(Failure) -> [UInt8] {
    let outer = keepsEscapes
    keepsEscapes = keeps
    defer { keepsEscapes = outer }
    var text: [UInt8] = []
    while let scalar = peek {
      if scalar == stop {
        index += 1
        return text
      }
      let start = index
      if let special = try readSpecial(scalar) {
        text += special
        if scalar == "$" { parts.add(special, at: start..<index) } else { parts.addRaw(special, at: start..<index) }
      } else {
        readPlain(&text, &parts)
      }
      guard text.count <= DockerfileLimits.expandedBytes || options.keepsUnset else { throw .tooLong }
    }
    guard let stop else { return text }
    throw Failure(.badSubstitution, "a substitution ends without `\(stop)`")
  }

  /// What a character with a meaning of its own begins; nil if it has none.
  private mutating func readSpecial(_ scalar: Unicode.Scalar) throws(Failure) -> [UInt8]? {
    switch scalar {
    case "$": return try readVariable()
    case "'" where !options.ignoresQuotes: return try readSingleQuoted()
    case "\"" where !options.ignoresQuotes: return try readDoubleQuoted()
    case "<" where !options.ignoresQuotes: return readHeredocSign()
    default: return nil
    }
  }

  private mutating func readPlain(_ text: inout [UInt8], _ parts: inout PartCollector) {
    let start = index
    guard let scalar = next() else { return }
    guard isEscape(scalar) else {
      Scalars.append(scalar, to: &text)
      return parts.add(scalar, at: start..<index)
    }
    if keepsEscapes {
      Scalars.append(scalar, to: &text)
      parts.addRaw(scalar, at: start..<index)
    }
    guard let escaped = next() else { return }
    Scalars.append(escaped, to: &text)
    parts.addRaw(escaped, at: start..<index)
  }

  private mutating func readSingleQuoted() throws(Failure) -> [UInt8] {
    let start = index
    index += 1
    while index < bytes.count, bytes[index] != UInt8(ascii: "'") { index += 1 }
    guard index < bytes.count else { throw Failure(.badSubstitution, "a single quote is not closed") }
    index += 1
    let inner = ByteText(bytes[(start + 1)..<(index - 1)])
    var text: [UInt8] = []
    for scalar in Scalars.decode(inner.bytes) { Scalars.append(scalar, to: &text) }
    return options.keepsQuotes ? [UInt8(ascii: "'")] + text + [UInt8(ascii: "'")] : text
  }

  private mutating func readDoubleQuoted() throws(Failure) -> [UInt8] {
    var text: [UInt8] = []
    index += 1
    if options.keepsQuotes { text.append(UInt8(ascii: "\"")) }
    while let scalar = peek {
      if scalar == "\"" {
        index += 1
        if options.keepsQuotes { text.append(UInt8(ascii: "\"")) }
        return text
      }
      if scalar == "$" {
        text += try readVariable()
        guard text.count <= DockerfileLimits.expandedBytes || options.keepsUnset else { throw .tooLong }
        continue
      }
      var plain = next() ?? scalar
      if isEscape(plain) {
        if keepsEscapes { Scalars.append(plain, to: &text) }
        guard let following = peek else { continue }
        if following == "\"" || following == "$" || isEscape(following) { plain = next() ?? following }
      }
      Scalars.append(plain, to: &text)
    }
    throw Failure(.badSubstitution, "a double quote is not closed")
  }

  /// The sign of a heredoc holds the white space after it, so that `<< EOF` is one word.
  private mutating func readHeredocSign() -> [UInt8] {
    let start = index
    index += 1
    guard peek == "<" else { return [UInt8(ascii: "<")] }
    index += 1
    while let scalar = peek, Scalars.isSpace(scalar) { _ = next() }
    return Array(bytes[start..<index])
  }

  // MARK: Variables

  private mutating func readVariable() throws(Failure) -> [UInt8] {
    let before = uncertainCount
    let text = try readSubstitution()
    return options.marksUncertain && uncertainCount > before ? [WordExpansion.unknownMark] : text
  }

  private mutating func readSubstitution() throws(Failure) -> [UInt8] {
    index += 1
    guard peek == "{" else {
      let name = readName()
      if name.isEmpty { return [UInt8(ascii: "$")] }
      guard let value = try lookUp(name) else { return blank(name, kept: [UInt8(ascii: "$")] + name.bytes) }
      return value.bytes
    }
    index += 1
    let start = index
    guard let first = peek, first != "{", first != "}", first != ":" else {
      throw Failure(.badSubstitution, "`${` wants the name of a variable and a `}`")
    }
    depth += 1
    defer { depth -= 1 }
    guard depth <= DockerfileLimits.expansionDepth else {
      throw Failure(.expansionTooLong, "substitutions stand more than \(DockerfileLimits.expansionDepth) deep")
    }
    let name = readName()
    switch next() {
    case "}":
      guard let value = try lookUp(name) else {
        return blank(name, kept: Array("${".utf8) + name.bytes + [UInt8(ascii: "}")])
      }
      return value.bytes
    case "+": return try readDefault(name, "+", nullIsUnset: false)
    case "-": return try readDefault(name, "-", nullIsUnset: false)
    case "?": return try readDefault(name, "?", nullIsUnset: false)
    case ":": return try readDefault(name, next(), nullIsUnset: true)
    case "#": return try readTrim(name, "#")
    case "%": return try readTrim(name, "%")
    case "/": return try readReplace(name)
    default: throw unsupported(start)
    }
  }

  private func unsupported(_ start: Int) -> Failure {
    let text = ByteText(bytes[start..<min(index, bytes.count)])
    return Failure(
      .badSubstitution, "`${\(text.excerpt)` has no modifier that BuildKit knows (- + ? # % / and their pairs)")
  }

  private mutating func readInner(_ stop: Unicode.Scalar, keepsEscapes: Bool) throws(Failure) -> ByteText {
    var parts = PartCollector(isActive: false)
    return ByteText(try readUntil(stop, keepsEscapes: keepsEscapes, parts: &parts))
  }

  /// `-`, `+` and `?`, with or without a colon.
  private mutating func readDefault(
    _ name: ByteText, _ modifier: Unicode.Scalar?, nullIsUnset: Bool
  ) throws(Failure) -> [UInt8] {
    guard let modifier, modifier != "#", modifier != "%" else { throw unsupported(index) }
    let word = try readInner("}", keepsEscapes: false)
    let value = try lookUp(name)
    if value == nil, options.keepsUnset {
      let sign = (nullIsUnset ? ":" : "") + String(modifier)
      return Array("${\(name)\(sign)".utf8) + word.bytes + [UInt8(ascii: "}")]
    }
    let isUnset = value == nil || nullIsUnset && value?.isEmpty == true
    switch modifier {
    case "-": return isUnset ? word.bytes : value?.bytes ?? []
    case "+": return isUnset ? [] : word.bytes
    case "?":
      guard isUnset else { return value?.bytes ?? [] }
      let reason = word.isEmpty ? value == nil ? "it is not set" : "it is empty" : word.excerpt
      let message = "the variable `\(name.excerpt)` is required here: \(reason)"
      guard !scope.isCertain(name) else { throw Failure(.badSubstitution, message) }
      result.demand = message
      return blank(name, kept: [])
    default: throw unsupported(index)
    }
  }

  /// `#` and `##` take a prefix away, `%` and `%%` a suffix.
  private mutating func readTrim(_ name: ByteText, _ modifier: Unicode.Scalar) throws(Failure) -> [UInt8] {
    var word = try readInner("}", keepsEscapes: true)
    guard let value = try lookUp(name) else {
      return blank(name, kept: Array("${\(name)\(modifier)".utf8) + word.bytes + [UInt8(ascii: "}")])
    }
    let isGreedy = word.bytes.first.map { UInt32($0) == modifier.value } ?? false
    if isGreedy { word.bytes.removeFirst() }
    return modifier == "%"
      ? try ShellPattern.removeSuffix(word, from: value, greedy: isGreedy, work: &work).bytes
      : try ShellPattern.removePrefix(word, from: value, greedy: isGreedy, work: &work).bytes
  }

  private mutating func readReplace(_ name: ByteText) throws(Failure) -> [UInt8] {
    let replacesAll = peek == "/"
    if replacesAll { index += 1 }
    let pattern = try readInner("/", keepsEscapes: true)
    let replacement = try readInner("}", keepsEscapes: true)
    guard let value = try lookUp(name) else {
      result.blank.insert(name)
      guard !options.keepsUnset else {
        return Array("${\(name)/\(pattern)/".utf8) + replacement.bytes + [UInt8(ascii: "}")]
      }
      return try ShellPattern.replace(pattern, in: "", with: replacement, all: replacesAll, work: &work).bytes
    }
    return try ShellPattern.replace(pattern, in: value, with: replacement, all: replacesAll, work: &work).bytes
  }

  /// A name of letters, digits and `_`; digits only if it begins with one; or one special parameter.
  private mutating func readName() -> ByteText {
    let start = index
    guard let first = peek else { return "" }
    if Scalars.isDigit(first) {
      while let scalar = peek, Scalars.isDigit(scalar) { _ = next() }
      return ByteText(bytes[start..<index])
    }
    if "@*#?-$!".unicodeScalars.contains(first) {
      index += 1
      return ByteText(bytes[start..<index])
    }
    while let scalar = peek, Scalars.isLetter(scalar) || Scalars.isDigit(scalar) || scalar == "_" { _ = next() }
    return ByteText(bytes[start..<index])
  }

  /// What stands in the place of an unset variable.
  private mutating func blank(_ name: ByteText, kept: [UInt8]) -> [UInt8] {
    result.blank.insert(name)
    return options.keepsUnset ? kept : []
  }

  private mutating func lookUp(_ name: ByteText) throws(Failure) -> ByteText? {
    let value = scope.value(of: name)
    try work.spend(value?.count ?? 0)
    if options.marksUncertain, !scope.isCertain(name) { uncertainCount += 1 }
    if value == nil { result.unmatched.insert(name) } else { result.matched.insert(name) }
    return value
  }
}
