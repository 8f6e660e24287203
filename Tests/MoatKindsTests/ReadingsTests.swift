import MoatValues
import Testing

@testable import MoatKinds

struct ReadingsTests {
  /// Each entry stands for a field that some version of the schema has: a misspelt one would silently do nothing.
  @Test func everyEntryHasItsField() {
    let byKey = Dictionary(grouping: allDefinitions(), by: CuratedReadings.key(ofDefinition:))
    for definition in CuratedReadings.definitions {
      let versions = byKey[definition.name] ?? []
      #expect(!versions.isEmpty, "\(definition.name)")
      for entry in definition.fields {
        let found = versions.contains { full in
          KubernetesSchema.definition(named: full).flatMap {
            KubernetesSchema.field(named: entry.field, of: $0)
          } != nil
        }
        #expect(found, "\(definition.name).\(entry.field)")
        #expect(!(entry.source ?? definition.source).isEmpty, "\(definition.name).\(entry.field)")
      }
    }
    for (alias, target) in CuratedReadings.sameAs {
      #expect(byKey[alias] != nil && CuratedReadings.table[target] != nil, "\(alias)")
    }
  }

  @Test func noEntryStandsTwice() {
    var seen: Set<String> = []
    for definition in CuratedReadings.definitions {
      for entry in definition.fields {
        #expect(seen.insert("\(definition.name).\(entry.field)").inserted, "\(definition.name).\(entry.field)")
      }
    }
  }

  /// A default is a value of its field's type, and a member of its enum.
  @Test func defaultsFitTheirTypes() {
    for (label, field) in allFields() {
      guard case .defaults(let constant) = field.reading else { continue }
      switch (field.type, constant) {
      case (.bool, .bool), (.int, .int), (.string, .string), (.path, .string), (.intOrString, .int),
        (.intOrString, .string):
        break
      case (.enumeration(let enumeration), .string(let member)):
        #expect(enumeration.members.contains(member), "\(label)")
      default:
        Issue.record("\(label): \(constant) is no \(field.type)")
      }
    }
  }

  @Test func readingsFitTheirTypes() {
    for (label, field) in allFields() {
      switch field.reading {
      case .transparent:
        if case .object = field.type { continue }
        Issue.record("\(label): only an object is transparent")
      case .empty:
        switch field.type {
        case .list, .set, .map, .labelSelector, .serviceSelector: continue
        default: Issue.record("\(label): only what has elements is empty")
        }
      default: continue
      }
    }
  }

  /// What is inherited is a field of the same type at the end of its keys.
  @Test func inheritanceFits() {
    let podSpec = KubernetesSchema.definition(named: "io.k8s.api.core.v1.PodSpec")
    var count = 0
    for (label, field) in allFields() {
      guard let inheritance = field.inheritance, inheritance.anchor == .podSpec, let podSpec else { continue }
      count += 1
      var type = Type.object(podSpec)
      for key in inheritance.keys {
        guard let next = Catalogue().field(named: key, of: type) else {
          Issue.record("\(label): no \(key)")
          break
        }
        type = next.type
      }
      #expect(type == field.type, "\(label)")
    }
    #expect(count >= 10)
  }

