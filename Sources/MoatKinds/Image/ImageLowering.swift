import MoatDockerfile
import MoatDocument
import MoatImage
import MoatSource

/// Makes an image a document: what `MoatImage` read of it, each value with its place in one of its texts.
///
/// What a document of its form never says is an unknown node with the reason, so that no rule takes silence for absence.
struct ImageLowering {
  let image: ImageModel
  private let input: String
  /// The text in which the places of the document are, as an index into the image's sources.
  private let text: Int
  let whole: Span
  /// `guessedBaseEntries` of the image, which goes through the history.
  let baseEntries: Int?
  let layerIndex: LayerIndex

  /// - Parameter input: the name of what the image was read from.
  init(_ image: ImageModel, ofInput input: String) {
    self.image = image
    self.input = input
    text = Self.text(of: image)
    whole = image.place.source == text ? image.place.span : .zero
    baseEntries = image.guessedBaseEntries
    layerIndex = LayerIndex(image.layers.value ?? [])
  }

  /// The configuration, if it is at hand; else what the image was read from first.
  static func text(of image: ImageModel) -> Int { image.config.place.source }

  func write(to writer: inout DocumentWriter) {
    writer.object(at: whole) { writer in
      writer.key("kind")
      writer.text(
        image.isImage.value == false ? ImageClassifier.otherKindName : ImageClassifier.kindName, at: .zero)
      writer.key("path")
      writer.text(input, at: .zero)
      writer.key("form")
      writer.text(Self.form(image.form), at: whole)
      writeWhatIsTold(&writer)
      writeWhatDetailsAreTold(&writer)
      writeNames(&writer)
      writeIdentity(&writer)
      writeFacts(&writer)
      writeConfiguration(&writer)
      writeBase(&writer)
      writeAttached(&writer)
      writeLayers(&writer)
      HistoryLowering(image, baseEntries: baseEntries ?? 0, span).write(&writer)
      writeSteps(&writer)
      writePackages(&writer)
      writeVulnerabilities(&writer)
      writeFindings(&writer)
    }
  }

  private static func form(_ form: ImageDocumentForm) -> String {
    switch form {
    case .inspect, .containerInspect: "inspect"
    case .config: "configuration"
    case .manifest, .index, .layoutMarker: "manifest"
    case .saveManifest: "archive"
    case .trivyReport, .trivyResults, .trivyKubernetes, .trivyOperator, .grypeReport, .openVEX, .csaf: "report"
    case .spdx, .spdx3, .cycloneDX, .syft: "sbom"
    }
  }

  func span(_ place: ImagePlace) -> Span { place.source == text ? place.span : whole }

  // MARK: Fields

  /// What is not known, in one clause.
  private static func why(_ reason: UnknownReason, _ what: String) -> String {
    switch reason {
    case .notInForm: "a document of this form does not tell \(what)"
    case .notAtHand: "the document that tells \(what) is not at hand"
    case .malformed: "what stands here for \(what) is malformed"
    case .placeholder: "what stands here for \(what) is a placeholder that the builder wrote"
    case .compression: "\(what) cannot be told: the compression is not one that Moat reads"
    case .ambiguous: "what stands here for \(what) has more than one reading"
    case .unnamed: "this document does not name \(what): there is none, or the scanner does not know it"
    case .ecosystem: "this document does not tell the ecosystem of the package, and with that \(what)"
    case .otherPackage:
      "whether a statement of VEX is about this package, and with that \(what), is not known: the report has no package URL"
    }
  }

  func field<Value>(
    _ key: StaticString, _ field: ImageField<Value>, _ what: String, _ writer: inout DocumentWriter,
    _ write: (inout DocumentWriter, Value, Span) -> Void
  ) {
    switch field {
    case .absent: return
    case .present(let located):
      writer.key(key)
      write(&writer, located.value, span(located.place))
    case .unknown(let reason, let place):
      writer.key(key)
      writer.unknown(
        Self.why(reason, what), at: span(place),
        flags: [.notInForm, .ecosystem].contains(reason) ? .ofDocument : [])
    }
  }

