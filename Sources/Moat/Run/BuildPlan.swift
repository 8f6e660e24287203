import MoatDockerfile
import MoatKinds
import MoatSource
import MoatValues

/// What a run says of the build of each Dockerfile.
struct BuildPlan: Sendable {
  /// The Dockerfiles that an option means: by their path as reports show it.
  private struct Paths: Sendable {
    let text: String
    private let path: ArraySlice<UInt8>
    private let pattern: PathPattern

    init(_ text: String) {
      self.text = text
      path = Self.relative(text)
      pattern = PathPattern(Array(path))
    }

    func include(_ file: String) -> Bool {
      let file = Self.relative(file)
      return file == path || pattern.matches(file)
    }

    /// `./a` is `a`.
    private static func relative(_ text: String) -> ArraySlice<UInt8> {
      let bytes = Array(text.utf8)[...]
      return bytes.starts(with: "./".utf8) ? bytes.dropFirst(2) : bytes
    }
  }

  private var common = BuildOptions()
  private var targets: [(paths: Paths, target: BuildOptions.Target)] = []
  private var images: [(paths: Paths, name: ByteText)] = []

  /// Nothing is said.
  init() {}

  /// - Throws: an option that means nothing.
  init(_ build: CheckOptions.Build) throws(OptionError) {
    for (name, value) in build.arguments { common.arguments[ByteText(name)] = ByteText(value) }
    if let platform = build.platform { common.targetPlatform = try Self.platform(platform) }
    var seen: Set<String?> = []
    for target in build.targets {
      guard seen.insert(target.paths).inserted else {
        throw OptionError("the target of \(target.paths ?? "all Dockerfiles") is given twice")
      }
      guard !target.stage.isEmpty else { throw OptionError("a target is the name or number of a stage, or all") }
      let stage = target.stage == "all" ? BuildOptions.Target.all : .stage(ByteText(target.stage))
      if let paths = target.paths { targets.append((Paths(paths), stage)) } else { common.target = stage }
    }
    for image in build.images {
      guard ImageReference.normalForm(Array(image.reference.utf8)) != nil else {
        throw OptionError("'\(image.reference)' is no name of an image")
      }
      images.append((Paths(image.paths), ByteText(image.reference)))
    }
  }

  private static func platform(_ text: String) throws(OptionError) -> ByteText {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard (2...3).contains(parts.count), parts.allSatisfy({ !$0.isEmpty }) else {
      throw OptionError("'\(text)' is no platform: write OS/ARCHITECTURE, as linux/arm64, or with a variant")
    }
    return ByteText(text)
  }

  /// How one Dockerfile is built.
  func options(forDockerfile path: String) -> BuildOptions {
    var options = common
    if let own = targets.last(where: { $0.paths.include(path) }) { options.target = own.target }
    options.imageNames = images.filter { $0.paths.include(path) }.map(\.name)
    return options
  }

  /// What is wrong with the first path that means none of these Dockerfiles, nor an input that could not be read.
  func unmet(by dockerfiles: [String], unread: [String]) -> OptionError? {
    let met = dockerfiles + unread
    let unmet = (targets.map(\.paths) + images.map(\.paths)).first { !met.contains(where: $0.include) }
    guard let unmet else { return nil }
    let near = Suggestion.nearest(to: unmet.text, among: dockerfiles).map { "; did you mean \($0)?" } ?? ""
    return OptionError("no Dockerfile of this run is '\(unmet.text)', of which a target or an image is said\(near)")
  }
}
