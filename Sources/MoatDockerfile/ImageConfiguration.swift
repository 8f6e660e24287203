/// The configuration of an image: what a container of it has unless told otherwise.
package struct ImageConfiguration: Sendable {
  /// ENV.
  package var environment = Variables([("PATH", Self.defaultPath)])
  /// USER; empty if none.
  package var user: ByteText = ""
  /// WORKDIR; empty if none.
  package var workingDirectory: ByteText = ""
  package var entrypoint: [ByteText]?
  package var command: [ByteText]?
  /// Whether a CMD was there, even if an ENTRYPOINT after it took it away.
  package var hadCommand = false
  package var labels = Variables()
  /// Ports with their protocols, such as `80/tcp`.
  package var exposedPorts: Set<ByteText> = []
  package var volumes: Set<ByteText> = []
  package var healthcheck: HealthcheckConfiguration?
  /// SHELL; `/bin/sh -c` if nil.
  package var shell: [ByteText]?
  package var stopSignal: ByteText = ""
  /// MAINTAINER; empty if none.
  package var author: ByteText = ""
  /// The instructions of ONBUILD, for images that build on this one.
  package var onbuild: [ByteText] = []

  package init() {}

  package static let defaultPath: ByteText = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

  /// The image that `FROM scratch` begins with.
  package static var scratch: ImageConfiguration {
    var image = ImageConfiguration()
    image.workingDirectory = "/"
    return image
  }

  /// About how many bytes a copy costs.
  var weight: Int {
    environment.weight + labels.weight + 8 * (exposedPorts.count + volumes.count)
      + onbuild.reduce(0) { $0 + $1.count }
  }

  /// A command as it is run: in shell form, after the shell.
  func words(of command: CommandLine) -> [ByteText] {
    let words = command.words.map(\.text)
    guard command.form == .shell else { return words }
    let text = ByteText(words.map(\.bytes).joined(separator: [UInt8(ascii: " ")]))
    return (shell ?? ["/bin/sh", "-c"]) + [text]
  }

  /// WORKDIR on top of WORKDIR: an absolute path stands for itself, a relative one goes on from the last.
  ///
  /// - Returns: false if the path would be longer than any that can be made, so that lines that each add to it stay cheap.
  mutating func changeDirectory(to path: ByteText) -> Bool {
    guard path.hasPrefix("/") || workingDirectory.count + path.count < DockerfileLimits.pathBytes else { return false }
    if path.hasPrefix("/") {
      workingDirectory = path
    } else {
      let parent: ByteText = workingDirectory.isEmpty ? "/" : workingDirectory
      workingDirectory = Self.clean(path.isEmpty ? parent : ByteText(parent.bytes + [UInt8(ascii: "/")] + path.bytes))
    }
    return true
  }

  /// An absolute path without empty parts, `.` and `..`.
  static func clean(_ path: ByteText) -> ByteText {
    let slash = UInt8(ascii: "/")
    let bytes = path.bytes
    var clean: [UInt8] = []
    clean.reserveCapacity(bytes.count)
    var start = 0
    while start < bytes.count {
      var end = start
      while end < bytes.count, bytes[end] != slash { end += 1 }
      let part = bytes[start..<end]
      if part.elementsEqual("..".utf8) {
        while let last = clean.popLast(), last != slash {}
      } else if !part.isEmpty, !part.elementsEqual(".".utf8) {
        clean.append(slash)
        clean += part
      }
      start = end + 1
    }
    return clean.isEmpty ? "/" : ByteText(clean)
  }
}

/// HEALTHCHECK as the image has it.
package struct HealthcheckConfiguration: Hashable, Sendable {
  /// `NONE`; or `CMD` and the words; or `CMD-SHELL` and a text.
  package var test: [ByteText]
  /// Times in nanoseconds; 0 is the default.
  package var interval: Int64
  package var timeout: Int64
  package var startPeriod: Int64
  package var startInterval: Int64
  package var retries: Int

  /// As an image has it; the times are the defaults.
  package init(test: [ByteText]) {
    self.test = test
    (interval, timeout, startPeriod, startInterval, retries) = (0, 0, 0, 0, 0)
  }

  init(_ healthcheck: Healthcheck) {
    if let command = healthcheck.command {
      let text = ByteText(command.words.map(\.text.bytes).joined(separator: [UInt8(ascii: " ")]))
      test = command.form == .exec ? ["CMD"] + command.words.map(\.text) : ["CMD-SHELL", text]
    } else {
      test = ["NONE"]
    }
    interval = healthcheck.interval
    timeout = healthcheck.timeout
    startPeriod = healthcheck.startPeriod
    startInterval = healthcheck.startInterval
    retries = healthcheck.retries
  }
}