  /// Writes an element of a list.
  func element<Value>(
    _ field: ImageField<Value>, _ what: String, _ writer: inout DocumentWriter,
    _ write: (inout DocumentWriter, Value, Span) -> Void
  ) {
    switch field {
    case .absent(let place): writer.null(at: span(place))
    case .present(let located): write(&writer, located.value, span(located.place))
    case .unknown(let reason, let place): writer.unknown(Self.why(reason, what), at: span(place))
    }
  }

  func text(
    _ key: StaticString, _ field: ImageField<[UInt8]>, _ what: String, _ writer: inout DocumentWriter
  ) {
    self.field(key, field, what, &writer) { $0.text($1, at: $2) }
  }

  /// The day of a date and time, in UTC where it is given in that.
  func day(
    _ key: StaticString, _ field: ImageField<[UInt8]>, _ what: String, _ writer: inout DocumentWriter
  ) {
    self.field(key, field, what, &writer) { $0.text(Array($1.prefix(10)), at: $2) }
  }

  func size(
    _ key: StaticString, _ field: ImageField<Int64>, _ what: String, _ writer: inout DocumentWriter
  ) {
    self.field(key, field, what, &writer) { $0.int(Int($1), at: $2) }
  }

  func texts(
    _ key: StaticString, _ field: ImageField<[LocatedText]>, _ what: String, _ writer: inout DocumentWriter
  ) {
    self.field(key, field, what, &writer) { writer, values, place in
      writer.list(at: place) { writer in for value in values { writer.text(value.value, at: span(value.place)) } }
    }
  }

  /// A list of objects, each at its own place.
  func objects<Element>(
    _ key: StaticString, _ field: ImageField<[Element]>, _ what: String, at place: KeyPath<Element, ImagePlace>,
    _ writer: inout DocumentWriter, _ write: (inout DocumentWriter, Element) -> Void
  ) {
    self.field(key, field, what, &writer) { writer, elements, whole in
      writer.list(at: whole) { writer in
        for element in elements {
          writer.object(at: span(element[keyPath: place])) { write(&$0, element) }
        }
      }
    }
  }

  private func map(
    _ key: StaticString, _ field: ImageField<[LocatedPair]>, _ what: String, _ writer: inout DocumentWriter
  ) {
    self.field(key, field, what, &writer) { writer, pairs, place in
      writer.object(at: place) { writer in
        // Of a name that stands twice the first counts here; the reader has said that it is wrong.
        var seen: Set<[UInt8]> = []
        for pair in pairs where seen.insert(pair.name.value).inserted {
          writer.key(pair.name.value, at: span(pair.name.place))
          writer.text(pair.value.value, at: span(pair.value.place))
        }
      }
    }
  }

  // MARK: The image

  private func isTold<Value>(_ field: ImageField<Value>) -> Bool {
    switch field.unknownReason {
    // An empty list of vulnerabilities in an SBOM may mean that nobody looked.
    case .notInForm, .notAtHand, .ambiguous: false
    default: true
    }
  }

  private func writeWhatIsTold(_ writer: inout DocumentWriter) {
    field("isImage", image.isImage, "what it is of", &writer) { $0.bool($1, at: $2) }
    let answers: [(StaticString, Bool)] = [
      ("hasConfiguration", isTold(image.config.user)),
      ("hasDockerConfiguration", isTold(image.config.healthcheck)), ("hasLayers", isTold(image.layers)),
      ("hasHistory", isTold(image.history)), ("hasPackages", isTold(image.packages)),
      ("hasVulnerabilities", isTold(image.vulnerabilities)), ("hasSecrets", isTold(image.secrets)),
      ("hasMisconfigurations", isTold(image.misconfigurations)),
      ("hasLicenceFindings", isTold(image.licenceFindings)),
      ("hasDigests", !repositoryDigests.isEmpty || !image.otherDigests.isEmpty || isTold(image.manifestDigest)),
    ]
    for (key, answer) in answers {
      writer.key(key)
      writer.bool(answer, at: whole)
    }
  }

  /// The digests under which repositories have the image.
  var repositoryDigests: [LocatedText] {
    (image.repositoryDigests.value ?? []).compactMap { name in
      guard let at = name.value.lastIndex(of: UInt8(ascii: "@")) else { return nil }
      return LocatedText(Array(name.value[(at + 1)...]), at: name.place)
    }
  }

