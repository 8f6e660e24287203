package import MoatDocument
import MoatSource

/// Whether OCI's documents are as the JSON schemas of the image specification have them.
///
/// Two things differ. `null` counts as absent in a configuration, as Docker writes it. And a document that is a
/// manifest to one reader and an index to another is wrong, though the schemas allow it (CVE-2021-41190).
package enum OCIValidation {
  package enum Schema: String, Sendable, CaseIterable {
    case config
    case manifest
    case index = "imageindex"
    case descriptor
    case layout = "imagelayout"
  }

  /// What is wrong with a document; empty if it is valid.
  package static func problems(
    root: UInt32, in arena: Arena, schema: Schema, source: Int = 0
  ) -> [ImageProblem] {
    var validator = OCIValidator(cursor: DocumentCursor(arena, source: source))
    let object: [OCIMember] =
      switch schema {
      case .config: OCISchemas.config
      case .manifest: OCISchemas.manifest
      case .index: OCISchemas.index
      case .descriptor: OCISchemas.descriptor
      case .layout: OCISchemas.layout
      }
    validator.check(root, .object(object))
    switch schema {
    case .manifest: validator.checkNone(root, of: ["manifests", "fsLayers"], types: MediaType.indexes)
    case .index: validator.checkNone(root, of: ["config", "layers", "fsLayers"], types: MediaType.manifests)
    default: break
    }
    return validator.cursor.problems
  }

  /// The same for a recognised form; of a form that is none of OCI's, nothing.
  static func problems(root: UInt32, in arena: Arena, as form: ImageDocumentForm, source: Int) -> [ImageProblem] {
    let schemas: [ImageDocumentForm: Schema] = [
      .config: .config, .manifest: .manifest, .index: .index, .layoutMarker: .layout,
    ]
    return schemas[form].map { problems(root: root, in: arena, schema: $0, source: source) } ?? []
  }
}

/// A member of an object in a schema.
struct OCIMember: Sendable {
  var name: String
  var isRequired: Bool
  /// Whether null counts as absent.
  var isNullable: Bool
  var shape: OCIShape

  init(_ name: String, _ shape: OCIShape, isRequired: Bool = false, isNullable: Bool = false) {
    self.name = name
    self.shape = shape
    self.isRequired = isRequired
    self.isNullable = isNullable
  }
}

/// What a value must be.
indirect enum OCIShape: Sendable {
  case text
  case oneOf([String])
  case bool
  case integer(ClosedRange<Int64>)
  case date
  case mediaType
  case digest
  case uri
  case base64
  /// `NAME=value`.
  case environment
  case list(OCIShape, minimum: Int)
  /// An object whose values are all of one shape.
  case map(OCIShape)
  case object([OCIMember])
  case descriptor
}

/// The schemas of image-spec 1.1.
enum OCISchemas {
  static let layout = [OCIMember("imageLayoutVersion", .oneOf(["1.0.0"]), isRequired: true)]

  static let descriptor = [
    OCIMember("mediaType", .mediaType, isRequired: true),
    OCIMember("size", .integer(0...Int64.max), isRequired: true),
    OCIMember("digest", .digest, isRequired: true),
    OCIMember("urls", .list(.uri, minimum: 0)),
    OCIMember("data", .base64),
    OCIMember("artifactType", .mediaType),
    OCIMember("annotations", .map(.text)),
  ]

  private static let platform = [
    OCIMember("architecture", .text, isRequired: true),
    OCIMember("os", .text, isRequired: true),
    OCIMember("os.version", .text),
    OCIMember("os.features", .list(.text, minimum: 0)),
    OCIMember("variant", .text),
  ]

  static let manifest = [
    OCIMember("schemaVersion", .integer(2...2), isRequired: true),
    OCIMember("mediaType", .mediaType),
    OCIMember("artifactType", .mediaType),
    OCIMember("config", .descriptor, isRequired: true),
    OCIMember("subject", .descriptor),
    OCIMember("layers", .list(.descriptor, minimum: 1), isRequired: true),
    OCIMember("annotations", .map(.text)),
  ]

  static let index = [
    OCIMember("schemaVersion", .integer(2...2), isRequired: true),
    OCIMember("mediaType", .mediaType),
    OCIMember("artifactType", .mediaType),
    OCIMember("subject", .descriptor),
    OCIMember(
      "manifests", .list(.object(descriptor + [OCIMember("platform", .object(platform))]), minimum: 0),
      isRequired: true),
    OCIMember("annotations", .map(.text)),
  ]

  static let config = [
    OCIMember("created", .date, isNullable: true),
    OCIMember("author", .text, isNullable: true),
    OCIMember("architecture", .text, isRequired: true),
    OCIMember("variant", .text, isNullable: true),
    OCIMember("os", .text, isRequired: true),
    OCIMember("os.version", .text, isNullable: true),
    OCIMember("os.features", .list(.text, minimum: 0), isNullable: true),
    OCIMember(
      "config",
      .object([
        OCIMember("User", .text, isNullable: true),
        OCIMember("ExposedPorts", .map(.object([])), isNullable: true),
        OCIMember("Env", .list(.environment, minimum: 0), isNullable: true),
        OCIMember("Entrypoint", .list(.text, minimum: 0), isNullable: true),
        OCIMember("Cmd", .list(.text, minimum: 0), isNullable: true),
        OCIMember("Volumes", .map(.object([])), isNullable: true),
        OCIMember("WorkingDir", .text, isNullable: true),
        OCIMember("Labels", .map(.text), isNullable: true),
        OCIMember("StopSignal", .text, isNullable: true),
        OCIMember("ArgsEscaped", .bool, isNullable: true),
      ]), isNullable: true),
    OCIMember(
      "rootfs",
      .object([
        OCIMember("diff_ids", .list(.text, minimum: 0), isRequired: true),
        OCIMember("type", .oneOf(["layers"]), isRequired: true),
      ]), isRequired: true),
    OCIMember(
      "history",
      .list(
        .object([
          OCIMember("created", .date, isNullable: true),
          OCIMember("author", .text, isNullable: true),
          OCIMember("created_by", .text, isNullable: true),
          OCIMember("comment", .text, isNullable: true),
          OCIMember("empty_layer", .bool, isNullable: true),
        ]), minimum: 0), isNullable: true),
  ]
}

