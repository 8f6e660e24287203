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
      "Set a param, as policies write it. May be repeated.", valueName: "rule.name=value"))
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

  @OptionGroup var mirrors: MirrorArguments

  @Option(
    help: ArgumentHelp(
      "Whether the documents are all that there are. (default: whole, unless one cannot be read)",
      valueName: "whole|part"))
  var set: CheckCommand.Extent?

  @Option(help: ArgumentHelp("A data set from a JSON or YAML file. May be repeated.", valueName: "name=file"))
  var data: [String] = []
}

/// Which registries have the images of others.
struct MirrorArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A mirror of a registry or path. May be repeated.",
      valueName: "mirror=registry"))
  var mirror: [String] = []

  func pairs() throws -> [String: String] { try CheckOptions.pairs(mirror, "--mirror", "MIRROR=REGISTRY") }
}

/// What somebody who builds says beside the Dockerfiles.
struct BuildArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The stage to build, by name or number, or all; of Dockerfiles at a path or glob, if it says one. May be repeated. "
        + "(default: the last)", valueName: "[path=]stage"))
  var target: [String] = []

  @Option(help: ArgumentHelp("The value of an ARG. May be repeated.", valueName: "name=value"))
  var buildArg: [String] = []

  @Option(help: ArgumentHelp("The platform of the image. (default: linux/amd64)", valueName: "os/architecture"))
  var platform: String?

  @Option(
    help: ArgumentHelp(
      "The image that comes of the Dockerfile at a path or glob, as # moat:image in it would say. May be repeated.",
      valueName: "reference=path"))
  var builds: [String] = []

  var isGiven: Bool { !target.isEmpty || !buildArg.isEmpty || platform != nil || !builds.isEmpty }

  func settings() throws -> CheckOptions.Build {
    var settings = CheckOptions.Build()
    // No stage has an equals sign in its name, and a path may.
    settings.targets = try target.map { text in
      guard let equals = text.lastIndex(of: "=") else { return CheckOptions.Build.Target(stage: text) }
      let stage = String(text[text.index(after: equals)...])
      guard equals != text.startIndex, !stage.isEmpty else {
        throw ValidationError("--target is written STAGE or PATH=STAGE, not '\(text)'")
      }
      return CheckOptions.Build.Target(stage: stage, paths: String(text[..<equals]))
    }
    settings.arguments = try CheckOptions.pairs(buildArg, "--build-arg", "NAME=VALUE")
    settings.platform = platform
    settings.images = try builds.map { text in
      guard let equals = text.firstIndex(of: "="), equals != text.startIndex, text.last != "=" else {
        throw ValidationError("--builds is written REFERENCE=PATH, not '\(text)'")
      }
      return CheckOptions.Build.Image(
        reference: String(text[..<equals]), paths: String(text[text.index(after: equals)...]))
    }
    return settings
  }
}

/// How many findings are listed.
struct FindingLimitArguments: ParsableArguments {
  private static let standard = FindingLimits()

  @Option(help: ArgumentHelp("Findings of one document; the worst are listed.", valueName: "n"))
  var maxDocumentFindings = standard.document

  @Option(help: ArgumentHelp("Findings of one input; the worst are listed.", valueName: "n"))
  var maxInputFindings = standard.input

  func validate() throws {
    guard maxDocumentFindings >= 1, maxInputFindings >= 1 else { throw ValidationError("a limit is at least 1") }
  }

  var limits: FindingLimits { FindingLimits(document: maxDocumentFindings, input: maxInputFindings) }
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
