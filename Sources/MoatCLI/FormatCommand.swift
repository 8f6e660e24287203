import ArgumentParser
import Moat
import MoatSource

/// `moat fmt`: policies in their one layout.
struct FormatCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fmt",
    abstract: "Write policy files in their canonical layout.",
    discussion: """
      From a folder come its *.moat files that no .gitignore excludes. With `-`, a policy is read from standard input \
      and written to standard output. A file with a syntax error is left as it is.
      """
  )

  @Argument(help: ArgumentHelp("Files, folders, quoted globs, or - for standard input.", valueName: "path"))
  var paths: [String] = ["."]

  @Flag(help: "Change nothing; list the files that would change, and exit with 1 if there are any.")
  var check = false

  func run() throws {
    let found = InputFinder.ofPolicies.find(paths)
    var status = ExitStatus.clean
    for problem in found.problems { status.raise(to: Messages.notRead(problem)) }
    if found.inputs.isEmpty, found.problems.isEmpty {
      status.raise(to: Messages.notRead(.init(path: paths.joined(separator: " "), message: "holds no *.moat file")))
    }
    for input in found.inputs { status.raise(to: format(input)) }
    if status != .clean { throw status }
  }

  private func format(_ input: Input) -> ExitStatus {
    let source: SourceFile
    do throws(InputProblem) {
      let bytes = try InputReader.read(input, limit: PolicyText.maximumBytes)
      source = SourceFile(name: input.path.text, bytes: bytes)
    } catch {
      return Messages.notRead(error)
    }
    switch PolicyText.format(source) {
    case .errors(let diagnostics):
      for diagnostic in diagnostics {
        StandardStream.error.write(DiagnosticRenderer.render(diagnostic, in: source))
      }
      return .usage
    case .text(let text):
      return check ? report(input, isChanged: text != source.bytes) : write(text, of: input, over: source.bytes)
    }
  }

  private func report(_ input: Input, isChanged: Bool) -> ExitStatus {
    guard isChanged else { return .clean }
    StandardStream.output.write("would change \(Messages.shown(input.path.text))\n")
    return .findings
  }

  private func write(_ text: [UInt8], of input: Input, over old: [UInt8]) -> ExitStatus {
    if input.isStandardInput {
      StandardStream.output.write(text)
      return .clean
    }
    guard text != old else { return .clean }
    do throws(InputProblem) {
      try FileReplacement.replace(input.path, with: text)
    } catch {
      return Messages.notRead(error)
    }
    StandardStream.output.write("formatted \(Messages.shown(input.path.text))\n")
    return .clean
  }
}
