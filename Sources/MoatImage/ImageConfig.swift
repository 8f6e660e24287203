/// What a container of the image starts with.
package struct ImageConfig: Hashable, Sendable {
  package var place: ImagePlace
  /// An empty text is root, as an absent one.
  package var user: ImageField<[UInt8]>
  /// Each as `NAME=value`.
  package var environment: ImageField<[LocatedText]>
  /// Each as `80/tcp`.
  package var exposedPorts: ImageField<[LocatedText]>
  package var entrypoint: ImageField<[LocatedText]>
  package var command: ImageField<[LocatedText]>
  package var volumes: ImageField<[LocatedText]>
  package var workingDirectory: ImageField<[UInt8]>
  package var labels: ImageField<[LocatedPair]>
  package var stopSignal: ImageField<[UInt8]>
  /// Not a field of OCI's configurations: without it there, a builder may have dropped it.
  package var healthcheck: ImageField<Healthcheck>
  /// As `healthcheck`.
  package var onBuild: ImageField<[LocatedText]>
  /// As `healthcheck`.
  package var shell: ImageField<[LocatedText]>

  package init(reason: UnknownReason, place: ImagePlace) {
    self.place = place
    user = .unknown(reason, place)
    environment = .unknown(reason, place)
    exposedPorts = .unknown(reason, place)
    entrypoint = .unknown(reason, place)
    command = .unknown(reason, place)
    volumes = .unknown(reason, place)
    workingDirectory = .unknown(reason, place)
    labels = .unknown(reason, place)
    stopSignal = .unknown(reason, place)
    healthcheck = .unknown(reason, place)
    onBuild = .unknown(reason, place)
    shell = .unknown(reason, place)
  }

  /// Takes what is no field of OCI's configurations as not known where it is absent: a builder may have dropped it.
  mutating func forgetWhatOCILeavesOut() {
    healthcheck = healthcheck.unknownIfAbsent(.notInForm)
    onBuild = onBuild.unknownIfAbsent(.notInForm)
    shell = shell.unknownIfAbsent(.notInForm)
  }
}

/// A health check. Durations count nanoseconds; 0 and absent stand for the daemon's default.
package struct Healthcheck: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    /// An empty test: as the base image has it.
    case inherited
    /// `NONE`: the base image's is switched off.
    case none
    /// `CMD`: a program and its arguments.
    case program
    /// `CMD-SHELL`: a command for the image's shell.
    case shell
    /// Something else.
    case unknown
  }

  package var kind: Kind
  /// The words after the kind.
  package var test: [LocatedText]
  package var interval: ImageField<Int64>
  package var timeout: ImageField<Int64>
  package var startPeriod: ImageField<Int64>
  package var startInterval: ImageField<Int64>
  package var retries: ImageField<Int64>

  /// As a Dockerfile has it after `HEALTHCHECK`.
  package var instructionText: [UInt8] {
    let words = test.map { $0.value }
    switch kind {
    case .inherited, .unknown: return []
    case .none: return Array("NONE".utf8)
    case .program:
      let quoted = words.map { Array("\"".utf8) + $0 + Array("\"".utf8) }
      return Array("CMD [".utf8) + Array(quoted.joined(separator: Array(", ".utf8))) + Array("]".utf8)
    case .shell: return Array("CMD ".utf8) + Array(words.joined(separator: Array(" ".utf8)))
    }
  }
}
