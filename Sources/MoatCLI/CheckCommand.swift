import ArgumentParser
import Moat
import MoatReport
import MoatSource

/// `moat check`: inputs held against policies.
struct CheckCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Hold manifests, Dockerfiles and images against policies.",
    discussion: """
      From a folder come its *.yaml, *.yml and *.json files, Dockerfiles, and archives and OCI layouts of images, that no \
      .gitignore excludes. Files that are named one by one are a part of a larger set unless --set whole is given. Without --profile every rule runs: those that Moat carries, and those of --policies.

      Exit codes: 0 clean, 1 findings, 2 usage or policy error, 3 an input was not evaluated or there was none, \
      4 internal error.
      """
  )

  enum Level: String, CaseIterable, ExpressibleByArgument {
    case info, low, medium, high, critical

    var severity: Severity { Severity(name: rawValue) ?? .info }
  }

  enum Format: String, CaseIterable, ExpressibleByArgument {
    case human, json
  }

  enum Extent: String, CaseIterable, ExpressibleByArgument {
    case whole, part

    var extent: CheckOptions.DocumentSetExtent { self == .whole ? .whole : .part }
  }

  @Argument(help: ArgumentHelp("Files, folders, quoted globs, or - for standard input.", valueName: "path"))
  var paths: [String] = ["."]

  @OptionGroup(title: "Policies") var policies: PolicyArguments
  @OptionGroup(title: "What the run knows") var facts: FactArguments
  @OptionGroup(title: "How Dockerfiles are built") var build: BuildArguments
  @OptionGroup(title: "Limits of one input") var limits: LimitArguments
  @OptionGroup(title: "Limits of the report") var findingLimits: FindingLimitArguments

  @Option(help: ArgumentHelp("Show findings at this severity or above.", valueName: "level"))
  var severity: Level = .info

  @Option(
    help: ArgumentHelp(
      "Exit with 1 for a failure, or a result not known to pass, at this severity or above.", valueName: "level"))
  var failOn: Level = .low

  @Option(help: ArgumentHelp("The form of the report.", valueName: "form"))
  var format: Format = .human

  @Option(help: ArgumentHelp("Write the report to a file.", valueName: "file"))
  var output: String?

  @Option(
    help: ArgumentHelp("Number of workers; the report does not depend on it. (default: one a core)", valueName: "n"))
  var jobs: Int?

  @Flag(help: "A rule that matched nothing in the whole run is a finding.")
  var requireApplicable = false

  @Flag(help: "A run without a document may be clean.")
  var allowEmpty = false

  @Flag(help: "A document of no known kind is a finding.")
  var strictKinds = false

  @Flag(help: "Comments in Dockerfiles that ignore findings are without effect; each is named on standard error.")
  var noInlineIgnores = false

  @Flag(help: "List the files and directories that .gitignore leaves out on standard error.")
  var listIgnored = false

  @Flag(name: .shortAndLong, help: "Print the summary alone.")
  var quiet = false

  @Flag(help: "No colour on a terminal; the environment variable NO_COLOR does the same.")
  var noColor = false

  func validate() throws {
    if let jobs, jobs < 1 { throw ValidationError("--jobs is at least 1") }
    if paths.isEmpty { throw ValidationError("give a file, a folder, or -") }
  }

  func run() async throws {
    let set = try PolicyLoading.load(policies.policies, showsWarnings: !quiet)
    let progress = quiet ? nil : ProgressLine.onTerminal()
    let options = try options(progress)
    let report = try await PolicyLoading.reporting { try await set.check(paths: paths, options: options) }
    progress?.clear()
    try await write(report.showing(atOrAbove: severity.severity))
    for comment in quiet ? [] : report.refusedIgnores {
      let place = "\(Messages.shown(comment.file)):\(comment.line)"
      StandardStream.error.write("\(place): note: this comment ignores nothing under --no-inline-ignores\n")
    }
    for ignored in listIgnored ? report.ignored : [] {
      let path = Messages.shown(ignored.path) + (ignored.isFolder ? "/" : "")
      StandardStream.error.write("\(path): note: ignored by .gitignore\n")
    }
    let status = status(of: report)
    if status != .clean { throw status }
  }

  private func options(_ progress: ProgressLine?) throws -> CheckOptions {
    var options = try CheckOptions(policies: policies, facts: facts)
    options.build = try build.settings()
    options.strictKinds = strictKinds
    options.requiresApplicable = requireApplicable
    options.honoursInlineIgnores = !noInlineIgnores
    options.jobs = jobs ?? Machine.cores
    options.limits = limits.limits
    options.findingLimits = findingLimits.limits
    if let progress { options.progress = { progress.show($0) } }
    return options
  }

  private func write(_ report: CheckReport) async throws {
    let bytes: [UInt8]
    switch format {
    case .json: bytes = await JSONReport.bytes(of: report, jobs: jobs ?? Machine.cores)
    case .human:
      let colour = output == nil && !noColor && Machine.wantsColour
      bytes = Array(HumanReport.render(report, style: .init(colour: colour, isQuiet: quiet)).utf8)
    }
    guard let output else { return StandardStream.output.write(bytes) }
    do throws(InputProblem) {
      try FileReplacement.write(FilePath(output), bytes)
    } catch {
      _ = Messages.notRead(error)
      throw ExitStatus.internalError
    }
  }

  private func status(of report: CheckReport) -> ExitStatus {
    var status = ExitStatus.clean
    // What a limit left out is never worse than what is listed, but nobody has seen it either.
    if report.blocks(at: failOn.severity) || report.summary.notListed > 0 { status.raise(to: .findings) }
    if !report.notEvaluated.isEmpty { status.raise(to: .notEvaluated) }
    if report.hasInternalError { status.raise(to: .internalError) }
    if report.summary.documents == 0, !allowEmpty {
      StandardStream.error.write(
        "error: no document was evaluated, and that is no clean run; if it may be empty, say --allow-empty\n")
      status.raise(to: .notEvaluated)
    }
    return status
  }
}
