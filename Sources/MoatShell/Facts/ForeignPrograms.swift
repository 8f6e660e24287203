extension ShellModel {
  /// The programs that are given scripts in languages other than that of a shell, and what they run is not in the model: a
  /// shell that is not POSIX, an interpreter with a here-document, PowerShell and `cmd` with a text among their arguments.
  package var foreignPrograms: [String] {
    if let foreignShell { return [foreignShell] }
    var programs: [String] = []
    for use in commands {
      guard let name = use.name, !programs.contains(name), Self.readsForeignScript(use, name) else { continue }
      programs.append(name)
    }
    return programs
  }

  private static func readsForeignScript(_ use: CommandUse, _ name: String) -> Bool {
    let program = name.lowercased()
    let base = program.hasSuffix(".exe") ? String(program.dropLast(4)) : program
    if windowsShells.contains(base) {
      return use.arguments.words.contains { word in
        guard let text = word.staticText?.lowercased() else { return false }
        return ["-c", "-command", "-encodedcommand", "-ec", "/c", "/k", "/s"].contains(text)
      } || readsHereDocument(use)
    }
    return interpreters.contains(base.prefix { !$0.isNumber && $0 != "." }.description) && readsHereDocument(use)
      && use.arguments.operands.allSatisfy { $0.staticText == "-" }
  }

  private static func readsHereDocument(_ use: CommandUse) -> Bool {
    use.redirections.contains { [.hereDocument, .hereDocumentTabs].contains($0.sign) }
  }

  private static let windowsShells: Set<String> = ["powershell", "pwsh", "cmd"]

  private static let interpreters: Set<String> = [
    "python", "perl", "ruby", "node", "php", "lua", "tclsh", "expect", "fish", "Rscript", "rscript", "groovy", "elixir",
    "guile", "racket", "julia", "deno", "bun", "nu", "xonsh", "awk", "osascript",
  ]
}
