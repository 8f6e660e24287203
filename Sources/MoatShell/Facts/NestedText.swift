import MoatSource

/// The script that a command runs, if it is a shell, `eval`, `su -c` or `trap`.
struct NestedText {
  var state = NestedScript.none
  var text: ShellText?
  /// Of the shell that reads it; nil if it is the surrounding one.
  var options: ShellOptions?
  var enclosure = Placement.Enclosure.script
  /// Files of the user are read before the script: `bash -l`, `bash -i`.
  private(set) var readsFiles = false

  static let shells: Set<String> = ["sh", "bash", "dash", "ash", "zsh", "ksh", "mksh"]

  /// `document` holds the lines of a here-document on the standard input.
  init(_ use: CommandUse, _ document: ShellWord?) {
    guard let name = use.name else { return }
    switch name {
    case _ where Self.shells.contains(name): shell(use, document)
    case "eval": evaluated(use.arguments.words)
    case "su":
      options = ShellOptions()
      if let flag = use.arguments.words.firstIndex(where: { $0.staticText == "-c" || $0.staticText == "--command" }),
        flag + 1 < use.arguments.words.count
      {
        take(use.arguments.words[flag + 1])
      } else if !use.arguments.isComplete {
        state = .unknown
      }
    case "trap":
      enclosure = .carried
      if let first = use.arguments.words.first, first.staticText != "-", use.arguments.words.count > 1 { take(first) }
    case ".", "source": state = .file
    // What it splits is a command with its wrappers and assignments.
    case "env":
      if use.arguments.words.contains(where: { EffectiveCommand.isSplitting($0.staticPrefix) }) { state = .unknown }
    default: break
    }
  }

  /// `eval` joins its words with blanks.
  private mutating func evaluated(_ words: [ShellWord]) {
    guard words.count > 1, let first = words.first, let last = words.last else {
      if let word = words.first { take(word) }
      return
    }
    let texts = words.compactMap(\.staticText)
    guard texts.count == words.count else {
      state = .unknown
      return
    }
    text = ShellText(
      texts.joined(separator: " "), map: OffsetMap(whole: first.span.joined(with: last.span)))
    state = .read
  }

  private mutating func shell(_ use: CommandUse, _ document: ShellWord?) {
    let words = use.arguments.words
    var own = ShellOptions()
    let operand = own.apply(words.map(\.staticText))
    options = own
    let flags = words[..<operand]
    readsFiles = flags.contains { word in
      ["l", "i"].contains { Self.hasLetter($0, word.staticText) } || word.staticText == "--login"
    }
    if flags.contains(where: { Self.isQuestion($0.staticText) }) { return }
    if flags.contains(where: { Self.hasLetter("c", $0.staticText) }) {
      if operand < words.count { take(words[operand]) } else { state = .unknown }
      return
    }
    // `-n` reads a script and runs nothing of it.
    if flags.contains(where: { Self.hasLetter("n", $0.staticText) }) { return }
    guard operand == words.count || flags.contains(where: { Self.hasLetter("s", $0.staticText) }) else {
      state = words[operand].staticText == nil ? .unknown : .file
      return
    }
    input(use, document)
  }

  /// The script comes by the standard input.
  private mutating func input(_ use: CommandUse, _ document: ShellWord?) {
    state = .unknown
    for redirection in use.redirections where redirection.descriptor == nil || redirection.descriptor == "0" {
      switch redirection.sign {
      case .hereDocument, .hereDocumentTabs:
        if let document { take(document) }
      case .hereString: take(redirection.target)
      case .input: state = .file
      default: break
      }
    }
  }

  private mutating func take(_ word: ShellWord) {
    guard let script = word.staticText else {
      state = .unknown
      return
    }
    text = ShellText(script, map: word.map ?? OffsetMap(start: Int(word.span.start)))
    state = .read
  }

  private static func hasLetter(_ letter: Character, _ flag: String?) -> Bool {
    guard let flag, flag.hasPrefix("-"), !flag.hasPrefix("--") else { return false }
    return flag.contains(letter)
  }

  private static func isQuestion(_ flag: String?) -> Bool { flag == "--version" || flag == "--help" }
}
