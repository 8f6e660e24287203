import MoatDocument
import MoatKinds
import MoatSemantics
import MoatSource
import MoatSyntax
import MoatValues
import Testing

/// Kinds whose schema a policy imports.
@Suite struct CustomKindTests {
  static let definition = """
    apiVersion: apiextensions.k8s.io/v1
    kind: CustomResourceDefinition
    metadata: {name: applications.argoproj.io}
    spec:
      group: argoproj.io
      names: {kind: Application, plural: applications}
      scope: Namespaced
      versions:
        - name: v1alpha1
          served: true
          schema:
            openAPIV3Schema:
              type: object
              required: [spec]
              properties:
                spec:
                  type: object
                  properties:
                    project: {type: string}
                    syncPolicy:
                      type: object
                      properties:
                        automated: {type: object, properties: {prune: {type: boolean}}}
                    sources: {type: array, items: {type: object, properties: {repoURL: {type: string}}}}
    """

  static let catalogue: Catalogue = {
    let source = SourceFile(name: "application.yaml", text: definition)
    let arena = DocumentReader.read(source, symbols: SymbolTable(), limits: Limits(), format: .detect)
    var schema = CustomResourceSchema()
    let problems = arena.roots.flatMap { schema.add(arena, root: $0) }
    #expect(problems.isEmpty)
    return Catalogue(customResourceDefinitions: schema)
  }()

  static func check(_ check: String, catalogue: Catalogue) -> [String] {
    let source = SourceFile(
      name: "test.moat",
      text: "import crd \"application.yaml\"\nrule r { severity low for \"argoproj.io/Application\" a \(check) }")
    return Checker.check([Parser.parse(source).file], catalogue: catalogue).diagnostics.map {
      let help = $0.diagnostic.help.map { " | \($0)" } ?? ""
      return "\($0.diagnostic.code) \(source.text($0.diagnostic.span))" + ($0.diagnostic.code == "M0201" ? help : "")
    }
  }

  @Test func aTypedKindIsHeldAgainstItsSchema() {
    let cases: [(check: String, problems: [String])] = [
      ("deny when a.spec.syncPolicy.automated.prune else false", []),
      ("deny when a.spec.syncPolicy.automated.prune", ["M0213 a.spec.syncPolicy.automated.prune"]),
      ("require a.spec.synkPolicy exists", ["M0201 synkPolicy | did you mean `syncPolicy`?"]),
      ("require a.spec.project exists require a.spec.project == 3", ["M0211 a.spec.project == 3"]),
      (
        "require every s in a.spec.sources else [] satisfies s.repoUrl exists",
        ["M0201 repoUrl | did you mean `repoURL`?"]
      ),
      ("require every s in a.spec.sources else [] satisfies s.repoURL exists", []),
      // The API server stores a custom object as it was sent: an absent list is not an empty one.
      ("require every s in a.spec.sources satisfies s.repoURL exists", ["M0213 a.spec.sources"]),
      ("require a.spec.sources exists require count(a.spec.sources) > 1", []),
      ("require a.spec.sources is not empty", []),
      ("require a.labels exists", ["M0250 a.labels"]),
      ("require a.metadata.labels exists", ["M0250 a.metadata.labels"]),
      ("deny when a.name == \"x\"", []),
    ]
    for (check, problems) in cases {
      #expect(Self.check(check, catalogue: Self.catalogue) == problems, "\(check)")
    }
  }

  @Test func aKindWithoutASchemaHasAnyField() {
    let check = "require a.spec.synkPolicy exists"
    #expect(Self.check(check, catalogue: Catalogue()) == [])
  }

  @Test func importsOfDefinitionsAreListedWithTheirPlaces() throws {
    let source = SourceFile(
      name: "test.moat", text: "import crd \"a.yaml\"\nimport std.shells\nimport crd \"b/c.yaml\"\n")
    let imports = DefinitionImport.all(in: [Parser.parse(source).file])
    #expect(imports.map(\.path) == ["a.yaml", "b/c.yaml"])
    let last = try #require(imports.last)
    for (found, code) in [(last.withoutDefinition(), "M0246"), (last.unreadable("it is not there"), "M0247")] {
      #expect(found.diagnostic.code == code)
      #expect(found.diagnostic.message.contains("b/c.yaml"))
      #expect(source.text(found.diagnostic.span) == "\"b/c.yaml\"")
      #expect(found.source === source)
    }
  }
}
