import MoatSource

/// The script that a command runs, if it is a shell, `eval`, `su -c` or `trap`.
struct NestedText {
  var state = NestedScript.none
  var text: ShellText?
  /// Of the shell that reads it; nil if it is the surrounding one.
  var options: ShellOptions?
  var enclosure = Placement.Enclosure.script

  init(_ use: CommandUse, _ documents: [HereDocument]) {
    guard let name = use.name else { return }
    switch name {
    case "sh", "bash", "dash", "ash", "zsh", "ksh", "mksh": shell(use, documents)
    case "eval":
      switch use.arguments.words.count {
      case 0: break
      case 1: take(use.arguments.words[0])
      default: state = .unknown
      }
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
    default: break
    }
  }

  private mutating func shell(_ use: CommandUse, _ documents: [HereDocument]) {
    let words = use.arguments.words
    var own = ShellOptions()
    let operand = own.apply(words.map(\.staticText))
    options = own
    let flags = words[..<operand]
    if flags.contains(where: { Self.isQuestion($0.staticText) }) { return }
    if flags.contains(where: { Self.hasLetter("c", $0.staticText) }) {
      if operand < words.count { take(words[operand]) } else { state = .unknown }
      return
    }
    guard operand == words.count || flags.contains(where: { Self.hasLetter("s", $0.staticText) }) else {
      state = words[operand].staticText == nil ? .unknown : .file
      return
    }
    input(use, documents)
  }

  /// The script comes by the standard input.
  private mutating func input(_ use: CommandUse, _ documents: [HereDocument]) {
    state = .unknown
    for redirection in use.redirections where redirection.descriptor == nil || redirection.descriptor == "0" {
      switch redirection.sign {
      case .hereDocument, .hereDocumentTabs:
        if let index = redirection.hereDocument, index < documents.count { take(documents[index].body) }
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
