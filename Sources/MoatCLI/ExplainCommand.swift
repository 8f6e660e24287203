import ArgumentParser
import Moat
import MoatReport

/// `moat explain`: what a rule means, and what it says of files and why.
struct ExplainCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Say what a rule means, and why files do not pass it.",
    discussion: """
      With files, each subject that does not pass is shown with the expressions of its checks, their values and lines. \
      » marks what decided. --target, --build-arg, --platform and --builds are those of moat check.

      Exit codes: 0 explained, whatever the verdicts; 2 usage or policy error, 3 an input was not evaluated.
      """
  )

  @Argument(help: ArgumentHelp("The rule: its id, or the end of it.", valueName: "rule"))
  var rule: String

  @Argument(help: ArgumentHelp("Files, folders, quoted globs, or - for standard input.", valueName: "path"))
  var paths: [String] = []

  @OptionGroup(title: "Policies") var policies: PolicyArguments
  @OptionGroup(title: "What the run knows") var facts: FactArguments
  @OptionGroup(title: "How Dockerfiles are built", visibility: .hidden) var build: BuildArguments

  @Flag(help: "Also the subjects that pass, and those out of scope.")
  var all = false

  @Flag(help: "The steps that the rule takes at most, by the sizes of a document.")
  var cost = false

  @Flag(help: "The instructions that the rule was compiled to, and no more.")
  var bytecode = false

  @Flag(help: "No colour on a terminal, as with NO_COLOR.")
  var noColor = false

  func run() async throws {
    let set = try PolicyLoading.load(policies.policies)
    if bytecode {
      return StandardStream.output.write(try await PolicyLoading.reporting { try set.bytecode(of: rule) })
    }
    let colour = !noColor && Machine.wantsColour
    guard !paths.isEmpty else {
      let description = try await PolicyLoading.reporting { try set.description(of: rule) }
      let style = TextStyle(colour: colour, width: Machine.columns)
      return StandardStream.output.write(RuleText.describe(description, showsCost: cost, style: style))
    }
    var options = try CheckOptions(policies: policies, facts: facts)
    options.build = try build.settings()
    let explanation = try await PolicyLoading.reporting {
      try await set.explain(rule, paths: paths, options: options, all: all)
    }
    StandardStream.output.write(ExplanationText.render(explanation, style: TextStyle(colour: colour)))
    if !explanation.notEvaluated.isEmpty || explanation.documents == 0 { throw ExitStatus.notEvaluated }
  }
}