  private func writeNames(_ writer: inout DocumentWriter) {
    texts("tags", image.tags, "the tags", &writer)
    let named = (image.tags.value ?? []) + (image.repositoryDigests.value ?? [])
    writer.key("name")
    writer.text(named.first?.value ?? Array(input.utf8), at: named.first.map { span($0.place) } ?? .zero)
    if let first = named.first {
      writer.key("reference")
      writer.text(first.value, at: span(first.place))
    } else if let reason = image.tags.unknownReason {
      writer.key("reference")
      writer.unknown(Self.why(reason, "the name of the image"), at: whole)
    }
    writer.key("references")
    writer.list(at: whole) { writer in
      for name in named { writer.text(name.value, at: span(name.place)) }
      if named.isEmpty, let reason = image.tags.unknownReason {
        writer.unknown(Self.why(reason, "the name of the image"), at: whole)
      }
    }
    let digests = repositoryDigests
    writer.key("digests")
    writer.list(at: whole) { writer in
      var seen: Set<[UInt8]> = []
      let own = [image.manifestDigest].compactMap { field -> LocatedText? in
        if case .present(let digest) = field { digest } else { nil }
      }
      for digest in digests + own + image.otherDigests where seen.insert(digest.value).inserted {
        writer.text(digest.value, at: span(digest.place))
      }
      if seen.isEmpty, let reason = image.manifestDigest.unknownReason {
        writer.unknown(Self.why(reason, "the digest of the manifest"), at: whole)
      }
    }
    text("id", image.configDigest, "the digest of the configuration", &writer)
  }

  private func writeFacts(_ writer: inout DocumentWriter) {
    text("os", image.os, "the operating system", &writer)
    text("architecture", image.architecture, "the architecture", &writer)
    text("variant", image.variant, "the variant", &writer)
    text("author", image.author, "the author", &writer)
    day("created", image.created, "the day on which the image was made", &writer)
    size("size", image.unpackedSize, "the unpacked size", &writer)
    size("compressedSize", image.compressedSize, "the compressed size", &writer)
    map("annotations", image.annotations, "the annotations", &writer)
    text("distribution", image.distribution.family, "the distribution", &writer)
    // What is not known because the distribution is not says so, and is one finding with it.
    let whole = image.distribution.family.unknownReason.map { _ in "the distribution" }
    text(
      "distributionVersion", image.distribution.version, whole ?? "the version of the distribution", &writer)
    field(
      "isEndOfLife", image.distribution.isEndOfLife, whole ?? "whether the distribution is supported", &writer
    ) {
      $0.bool($1, at: $2)
    }
    day("scannedAt", image.scanned, "the day of the scan", &writer)
    text("tool", image.tool, "the tool", &writer)
  }

  private func writeConfiguration(_ writer: inout DocumentWriter) {
    let config = image.config
    field("user", config.user, "the user", &writer) { writer, user, place in
      // An empty user is root, as an absent one is.
      guard !user.isEmpty else { return writer.null(at: place) }
      UserLowering.write(ByteText(user), at: place, &writer)
    }
    text("workdir", config.workingDirectory, "the working folder", &writer)
    texts("entrypoint", config.entrypoint, "the entrypoint", &writer)
    texts("command", config.command, "the command", &writer)
    text("stopSignal", config.stopSignal, "the stop signal", &writer)
    texts("shell", config.shell, "the shell", &writer)
    texts("exposedPorts", config.exposedPorts, "the exposed ports", &writer)
    texts("volumes", config.volumes, "the volumes", &writer)
    texts("onbuild", config.onBuild, "the triggers", &writer)
    map("labels", config.labels, "the labels", &writer)
    field("healthcheck", config.healthcheck, "the health check", &writer, writeHealthcheck)
    writeEnvironment(config.environment, &writer)
  }

