import MoatSource

/// Words with their variables filled in, as POSIX says (2.6): the expansions from left to right, then the splitting of what
/// came of those outside of quotes. A word of which a part is not known keeps that part.
extension KnownVariables {
  /// The words that a word of a command becomes: itself, if it holds no variable.
  mutating func expand(_ word: ShellWord) -> [ShellWord] {
    guard word.writtenText == nil, !isLost, Self.mayFill(word.parts), !Self.mayHaveBraces(word.parts),
      spend(weight(of: word.parts))
    else { return [word] }
    var fields = FieldBuilder(span: word.span)
    fill(word.parts, &fields)
    fields.endField()
    let words = fields.words
    guard spend(words.count * Self.wordCost), words.count <= Self.maximumWords else { return [word] }
    return words
  }

  /// A word that stays one and in which nothing is a pattern: a value that is assigned, the target of a redirection.
  mutating func expandWhole(_ word: ShellWord) -> ShellWord {
    guard word.staticText == nil, !isLost, spend(weight(of: word.parts)) else { return word }
    guard let bytes = wholeText(word.parts) else {
      // Its beginning may be known.
      let beginning = beginning(of: word.parts)
      guard !beginning.isEmpty, let rest = Self.firstExpansion(in: word.parts) else { return word }
      let known = WordPart(form: .literal(String(decoding: beginning, as: UTF8.self)), span: word.span)
      let part = WordPart(form: .doubleQuoted([known, rest]), span: word.span)
      return ShellWord(parts: [part], text: .unknown, isQuoted: true, span: word.span)
    }
    return ShellWord(
      known: String(decoding: bytes, as: UTF8.self), span: word.span, map: OffsetMap(whole: word.span))
  }

  /// The lines of a here-document. Shells do not agree on quotes within the braces of a variable there.
  mutating func expandDocument(_ word: ShellWord) -> ShellWord {
    let hasQuotes = word.parts.contains { part in
      guard case .parameter(let expansion) = part.form else { return false }
      return expansion.argument.contains { if case .literal = $0.form { false } else { true } }
    }
    return word.writtenText != nil || hasQuotes ? word : expandWhole(word)
  }

  /// What it takes to fill the variables in: the values that are read, whatever is left of them.
  private func weight(of parts: [WordPart]) -> Int {
    parts.reduce(Self.wordCost) { sum, part in
      switch part.form {
      case .parameter(let expansion):
        guard let text = value(of: expansion.name).known else { return sum + weight(of: expansion.argument) }
        return sum + text.utf8.count + weight(of: expansion.argument)
      case .doubleQuoted(let inner): return sum + weight(of: inner)
      default: return sum
      }
    }
  }

  /// Whether a part is a variable whose value may be known.
  private static func mayFill(_ parts: [WordPart]) -> Bool {
    parts.contains { part in
      switch part.form {
      case .parameter(let expansion): return expansion.name.utf8.first.map(Byte.isNameStart) ?? false
      case .doubleQuoted(let inner): return mayFill(inner)
      default: return false
      }
    }
  }

  /// `{$a,b}`: braces are put in before variables, and only in some shells.
  private static func mayHaveBraces(_ parts: [WordPart]) -> Bool {
    var isOpen = false
    var isSeparated = false
    for case .literal(let text) in parts.lazy.map(\.form) {
      for byte in text.utf8 {
        if byte == Byte.openBrace { isOpen = true }
        if isOpen, byte == UInt8(ascii: ",") || byte == UInt8(ascii: ".") { isSeparated = true }
        if isSeparated, byte == Byte.closeBrace { return true }
      }
    }
    return false
  }

  // MARK: Outside of quotes

  private func fill(_ parts: [WordPart], _ fields: inout FieldBuilder) {
    for part in parts {
      switch part.form {
      case .literal(let text): fields.addLiteral(text.utf8)
      case .singleQuoted(let text), .ansiQuoted(let text): fields.addQuoted(text.utf8)
      case .glob(let text), .tilde(let text): fields.addPattern(part, text.utf8)
      case .doubleQuoted(let inner): fillQuoted(part, inner, &fields)
      case .parameter(let expansion): fill(expansion, part, &fields)
      case .command, .arithmetic, .process: fields.addUnknown(part)
      }
    }
  }

