package import MoatValues

/// All kinds and schemas that a policy can name, for one Kubernetes version range. Immutable and shared; how a policy types
/// depends on nothing else.
///
/// The checker asks by name, the compiler and the evaluators by id.
package struct Catalogue: Sendable {
  package init() {}

  /// The kind of a name: bare (`container`, `Deployment`) or with its domain (`kubernetes.role`, `aws.role`).
  /// More than one where the bare name stands in several domains.
  package func kinds(named name: String) -> [ObjectType] { [] }

  /// The kind of `"group/Kind"`: typed when its schema was imported, else untyped.
  package func customKind(group: String, kind: String) -> ObjectType? { nil }

  package func objectType(_ id: ObjectTypeID) -> ObjectType? { nil }

  package func field(named name: String, of type: ObjectTypeID) -> Field? { nil }

  /// For messages with the nearest name.
  package func fieldNames(of type: ObjectTypeID) -> [String] { [] }

  /// All kind names, for the nearest one.
  package func kindNames() -> [String] { [] }

  /// How `part` is enumerated in `whole`; nil if it does not stand there.
  package func partDomain(of part: ObjectTypeID, in whole: ObjectTypeID) -> PartDomain? { nil }

  /// The kind around a part when a policy does not name it: `for container c` is `for container c in workload`.
  package func defaultWhole(of part: ObjectTypeID) -> ObjectTypeID? { nil }

  /// A closed enum by its policy name (`label-type`, `severity` is a type of its own): for params and data.
  package func enumeration(named name: String) -> Enumeration? { nil }
}
