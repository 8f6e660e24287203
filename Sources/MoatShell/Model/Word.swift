package import MoatSource

/// One word of a command, as its parts and as far as it is known without running anything.
package struct ShellWord: Sendable {
  /// What the word is when the shell has done its expansions.
  package enum Text: Sendable, Hashable {
    /// Exactly this, one word: quotes removed, nothing to expand.
    case known(String)
    /// Written so, but file names, braces or a home directory are put in: one word or several.
    case pattern(String)
    case unknown
  }

  package var parts: [WordPart]
  package var text: Text
  /// Any part is quoted: then the word is no reserved word and no alias.
  package var isQuoted: Bool
  package var span: Span
  /// Leads from the known text to the source, for a word that may itself be a script.
  package var map: OffsetMap?
  /// Variables stand in it as it is written, and here is what they come to.
  package var isFilled = false
  /// It is, or holds, the output of a command that fetches something, or the other end of `<(…)` to one.
  package var isFetched = false

  /// The word when it is known without running; nil otherwise.
  package var staticText: String? {
    if case .known(let text) = text { text } else { nil }
  }

  /// The word as it is written without its quotes, unless it holds a variable or a command.
  package var writtenText: String? {
    switch text {
    case .known(let text), .pattern(let text): text
    case .unknown: nil
    }
  }

  /// The known beginning of a word: all of it, or what stands before the first expansion.
  package var staticPrefix: String {
    if let staticText { return staticText }
    var prefix = ""
    for part in parts {
      guard let (text, isWhole) = part.knownPrefix else { break }
      prefix += text
      guard isWhole else { break }
    }
    return prefix
  }

  /// The known end of a word: all of it, or what stands behind the last expansion.
  package var staticSuffix: String {
    if let writtenText { return writtenText }
    var suffix = ""
    for part in parts.reversed() {
      guard let (text, isWhole) = part.knownSuffix else { break }
      suffix = text + suffix
      guard isWhole else { break }
    }
    return suffix
  }

  /// The last component of a path whose folder is not known: `pip` of `"$VENV/bin/pip"`. Nil if that is not known either.
  package var knownFileName: String? {
    let suffix = staticSuffix
    guard let slash = suffix.lastIndex(of: "/") else { return nil }
    let name = suffix[suffix.index(after: slash)...]
    return name.isEmpty || name.contains(where: { "*?[{".contains($0) }) ? nil : String(name)
  }

  /// Every expansion in the word is a folder of a path: a slash follows it. Such a word is taken for one word, which is no
  /// flag: that somebody hides a second one in the name of a folder is not what is asked.
  package var isBelowFolder: Bool {
    var isOpen = false
    var isFolder = false
    func read(_ parts: [WordPart]) -> Bool {
      for part in parts {
        switch part.form {
        case .literal(let text), .singleQuoted(let text), .ansiQuoted(let text):
          guard !isOpen || text.hasPrefix("/") || text.isEmpty else { return false }
          if !text.isEmpty { isOpen = false }
        case .doubleQuoted(let inner):
          guard read(inner) else { return false }
        case .parameter(let expansion) where !part.isAllParameters && expansion.name != "*":
          guard !isOpen else { return false }
          (isOpen, isFolder) = (true, true)
        case .command:
          guard !isOpen else { return false }
          (isOpen, isFolder) = (true, true)
        case .parameter, .arithmetic, .process, .glob, .tilde: return false
        }
      }
      return true
    }
    return read(parts) && isFolder && !isOpen
  }

  /// The known beginning of a word that no expansion outside of quotes can change.
  var quotedPrefix: String { maySplit ? "" : staticPrefix }

  /// An expansion outside quotes may become any number of words.
  package var maySplit: Bool {
    parts.contains { part in
      switch part.form {
      case .parameter, .command, .glob, .arithmetic: true
      case .doubleQuoted(let inner): inner.contains(where: \.isAllParameters)
      default: false
      }
    } || (staticText == nil && writtenText != nil)
  }

  /// A word of known text that stands in no shell text: an argument of the exec form.
  package init(known text: String, span: Span, map: OffsetMap? = nil) {
    parts = [WordPart(form: .singleQuoted(text), span: span)]
    self.text = .known(text)
    isQuoted = true
    self.span = span
    self.map = map
  }

  package init(parts: [WordPart], text: Text, isQuoted: Bool, span: Span, map: OffsetMap? = nil) {
    self.parts = parts
    self.text = text
    self.isQuoted = isQuoted
    self.span = span
    self.map = map
  }
}

package struct WordPart: Sendable {
  package indirect enum Form: Sendable {
    /// Unquoted text, and characters behind a backslash; braces stand here as they are written.
    case literal(String)
    case singleQuoted(String)
    /// `$'…'` with its escapes resolved.
    case ansiQuoted(String)
    case doubleQuoted([WordPart])
    case parameter(ParameterExpansion)
    case command([ShellStatement], isBackquoted: Bool)
    case arithmetic([WordPart])
    case process([ShellStatement], isInput: Bool)
    /// `*`, `?`, a bracket expression's `[`, or an extended pattern's opening.
    case glob(String)
    /// `~` and the name behind it.
    case tilde(String)
  }

  package var form: Form
  package var span: Span

  /// The known text at the part's beginning, and whether that is all of the part; nil if nothing is known of it.
  var knownPrefix: (text: String, isWhole: Bool)? {
    switch form {
    case .literal(let text), .singleQuoted(let text), .ansiQuoted(let text): return (text, true)
    case .doubleQuoted(let parts):
      var prefix = ""
      for part in parts {
        guard case .literal(let text) = part.form else { return (prefix, false) }
        prefix += text
      }
      return (prefix, true)
    default: return nil
    }
  }

  /// The known text at the part's end, and whether that is all of the part; nil if nothing is known of it.
  var knownSuffix: (text: String, isWhole: Bool)? {
    switch form {
    case .literal(let text), .singleQuoted(let text), .ansiQuoted(let text): return (text, true)
    case .doubleQuoted(let parts):
      var suffix = ""
      for part in parts.reversed() {
        guard case .literal(let text) = part.form else { return (suffix, false) }
        suffix = text + suffix
      }
      return (suffix, true)
    default: return nil
    }
  }

  /// `$@` becomes several words even inside quotes.
  var isAllParameters: Bool {
    guard case .parameter(let expansion) = form else { return false }
    return expansion.name == "@" || expansion.index == "@"
  }
}

/// `$name` and `${name…}`.
package struct ParameterExpansion: Sendable {
  package enum Operator: String, Sendable, Hashable {
    case useDefault = "-"
    case useDefaultIfEmpty = ":-"
    case assignDefault = "="
    case assignDefaultIfEmpty = ":="
    case failIfUnset = "?"
    case failIfEmpty = ":?"
    case alternative = "+"
    case alternativeUnlessEmpty = ":+"
    case removePrefix = "#"
    case removeLongestPrefix = "##"
    case removeSuffix = "%"
    case removeLongestSuffix = "%%"
    case length = "length"
    case substring = ":"
    case replaceFirst = "/"
    case replaceAll = "//"
    case upperFirst = "^"
    case upperAll = "^^"
    case lowerFirst = ","
    case lowerAll = ",,"
    case transform = "@"
  }

  /// The name, a number, or one of `@ * # ? - $ !`.
  package var name: String
  /// Of an array element, what stands in its brackets.
  package var index: String?
  /// `${!name}`: the value of the variable that the variable names.
  package var isIndirect: Bool
  package var sign: Operator?
  /// What stands behind the operator.
  package var argument: [WordPart]
}
