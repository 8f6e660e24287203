import ArgumentParser
import Moat
import MoatReport
import MoatSource

/// `moat inspect`: what Moat understood of inputs.
struct InspectCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Show what Moat understands of inputs.",
    usage: "moat inspect [<options>] <path> ...",
    discussion: """
      Fields are shown as rules read them: written, inherited, derived, or by default. With --as sexp and \
      --as image-config, one Dockerfile is shown: its tree as BuildKit has it, or the configuration of the image that a \
      build would come to.

      Exit codes: 0 shown, 2 usage error, 3 an input was not read, has an error, or there was no document.
      """
  )

  enum Form: String, CaseIterable, ExpressibleByArgument {
    case kinds, tree, sexp
    case imageConfiguration = "image-config"

    /// Whether it is a form of one Dockerfile.
    var isOfDockerfile: Bool { self == .sexp || self == .imageConfiguration }
  }

  enum Format: String, CaseIterable, ExpressibleByArgument {
    case human, json
  }

  @Argument(help: ArgumentHelp("Files, folders, quoted globs, or - for standard input.", valueName: "path"))
  var paths: [String]

  @Option(
    help: ArgumentHelp(
      "The documents by their kinds, or as the tree of their values; a Dockerfile as its tree, or as the image.",
      valueName: "form"))
  var `as`: Form = .kinds

  @OptionGroup(title: "How Dockerfiles are built") var build: BuildArguments

  @Option(help: ArgumentHelp("The form of the output.", valueName: "form"))
  var format: Format = .human

  @Flag(help: "Also the fields that have their default.")
  var defaults = false

  @Option(help: ArgumentHelp("The cluster's version, such as 1.31. (default: the newest)", valueName: "version"))
  var kubernetes: String?

  @Option(help: ArgumentHelp("The namespace of documents that name none.", valueName: "name"))
  var namespace = "default"

  @OptionGroup var mirrors: MirrorArguments

  @Flag(help: "No colour on a terminal, as with NO_COLOR.")
  var noColor = false

  func validate() throws {
    if self.as != .kinds, format == .json { throw ValidationError("--format json is for --as kinds") }
    if self.as == .sexp, build.isGiven {
      throw ValidationError("what is said of a build means nothing to --as sexp")
    }
  }

  func run() async throws {
    if self.as.isOfDockerfile { return try await PolicyLoading.reporting { try showDockerfile() } }
    let set = try PolicyLoading.load([])
    var options = CheckOptions(today: CheckOptions.day(secondsSince1970: Machine.secondsSince1970))
    options.kubernetesVersion = kubernetes
    options.namespace = namespace
    options.jobs = Machine.cores
    options.build = try build.settings()
    options.mirrors = try mirrors.pairs()
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
  // MARK: Dockerfiles

  private func showDockerfile() throws {
    let inspection = try dockerfile()
    do {
      if self.as == .sexp { return StandardStream.output.write(try inspection.tree(masksSecrets: true) + "\n") }
      let image = try inspection.image(try build.settings(), mirrors: try mirrors.pairs())
      StandardStream.output.write(ImageConfigurationJSON.render(image.configuration, masked: inspection.masked))
      for note in image.notes { StandardStream.error.write("note: \(Messages.shown(inspection.masked(note)))\n") }
    } catch let errors as DockerfileErrors {
      StandardStream.error.write(errors.text)
      throw ExitStatus.notEvaluated
    }
  }

  /// The one Dockerfile that the paths name, with the metadata beside it.
  private func dockerfile() throws -> DockerfileInspection {
    let found = DockerfileInspection.find(paths)
    for problem in found.problems { _ = Messages.notRead(problem) }
    guard found.problems.isEmpty else { throw ExitStatus.notEvaluated }
    var dockerfiles: [SourceFile] = []
    var images: [DockerfileInspection.Images] = []
    do throws(InputProblem) {
      for input in found.inputs {
        switch try DockerfileInspection.read(input) {
        case .dockerfile(let source): dockerfiles.append(source)
        case .images(let told): images.append(told)
        case .neither:
          throw InputProblem(
            path: input.path.text,
            message: "is no Dockerfile, by its name and its first instruction, and tells of no image")
        }
      }
    } catch {
      throw Messages.notRead(error)
    }
    guard let dockerfile = dockerfiles.first else {
      StandardStream.error.write("error: there is no Dockerfile\n")
      throw ExitStatus.notEvaluated
    }
    guard dockerfiles.count == 1 else {
      let count = dockerfiles.count
      throw ValidationError("--as \(self.as.rawValue) shows one Dockerfile, and there are \(count): name one")
    }
    return DockerfileInspection(dockerfile, beside: images)
  }
}
