import ArgumentParser
import Moat
import MoatReport

/// `moat test`: the tests that stand in policies, and how much of each rule they notice.
struct TestCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "test",
    abstract: "Run the tests that stand in policy files.",
    usage: "moat test [<options>] [<path> ...]",
    discussion: """
      Each atom of a rule is then forced to true, false and undetermined; a change that no test notices is shown.

      Exit codes: 0 all hold, 1 a test failed or coverage is too low, 2 usage or policy error, 3 an input of a test \
      was not read or there was no test.
      """
  )

  enum Format: String, CaseIterable, ExpressibleByArgument {
    case human, json
  }

  @Argument(help: ArgumentHelp("Policy files, folders or quoted globs. (default: .)", valueName: "path"))
  var paths: [String] = []

  @Flag(help: "Test the policies that Moat carries.")
  var library = false

  @Option(help: ArgumentHelp("Only rules whose id, or tests whose title, holds this.", valueName: "text"))
  var filter: String?

  @Option(help: ArgumentHelp("Exit with 1 if fewer percent of the changes are noticed.", valueName: "percent"))
  var minCoverage: Int?

  @Flag(help: "Do not measure what the tests notice.")
  var noMutation = false

  @Option(help: ArgumentHelp("The form of the report.", valueName: "form"))
  var format: Format = .human

  @Option(help: ArgumentHelp("Number of workers. (default: one a core)", valueName: "n"))
  var jobs: Int?

  @Flag(help: "No colour on a terminal, as with NO_COLOR.")
  var noColor = false

  func validate() throws {
    if let jobs, jobs < 1 { throw ValidationError("--jobs is at least 1") }
    guard let minCoverage else { return }
    if !(0...100).contains(minCoverage) { throw ValidationError("--min-coverage is a percentage, 0 to 100") }
    if noMutation { throw ValidationError("--min-coverage needs what --no-mutation leaves out") }
  }

  func run() async throws {
    let set = try PolicyLoading.load(
      paths.isEmpty && !library ? ["."] : paths, library: library ? .rulesAndTests : .rules)
    var options = TestOptions()
    options.filter = filter
    options.includesLibrary = library
    options.measuresMutations = !noMutation
    options.jobs = jobs ?? Machine.cores
    let report = await set.test(options)
    switch format {
    case .json: StandardStream.output.write(TestJSON.render(report))
    case .human:
      let style = TextStyle(colour: !noColor && Machine.wantsColour)
      StandardStream.output.write(TestText.render(report, style: style))
    }
    let status = status(of: report)
    if status != .clean { throw status }
  }

  private func status(of report: TestReport) -> ExitStatus {
    var status = ExitStatus.clean
    if report.failed > 0 { status.raise(to: .findings) }
    if report.hasUnreadInputs { status.raise(to: .notEvaluated) }
    if report.cases == 0 {
      let reason = filter.map { "no test is named '\($0)', nor its rule" } ?? "there is no test in these policies"
      StandardStream.error.write("error: \(Messages.shown(reason))\n")
      status.raise(to: filter == nil ? .notEvaluated : .usage)
    }
    if let minCoverage, let coverage = report.coverage, coverage < minCoverage {
      StandardStream.error.write("error: the tests notice \(coverage)% of the changes, fewer than \(minCoverage)%\n")
      status.raise(to: .findings)
    }
    return status
  }
}
