import MoatValues

/// What is known of one field of a schema definition beyond its schema. A nil keeps what the schema says.
struct Curation: Sendable {
  var field: String
  /// A better type than the schema's: a path, an image reference, a closed enum, a kind.
  var type: Type?
  var reading: Reading?
  var inheritance: Inheritance?
  var access: Access?
  var emptyIsAbsence: Bool?
  var isIdentifier: Bool?
  /// Where this is written; nil stands for the source of the definition.
  var source: String?

  init(
    _ field: String, _ reading: Reading? = nil, type: Type? = nil, inherits: Inheritance? = nil,
    access: Access? = nil, emptyIsAbsence: Bool? = nil, isIdentifier: Bool? = nil, source: String? = nil
  ) {
    self.field = field
    self.type = type
    self.reading = reading
    inheritance = inherits
    self.access = access
    self.emptyIsAbsence = emptyIsAbsence
    self.isIdentifier = isIdentifier
    self.source = source
  }

  /// Free text: a template in it is text.
  static func text(_ field: String, source: String? = nil) -> Curation {
    Curation(field, isIdentifier: false, source: source)
  }
}

/// The entries of one schema definition, for all of its versions.
struct CuratedDefinition: Sendable {
  /// Package and name without the version: `core.SecurityContext`, `meta.ObjectMeta`.
  var name: String
  /// The source of the entries that name none.
  var source: String
  var fields: [Curation]

  init(_ name: String, source: String, _ fields: [Curation]) {
    self.name = name
    self.source = source
    self.fields = fields
  }
}

/// Sources that many entries share.
///
/// `reference` is the API reference of Kubernetes 1.37 as the descriptions of its OpenAPI schema give it; source files name the commit
/// that was read.
enum Source {
  static func reference(_ definition: String) -> String { "Kubernetes API reference 1.37, \(definition)" }

  static let coreDefaults = "kubernetes/kubernetes@023f88a pkg/apis/core/v1/defaults.go"
  static let appsDefaults = "kubernetes/kubernetes@04791b4 pkg/apis/apps/v1/defaults.go"
  static let batchDefaults = "kubernetes/kubernetes@045bbb1 pkg/apis/batch/v1/defaults.go"
  static let networkingDefaults = "kubernetes/kubernetes@030880a pkg/apis/networking/v1/defaults.go"
  static let autoscalingDefaults = "kubernetes/kubernetes@1adaa75 pkg/apis/autoscaling/v2/defaults.go"
  static let rbacDefaults = "kubernetes/kubernetes@7c30c06 pkg/apis/rbac/v1/defaults.go"
  static let storageDefaults = "kubernetes/kubernetes@01aa0f3 pkg/apis/storage/v1/defaults.go"
  static let admissionDefaults = "kubernetes/kubernetes@0843306 pkg/apis/admissionregistration/v1/defaults.go"
  /// An object that is a Go struct or whose fields are read through nil, so that `{}` and absence are the same.
  static let zeroObject =
    "Kubernetes API conventions, Optional vs. Required: an absent optional object sets none of its fields"
  /// Custom objects are stored as they were sent, but for unknown fields and defaults.
  static let customObject =
    "kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions, Field pruning and Defaulting"
  static let moat = "docs/language.md, Kubernetes kinds"
}

/// The whole table of readings.
enum CuratedReadings {
  static let definitions: [CuratedDefinition] =
    securityReadings + containerReadings + podReadings + volumeReadings + controllerReadings + networkReadings
    + accessReadings + storageReadings + objectReadings

  /// Definitions that share the entries of another one: an ephemeral container is a container with one field more.
  static let sameAs: [String: String] = [
    "core.EphemeralContainer": "core.Container",
    "rbac.ClusterRole": "rbac.Role",
    "rbac.ClusterRoleBinding": "rbac.RoleBinding",
    "admissionregistration.MutatingWebhook": "admissionregistration.ValidatingWebhook",
  ]

  /// The entries by definition and field.
  static let table: [String: [String: (curation: Curation, source: String)]] = {
    var table: [String: [String: (curation: Curation, source: String)]] = [:]
    for definition in definitions {
      for curation in definition.fields {
        table[definition.name, default: [:]][curation.field] = (curation, curation.source ?? definition.source)
      }
    }
    return table
  }()

  static func entry(definition: String, field: String) -> (curation: Curation, source: String)? {
    if let own = table[definition]?[field] { return own }
    guard let shared = sameAs[definition] else { return nil }
    return table[shared]?[field]
  }

  /// `io.k8s.api.core.v1.SecurityContext` as the table names it: package and name, without the version.
  static func key(ofDefinition full: String) -> String {
    let parts = full.split(separator: ".")
    guard parts.count >= 3 else { return full }
    return "\(parts[parts.count - 3]).\(parts[parts.count - 1])"
  }
}

extension Reading {
  /// Shorthands for the table.
  static func bool(_ value: Bool) -> Reading { .defaults(.bool(value)) }
  static func int(_ value: Int64) -> Reading { .defaults(.int(value)) }
  static func string(_ value: String) -> Reading { .defaults(.string(value)) }
}

extension Inheritance {
  /// The same field of the pod's security context.
  static func podSecurity(_ keys: String...) -> Inheritance {
    Inheritance(anchor: .podSpec, keys: ["securityContext"] + keys)
  }
}
