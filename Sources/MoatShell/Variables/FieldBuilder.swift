import MoatSource

/// The words that one word of a script becomes when its variables are filled in. Each keeps the place of the whole.
struct FieldBuilder {
  private(set) var words: [ShellWord] = []
  private let span: Span
  private var parts: [WordPart] = []
  private var text: [UInt8] = []
  private var isKnown = true
  private var isPattern = false
  /// There is a word, be it an empty one: `""`.
  private var isBegun = false
  private var hasOpenBracket = false

  init(span: Span) { self.span = span }

  /// Text that stays as it is.
  mutating func addQuoted(_ bytes: some Collection<UInt8>) {
    isBegun = true
    guard !bytes.isEmpty else { return }
    text += bytes
    append(.singleQuoted(String(decoding: bytes, as: UTF8.self)))
  }

  /// Text outside of quotes that is not split; what it has of patterns is one.
  mutating func addLiteral(_ bytes: some Collection<UInt8>) {
    isBegun = true
    text += bytes
    var plain: [UInt8] = []
    var rest = Array(bytes)[...]
    while let byte = rest.popFirst() {
      let isGlob =
        switch byte {
        case UInt8(ascii: "*"), UInt8(ascii: "?"): true
        case UInt8(ascii: "@"), UInt8(ascii: "+"), Byte.exclamation: rest.first == Byte.open
        case Byte.closeBracket: hasOpenBracket
        default: false
        }
      if byte == Byte.openBracket { hasOpenBracket = true }
      guard isGlob else {
        plain.append(byte)
        continue
      }
      if !plain.isEmpty { append(.literal(String(decoding: plain, as: UTF8.self))) }
      plain = []
      append(.glob(String(decoding: [byte], as: UTF8.self)))
      isPattern = true
    }
    if !plain.isEmpty { append(.literal(String(decoding: plain, as: UTF8.self))) }
  }

  /// What an expansion outside of quotes comes to: split at blanks, tabs and newlines.
  mutating func addSplit(_ bytes: some Collection<UInt8>) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let field = rest.prefix { !Byte.isBlank($0) && $0 != Byte.newline }
      if !field.isEmpty { addLiteral(field) }
      rest = rest[field.endIndex...]
      guard !rest.isEmpty else { return }
      endField()
      rest = rest.drop { Byte.isBlank($0) || $0 == Byte.newline }
    }
  }

  /// A part as it is written: a home directory, a file name's pattern.
  mutating func addPattern(_ part: WordPart, _ bytes: some Collection<UInt8>) {
    isBegun = true
    text += bytes
    parts.append(part)
    isPattern = true
  }

  mutating func addUnknown(_ part: WordPart) {
    isBegun = true
    isKnown = false
    parts.append(part)
  }

  mutating func endField() {
    guard isBegun else { return }
    let string = String(decoding: text, as: UTF8.self)
    let isPlain = isKnown && !isPattern
    var word =
      isPlain
      ? ShellWord(known: string, span: span, map: OffsetMap(whole: span))
      : ShellWord(parts: parts, text: isKnown ? .pattern(string) : .unknown, isQuoted: true, span: span)
    word.isFilled = isKnown
    words.append(word)
    (parts, text, isKnown, isPattern, isBegun, hasOpenBracket) = ([], [], true, false, false, false)
  }

  private mutating func append(_ form: WordPart.Form) { parts.append(WordPart(form: form, span: span)) }
}
