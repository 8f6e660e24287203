import MoatSource
import Testing

@testable import Moat

/// Waivers, profiles, params, data sets and days: what a run is told beside its documents.
@Suite struct SettingTests {
  static let pods = ["a", "b"].map {
    Checked.pod($0, "- {name: app, image: x, securityContext: {privileged: true}}")
  }

  static func waiver(_ name: String, until day: String) -> String {
    """
    waive privileged {
      where workload.name == "\(name)"
      until \(day)
      owner "platform"
      reason "reads devices"
      ticket "SEC-1"
    }

    """
  }

  // MARK: Waivers

  @Test func aWaiverHoldsToItsLastDay() async throws {
    let policy = Checked.privileged + Self.waiver("a", until: "2026-11-24")
    let report = try await Checked.report(policy, Self.pods[0], Self.pods[1])
    #expect(report.findings.map(\.verdict) == [.waived, .fail])
    #expect(
      report.findings[0].waiver
        == .init(owner: "platform", reason: "reads devices", until: "2026-11-24", ticket: "SEC-1"))
    #expect(!report.findings[0].blocks)
    #expect(report.summary[.waived] == 1 && report.summary[.fail] == 1)
  }

  @Test func anExpiredWaiverWaivesNothingAndIsFound() async throws {
    let policy = Checked.privileged + Self.waiver("a", until: "2026-11-23")
    let report = try await Checked.report(policy, Self.pods[0])
    #expect(
      report.lines == [
        "a.yaml:7:57 fail test.privileged spec.containers[0].securityContext.privileged",
        "test.moat:14:1 fail moat.waiver-expired ",
      ])
    #expect(report.findings[1].message == "test.privileged was waived until 2026-11-23 by platform")
  }

  @Test func aWaiverThatMeetsNothingWarnsIfItsRuleRan() async throws {
    let policy =
      Checked.privileged + Self.waiver("nobody", until: "2030-01-01")
      + "rule another {\n  severity low\n  for workload w\n  deny when w.hostPID\n}\nprofile rest { include another }\n"
    let report = try await Checked.report(policy, Self.pods[0])
    #expect(report.findings.map(\.rule) == ["test.privileged", "moat.waiver-unmatched"])
    #expect(report.findings[1].verdict == .warn && !report.findings[1].blocks)
    #expect(try await Checked.report(policy, Self.pods[0]) { $0.profiles = ["rest"] }.findings.isEmpty)
  }

  @Test func aWaiverThatIsNotKnownToMeanTheSubjectWaivesNothing() async throws {
    let policy = Checked.privileged + Self.waiver("a", until: "2030-01-01")
    let text = Self.pods[0].replacing("{name: a}", with: "{name: 5}")
    let report = try await Checked.report(policy, text)
    #expect(report.findings.first?.verdict == .fail)
  }

  @Test func whatIsNotKnownCanBeWaived() async throws {
    let policy = Checked.privileged + Self.waiver("a", until: "2030-01-01")
    let report = try await Checked.report(policy, Self.pods[0].replacing("true", with: "\"yes\""))
    #expect(report.findings.map(\.verdict) == [.waived])
    #expect(report.findings[0].blinded.isEmpty)
  }

  // MARK: Profiles and days

  @Test func profilesPickRulesAndDecideWhatBlocks() async throws {
    let policy =
      Checked.privileged + """
        rule pid {
          severity low
          for workload w
          deny when w.hostPID
          message "pid"
        }
        profile soft {
          include privileged
          enforce deny when finding.severity == low
          enforce warn
        }
        profile recorded {
          include privileged
          enforce audit
        }
        profile hard {
          include privileged
        }
        """
    let all = try await Checked.report(policy, Self.pods[0])
    #expect(all.summary.rules == 2 && all.blocks(at: .critical))
    for (names, verdict) in [(["soft"], Verdict.warn), (["recorded"], .warn), (["soft", "test.hard"], .fail)] {
      let report = try await Checked.report(policy, Self.pods[0]) { $0.profiles = names }
      #expect(report.summary.rules == 1)
      #expect(report.findings.map(\.verdict) == [verdict], "\(names)")
      #expect(report.blocks(at: .info) == (verdict == .fail))
    }
  }

  @Test func aRuleOnlyWarnsBeforeItsDay() async throws {
    let policy = Checked.privileged.replacing("severity critical", with: "severity critical\n  effective 2026-12-01")
    for (day, verdict) in [("2026-11-30", Verdict.warn), ("2026-12-01", .fail)] {
      let report = try await Checked.report(policy, Self.pods[0]) { $0.today = day }
      #expect(report.findings.map(\.verdict) == [verdict])
      #expect(report.blocks(at: .critical) == (verdict == .fail))
      let unknown = try await Checked.report(policy, Self.pods[0].replacing("true", with: "\"yes\"")) { $0.today = day }
      #expect(unknown.findings.map(\.verdict) == [.undetermined])
      #expect(unknown.blocks(at: .critical) == (verdict == .fail))
    }
  }

  // MARK: Params and data sets

  static let registries = """
    policy test version "1"
    data known: map<string, int>
    rule registry {
      severity high
      param registries: set<image-prefix> where registries is not empty
      param mode: string = "strict"
      for container c in workload w where mode == "strict"
      require c.image is under any of registries
      message "{c.image}"
    }
    rule listed {
      severity low
      for workload w
      require known[w.name] exists
      message "{w.name}"
    }
    profile acme { include registry  set registry.registries = ["ghcr.io/acme/"] }
    profile quay { include registry  set registry.registries = ["quay.io/"] }
    """

  @Test func paramsComeFromTheCommandLineThenTheProfileThenTheRule() async throws {
    let pod = Checked.pod("a", "- {name: app, image: ghcr.io/acme/x}")
    let cases: [(profiles: [String], parameters: [String: String], rules: Int?)] = [
      (["acme"], [:], 0), (["acme"], ["registry.registries": "[\"quay.io/\"]"], 1),
      (["acme", "quay"], ["test.registry.registries": "[\"ghcr.io/\"]"], 0),
      (["acme"], ["registry.registries": "[\"quay.io/\"]", "registry.mode": "lax"], 0),
      (["acme"], ["registry.registries": "[\"quay.io/\"]", "registry.mode": "\"strict\""], 1),
    ]
    for (profiles, parameters, count) in cases {
      let report = try await Checked.report(Self.registries, pod) {
        $0.profiles = profiles
        $0.parameters = parameters
      }
      #expect(report.findings.count == count, "\(profiles) \(parameters)")
    }
  }

  @Test func optionsThatDoNotFitAreRefused() async throws {
    let cases: [(change: (inout CheckOptions) -> Void, message: String)] = [
      ({ _ in }, "param `registries` of rule `test.registry` has no value"),
      ({ $0.parameters = ["registry.registries": "[]"] }, "refuses"),
      ({ $0.parameters = ["registry.registries": "[1]"] }, "--param registry.registries: "),
      ({ $0.parameters = ["registry.registres": "1"] }, "did you mean registries?"),
      ({ $0.parameters = ["regstry.registries": "1"] }, "there is no rule 'regstry'"),
      ({ $0.parameters = ["registries": "1"] }, "write rule.param"),
      ({ $0.profiles = ["acme", "quay"] }, "to different values"),
      ({ $0.profiles = ["acm"] }, "there is no profile 'acm'; did you mean acme?"),
      ({ $0.kubernetesVersion = "1.9" }, "Kubernetes '1.9' is not known: Moat knows 1.25 to 1."),
      ({ $0.kubernetesVersion = "newest" }, "is not known"),
      ({ $0.today = "2026-02-30" }, "'2026-02-30' is no day"),
      (
        {
          $0.profiles = ["acme"]
          $0.dataFiles = ["unknown": "x"]
        }, "there is no data set 'unknown'"
      ),
      (
        {
          $0.profiles = ["acme"]
          $0.dataFiles = ["known": "/nowhere"]
        }, "/nowhere: no such file or folder"
      ),
    ]
    for (change, message) in cases {
      do {
        _ = try await Checked.report(Self.registries, Self.pods[0], options: change)
        Issue.record("taken: \(message)")
      } catch let error as OptionError {
        #expect(error.message.contains(message), "\(error.message)")
      }
    }
  }

  @Test func dataSetsAreReadFromFiles() async throws {
    let tree = TemporaryTree()
    tree.file("known.yaml", "a: 1\n")
    tree.file("wrong.yaml", "b: 1\na: yes\n")
    let policy = Self.registries + "\nprofile data { include listed }\n"
    let missing = try await Checked.report(policy, Self.pods[0], Self.pods[1]) { $0.profiles = ["data"] }
    #expect(missing.findings.map(\.verdict) == [.undetermined, .undetermined])
    #expect(missing.findings[0].remedy.contains("--data"))
    let given = try await Checked.report(policy, Self.pods[0], Self.pods[1]) {
      $0.profiles = ["data"]
      $0.dataFiles = ["known": tree.path("known.yaml")]
    }
    #expect(given.findings.map(\.message) == ["b"])
    do {
      _ = try await Checked.report(policy, Self.pods[0]) {
        $0.profiles = ["data"]
        $0.dataFiles = ["test.known": tree.path("wrong.yaml")]
      }
      Issue.record("a data set of the wrong type is taken")
    } catch let error as OptionError {
      #expect(error.message.hasPrefix(tree.path("wrong.yaml") + ":2:4: "), "\(error.message)")
    }
  }

  @Test func rulesThatMatchedNothingAreNotApplicable() async throws {
    let policy =
      Checked.privileged + "rule another {\n  severity low\n  for service s\n  deny when s.name == \"x\"\n}\n"
    let report = try await Checked.report(policy, Self.pods[0].replacing("true", with: "false"))
    #expect(report.summary[.notApplicable] == 1 && report.summary[.pass] == 1 && report.findings.isEmpty)
    let required = try await Checked.report(policy, Self.pods[0].replacing("true", with: "false")) {
      $0.requiresApplicable = true
    }
    #expect(required.lines == ["test.moat:14:1 fail moat.not-applicable "])
  }

  @Test func theNamespaceOfTheRunIsThatOfDocumentsWithoutOne() async throws {
    let report = try await Checked.report(Checked.privileged, Self.pods[0]) { $0.namespace = "shop" }
    #expect(report.findings.map(\.document.namespace) == ["shop"])
  }
}
