import MoatSource
import Testing

@testable import Moat

@Suite struct InspectionTests {
  private static func inspect(_ text: String, _ change: (inout CheckOptions) -> Void = { _ in }) async throws
    -> Inspection
  {
    let tree = TemporaryTree()
    tree.file("in.yaml", text)
    var options = CheckOptions(today: "2026-11-24")
    change(&options)
    return try await PolicySet.load().inspect(paths: [tree.path("in.yaml")], options: options)
  }

  private static func facts(_ part: Inspection.Part?) -> [String: Inspection.Fact] {
    Dictionary((part?.facts ?? []).map { ($0.name, $0) }) { first, _ in first }
  }

  @Test func eachFieldSaysWhereItComesFrom() async throws {
    let inspection = try await Self.inspect(
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: web}
      spec:
        template:
          spec:
            securityContext: {runAsNonRoot: true}
            containers:
            - name: app
              image: ghcr.io/acme/web:1.2
              securityContext: {privileged: "yes", readOnlyRootFilesystem: true}
              ports: [{containerPort: 80, name: http}]
      """)
    let document = try #require(inspection.documents.first)
    #expect(inspection.documents.count == 1)
    #expect(document.kinds == ["document", "workload", "Deployment"])
    #expect(document.identity.namespace == "default" && document.isRecognised)
    #expect(document.problems.map(\.place.line).contains(11))
    let workload = Self.facts(document.views.first)
    #expect(workload["replicas"]?.value == "1" && workload["replicas"]?.origin == .byDefault)
    let part = document.views.first?.parts.first { $0.kind == "container" }
    #expect(part?.place.path == "spec.template.spec.containers[0]" && part?.place.line == 9)
    let container = Self.facts(part)
    let wanted: [(String, String, Inspection.Origin, Int?)] = [
      ("name", "app", .written, 9), ("role", "app", .derived, nil), ("image.tag", "1.2", .derived, nil),
      ("image.registry", "ghcr.io", .derived, nil), ("securityContext.readOnlyRootFilesystem", "true", .written, 11),
      ("securityContext.runAsNonRoot", "true", .inherited, 7),
      ("securityContext.allowPrivilegeEscalation", "true", .byDefault, nil),
      ("securityContext.privileged", "of another type than its schema says", .unknown, 11),
    ]
    for (name, value, origin, line) in wanted {
      #expect(container[name]?.value == value, "\(name): \(String(describing: container[name]))")
      #expect(container[name]?.origin == origin, "\(name)")
      if let line { #expect(container[name]?.place?.line == line, "\(name)") }
    }
    #expect(container["image.digest"] == nil)
    #expect(Self.facts(part?.parts.first { $0.kind == "port" })["containerPort"]?.value == "80")
  }

  @Test func whatIsNotUnderstoodIsSaid() async throws {
    let inspection = try await Self.inspect(
      """
      a: 1
      ---
      apiVersion: example.com/v1
      kind: Thing
      metadata: {name: t}
      ---
      apiVersion: apps/v9
      kind: Deployment
      metadata: {name: x}
      ---
      b: [
      ---
      apiVersion: v1
      kind: Pod
      metadata: {name: p}
      spec: {containers: [], initContainers: 7}
      """)
    #expect(inspection.documents.map(\.identity.kind) == ["Thing", "Deployment", "Pod"])
    #expect(inspection.documents.map(\.isRecognised) == [false, true, true])
    #expect(inspection.unrecognised.map(\.place.line) == [1])
    #expect(inspection.problems.first?.place.line == 7)
    #expect(inspection.notEvaluated.count == 1)
    let unknown = inspection.documents[2].views.first?.parts.first { $0.kind == "container" }
    #expect(unknown?.facts.map(\.origin) == [.unknown])
    // Nothing of a pod that is not there is known, and that is said once.
    let absent = inspection.documents[1].views.first?.facts.filter { $0.origin == .unknown } ?? []
    #expect(absent.count == 1, "\(absent)")
  }

  @Test func hostileInputsAreBounded() async throws {
    let containers = (0..<5_000).map { "{name: c\($0), image: x}" }.joined(separator: ", ")
    let wide = try await Self.inspect(
      "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [\(containers)]}")
    #expect(wide.documents.first?.views.first?.parts.count == Inspection.partLimit)
    let many = try await Self.inspect(
      (0..<600).map { "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c\($0)}\n" }.joined(separator: "---\n"))
    #expect(many.documents.count == Inspection.documentLimit && many.moreDocuments == 100)
    let deep = try await Self.inspect(String(repeating: "[", count: 100_000))
    #expect(deep.documents.isEmpty && deep.notEvaluated.count == 1)
  }
}

@Suite struct RuleDescriptionTests {
  private static func set(_ text: String) throws -> PolicySet {
    try PolicySet.load(texts: [SourceFile(name: "probe.moat", text: text)])
  }

  @Test func aRuleIsDescribedInItsOwnWords() throws {
    let rule = try Self.set(
      """
      policy acme.probe version "1"
      let prefix = "a"
      ## Why.
      rule port {
        title "Port"
        severity high
        effective 2027-01-01
        controls [pss.baseline "Host Ports"]
        same-as [trivy "KSV-0024"]
        tags [network]
        param allowed: set<int> = [] where every port in allowed satisfies port > 0
        for port p in container c in workload w where not w.hostNetwork
        let number = p.hostPort
        deny when number != 0    # a comment
          and number not in allowed unless w.namespace starts with prefix
        message "{c.name} takes {number}"
        fix remove p.hostPort
        require p.name exists
        require (p.name else "") != "x"
      }
      profile probes { include port }
      """
    ).description(of: "port")
    #expect(rule.id == "acme.probe.port" && rule.policy == "acme.probe" && rule.severity == .high)
    #expect(rule.subject == "port p in container c in workload w" && rule.scope == "not w.hostNetwork")
    #expect(rule.names == ["prefix = \"a\"", "number = p.hostPort"])
    #expect(rule.parameters == ["allowed: set<int> = [] where every port in allowed satisfies port > 0"])
    #expect(rule.effective == "2027-01-01" && rule.profiles == ["acme.probe.probes"] && !rule.cost.isEmpty)
    #expect(rule.checks.map(\.form) == [.failsWhen, .failsUnless, .failsUnless])
    #expect(rule.checks[0].condition == "number != 0 and number not in allowed")
    #expect(rule.checks[0].excuse == "w.namespace starts with prefix")
    #expect(rule.checks[0].message == "{c.name} takes {number}")
    #expect(rule.checks[0].otherOutcomes == ["fix remove p.hostPort"])
  }

  @Test func filtersMeanWhatAPersonWrites() throws {
    let set = try PolicySet.load()
    func ids(_ change: (inout RuleFilter) -> Void) throws -> [String] {
      var filter = RuleFilter()
      change(&filter)
      return try set.descriptions(filter).map(\.id)
    }
    for word in ["KSV-0017", "ksv-0017", "trivy KSV-0017", "trivy \"KSV-0017\"", "CKV_K8S_16"] {
      #expect(try ids { $0.sameAs = word } == ["kubernetes.privileged"], "\(word)")
    }
    #expect(try ids { $0.sameAs = "KSV-001" }.isEmpty)
    #expect(try ids { $0.control = "Privileged Containers" } == ["kubernetes.privileged"])
    let baseline = try ids { $0.control = "pss.baseline" }
    let wide = try ids { $0.control = "pss" }
    #expect(baseline.count > 5 && Set(wide).isSuperset(of: baseline))
    #expect(try ids { $0.control = "ps" }.isEmpty)
    #expect(try ids { $0.profiles = ["pss-baseline"] }.contains("kubernetes.privileged"))
    let recommended = try ids { $0.profiles = ["recommended"] }
    for rule in ["kubernetes.privileged", "dockerfile.last-user-root", "image.root-user"] {
      #expect(recommended.contains(rule), "\(rule)")
    }
    #expect(try !ids { $0.profiles = ["image.recommended"] }.contains("dockerfile.last-user-root"))
    #expect(throws: OptionError.self) { try ids { $0.profiles = ["nope"] } }
    #expect(throws: OptionError.self) { try set.description(of: "priviledged") }
  }
}

@Suite struct ExplanationTests {
  @Test func whatDecidedIsMarked() async throws {
    let tree = TemporaryTree()
    tree.file(
      "in.yaml",
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: web}
      spec:
        hostPID: true
        containers:
        - {name: a, image: x}
        - {name: b, image: x, securityContext: {privileged: true}}
      ---
      apiVersion: v1
      kind: Pod
      metadata: {name: fine}
      spec: {containers: [{name: a, image: x}]}
      ---
      apiVersion: v1
      kind: Pod
      metadata: {name: other, namespace: kube-system}
      spec: {containers: [{name: a, image: x}]}
      """)
    let set = try PolicySet.load(texts: [
      SourceFile(
        name: "p.moat",
        text: """
          rule r {
            severity high
            for workload w where w.namespace != "kube-system"
            deny when w.hostNetwork or w.hostPID and (some c in w.containers satisfies c.securityContext.privileged)
            message "{w.name} by {c.name}"
          }
          """)
    ])
    let options = CheckOptions(today: "2026-11-24")
    let some = try await set.explain("r", paths: [tree.path("in.yaml")], options: options, all: false)
    #expect(some.counts == [.fail: 1, .pass: 1] && some.outOfScope == 1 && some.documents == 3)
    let subject = try #require(some.subjects.first)
    #expect(some.subjects.count == 1 && subject.verdict == .fail && subject.checks.first?.messages == ["web by b"])
    let root = try #require(subject.checks.first?.condition)
    #expect(root.decides && root.answer == .yes)
    #expect(root.children.map(\.text).first == "w.hostNetwork")
    #expect(root.children.map(\.decides) == [false, true])
    let both = root.children[1].children
    #expect(both.map(\.decides) == [true, true] && both[0].place?.line == 5)
    #expect(both[1].elements.map(\.decides) == [false, true])
    #expect(
      both[1].elements[1].children.first?.place
        == .init(
          line: 8, path: "spec.containers[1].securityContext.privileged", isAbsent: false))
    #expect(both[1].elements[0].children.first?.place?.isAbsent == true)
    let all = try await set.explain("r", paths: [tree.path("in.yaml")], options: options, all: true)
    #expect(all.subjects.map(\.verdict) == [.fail, .pass, nil])
    #expect(all.subjects[2].scope?.answer == .no && all.subjects[2].checks.isEmpty)
  }
}

