package import MoatValues

/// The kinds of image metadata, with their ids. A compiled artefact holds these numbers: a number is never given to another
/// kind.
package enum ImageKind: UInt16, CaseIterable, Sendable {
  case image = 0
  case layer = 1
  case package = 2
  case vulnerability = 3
  // The documents that tell of one thing: a rule over the parts of one of these is not applicable to a document that never
  // tells of them, and undetermined over those of an `image`. The first two may be of what is no image: a folder, a repository.
  case scan = 4
  case inventory = 5
  case history = 6
  /// An entry of a history, whatever program wrote it.
  case step = 24
  case secretScan = 7
  case exposedSecret = 8
  case configurationScan = 9
  case misconfiguration = 10
  case licenceScan = 11
  case licence = 12

  package static let firstID: UInt32 = 0x12000

  package var id: ObjectTypeID { ObjectTypeID(rawValue: Self.firstID + UInt32(rawValue)) }

  var name: String {
    switch self {
    case .image: "image"
    case .layer: "layer"
    case .package: "package"
    case .vulnerability: "vulnerability"
    case .scan: "scan"
    case .inventory: "inventory"
    case .history: "history"
    case .step: "step"
    case .secretScan: "secret-scan"
    case .exposedSecret: "exposed-secret"
    case .configurationScan: "configuration-scan"
    case .misconfiguration: "misconfiguration"
    case .licenceScan: "licence-scan"
    case .licence: "licence"
    }
  }

  private var role: ObjectType.Role {
    switch self {
    case .layer, .package, .vulnerability, .step, .exposedSecret, .misconfiguration, .licence: .part
    case .image, .scan, .inventory, .history, .secretScan, .configurationScan, .licenceScan: .documents
    }
  }

  /// True if every document of the kind is one of the other too, with the same fields.
  func isOne(of other: ImageKind) -> Bool { self == other || other == .image && role == .documents }

  static let table: [DerivedKind] = allCases.map { kind in
    DerivedKind(
      id: kind.id, name: kind.name, domain: "image", role: kind.role, fields: kind.fields, wholes: kind.wholes)
  }

  private var wholes: [(whole: ObjectTypeID, access: Access)] {
    func keys(_ key: String) -> Access { .keys(from: .value, [key]) }
    return switch self {
    case .image, .scan, .inventory, .history, .secretScan, .configurationScan, .licenceScan: []
    case .layer: [(Self.image.id, keys("layers"))]
    case .package: [(Self.inventory.id, keys("packages")), (Self.image.id, keys("packages"))]
    case .vulnerability:
      [(Self.scan.id, keys("vulnerabilities")), (Self.image.id, keys("vulnerabilities"))]
    case .step: [(Self.history.id, keys("steps")), (Self.image.id, keys("steps"))]
    case .exposedSecret: [(Self.secretScan.id, keys("secrets")), (Self.image.id, keys("secrets"))]
    case .misconfiguration:
      [(Self.configurationScan.id, keys("misconfigurations")), (Self.image.id, keys("misconfigurations"))]
    case .licence: [(Self.licenceScan.id, keys("licenceFindings")), (Self.image.id, keys("licenceFindings"))]
    }
  }
}

/// The fields of the kinds of images. `docs/image-rules.md` explains them.
extension ImageKind {
  private static func field(_ name: String, _ type: Type, _ reading: Reading = .required) -> Field {
    DerivedKind.field(name, type, reading, page: "docs/image-rules.md")
  }

  private static let texts = Type.list(.string)

  static let forms = Enumeration(
    name: "image form", members: ["inspect", "configuration", "manifest", "archive", "report", "sbom"])

