import ArgumentParser
import Moat

/// `moat build`: a set of policies compiled into one file.
struct BuildCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "build",
    abstract: "Compile policies into one file.",
    discussion: """
      The file holds what `moat check` with the same --policies would run: the policies that Moat carries and those that \
      are given, with their sources. `moat check --policies FILE` takes it in the place of all others, verifies its \
      program, and refuses one that is not what its sources compile to.
      """
  )

  @Option(
    help: ArgumentHelp(
      "Policy files, folders or globs beside the policies that Moat carries. May be repeated.", valueName: "path"))
  var policies: [String] = []

  @Flag(help: "Leave out the policies that Moat carries.")
  var noLibrary = false

  @Option(name: .shortAndLong, help: ArgumentHelp("Where the compiled policies go.", valueName: "file"))
  var output: String

  func validate() throws {
    if noLibrary, policies.isEmpty { throw ValidationError("--no-library leaves nothing: give --policies") }
  }

  func run() async throws {
    let set = try PolicyLoading.load(policies, library: noLibrary ? .none : .rulesAndTests)
    let bytes = try await PolicyLoading.reporting { try set.compiled() }
    do throws(InputProblem) {
      try FileReplacement.write(FilePath(output), bytes)
    } catch {
      _ = Messages.notRead(error)
      throw ExitStatus.internalError
    }
    StandardStream.output.write(
      "\(Messages.shown(output)): \(set.rules.count) rules, \(bytes.count) bytes\n")
  }
}