/// Checks values against shapes. It descends as deep as the schemas do, whatever the document.
struct OCIValidator {
  var cursor: DocumentCursor

  private mutating func fail(_ node: UInt32, _ message: String) {
    // A message is a sentence about the node, or one that begins with what stands in it.
    let name = cursor.name(of: node) + (message.hasPrefix("`") ? ": " : " ")
    cursor.report(ImageProblem(name + message, at: cursor.place(node)))
  }

  mutating func check(_ node: UInt32, _ shape: OCIShape) {
    switch shape {
    case .object(let members): checkObject(node, members)
    case .descriptor:
      checkObject(node, OCISchemas.descriptor)
      checkData(node)
    case .list(let element, let minimum):
      guard cursor.kind(node) == .list else { return fail(node, "must be a list") }
      if cursor.children(node).count < minimum { fail(node, "must have at least \(minimum) element") }
      for child in cursor.children(node) { check(child, element) }
    case .map(let value):
      guard cursor.kind(node) == .object else { return fail(node, "must be an object") }
      for child in cursor.children(node) { check(child, value) }
    case .bool: if cursor.kind(node) != .bool { fail(node, "must be true or false") }
    case .integer(let range):
      guard let value = cursor.integerValue(node) else { return fail(node, "must be an integer") }
      if !range.contains(value) {
        fail(node, range.lowerBound == range.upperBound ? "must be \(range.lowerBound)" : "must not be negative")
      }
    case .text: if !cursor.isText(node) { fail(node, "must be a string") }
    case .oneOf, .date, .mediaType, .digest, .uri, .base64, .environment: checkText(node, shape)
    }
  }

  private mutating func checkObject(_ node: UInt32, _ members: [OCIMember]) {
    guard cursor.kind(node) == .object else { return fail(node, "must be an object") }
    for member in members {
      let child = cursor.arena.child(of: node, named: member.name)
      guard child != NodeIndex.none else {
        if member.isRequired { fail(node, "`\(member.name)` is missing") }
        continue
      }
      if member.isNullable, cursor.kind(child) == .null { continue }
      check(child, member.shape)
    }
  }

  private mutating func checkText(_ node: UInt32, _ shape: OCIShape) {
    guard cursor.isText(node) else { return fail(node, "must be a string") }
    let text = cursor.arena.bytes(node)
    let shown = DocumentCursor.shown(text)
    switch shape {
    case .oneOf(let words):
      if !words.contains(where: { Array($0.utf8) == text }) {
        fail(node, "must be `\(words.joined(separator: "` or `"))`, not `\(shown)`")
      }
    case .date:
      if Timestamp.seconds(text) == nil { fail(node, "`\(shown)` is no date and time by RFC 3339") }
    case .mediaType: if !OCIGrammar.isMediaType(text) { fail(node, "`\(shown)` is no media type") }
    case .digest: if OCIGrammar.digest(text) == nil { fail(node, "`\(shown)` is no digest") }
    case .uri: if !OCIGrammar.isURI(text) { fail(node, "`\(shown)` is no URI") }
    case .base64: if OCIGrammar.base64(text) == nil { fail(node, "is no base64 text with its padding") }
    case .environment:
      if text.firstIndex(of: UInt8(ascii: "=")) ?? 0 == 0 { fail(node, "`\(shown)` must be `NAME=value`") }
    default: break
    }
  }

  /// What a descriptor embeds must be what it describes.
  private mutating func checkData(_ node: UInt32) {
    guard let data = cursor.member(node, "data", .string),
      let bytes = OCIGrammar.base64(cursor.arena.bytes(data))
    else { return }
    if let size = cursor.member(node, "size").flatMap({ cursor.integerValue($0) }), size != bytes.count {
      fail(data, "holds \(bytes.count) bytes; the descriptor says \(size)")
    }
    if let digest = cursor.member(node, "digest", .string).flatMap({ OCIGrammar.digest(cursor.arena.bytes($0)) }),
      let actual = BlobDigest.digits(of: bytes, by: digest.algorithm), actual != digest.encoded
    {
      fail(data, "has another digest than its descriptor says")
    }
  }

  /// A document must not be two things at once.
  mutating func checkNone(_ root: UInt32, of names: [String], types: Set<[UInt8]>) {
    for name in names {
      let child = cursor.arena.child(of: root, named: name)
      if child != NodeIndex.none { fail(child, "must not stand here: the document would be two things at once") }
    }
    if let type = cursor.member(root, "mediaType", .string), types.contains(cursor.arena.bytes(type)) {
      fail(type, "names another kind of document than the one that stands here")
    }
  }
}