  var fields: [Field] {
    switch self {
    case .image, .scan, .inventory, .history, .secretScan, .configurationScan, .licenceScan: Self.imageFields
    case .layer:
      [
        Self.field("digest", .string, .none), Self.field("diffID", .string, .none),
        Self.field("mediaType", .string, .none), Self.field("size", .quantity),
        Self.field("unpackedSize", .quantity, .none),
        Self.field("instruction", .enumeration(DockerfileKind.keywords)),
        Self.field("createdBy", .string, .none), Self.field("isFromBase", .bool),
      ]
    case .package:
      [
        Self.field("name", .string), Self.field("version", .string, .none), Self.field("type", .string, .none),
        Self.field("url", .string, .none), Self.field("licences", Self.texts, .empty),
      ]
    case .vulnerability:
      [
        Self.field("id", .vulnerabilityID), Self.field("severity", .severity),
        Self.field("package", .object(ImageKind.package.id)), Self.field("fixedIn", .string, .none),
        Self.field("status", .string, .none), Self.field("published", .date, .none),
        Self.field("isKnownExploited", .bool, .bool(false)), Self.field("url", .string, .none),
        Self.field("cvss", .decimal), Self.field("cvssVector", .string), Self.field("epss", .decimal),
        Self.field("epssPercentile", .decimal), Self.field("fixPublished", .date, .none),
        Self.field("layer", .object(ImageKind.layer.id)),
        Self.field("aliases", Self.texts, .empty),
      ]
    case .step:
      [
        Self.field("createdBy", .string, .none), Self.field("comment", .string, .none),
        Self.field("author", .string, .none), Self.field("created", .date, .none),
        Self.field("isEmptyLayer", .bool, .bool(false)), Self.field("isInstruction", .bool),
        Self.field("isFromBase", .bool),
      ]
    case .exposedSecret:
      [
        Self.field("rule", .string), Self.field("title", .string, .none), Self.field("category", .string, .none),
        Self.field("severity", .severity), Self.field("path", .string, .none), Self.field("line", .int, .none),
      ]
    case .misconfiguration:
      [
        Self.field("id", .string), Self.field("title", .string, .none), Self.field("severity", .severity),
        Self.field("passed", .bool), Self.field("message", .string, .none), Self.field("remedy", .string, .none),
        Self.field("path", .string, .none), Self.field("line", .int, .none), Self.field("url", .string, .none),
      ]
    case .licence:
      [
        Self.field("name", .string), Self.field("category", .string, .none), Self.field("severity", .severity),
        Self.field("package", .string, .none), Self.field("path", .string, .none), Self.field("url", .string, .none),
      ]
    }
  }

  private static let imageFields: [Field] = [
    field("name", .string), field("path", .string), field("form", .enumeration(forms)),
    field("isImage", .bool),
    // What the document tells of; the fields of the rest are unknown.
    field("hasConfiguration", .bool), field("hasDockerConfiguration", .bool), field("hasLayers", .bool),
    field("hasHistory", .bool), field("hasPackages", .bool), field("hasVulnerabilities", .bool),
    field("hasSecrets", .bool), field("hasMisconfigurations", .bool), field("hasLicenceFindings", .bool),
    field("hasDigests", .bool), field("hasEPSS", .bool), field("hasBase", .bool), field("hasListing", .bool),
    field("hasAttestations", .bool),
    // Names.
    field("reference", .imageReference, .none), field("references", .list(.imageReference), .empty),
    field("tags", texts, .empty), field("digests", texts, .empty), field("id", .string, .none),
    // What it is.
    field("os", .string, .none), field("architecture", .string, .none), field("variant", .string, .none),
    field("author", .string, .none), field("created", .date, .none), field("size", .quantity),
    field("compressedSize", .quantity, .none), field("layers", .list(.object(layer.id)), .empty),
    field("annotations", .map(.string), .empty), field("distribution", .string, .none),
    field("distributionVersion", .string, .none), field("isEndOfLife", .bool, .none),
    // What a container of it starts with: as of a stage.
    field("user", .object(DockerfileKind.user.id), .none), field("workdir", .string, .none),
    field("entrypoint", texts, .none), field("command", texts, .none), field("healthcheck", texts, .none),
    field("stopSignal", .string, .none), field("shell", texts, .none), field("env", .map(.string), .empty),
    field("variables", .list(.object(DockerfileKind.variable.id)), .empty), field("labels", .map(.string), .empty),
    field("exposedPorts", texts, .empty), field("volumes", texts, .empty), field("onbuild", texts, .empty),
    // What it is built on, and what is listed for it.
    field("baseName", .string), field("baseDigest", .string), field("baseCreated", .date),
    field("attestations", texts, .empty), field("signatures", texts, .empty),
    // How it was made, and what is in it.
    field("instructions", .list(.object(DockerfileKind.instruction.id)), .empty),
    field("steps", .list(.object(step.id)), .empty),
    field("packages", .list(.object(package.id)), .empty),
    field("vulnerabilities", .list(.object(vulnerability.id)), .empty),
    field("secrets", .list(.object(exposedSecret.id)), .empty),
    field("misconfigurations", .list(.object(misconfiguration.id)), .empty),
    field("licenceFindings", .list(.object(licence.id)), .empty),
    field("scannedAt", .date, .none), field("tool", .string, .none),
  ]
}
