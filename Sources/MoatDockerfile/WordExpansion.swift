/// The variables that a word may use.
package protocol VariableScope {
  /// Nil if the variable is not set.
  func value(of name: ByteText) -> ByteText?
  /// Whether every build sees this value, or sees none. The base image or a build argument may decide.
  func isCertain(_ name: ByteText) -> Bool
}

extension VariableScope {
  package func isCertain(_ name: ByteText) -> Bool { true }
}

/// Where no variable is set.
package struct NoVariables: VariableScope {
  package init() {}
  package func value(of name: ByteText) -> ByteText? { nil }
}

/// What a word comes to.
package struct ExpandedWord: Sendable {
  package struct Part: Sendable {
    package var text: ByteText
    /// Where it stands in the word before the expansion.
    package var range: Range<Int>
  }

  /// The whole, with white space as it stands.
  package var text = ByteText("")
  /// The whole, split at white space that is neither quoted nor escaped.
  package var parts: [Part] = []
  /// The variables that are used: those that are set, and those that are not.
  package var matched: Set<ByteText> = []
  package var unmatched: Set<ByteText> = []
  /// Those of the unset variables in whose place nothing stands: not those with a default.
  package var blank: Set<ByteText> = []
  /// Why BuildKit would refuse the word, if only the build or the base decides that it does: `${name:?}`.
  package var demand: String?
}

/// How BuildKit reads quotes, escapes and variables in the words of instructions. It resembles a shell's way and is
/// not one: there are no commands, no arithmetic and no globs, and an unset variable is empty.
package struct WordExpansion: Sendable {
  package var escape: UInt8
  /// Quotes stay in the text.
  package var keepsQuotes = false
  /// Escape characters stay in the text.
  package var keepsEscapes = false
  /// A use of an unset variable stays as it is written.
  package var keepsUnset = false
  /// Quotes mean nothing, as in the body of a heredoc.
  package var ignoresQuotes = false
  /// A substitution whose value is not certain is replaced by `unknownMark`.
  var marksUncertain = false
  /// A byte that no text in UTF-8 has.
  static let unknownMark: UInt8 = 0xFF
  /// The result is split into words as well.
  package var splitsWords = true

  package init(escape: UInt8) { self.escape = escape }

  package func expand(_ word: ByteText, in scope: any VariableScope) throws -> ExpandedWord {
    try process(word, in: scope)
  }

  func process(_ word: ByteText, in scope: any VariableScope) throws(Failure) -> ExpandedWord {
    var work = ExpansionWork()
    return try process(word, in: scope, work: &work)
  }

  /// Expands a word with an account that goes on from one word to the next.
  func process(
    _ word: ByteText, in scope: any VariableScope, work: inout ExpansionWork
  ) throws(Failure) -> ExpandedWord {
    var reader = WordReader(word, options: self, scope: scope, work: work)
    defer { work = reader.work }
    var parts = PartCollector(isActive: splitsWords)
    let text = try reader.readUntil(nil, keepsEscapes: keepsEscapes, parts: &parts)
    reader.result.text = ByteText(text)
    reader.result.parts = parts.finish()
    return reader.result
  }
}

/// Splits a text into words as it is made.
struct PartCollector {
  /// Whether somebody wants the words.
  let isActive: Bool
  private var parts: [ExpandedWord.Part] = []
  private var word: [UInt8] = []
  private var isInWord = false
  private var start = 0
  private var end = 0

  /// Adds a character that may be white space between words. `place` is where it comes from.
  mutating func add(_ scalar: Unicode.Scalar, at place: Range<Int>) {
    guard Scalars.isSpace(scalar) else { return addRaw(scalar, at: place) }
    guard isInWord, !word.isEmpty else { return }
    flush()
    isInWord = false
  }

  /// Adds a character that belongs to a word, whatever it is.
  mutating func addRaw(_ scalar: Unicode.Scalar, at place: Range<Int>) {
    guard isActive else { return }
    begin(at: place)
    Scalars.append(scalar, to: &word)
  }

  mutating func addRaw(_ text: [UInt8], at place: Range<Int>) {
    guard isActive else { return }
    begin(at: place)
    word += text
  }

  mutating func add(_ text: [UInt8], at place: Range<Int>) {
    guard isActive else { return }
    var index = 0
    while index < text.count {
      let (scalar, width) = Scalars.decode(text, index, text.count)
      add(scalar, at: place)
      index += width
    }
  }

  mutating func finish() -> [ExpandedWord.Part] {
    if !word.isEmpty { flush() }
    return parts
  }

  init(isActive: Bool) { self.isActive = isActive }

  private mutating func begin(at place: Range<Int>) {
    if !isInWord || word.isEmpty { start = place.lowerBound }
    end = place.upperBound
    isInWord = true
  }

  private mutating func flush() {
    parts.append(ExpandedWord.Part(text: ByteText(word), range: start..<end))
    word = []
  }
}
