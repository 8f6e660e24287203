/// Commands that run the command among their arguments.
package struct Wrapper: Sendable {
  /// Flags whose value is the next word.
  package var valueFlags: Set<String> = []
  /// Operands of its own before the command: the time of `timeout`, the folder of `chroot`.
  var operands = 0
  /// `NAME=value` may stand before the command.
  var assigns = false
  /// With one of these it runs nothing, or a text.
  var querying: Set<String> = []
  /// One of its flags is a text that it splits into the words of a command: `env -S`.
  var splits = false

  /// From the manuals of sudo 1.9, coreutils 9, findutils 4.9, util-linux 2.39, time 1.9, doas, su-exec and gosu.
  package static let table: [String: Wrapper] = [
    "sudo": Wrapper(
      valueFlags: [
        "-u", "-g", "-h", "-p", "-C", "-r", "-t", "-T", "-U", "-D", "-R", "--user", "--group", "--host", "--prompt",
        "--close-from", "--role", "--type", "--command-timeout", "--other-user", "--chdir", "--chroot",
      ], assigns: true),
    "doas": Wrapper(valueFlags: ["-u", "-C", "-a"]),
    "env": Wrapper(
      valueFlags: ["-u", "-C", "--unset", "--chdir"], assigns: true, splits: true),
    "exec": Wrapper(valueFlags: ["-a"]),
    "command": Wrapper(querying: ["-v", "-V"]),
    "builtin": Wrapper(),
    // Bash reads its own `time` before the assignments of a command.
    "time": Wrapper(valueFlags: ["-f", "-o", "--format", "--output"], assigns: true),
    "nice": Wrapper(valueFlags: ["-n", "--adjustment"]),
    "ionice": Wrapper(valueFlags: ["-c", "-n", "--class", "--classdata"], querying: ["-p"]),
    "nohup": Wrapper(),
    "setsid": Wrapper(),
    "eatmydata": Wrapper(),
    "timeout": Wrapper(valueFlags: ["-s", "-k", "--signal", "--kill-after"], operands: 1),
    "stdbuf": Wrapper(valueFlags: ["-i", "-o", "-e", "--input", "--output", "--error"]),
    "chroot": Wrapper(operands: 1),
    "gosu": Wrapper(operands: 1),
    "su-exec": Wrapper(operands: 1),
    "busybox": Wrapper(),
    "linux32": Wrapper(),
    "linux64": Wrapper(),
    "xvfb-run": Wrapper(valueFlags: ["-e", "-f", "-n", "-p", "-s", "-w"]),
    "xargs": Wrapper(
      valueFlags: [
        "-a", "-d", "-E", "-I", "-L", "-n", "-P", "-s", "--arg-file", "--delimiter", "--max-lines", "--max-args",
        "--max-procs", "--max-chars", "--replace",
      ]),
  ]

  /// More wrappers than these in one command are not looked through.
  static let maximumWrappers = 16
}

/// The command behind `sudo`, `env` and their like.
struct EffectiveCommand {
  var wrappers: [String] = []
  /// Nil if it is not known which command runs.
  var name: String?
  var arguments: ArraySlice<ShellWord> = []
  /// The words of the wrappers that assign variables.
  var assignments: [ShellWord] = []
  /// Words come at run time: `xargs`.
  var growsAtRunTime = false

  init(_ words: [ShellWord]) {
    var rest = words[...]
    while let first = rest.first {
      guard let name = CommandName.of(first) else { return }
      guard wrappers.count < Wrapper.maximumWrappers else { return }
      guard let wrapper = Wrapper.table[name], let inner = operands(of: wrapper, rest.dropFirst()) else {
        self.name = name
        arguments = rest.dropFirst()
        return
      }
      wrappers.append(name)
      if name == "xargs" { growsAtRunTime = true }
      rest = inner
    }
  }

  /// The command that a wrapper runs; nil if it runs none that can be seen as one.
  private mutating func operands(of wrapper: Wrapper, _ words: ArraySlice<ShellWord>) -> ArraySlice<ShellWord>? {
    var rest = words
    var operands = wrapper.operands
    var assigned: [ShellWord] = []
    while let word = rest.first {
      guard let text = word.staticText else {
        // A word with a known beginning may be an assignment; anything else may be the command itself.
        if wrapper.assigns, word.staticPrefix.contains("=") {
          assigned.append(word)
        } else if operands > 0 {
          operands -= 1
        } else {
          break
        }
        rest = rest.dropFirst()
        continue
      }
      if text == "--" {
        rest = rest.dropFirst()
        break
      }
      if text.hasPrefix("-"), text.utf8.count > 1 {
        let name = text.prefix(while: { $0 != "=" })
        if wrapper.querying.contains(String(name)) || (wrapper.splits && Self.isSplitting(text)) { return nil }
        rest = rest.dropFirst(Self.takesNext(text, wrapper) ? 2 : 1)
      } else if wrapper.assigns, text.contains("=") {
        assigned.append(word)
        rest = rest.dropFirst()
      } else if operands > 0 {
        operands -= 1
        rest = rest.dropFirst()
      } else {
        break
      }
    }
    guard !rest.isEmpty else { return nil }
    assignments += assigned
    return rest
  }

  /// Whether a flag of `env` is `-S`, be it in a cluster, with its text attached or abbreviated: `-iS`, `-Sa b`, `--split=a`.
  static func isSplitting(_ flag: String) -> Bool {
    guard flag.hasPrefix("-") else { return false }
    if flag.hasPrefix("--") { return flag.hasPrefix("--s") }
    let letters = flag.dropFirst().prefix { $0 != "u" && $0 != "C" }
    return letters.contains("S")
  }

  /// Whether the value of a flag is the next word: not where it is attached (`-uroot`, `--user=root`).
  private static func takesNext(_ text: String, _ wrapper: Wrapper) -> Bool {
    if text.hasPrefix("--") { return wrapper.valueFlags.contains(text) }
    let letters = Array(text.dropFirst())
    for (index, letter) in letters.enumerated() where wrapper.valueFlags.contains("-\(letter)") {
      return index == letters.count - 1
    }
    return false
  }
}
