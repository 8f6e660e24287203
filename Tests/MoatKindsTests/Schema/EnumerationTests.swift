import MoatDocument
import MoatValues
import Testing

@testable import MoatKinds

@Suite("Closed sets of the API")
struct EnumerationTests {
  private func problems(_ kind: String, _ tree: Tree) throws -> [String] {
    let arena = tree.arena()
    let definition = try #require(KubernetesSchema.definitions(ofKind: kind).first { $0.version == "v1" }?.id)
    return SchemaValidator.problems(arena, root: arena.roots[0], definition: definition, minor: 37)
      .filter { $0.kind == .notAMember }.map(\.message)
  }

  @Test func valuesOutsideTheirSetsAreProblems() throws {
    let cases: [(String, Tree, String)] = [
      (
        "CronJob", ["spec": ["concurrencyPolicy": "forbid"]],
        "concurrencyPolicy: expected one of Allow, Forbid, Replace, found string \"forbid\"; did you mean Forbid?"
      ),
      (
        "PersistentVolumeClaim", ["spec": ["accessModes": ["ReadWriteOnce", "RWX"]]],
        """
        accessModes: expected one of ReadWriteOnce, ReadOnlyMany, ReadWriteMany, ReadWriteOncePod, found string "RWX"
        """
      ),
      (
        "Pod", ["spec": ["containers": [["name": "a", "lifecycle": ["stopSignal": "TERM"]]]]],
        """
        stopSignal: expected one of SIGABRT, SIGALRM, SIGBUS, SIGCHLD, SIGCLD, SIGCONT, SIGFPE, SIGHUP, SIGILL, SIGINT, \
        SIGIO, SIGIOT and 53 more, found string "TERM"; did you mean SIGTERM?
        """
      ),
    ]
    for (kind, tree, message) in cases { #expect(try problems(kind, tree) == [message]) }
  }

  /// Go's `omitempty` drops "", so that the server fills in the default; a required field has to have a member.
  @Test func emptyTextIsAbsenceOfAnOptionalField() throws {
    #expect(try problems("Service", ["spec": ["type": "", "sessionAffinity": ""]]).isEmpty)
    let spread: Tree = ["maxSkew": 1, "topologyKey": "zone", "whenUnsatisfiable": ""]
    let found = try problems("Pod", ["spec": ["topologySpreadConstraints": [spread]]])
    #expect(found == ["whenUnsatisfiable: expected one of DoNotSchedule, ScheduleAnyway, found string \"\""])
    #expect(try problems("NetworkPolicy", ["spec": ["policyTypes": [""]]]).count == 1)
  }

  /// Values that some version of Kubernetes takes, and sets that anybody may extend.
  @Test func whatSomeVersionTakesIsNoProblem() throws {
    #expect(
      try problems(
        "Pod",
        [
          "spec": [
            "tolerations": [["key": "a", "operator": "Gt", "value": "3"]],
            "containers": [["name": "a", "restartPolicy": "OnFailure"]],
          ]
        ]
      ).isEmpty)
    #expect(try problems("Secret", ["type": "acme.io/own"]).isEmpty)
    #expect(try problems("Event", ["type": "Odd"]).isEmpty)
    #expect(try problems("Pod", ["spec": ["restartPolicy": "{{ .Values.policy }}"]]).isEmpty)
  }

  /// The readings of fields type their sets once more, with names for messages: a member that the table has and a reading
  /// lacks would be undetermined where it is valid.
  @Test func readingsHaveTheMembersOfTheTable() {
    var compared = 0
    for index in 0..<SchemaTable.shared.definitions.count {
      let id = ObjectTypeID(rawValue: index)
      let key = CuratedReadings.key(ofDefinition: KubernetesSchema.fullName(id))
      for field in KubernetesSchema.fields(of: id) {
        guard let curated = CuratedReadings.entry(definition: key, field: field.name)?.curation.type,
          let wanted = members(field.type), let known = members(curated)
        else { continue }
        #expect(Set(wanted).isSubset(of: known), "\(key).\(field.name)")
        compared += 1
      }
    }
    #expect(compared > 40, "\(compared)")
  }

  private func members(_ type: Type) -> [String]? {
    switch type {
    case .enumeration(let enumeration): enumeration.members
    case .list(let element): members(element)
    default: nil
    }
  }
}
