import ArgumentParser
import Moat
import MoatReport

/// `moat rules`: the rules that there are.
struct RulesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rules",
    abstract: "List the rules with their severities and titles.",
    usage: "moat rules [<options>]",
    discussion: """
      A rule is shown if it meets every condition. Exit codes: 0 listed, 1 no rule meets them, 2 usage or policy error.
      """
  )

  enum Format: String, CaseIterable, ExpressibleByArgument {
    case human, json
  }

  @Option(help: ArgumentHelp("Policies beside those that Moat carries. May be repeated.", valueName: "path"))
  var policies: [String] = []

  @Option(help: ArgumentHelp("Rules for a control: pss.baseline, 5.2.2, \"cis.kubernetes 5.2.2\".", valueName: "id"))
  var control: String?

  @Option(help: ArgumentHelp("Rules that do what a check of another tool does: KSV-0017.", valueName: "id"))
  var sameAs: String?

  @Option(help: ArgumentHelp("Rules with a tag.", valueName: "word"))
  var tag: String?

  @Option(help: ArgumentHelp("Rules of a profile.", valueName: "name"))
  var profile: String?

  @Flag(name: .shortAndLong, help: "Also their controls, and the ids of the same checks of other tools.")
  var long = false

  @Option(help: ArgumentHelp("The form of the list.", valueName: "form"))
  var format: Format = .human

  @Flag(help: "No colour on a terminal, as with NO_COLOR.")
  var noColor = false

  func run() async throws {
    let set = try PolicyLoading.load(policies)
    var filter = RuleFilter()
    filter.control = control
    filter.sameAs = sameAs
    filter.tag = tag
    filter.profiles = profile.map { [$0] } ?? []
    let rules = try await PolicyLoading.reporting { try set.descriptions(filter) }
    switch format {
    case .json: StandardStream.output.write(RuleJSON.render(rules))
    case .human:
      let style = TextStyle(colour: !noColor && Machine.wantsColour, width: Machine.columns)
      StandardStream.output.write(RuleText.list(rules, isLong: long, style: style))
    }
    if rules.isEmpty {
      StandardStream.error.write("no rule meets these conditions\n")
      throw ExitStatus.findings
    }
  }
}
