/// Variables in the order in which they were first set.
package struct Variables: Sendable, VariableScope {
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
    variables.set("TARGETSTAGE", options.target ?? "default")
    return variables
  }
}

/// What somebody who builds says beside the Dockerfile.
package struct BuildOptions: Sendable {
  /// Values of `--build-arg`.
  package var arguments: [ByteText: ByteText] = [:]
  /// The stage to build; the last one if nil.
  package var target: ByteText?
  package var buildPlatform: ByteText = "linux/amd64"
  package var targetPlatform: ByteText = "linux/amd64"
  /// The configurations of base images, by the name in FROM with its variables filled in. One that is not here is
  /// taken to have `PATH` and nothing else.
  package var baseImages: [ByteText: ImageConfiguration] = [:]

  package init() {}
}
