/// Where an interpreter takes its program from.
enum ProgramSource {
  /// A text among its arguments: `-c`, `-e`.
  case text(ShellWord)
  /// The words of such a text come at run time.
  case textAtRunTime
  case file(ShellWord)
  case input
  /// A module of its own, or none.
  case none

  /// How an interpreter reads its arguments.
  private struct Form {
    /// Letters of flags behind which the text stands.
    var texts: Set<Character> = ["c", "e"]
    var longTexts: Set<String> = []
    /// Flags whose value is the next word.
    var values: Set<String> = []
    /// Flags behind which a program of its own stands.
    var modules: Set<String> = []
    /// The text is the first operand, and not what follows the flag.
    var isShell = false
    /// The program is the value of this flag, and nothing else.
    var fileFlag: String?
  }

  /// From the manuals of bash 5.2, dash 0.5.12, Python 3.12, Perl 5.38, Ruby 3.3, Node.js 22, PHP 8.3, Lua 5.4 and OpenJDK 21.
  private static let forms: [String: Form] = {
    let shell = Form(texts: ["c"], values: ["-o", "+o", "-O", "+O", "--rcfile", "--init-file"], isShell: true)
    var forms: [String: Form] = [
      "python": Form(texts: ["c"], values: ["-W", "-X"], modules: ["-m"]),
      "perl": Form(texts: ["e", "E"]),
      "ruby": Form(texts: ["e"], values: ["-r", "-I", "-C"]),
      "node": Form(
        texts: ["e", "p"], longTexts: ["--eval", "--print"], values: ["-r", "--require", "--import", "--loader"]),
      "bun": Form(texts: ["e", "p"], longTexts: ["--eval", "--print"], values: ["-r", "--preload"]),
      "pwsh": Form(
        texts: [], longTexts: ["-c", "-C", "-Command", "-command"],
        values: ["-ExecutionPolicy", "-ep", "-ex", "-WorkingDirectory", "-wd", "-OutputFormat", "-o"]),
      "php": Form(texts: ["r"], longTexts: ["--run"], values: ["-d", "-c"]),
      "lua": Form(texts: ["e"], values: ["-l"]),
      "java": Form(texts: [], values: ["-cp", "-classpath", "--class-path"], fileFlag: "-jar"),
      "su": Form(texts: ["c"], longTexts: ["--command"], fileFlag: ""),
    ]
    for name in NestedText.shells { forms[name] = shell }
    forms["pypy"] = forms["python"]
    forms["nodejs"] = forms["node"]
    forms["powershell"] = forms["pwsh"]
    return forms
  }()

  /// Whether a command of this name is known to run its first operand.
  static func isInterpreter(_ name: String) -> Bool { forms[family(name)] != nil }

  /// `python3.11` is `python`.
  private static func family(_ name: String) -> String {
    guard forms[name] == nil else { return name }
    var name = name[...]
    while let last = name.last, last.isNumber || last == "." { name.removeLast() }
    return String(name)
  }

  /// What a command of this name would run; of one that is not known, as most interpreters do.
  init(_ name: String, _ arguments: CommandArguments) {
    let form = Self.forms[Self.family(name)] ?? Form()
    var isText = false
    var rest = arguments.words[...]
    while let word = rest.popFirst() {
      guard let text = word.staticText else {
        if Self.hasAttachedText(word.staticPrefix, form) {
          self = .text(word)
          return
        }
        if word.staticPrefix.hasPrefix("-") { continue }
        self = isText ? .text(word) : form.fileFlag == nil ? .file(word) : .none
        return
      }
      if text == "--" { continue }
      guard text.utf8.count > 1, text.hasPrefix("-") || (form.isShell && text.hasPrefix("+")) else {
        let isInput = text == "-" && !isText
        self = isText ? .text(word) : isInput ? .input : form.fileFlag == nil ? .file(word) : .none
        return
      }
      if form.modules.contains(where: text.hasPrefix) {
        self = .none
        return
      }
      if text == form.fileFlag, let file = rest.first {
        self = .file(file)
        return
      }
      // `sh -n` reads a script and runs nothing of it.
      if form.isShell, text.hasPrefix("-"), !text.hasPrefix("--"), text.contains("n") {
        self = .none
        return
      }
      if form.longTexts.contains(text) || Self.hasText(text, form) {
        guard form.isShell else {
          // PowerShell reads its standard input for this one.
          if rest.first?.staticText == "-" {
            self = .input
            return
          }
          self = rest.first.map { .text($0) } ?? (arguments.growsAtRunTime ? .textAtRunTime : .none)
          return
        }
        isText = true
      } else if form.isShell, text.hasPrefix("-"), !text.hasPrefix("--"), text.contains("s"), !isText {
        self = .input
        return
      }
      if form.values.contains(text) { rest = rest.dropFirst() }
    }
    if isText || form.fileFlag != nil {
      self = isText && arguments.growsAtRunTime ? .textAtRunTime : .none
    } else {
      self = arguments.growsAtRunTime ? .none : .input
    }
  }

  /// `--eval=…` and `-e"$(…)"`: the word has the text behind the flag.
  private static func hasAttachedText(_ prefix: String, _ form: Form) -> Bool {
    if let equals = prefix.firstIndex(of: "="), prefix.hasPrefix("--") {
      return form.longTexts.contains(String(prefix[..<equals]))
    }
    return !form.isShell && prefix.count > 1 && hasText(prefix, form)
  }

  /// `-c`, `-xc`, `-ne`: the letter may stand in a cluster, and behind it the text may be attached.
  private static func hasText(_ flag: String, _ form: Form) -> Bool {
    guard flag.hasPrefix("-"), !flag.hasPrefix("--"), !form.values.contains(flag) else { return false }
    if form.isShell { return flag.dropFirst().contains { form.texts.contains($0) } }
    guard let last = flag.last else { return false }
    return form.texts.contains(last) && flag.dropFirst().allSatisfy { $0.isLetter || $0.isNumber }
  }
}
