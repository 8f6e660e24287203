import MoatDocument
import MoatKinds
import MoatSemantics
import MoatSource
import MoatSyntax
import Testing

/// Namespaces of kinds that belong to none.
@Suite struct NamespaceTests {
  static func problems(_ check: String, subject: String, catalogue: Catalogue = Catalogue()) -> [String] {
    let source = SourceFile(name: "test.moat", text: "rule r { severity low for \(subject) \(check) }")
    let (file, syntax) = Parser.parse(source)
    #expect(syntax.isEmpty, "\(check)")
    return Checker.check([file], catalogue: catalogue).diagnostics.filter { $0.diagnostic.level == .error }.map {
      "\($0.diagnostic.code) \(source.text($0.diagnostic.span)): \($0.diagnostic.help ?? "")"
    }
  }

  @Test func aClusterScopedKindHasNoNamespaceToBeTheSame() {
    let cases: [(subject: String, check: String, problems: [String])] = [
      (
        "namespace n", "deny when some workload w in same namespace as n satisfies w.hostPID",
        ["M0251 namespace as n: write `in all satisfies w.namespace == n.name`"]
      ),
      (
        "Namespace n", "require no Deployment d in same namespace as n satisfies d.spec.paused",
        ["M0251 namespace as n: write `in all satisfies d.namespace == n.name`"]
      ),
      (
        "container c in workload w",
        "require some namespace n in same namespace as w satisfies n.labels includes \"a\"",
        ["M0251 namespace as w: write `in all satisfies n.name == w.namespace`"]
      ),
      (
        "service s", "require [n.name for Namespace n in same namespace as s] is not empty",
        ["M0251 namespace as s: write `in all satisfies n.name == s.namespace`"]
      ),
      (
        "binding b", "deny when some ClusterRole r in same namespace as b satisfies r.name == b.roleRef.name",
        ["M0251 namespace as b: leave the namespace out: `in all`"]
      ),
      (
        "PersistentVolume v",
        "deny when at least 2 persistentvolumeclaim c in same namespace as v satisfies c.name == v.name",
        ["M0251 namespace as v: leave the namespace out: `in all`"]
      ),
      // A role may belong to a namespace, and would never be one of them.
      (
        "namespace n", "deny when some role r in same namespace as n satisfies r.name == \"a\"",
        ["M0251 namespace as n: write `in all satisfies r.namespace == n.name`"]
      ),
      (
        "workload w", "require some namespace n in all satisfies w.namespace == n.namespace",
        ["M0251 w.namespace == n.namespace: write `w.namespace == n.name`"]
      ),
      (
        "workload w", "deny when some namespace n in all satisfies n.namespace != w.namespace and n.name == \"a\"",
        ["M0251 n.namespace != w.namespace: write `n.name == w.namespace`"]
      ),
      ("namespace n", "deny when some workload w in all satisfies w.namespace == n.name", []),
      ("workload w", "require some service s in same namespace as w satisfies s.selector selects w.labels", []),
      ("role r", "require some binding b in same namespace as r satisfies b.roleRef.name == r.name", []),
      ("workload w", "require some \"acme.io/Any\" a in same namespace as w satisfies a.name == w.name", []),
      (
        "ClusterRole r", "require some ClusterRoleBinding b in same namespace as r satisfies b.roleRef.name == r.name",
        []
      ),
      ("namespace n", "deny when some workload w in same name as n satisfies w.hostPID", []),
    ]
    for (subject, check, problems) in cases { #expect(Self.problems(check, subject: subject) == problems, "\(check)") }
  }

  /// Whatever is compared has to be able to be the same.
  @Test func fieldsThatAreNeverTheSame() {
    #expect(
      Self.problems("require some binding b in same kind as r satisfies b.name == r.name", subject: "role r")
        == ["M0211 kind: "])
  }

  @Test(arguments: [("Cluster", true), ("Namespaced", false)])
  func theScopeOfACustomKindIsThatOfItsDefinition(_ scope: String, _ isRefused: Bool) {
    let text = """
      kind: CustomResourceDefinition
      spec: {group: acme.io, names: {kind: Any}, scope: \(scope), versions: [{name: v1}]}
      """
    var schema = CustomResourceSchema()
    let arena = DocumentReader.read(SourceFile(name: "a.yaml", text: text), symbols: SymbolTable(), limits: Limits())
    for root in arena.roots { #expect(schema.add(arena, root: root).isEmpty) }
    let found = Self.problems(
      "require some \"acme.io/Any\" a in same namespace as w satisfies a.name == w.name", subject: "workload w",
      catalogue: Catalogue(customResourceDefinitions: schema))
    #expect(found.isEmpty != isRefused)
  }
}
