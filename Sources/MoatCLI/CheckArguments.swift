import ArgumentParser
import Moat

/// Which rules run, and with what params.
struct PolicyArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Policy files, folders or globs beside the policies that Moat carries; a rule or profile of the same full name "
        + "takes the place of Moat's. May be repeated.", valueName: "path"))
  var policies: [String] = []

  @Option(
    help: ArgumentHelp(
      "Run the rules of this profile, with its params and severities. May be repeated.", valueName: "name"))
  var profile: [String] = []

  @Option(
    help: ArgumentHelp(
      "Set a param to a value as policies write it. May be repeated.", valueName: "rule.name=value"))
  var param: [String] = []
}

/// What a run knows besides its documents.
struct FactArguments: ParsableArguments {
  @Option(help: ArgumentHelp("The cluster's version, such as 1.31. (default: the newest)", valueName: "version"))
  var kubernetes: String?

  @Option(help: ArgumentHelp("The day of the run, UTC. (default: today)", valueName: "yyyy-mm-dd"))
  var today: String?

  @Option(help: ArgumentHelp("The namespace of documents that name none.", valueName: "name"))
  var namespace = "default"

  @Option(
    help: ArgumentHelp(
      "Whether the documents are all that there are. (default: whole, unless one cannot be read)",
      valueName: "whole|part"))
  var set: CheckCommand.Extent?

  @Option(help: ArgumentHelp("A data set from a JSON or YAML file. May be repeated.", valueName: "name=file"))
  var data: [String] = []
}

/// The bounds of a reader.
struct LimitArguments: ParsableArguments {
  private static let standard = CheckOptions.InputLimits()

  @Option(help: ArgumentHelp("Bytes.", valueName: "n")) var maxBytes = standard.bytes
  @Option(help: ArgumentHelp("Nesting of lists and objects.", valueName: "n")) var maxDepth = standard.depth
  @Option(help: ArgumentHelp("Values.", valueName: "n")) var maxNodes = standard.nodes
  @Option(help: ArgumentHelp("Values that aliases copy.", valueName: "n")) var maxAliasNodes = standard.aliasNodes
  @Option(help: ArgumentHelp("Bytes of a key.", valueName: "n")) var maxKeyBytes = standard.keyBytes

  func validate() throws {
    for limit in [maxBytes, maxDepth, maxNodes, maxAliasNodes, maxKeyBytes] where limit < 1 {
      throw ValidationError("a limit is at least 1")
    }
  }

  var limits: CheckOptions.InputLimits {
    var limits = CheckOptions.InputLimits()
    limits.bytes = maxBytes
    limits.depth = maxDepth
    limits.nodes = maxNodes
    limits.aliasNodes = maxAliasNodes
    limits.keyBytes = maxKeyBytes
    return limits
  }
}
