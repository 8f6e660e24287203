import MoatDockerfile
package import MoatImage
import MoatValues

/// What the metadata of one image tells to a Dockerfile that builds on it.
package struct BaseImageRecord: Sendable {
  /// The names with a tag that it has, in their normal form.
  var names: Set<ImageReference.NormalForm> = []
  /// The digests by which a registry or a daemon knows it.
  var digests: Set<[UInt8]> = []
  /// Nil where the metadata does not tell it.
  var platform: BasePlatform?
  var configuration = ImageConfiguration()
  /// The fields that the metadata tells, as a value or as absent.
  var told: EvaluatedStage.Fields = []
  /// Whether it tells which ONBUILD triggers there are. Without it nothing is known: a trigger may set whatever it likes.
  var tellsTriggers = false
  /// The input is wrong in itself, so that nothing it says can be relied on.
  var isBroken: Bool

  /// Nil for an image of which the configuration is not told, or that has no name to be found by.
  ///
  /// - Parameter isBroken: whether something is wrong with the input that tells of it.
  package init?(_ image: ImageModel, isBroken: Bool) {
    self.isBroken = isBroken
    // A configuration is the very document that a builder reads: what does not stand there is not in the image. Of a daemon's
    // account and a report, `MoatImage` says what may be left out.
    let isConfiguration: Bool
    switch image.form {
    case .config, .manifest, .saveManifest: isConfiguration = true
    case .inspect, .trivyReport, .trivyResults: isConfiguration = false
    default: return nil
    }
    guard isBroken || !image.config.user.isNotTold else { return nil }
    readNames(image)
    guard !names.isEmpty || !digests.isEmpty else { return nil }
    if case .present(let os) = image.os, case .present(let architecture) = image.architecture,
      !os.value.isEmpty, !architecture.value.isEmpty
    {
      platform = BasePlatform(os.value, architecture.value, image.variant.value ?? [])
    }
    read(image.config, isConfiguration: isConfiguration, isWindows: image.os.value == Array("windows".utf8))
  }

  private mutating func readNames(_ image: ImageModel) {
    for name in (image.tags.value ?? []) + (image.repositoryDigests.value ?? []) {
      guard let normal = ImageReference.normalForm(name.value) else { continue }
      if let digest = normal.digest { digests.insert(digest) }
      if normal.tag != nil {
        names.insert(ImageReference.NormalForm(name: normal.name, tag: normal.tag, digest: nil))
      }
    }
    let own = [image.manifestDigest.value, image.configDigest.value].compactMap(\.self)
    for digest in own + image.otherDigests.map(\.value) where !digest.isEmpty {
      digests.insert(digest)
    }
  }

  // MARK: The configuration

  private mutating func read(_ config: ImageConfig, isConfiguration: Bool, isWindows: Bool) {
    tell(.user, config.user) { $0.user = ByteText($1) }
    tell(.workingDirectory, config.workingDirectory) { $0.workingDirectory = ByteText($1) }
    tell(.stopSignal, config.stopSignal) { $0.stopSignal = ByteText($1) }
    tell(.entrypoint, config.entrypoint) { $0.entrypoint = $1.isEmpty ? nil : Self.words($1) }
    tell(.command, config.command) { image, words in
      image.command = words.isEmpty ? nil : Self.words(words)
      image.hadCommand = !words.isEmpty
    }
    let environment = Self.variables(config.environment.value ?? [], addsPath: !isWindows)
    configuration.environment = environment
    if !config.environment.isNotTold { told.insert(.environment) }
    tell(.labels, config.labels) { image, pairs in
      var labels = Variables()
      for pair in pairs.sorted(by: { ByteText($0.name.value) < ByteText($1.name.value) })
      where labels.value(of: ByteText(pair.name.value)) == nil {
        labels.set(ByteText(pair.name.value), ByteText(pair.value.value))
      }
      image.labels = labels
    }
    tell(.exposedPorts, config.exposedPorts) { $0.exposedPorts = Set(Self.words($1)) }
    tell(.volumes, config.volumes) { $0.volumes = Set(Self.words($1)) }
    tell(.shell, isConfiguration ? config.shell.absentIfNotInForm : config.shell) {
      $0.shell = $1.isEmpty ? nil : Self.words($1)
    }
    readHealthcheck(isConfiguration ? config.healthcheck.absentIfNotInForm : config.healthcheck)
    let triggers = isConfiguration ? config.onBuild.absentIfNotInForm : config.onBuild
    tellsTriggers = !triggers.isNotTold
    configuration.onbuild = Self.words(triggers.value ?? [])
  }

  private mutating func tell<Value>(
    _ field: EvaluatedStage.Fields, _ value: ImageField<Value>, _ set: (inout ImageConfiguration, Value) -> Void
  ) {
    guard !value.isNotTold else { return }
    told.insert(field)
    if let value = value.value { set(&configuration, value) }
  }

  private mutating func readHealthcheck(_ field: ImageField<MoatImage.Healthcheck>) {
    guard !field.isNotTold else { return }
    guard let check = field.value else {
      told.insert(.healthcheck)
      return
    }
    let kind: ByteText
    switch check.kind {
    case .none: kind = "NONE"
    case .program: kind = "CMD"
    case .shell: kind = "CMD-SHELL"
    case .inherited, .unknown: return
    }
    told.insert(.healthcheck)
    configuration.healthcheck = HealthcheckConfiguration(test: [kind] + Self.words(check.test))
  }

  private static func words(_ texts: [LocatedText]) -> [ByteText] { texts.map { ByteText($0.value) } }

  /// Of a name that stands twice the last counts. BuildKit adds `PATH` where there is none, but for Windows.
  private static func variables(_ texts: [LocatedText], addsPath: Bool) -> Variables {
    var variables = Variables()
    for text in texts {
      let pair = ByteText(text.value).cut(at: UInt8(ascii: "="))
      variables.set(pair?.before ?? ByteText(text.value), pair?.after ?? "")
    }
    if addsPath, variables.value(of: "PATH") == nil { variables.set("PATH", ImageConfiguration.defaultPath) }
    return variables
  }
}

extension ImageField {
  fileprivate var isNotTold: Bool { unknownReason != nil }

  /// The same field, absent if its form is said to leave it out: of the document that a builder itself reads.
  fileprivate var absentIfNotInForm: ImageField {
    if case .unknown(.notInForm, let place) = self { .absent(place) } else { self }
  }
}