  /// The readings that most rules lean on, by hand.
  @Test func readingsThatMatter() {
    let cases: [(kind: String, field: String, reading: Reading)] = [
      ("core.v1.SecurityContext", "privileged", .defaults(.bool(false))),
      ("core.v1.SecurityContext", "allowPrivilegeEscalation", .defaults(.bool(true))),
      ("core.v1.SecurityContext", "readOnlyRootFilesystem", .defaults(.bool(false))),
      ("core.v1.SecurityContext", "runAsUser", .none), ("core.v1.SecurityContext", "capabilities", .transparent),
      ("core.v1.PodSpec", "hostNetwork", .defaults(.bool(false))),
      ("core.v1.PodSpec", "hostUsers", .defaults(.bool(true))),
      ("core.v1.PodSpec", "containers", .required), ("core.v1.PodSpec", "initContainers", .empty),
      ("core.v1.PodSpec", "automountServiceAccountToken", .none), ("core.v1.PodSpec", "runtimeClassName", .none),
      ("core.v1.PodSpec", "terminationGracePeriodSeconds", .defaults(.int(30))),
      ("core.v1.Probe", "failureThreshold", .defaults(.int(3))), ("core.v1.Probe", "httpGet", .none),
      ("core.v1.EphemeralContainer", "securityContext", .transparent), ("core.v1.Container", "image", .required),
      ("apps.v1.DeploymentSpec", "replicas", .defaults(.int(1))), ("batch.v1.JobSpec", "backoffLimit", .none),
      ("policy.v1.PodDisruptionBudgetSpec", "selector", .required),
      ("networking.v1.NetworkPolicyPeer", "podSelector", .none),
      ("networking.v1.NetworkPolicySpec", "podSelector", .empty), ("apps.v1.Deployment", "metadata", .transparent),
      ("apps.v1.Deployment", "kind", .required), ("core.v1.PersistentVolumeClaimSpec", "storageClassName", .none),
    ]
    for (definition, name, reading) in cases {
      let field = KubernetesSchema.definition(named: "io.k8s.api.\(definition)").flatMap {
        SchemaFields.field(named: name, of: $0)
      }
      #expect(field?.reading == reading, "\(definition).\(name)")
    }
  }

  @Test func freeTextAndEmptyText() throws {
    let cases: [(definition: String, field: String, isIdentifier: Bool, emptyIsAbsence: Bool)] = [
      ("core.v1.EnvVar", "value", false, false), ("core.v1.EnvVar", "name", true, true),
      ("core.v1.Container", "image", true, true), ("core.v1.Container", "args", false, true),
      ("core.v1.ConfigMap", "data", false, true),
      ("core.v1.PersistentVolumeClaimSpec", "storageClassName", true, false),
      ("core.v1.PodSpec", "serviceAccountName", true, true), ("core.v1.PodSpec", "hostNetwork", true, false),
    ]
    for (definition, name, isIdentifier, emptyIsAbsence) in cases {
      let id = try #require(KubernetesSchema.definition(named: "io.k8s.api.\(definition)"))
      let field = try #require(SchemaFields.field(named: name, of: id), "\(definition).\(name)")
      #expect(field.isIdentifier == isIdentifier, "\(definition).\(name)")
      #expect(field.emptyIsAbsence == emptyIsAbsence, "\(definition).\(name)")
    }
  }

  /// Every field of every schema definition and of every kind.
  private func allFields() -> [(label: String, field: Field)] {
    var result: [(String, Field)] = []
    for full in allDefinitions() {
      guard let id = KubernetesSchema.definition(named: full) else { continue }
      for name in SchemaFields.names(of: id) {
        if let field = SchemaFields.field(named: name, of: id) { result.append(("\(full).\(name)", field)) }
      }
    }
    for kind in KubernetesKind.allCases {
      for name in KindLookup.names(of: kind) {
        if let field = KindLookup.field(named: name, of: kind) { result.append(("\(kind.name).\(name)", field)) }
      }
    }
    return result
  }

  /// The definitions that any object's fields lead to.
  private func allDefinitions() -> [String] {
    var found: Set<UInt32> = []
    var pending = KubernetesSchema.allKinds.map(\.id)
    while let id = pending.popLast() {
      guard found.insert(id.rawValue).inserted else { continue }
      for field in KubernetesSchema.fields(of: id) {
        var type = field.type
        while true {
          switch type {
          case .list(let element), .map(let element), .set(let element):
            type = element
            continue
          case .object(let next): pending.append(next)
          default: break
          }
          break
        }
      }
    }
    return found.map { KubernetesSchema.fullName(ObjectTypeID(rawValue: $0)) }.sorted()
  }
}
