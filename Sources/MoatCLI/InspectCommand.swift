import ArgumentParser
import Moat
import MoatReport

/// `moat inspect`: what Moat understood of inputs.
struct InspectCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Show what Moat understands of manifests.",
    usage: "moat inspect [<options>] <path> ...",
    discussion: """
      Fields are shown as rules read them: written, inherited, derived, or by default.

      Exit codes: 0 shown, 2 usage error, 3 an input was not read or there was no document.
      """
  )

  enum Form: String, CaseIterable, ExpressibleByArgument {
    case kinds, tree
  }

  enum Format: String, CaseIterable, ExpressibleByArgument {
    case human, json
  }

  @Argument(help: ArgumentHelp("Files, folders, quoted globs, or - for standard input.", valueName: "path"))
  var paths: [String]

  @Option(help: ArgumentHelp("The documents by their kinds, or as the tree of their values.", valueName: "form"))
  var `as`: Form = .kinds

  @Option(help: ArgumentHelp("The form of the output.", valueName: "form"))
  var format: Format = .human

  @Flag(help: "Also the fields that have their default.")
  var defaults = false

  @Option(help: ArgumentHelp("The cluster's version, such as 1.31. (default: the newest)", valueName: "version"))
  var kubernetes: String?

  @Option(help: ArgumentHelp("The namespace of documents that name none.", valueName: "name"))
  var namespace = "default"

  @Flag(help: "No colour on a terminal, as with NO_COLOR.")
  var noColor = false

  func validate() throws {
    if self.as == .tree, format == .json { throw ValidationError("--as tree has one form, and it is not JSON") }
  }

  func run() async throws {
    let set = try PolicyLoading.load([])
    var options = CheckOptions(today: CheckOptions.day(secondsSince1970: Machine.secondsSince1970))
    options.kubernetesVersion = kubernetes
    options.namespace = namespace
    options.jobs = Machine.cores
    if self.as == .tree {
      let (text, notEvaluated) = try await PolicyLoading.reporting {
        try await set.dump(paths: paths, options: options)
      }
      StandardStream.output.write(text)
      for input in notEvaluated where input.line == nil {
        _ = Messages.notRead(InputProblem(path: input.file, message: input.message))
      }
      if !notEvaluated.isEmpty || text.isEmpty { throw ExitStatus.notEvaluated }
      return
    }
    let inspection = try await PolicyLoading.reporting { try await set.inspect(paths: paths, options: options) }
    let style = TextStyle(colour: !noColor && Machine.wantsColour)
    StandardStream.output.write(
      format == .json
        ? InspectionJSON.render(inspection)
        : InspectionText.render(inspection, showsDefaults: defaults, style: style))
    if !inspection.notEvaluated.isEmpty || inspection.documents.isEmpty { throw ExitStatus.notEvaluated }
  }
}
