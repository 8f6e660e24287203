internal import MoatSource

/// What is known of a statement about a run: rules take `unknown` for neither.
package enum Knowledge: String, Sendable, Hashable {
  case no
  case yes
  case unknown

  package init(_ value: Bool) { self = value ? .yes : .no }

  /// What is known where either of two ways may have been gone.
  func merged(with other: Knowledge) -> Knowledge { self == other ? self : .unknown }
}

/// The options of a shell that decide what a failing command means.
package struct ShellOptions: Sendable, Hashable {
  /// `-e`: the shell ends at the first command that fails.
  package var exitsOnError = Knowledge.no
  /// `-o pipefail`: a pipeline fails if any of its commands does.
  package var pipefail = Knowledge.no

  package init(exitsOnError: Knowledge = .no, pipefail: Knowledge = .no) {
    self.exitsOnError = exitsOnError
    self.pipefail = pipefail
  }

  func merged(with other: ShellOptions) -> ShellOptions {
    ShellOptions(
      exitsOnError: exitsOnError.merged(with: other.exitsOnError), pipefail: pipefail.merged(with: other.pipefail))
  }

  /// Applies the arguments of `set` or of a shell: `-eux`, `+e`, `-o pipefail`. Returns how many were options.
  mutating func apply(_ arguments: [String?]) -> Int {
    var index = 0
    while index < arguments.count {
      guard let argument = arguments[index] else {
        self = ShellOptions(exitsOnError: .unknown, pipefail: .unknown)
        return index
      }
      guard argument.utf8.count > 1, let sign = argument.first, sign == "-" || sign == "+", argument != "--" else {
        return index
      }
      index += 1
      let value = Knowledge(sign == "-")
      if argument.hasPrefix("--") { continue }
      for letter in argument.dropFirst() {
        if letter == "e" { exitsOnError = value }
        if letter == "o", index < arguments.count {
          switch arguments[index] {
          case "pipefail": pipefail = value
          case "errexit": exitsOnError = value
          case nil: self = ShellOptions(exitsOnError: .unknown, pipefail: .unknown)
          default: break
          }
          index += 1
        }
      }
    }
    return index
  }
}

/// The shell that runs a text: what the SHELL instruction says, or the arguments of `sh -c`.
package struct ShellInvocation: Sendable, Hashable {
  package enum Dialect: String, Sendable, Hashable {
    /// `sh`, `dash`, `ash`: POSIX and what these add.
    case posix
    /// `bash`, `zsh`, `ksh`: the superset.
    case bash
    /// PowerShell, `cmd` and whatever else: its texts are not parsed.
    case other
  }

  package var dialect: Dialect
  package var options: ShellOptions
  /// The name of the program without its path; nil if it is not known.
  package var program: String?
  /// It reads files of the user before the text: `bash -l`, `bash -i`.
  package var readsFiles: Bool

  /// The default of Docker on Linux.
  package static let standard = ShellInvocation(arguments: ["/bin/sh", "-c"])

  /// The arguments of the SHELL instruction; an unknown one is nil.
  package init(arguments: [String?]) {
    options = ShellOptions()
    let arguments = Self.behindWrappers(arguments)
    program = (arguments.first ?? nil).map(CommandName.withoutPath)
    dialect = Self.dialect(of: program)
    _ = options.apply(Array(arguments.dropFirst()))
    readsFiles = arguments.dropFirst().contains { argument in
      guard let argument else { return true }
      let isCluster = argument.hasPrefix("-") && !argument.hasPrefix("--")
      return argument == "--login" || argument == "--rcfile" || argument == "--init-file"
        || (isCluster && (argument.contains("l") || argument.contains("i")))
    }
  }

  /// `/usr/bin/env bash -c`: the shell is behind the wrapper.
  private static func behindWrappers(_ arguments: [String?]) -> [String?] {
    let place = Span(0..<0)
    let words = arguments.prefix { $0 != nil }.compactMap { $0.map { ShellWord(known: $0, span: place) } }
    var known = words
    // `env -S 'bash -e'` splits the text itself.
    if let first = words.first?.staticText, CommandName.withoutPath(first) == "env", words.count > 1,
      let flag = words[1].staticText, let split = splitText(flag, words.dropFirst(2).first?.staticText)
    {
      let rest = words.dropFirst(flag == "-S" || flag == "--split-string" ? 3 : 2)
      known = [words[0]] + split.split(separator: " ").map { ShellWord(known: String($0), span: place) } + rest
    }
    let effective = EffectiveCommand(known)
    guard !effective.wrappers.isEmpty, let name = effective.name else { return arguments }
    return [name] + effective.arguments.map(\.staticText) + arguments.dropFirst(words.count)
  }

  /// The text of `-S TEXT`, `-STEXT` and `--split-string=TEXT`.
  private static func splitText(_ flag: String, _ next: String?) -> String? {
    if flag == "-S" || flag == "--split-string" { return next }
    if flag.hasPrefix("--split-string=") { return String(flag.dropFirst("--split-string=".count)) }
    return flag.hasPrefix("-S") ? String(flag.dropFirst(2)) : nil
  }

  static func dialect(of program: String?) -> Dialect {
    switch program {
    case "sh", "dash", "ash": .posix
    case "bash", "zsh", "ksh", "mksh": .bash
    default: .other
    }
  }
}

/// Names of commands.
package enum CommandName {
  /// `/usr/bin/apt-get` is `apt-get`; a name relative to the working directory stays as it is, for it is another program.
  package static func withoutPath(_ name: String) -> String {
    guard name.hasPrefix("/"), let slash = name.lastIndex(of: "/") else { return name }
    return String(name[name.index(after: slash)...])
  }

  /// The name of the program that a word names; nil if it is not known. The folder need not be: `"$VENV/bin/pip"` is `pip`,
  /// and so is `~/bin/pip`.
  package static func of(_ word: ShellWord) -> String? {
    if let text = word.staticText { return withoutPath(text) }
    if case .pattern(let text) = word.text, !text.hasPrefix("~"), !text.hasPrefix("/") { return nil }
    return word.writtenText != nil || word.isBelowFolder ? word.knownFileName : nil
  }
}
