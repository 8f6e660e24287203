import MoatSemantics
import MoatSource
import Testing

@testable import Moat

/// Loading: what Moat carries, what is given, and what is wrong with either.
@Suite struct PolicyLoaderTests {
  @Test func theLibraryLoadsWithoutAnErrorOrAWarning() throws {
    let policies = try PolicySet.load()
    #expect(policies.rules.contains("kubernetes.privileged"))
    #expect(policies.warnings.isEmpty)
    #expect(policies.checked.diagnostics.map(\.diagnostic.message) == [])
  }

  @Test func aRuleOfTheSameFullNameTakesTheOthersPlace() throws {
    let own = """
      policy kubernetes version "2"

      rule privileged {
        title "Mine"
        severity low
        for workload w
        deny when w.hostNetwork
        message "no"
      }

      profile pss-baseline {
        include privileged
      }
      """
    let library = try PolicySet.load()
    let both = try Checked.policies(own, library: .rules)
    #expect(both.rules.sorted() == library.rules.sorted())
    #expect(both.checked.rules.filter { $0.id == "kubernetes.privileged" }.map(\.title) == ["Mine"])
    #expect(both.checked.profiles.first { $0.id == "kubernetes.pss-baseline" }?.rules == ["kubernetes.privileged"])
    #expect(!both.checked.tests.contains { $0.rule == "kubernetes.privileged" }, "its old tests are of the old rule")
  }

  @Test func errorsStandAtTheirPlacesAndNothingLoads() {
    let cases: [(policy: String, line: String)] = [
      ("rule a {\n  severity low\n  for workload w\n  deny when w.hostNetwrk\n}\n", "test.moat:4:15: error[M0201]"),
      (
        "define a(w: workload): bool = b(w)\ndefine b(w: workload): bool = a(w)\n"
          + "rule c {\n  severity low\n  for workload w\n  deny when a(w)\n}\n", "error[M0209]"
      ),
      ("rule a {\n", "test.moat:"),
      (
        "policy moat version \"1\"\nrule not-applicable {\n  severity low\n  for workload w\n  deny when w.hostPID\n}\n",
        "test.moat:2:1: error[M0261]"
      ),
      ("import crd \"nowhere.yaml\"\n", "test.moat:1:12: error[M0247]"),
    ]
    for (policy, line) in cases {
      let errors = Checked.errors(policy)
      #expect(errors.contains { $0.contains(line) }, "\(line) in \(errors)")
    }
  }

  @Test func nobodyButTheGivenPolicyIsToBlame() throws {
    do {
      _ = try Checked.policies("rule a {\n", library: .rules)
      Issue.record("a broken policy loads")
    } catch let error as PolicyError {
      #expect(!error.isInternal)
      #expect(error.problems.allSatisfy { $0.file == "test.moat" && $0.isError })
    }
  }

  @Test func pathsAreFilesAndFolders() throws {
    let tree = TemporaryTree()
    tree.file("one/a.moat", Checked.privileged)
    tree.file("one/b.txt", "no policy")
    tree.file("empty/c.txt", "no policy")
    #expect(try PolicySet.load(paths: [tree.path("one")], library: .none).rules == ["test.privileged"])
    for (path, message) in [("empty", "holds no *.moat file"), ("nowhere", "no such file or folder")] {
      do {
        _ = try PolicySet.load(paths: [tree.path(path)])
        Issue.record("\(path) loads")
      } catch {
        #expect(error.problems.map(\.text) == ["\(tree.path(path)): error: \(message)\n"])
      }
    }
  }

  @Test func importedDefinitionsAreReadBesideTheirPolicy() async throws {
    let tree = TemporaryTree()
    let definition = """
      apiVersion: apiextensions.k8s.io/v1
      kind: CustomResourceDefinition
      metadata: {name: crontabs.stable.example.com}
      spec:
        group: stable.example.com
        names: {kind: CronTab, plural: crontabs}
        scope: Namespaced
        versions:
        - name: v1
          served: true
          storage: true
          schema:
            openAPIV3Schema:
              type: object
              properties:
                spec: {type: object, properties: {replicas: {type: integer}}}
      """
    let policy = """
      import crd "crds/crontab.yaml"

      rule many {
        severity low
        for "stable.example.com/CronTab" c
        deny when c.spec.replicas exists and c.spec.replicas > 3
        message "{c.spec.replicas} replicas"
      }
      """
    tree.file("p/crds/crontab.yaml", definition)
    tree.file("p/a.moat", policy)
    let policies = try PolicySet.load(paths: [tree.path("p")], library: .none)
    let text = "apiVersion: stable.example.com/v1\nkind: CronTab\nmetadata: {name: c}\nspec: {replicas: 5}\n"
    let report = try await policies.check(
      texts: [SourceFile(name: "c.yaml", text: text)], options: CheckOptions(today: Checked.today))
    #expect(report.lines == ["c.yaml:4:18 fail many spec.replicas"])
  }

  /// A policy that is taken over from elsewhere names no other file of the machine.
  @Test func importedDefinitionsStayBelowTheirPolicy() throws {
    let tree = TemporaryTree()
    let definition = """
      kind: CustomResourceDefinition
      spec: {group: acme.io, names: {kind: Thing}, scope: Namespaced, versions: [{name: v1}]}
      """
    for path in ["outside.yaml", "out/a.yaml", "p/in.yaml", "p/crds/a.yaml", "p/sub/b.yaml"] {
      tree.file(path, definition)
    }
    tree.link("p/link.yaml", to: tree.path("outside.yaml"))
    tree.link("p/relative.yaml", to: "../outside.yaml")
    tree.link("p/folder", to: tree.path("out"))
    tree.link("p/within.yaml", to: "crds/a.yaml")
    tree.link("p/crds/up.yaml", to: "../in.yaml")
    tree.link("q", to: tree.path("p"))
    let refused = [
      "../outside.yaml", "./../outside.yaml", "crds/../../outside.yaml", "../p/in.yaml", tree.path("outside.yaml"),
      tree.path("p/in.yaml"), "link.yaml", "relative.yaml", "folder/a.yaml", "folder/../outside.yaml", "/etc/hostname",
    ]
    let taken = [
      "in.yaml", "./in.yaml", "crds/a.yaml", "crds/../in.yaml", "within.yaml", "crds/up.yaml", "sub//b.yaml",
    ]
    for (paths, isRefused) in [(refused, true), (taken, false)] {
      for path in paths {
        tree.file(
          "p/a.moat",
          "import crd \"\(path)\"\nrule r {\n  severity low\n  for \"acme.io/Thing\" t\n  require t.name exists\n}\n")
        for folder in ["p/a.moat", "q/a.moat"] {
          var message = ""
          do { _ = try PolicySet.load(paths: [tree.path(folder)], library: .none) } catch {
            message = "\(error.problems.map(\.text))"
          }
          #expect(message.contains("outside the directory of its policy") == isRefused, "\(path): \(message)")
          #expect(message.isEmpty != isRefused, "\(path): \(message)")
        }
      }
    }
  }

  @Test func warningsOfGivenPoliciesAreKept() throws {
    let policies = try Checked.policies(
      "rule a {\n  severity low\n  param p: int = 1\n  for workload w\n  deny when w.hostPID\n}\n",
      library: .rules)
    #expect(policies.warnings.map(\.diagnostic?.code) == ["M0281"])
    #expect(policies.warnings.allSatisfy { !$0.isError })
  }
}
