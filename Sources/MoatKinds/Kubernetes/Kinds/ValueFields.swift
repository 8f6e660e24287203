import MoatValues

/// The fields of values that are no objects of the catalogue.
enum ValueFields {
  static func fields(of type: Type) -> [Field] {
    switch type {
    case .imageReference: imageReference
    case .intOrString: intOrString
    case .labelSelector: labelSelector
    case .entry(let value): entry(value)
    default: []
    }
  }

  /// A registry that is not written is `docker.io`, as the reference's normal form has it. A tag that is not written
  /// is missing, also where `latest` will be pulled.
  private static let imageReference: [Field] = [
    fact("registry", .string, .imageRegistry, .required),
    fact("repository", .string, .imageRepository, .required),
    fact("tag", .string, .imageTag, .none),
    fact("digest", .string, .imageDigest, .none),
  ]

  private static let intOrString: [Field] = [
    fact("number", .int, .intOrStringNumber, .none),
    fact("percent", .int, .intOrStringPercent, .none),
    fact("name", .string, .intOrStringName, .none),
  ]

  private static var labelSelector: [Field] {
    let requirement = KubernetesSchema.definition(
      named: "io.k8s.apimachinery.pkg.apis.meta.v1.LabelSelectorRequirement")
    return [
      Field(
        name: "matchLabels", type: .map(.string), access: .keys(from: .value, ["matchLabels"]), reading: .empty,
        emptyIsAbsence: true, isIdentifier: true),
      Field(
        name: "matchExpressions", type: .list(requirement.map { .object($0) } ?? .any),
        access: .keys(from: .value, ["matchExpressions"]), reading: .empty, emptyIsAbsence: true, isIdentifier: true),
    ]
  }

  private static func entry(_ value: Type) -> [Field] {
    [
      fact("key", .string, .entryKey, .required),
      fact("value", value, .entryValue, .required),
      KindFields.index,
    ]
  }

  private static func fact(_ name: String, _ type: Type, _ fact: Fact, _ reading: Reading) -> Field {
    Field(name: name, type: type, access: .fact(fact), reading: reading, isIdentifier: true, source: Source.moat)
  }
}
