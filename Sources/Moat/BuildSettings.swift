extension CheckOptions {
  /// What somebody who builds says beside the Dockerfiles.
  public struct Build: Sendable, Hashable {
    /// Which stage is built.
    public struct Target: Sendable, Hashable {
      /// The name or number of a stage, or `all`: then each stage counts as one that is built for itself.
      public var stage: String
      /// A path or a glob: the Dockerfiles that this is said of. Nil for those of which nothing else is said.
      public var paths: String?

      public init(stage: String, paths: String? = nil) {
        self.stage = stage
        self.paths = paths
      }
    }

    /// The name of the image that comes of a Dockerfile, as a comment `# moat:image` in it would say.
    public struct Image: Sendable, Hashable {
      /// Without a tag and a digest it is every image of that repository.
      public var reference: String
      /// A path or a glob: the Dockerfiles that this is said of.
      public var paths: String

      public init(reference: String, paths: String) {
        self.reference = reference
        self.paths = paths
      }
    }

    /// Of several that mean one Dockerfile the last counts. Where there is none, the last stage is built; a Dockerfile that
    /// has not the stage which is asked for is a finding.
    public var targets: [Target] = []
    /// Values of ARG by name, in all Dockerfiles that declare it.
    public var arguments: [String: String] = [:]
    /// What is built for, as `linux/arm64` or `linux/arm/v7`; `linux/amd64` if nil.
    public var platform: String?
    public var images: [Image] = []

    public init() {}
  }
}