@Suite struct CostTests {
  /// A join over all pairs of labels of all pairs of workloads: far above the limit for so many.
  /// It would take hours if it were.
  @Test func aRuleThatCostsTooMuchIsNotWalked() async throws {
    let labels = (0..<300).map { "l\($0): v" }.joined(separator: ", ")
    let pods = (0..<60).map { index in
      "apiVersion: v1\nkind: Pod\nmetadata: {name: p\(index), labels: {\(labels)}}\nspec: {containers: [{name: a, image: x}]}\n"
    }.joined(separator: "---\n")
    let tree = TemporaryTree()
    tree.file("in.yaml", pods)
    let rule = """
      policy probe version "1"
      rule pairs {
        severity low
        for workload w
        deny when some a in w.labels satisfies some b in w.labels satisfies some c in w.labels satisfies
          some workload x in all satisfies some d in x.labels satisfies a.value + b.value + c.value == d.key
        message "m"
      }
      test "too many" for pairs {
        given yaml file "in.yaml"
        expect undetermined 60
      }

      """
    let source = SourceFile(name: tree.path("probe.moat"), text: rule)
    let set = try PolicySet.load(texts: [source])
    let explanation = try await set.explain(
      "pairs", paths: [tree.path("in.yaml")], options: CheckOptions(today: "2026-11-24"), all: true)
    #expect(explanation.counts == [.undetermined: 60])
    #expect(explanation.subjects.first?.reasons.first?.contains("over the cost limit") == true)
    var options = TestOptions()
    options.measuresMutations = false
    let report = await set.test(options)
    #expect(report.cases == 1 && report.failed == 0, "\(report.rules)")
  }
}
