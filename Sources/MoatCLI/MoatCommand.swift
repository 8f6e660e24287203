import ArgumentParser

@main
struct MoatCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "moat",
    abstract: "Policies for container security: a rule passes only when it is known to pass.",
    discussion: """
      Exit codes: 0 clean, 1 findings, 2 usage or policy error, 3 an input was not read, 4 internal error.
      """,
    version: "0.1.0",
    subcommands: [
      CheckCommand.self, TestCommand.self, ExplainCommand.self, RulesCommand.self, InspectCommand.self,
      BuildCommand.self, FormatCommand.self,
    ]
  )

  /// The parser's own exit code for a usage error is 64; Moat's is 2.
  static func main() async {
    Machine.prepare()
    do {
      var command = try parseAsRoot(Machine.arguments)
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
    } catch {
      if let exit = error as? ExitStatus { exit.leave() }
      // Arguments may hold what steers a terminal, and the parser quotes them.
      let lines = fullMessage(for: error).split(separator: "\n", omittingEmptySubsequences: false)
      let message = lines.map { Messages.shown(String($0)) + "\n" }.joined()
      guard exitCode(for: error).isSuccess else {
        StandardStream.error.write(message)
        ExitStatus.usage.leave()
      }
      // Help, or the version.
      StandardStream.output.write(message)
      ExitStatus.clean.leave()
    }
  }
}