  private func writeHealthcheck(_ writer: inout DocumentWriter, _ check: MoatImage.Healthcheck, _ place: Span) {
    let kind: String? =
      switch check.kind {
      case .none: "NONE"
      case .program: "CMD"
      case .shell: "CMD-SHELL"
      case .inherited, .unknown: nil
      }
    guard let kind else { return writer.unknown("the health check is that of the base image", at: place) }
    writer.list(at: place) { writer in
      writer.text(kind, at: place)
      for word in check.test { writer.text(word.value, at: span(word.place)) }
    }
  }

  private func writeEnvironment(_ environment: ImageField<[LocatedText]>, _ writer: inout DocumentWriter) {
    func parts(_ variable: LocatedText) -> (name: [UInt8], value: [UInt8]) {
      guard let equals = variable.value.firstIndex(of: UInt8(ascii: "=")) else { return (variable.value, []) }
      return (Array(variable.value[..<equals]), Array(variable.value[(equals + 1)...]))
    }
    field("env", environment, "the environment", &writer) { writer, variables, place in
      writer.object(at: place) { writer in
        // As a container has it, the last of one name counts.
        var seen: Set<[UInt8]> = []
        for variable in variables.reversed() where seen.insert(parts(variable).name).inserted {
          writer.key(parts(variable).name, at: span(variable.place))
          writer.text(parts(variable).value, at: span(variable.place))
        }
      }
    }
    field("variables", environment, "the environment", &writer) { writer, variables, place in
      writer.list(at: place) { writer in
        for variable in variables {
          VariableLowering.write(parts(variable).name, parts(variable).value, at: span(variable.place), &writer)
        }
      }
    }
  }

  // MARK: What is in it

  /// The ids beside its own that a vulnerability may have.
  private static let aliases = 64

  private func writePackages(_ writer: inout DocumentWriter) {
    objects("packages", image.packages, "the packages", at: \.place, &writer) { writer, package in
      text("name", package.name, "the name", &writer)
      text("version", package.version, "the version", &writer)
      text("type", package.type, "the type", &writer)
      text("url", package.url, "the address", &writer)
      texts("licences", package.licences, "the licences", &writer)
    }
  }

  private func writeVulnerabilities(_ writer: inout DocumentWriter) {
    objects("vulnerabilities", image.vulnerabilities, "the vulnerabilities", at: \.place, &writer) { writer, found in
      field("id", found.id, "the id", &writer) { writer, id, place in
        guard found.aliases.count <= Self.aliases else {
          return writer.unknown("the vulnerability has more than \(Self.aliases) ids", at: place)
        }
        writer.names(id, found.aliases.map(\.value), at: place)
      }
      severity(found.severity, &writer)
      writer.key("package")
      writer.object(at: span(found.package.place)) { writer in
        text("name", found.package, "the package", &writer)
        text("version", found.installed, "the installed version", &writer)
        text("type", found.packageType, "the type of the package", &writer)
        text("url", found.packageURL, "the address of the package", &writer)
      }
      field("fixedIn", found.fixedIn, "whether there is a fix", &writer) { writer, versions, place in
        let text = Array(versions.map(\.value).joined(separator: Array(", ".utf8)))
        if text.isEmpty { writer.null(at: place) } else { writer.text(text, at: place) }
      }
      text("status", found.status, "the status", &writer)
      day("published", found.published, "the day of its publication", &writer)
      field("isKnownExploited", found.isKnownExploited, "whether it is exploited", &writer) { $0.bool($1, at: $2) }
      text("url", found.url, "the address", &writer)
      writeDetails(found, &writer)
      writer.key("aliases")
      writer.list(at: span(found.place)) { writer in
        for alias in found.aliases { writer.text(alias.value, at: span(alias.place)) }
      }
    }
  }

  func severity(_ field: ImageField<[UInt8]>, _ writer: inout DocumentWriter) {
    self.field("severity", field, "the severity", &writer) { writer, word, place in
      switch String(decoding: word, as: UTF8.self) {
      case "CRITICAL": writer.text("critical", at: place)
      case "HIGH": writer.text("high", at: place)
      case "MEDIUM": writer.text("medium", at: place)
      case "LOW": writer.text("low", at: place)
      case "NEGLIGIBLE", "INFO", "INFORMATIONAL", "NONE": writer.text("info", at: place)
      default: writer.unknown("the report does not know the severity", at: place)
      }
    }
  }
}
