/// Variables in the order in which they were first set.
package struct Variables: Hashable, Sendable, VariableScope {
  package private(set) var names: [ByteText] = []
  private var values: [ByteText: ByteText] = [:]

  package init() {}

  package init(_ pairs: [(ByteText, ByteText)]) {
    for (name, value) in pairs { set(name, value) }
  }

  package mutating func set(_ name: ByteText, _ value: ByteText) {
    weight += name.count + value.count
    if values.updateValue(value, forKey: name) == nil { names.append(name) }
  }

  package func value(of name: ByteText) -> ByteText? { values[name] }

  /// The bytes of all names and values.
  private(set) var weight = 0

  /// As `name=value`.
  package var pairs: [ByteText] {
    names.map { ByteText($0.bytes + [UInt8(ascii: "=")] + (values[$0]?.bytes ?? [])) }
  }

  /// The variables that a build has without ARG: in FROM all of them, in a stage those that it declares.
  static func predefined(_ options: BuildOptions) -> Variables {
    var variables = Variables()
    for (prefix, platform) in [("BUILD", options.buildPlatform), ("TARGET", options.targetPlatform)] {
      variables.set(ByteText(prefix + "PLATFORM"), platform)
      let parts = platform.split(at: UInt8(ascii: "/"))
      variables.set(ByteText(prefix + "OS"), parts[0])
      variables.set(ByteText(prefix + "OSVERSION"), "")
      variables.set(ByteText(prefix + "ARCH"), parts.count > 1 ? parts[1] : "")
      variables.set(ByteText(prefix + "VARIANT"), parts.count > 2 ? parts[2] : "")
    }
    if case .stage(let name) = options.target {
      variables.set("TARGETSTAGE", name)
    } else {
      variables.set("TARGETSTAGE", "default")
    }
    return variables
  }
}

/// What somebody who builds says beside the Dockerfile.
package struct BuildOptions: Sendable {
  /// Which stage is built.
  package enum Target: Hashable, Sendable {
    case last
    /// By name or number.
    case stage(ByteText)
    /// Each of them, for itself.
    case all
  }

  /// Values of `--build-arg`.
  package var arguments: [ByteText: ByteText] = [:]
  package var target = Target.last
  package var buildPlatform: ByteText = "linux/amd64"
  package var targetPlatform: ByteText = "linux/amd64"
  /// What is known of the images that FROM names. An image of which nothing is known is taken to have `PATH` and nothing
  /// else, and all that it might decide is not known.
  package var baseImages: (any BaseImages)?
  /// The names of the image that comes of it, beside those that its own comments say.
  package var imageNames: [ByteText] = []

  package init() {}
}