  private func fill(_ expansion: ParameterExpansion, _ part: WordPart, _ fields: inout FieldBuilder) {
    guard splitsByDefault else { return fields.addUnknown(part) }
    switch resolve(expansion) {
    case .text(let text): fields.addSplit(text)
    case .argument: fillArgument(expansion.argument, part, &fields)
    case .beginning(let text):
      // Up to the last blank what it begins with is known; what follows that may be a pattern and go on.
      let isPlain = text.allSatisfy { Byte.isName($0) || ":/.-=+,%@".utf8.contains($0) }
      if isPlain { fields.addLiteral(text) }
      fields.addUnknown(part)
    case .unknown: fields.addUnknown(part)
    }
  }

  /// `${x:-a b}` outside of quotes: what is not quoted in it is split. It is taken as a whole or not at all.
  private func fillArgument(_ argument: [WordPart], _ part: WordPart, _ fields: inout FieldBuilder) {
    var pieces: [(bytes: [UInt8], isQuoted: Bool)] = []
    for (index, inner) in argument.enumerated() {
      switch inner.form {
      case .literal(let text):
        if index == 0, text.hasPrefix("~") { return fields.addUnknown(part) }
        pieces.append((Array(text.utf8), false))
      case .singleQuoted(let text), .ansiQuoted(let text): pieces.append((Array(text.utf8), true))
      case .doubleQuoted(let quoted):
        guard let text = wholeText(quoted) else { return fields.addUnknown(part) }
        pieces.append((text, true))
      case .parameter(let expansion):
        // Of a default within a default, its own quotes are not looked into.
        guard case .text(let text) = resolve(expansion) else { return fields.addUnknown(part) }
        pieces.append((text, false))
      case .command, .arithmetic, .process, .glob, .tilde: return fields.addUnknown(part)
      }
    }
    for piece in pieces { if piece.isQuoted { fields.addQuoted(piece.bytes) } else { fields.addSplit(piece.bytes) } }
  }

  // MARK: Inside quotes

  /// The parts that are known become text, so that the beginning of the word is known up to the first that is not.
  private func fillQuoted(_ part: WordPart, _ inner: [WordPart], _ fields: inout FieldBuilder) {
    if let text = wholeText(inner) { return fields.addQuoted(text) }
    let filled = inner.flatMap { piece in
      guard case .parameter(let expansion) = piece.form else { return [piece] }
      let text = wholeText([piece])
      var known: [UInt8] = text ?? []
      if case .beginning(let text) = resolve(expansion) { known = text }
      let literal = WordPart(form: .literal(String(decoding: known, as: UTF8.self)), span: piece.span)
      if text != nil { return [literal] }
      return known.isEmpty ? [piece] : [literal, piece]
    }
    fields.addUnknown(WordPart(form: .doubleQuoted(filled), span: part.span))
  }

  /// The text of parts that are not split, in quotes or in an assignment; nil if it is not known.
  func wholeText(_ parts: [WordPart]) -> [UInt8]? {
    var result: [UInt8] = []
    for part in parts {
      switch part.form {
      case .literal(let text), .singleQuoted(let text), .ansiQuoted(let text), .glob(let text): result += text.utf8
      case .doubleQuoted(let inner):
        guard let text = wholeText(inner) else { return nil }
        result += text
      case .parameter(let expansion):
        switch resolve(expansion) {
        case .text(let text): result += text
        case .argument:
          // A home directory is put in there, but in quotes.
          if case .literal(let text)? = expansion.argument.first?.form, text.hasPrefix("~") { return nil }
          guard let text = wholeText(expansion.argument) else { return nil }
          result += text
        case .beginning, .unknown: return nil
        }
      case .command, .arithmetic, .process, .tilde: return nil
      }
      if result.count > Self.maximumValueBytes { return nil }
    }
    return result
  }

  private static func firstExpansion(in parts: [WordPart]) -> WordPart? {
    for part in parts {
      switch part.form {
      case .doubleQuoted(let inner): if let found = firstExpansion(in: inner) { return found }
      case .parameter, .command, .arithmetic, .process, .tilde: return part
      case .literal, .singleQuoted, .ansiQuoted, .glob: break
      }
    }
    return nil
  }

  /// What stands before the first part that is not known, with as much of that as is.
  func beginning(of parts: [WordPart]) -> [UInt8] {
    var result: [UInt8] = []
    for part in parts {
      if let text = wholeText([part]) {
        result += text
        continue
      }
      switch part.form {
      case .doubleQuoted(let inner): return result + beginning(of: inner)
      case .parameter(let expansion):
        if case .beginning(let text) = resolve(expansion) { return result + text }
        return result
      default: return result
      }
    }
    return result
  }
}
