import MoatDocument
import MoatValues
import Testing

@testable import MoatKinds

@Suite("Custom resource schemas")
struct CustomResourceSchemaTests {
  private func definition(_ schema: Tree, kind: String = "Widget", version: String = "v1") -> Tree {
    [
      "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
      "spec": [
        "group": "acme.io", "scope": "Namespaced", "names": ["kind": .string(kind), "plural": "widgets"],
        "versions": [
          ["name": .string(version), "served": true, "schema": ["openAPIV3Schema": schema]],
          ["name": "v0", "served": false],
        ],
      ],
    ]
  }

  private static let schema: Tree = [
    "type": "object", "required": ["spec"],
    "properties": [
      "apiVersion": ["type": "string"], "metadata": ["type": "object"],
      "spec": [
        "type": "object", "required": ["size", "mode"],
        "properties": [
          "size": ["type": "integer", "format": "int32"], "mode": ["type": "string", "enum": ["Fast", "Slow"]],
          "port": ["x-kubernetes-int-or-string": true, "anyOf": [["type": "integer"], ["type": "string"]]],
          "memory": [
            "x-kubernetes-int-or-string": true,
            "pattern":
              #"^(\+|-)?(([0-9]+(\.[0-9]*)?)|(\.[0-9]+))(([KMGTPE]i)|[numkMGTPE]|([eE](\+|-)?(([0-9]+(\.[0-9]*)?)|(\.[0-9]+))))?$"#,
          ],
          "ratio": ["type": "number"], "on": ["type": "boolean"], "at": ["type": "string", "format": "date-time"],
          "blob": ["type": "string", "format": "byte"],
          "labels": ["type": "object", "additionalProperties": ["type": "string"]],
          "free": ["type": "object", "x-kubernetes-preserve-unknown-fields": true],
          "raw": ["x-kubernetes-preserve-unknown-fields": true],
          "template": [
            "type": "object", "x-kubernetes-embedded-resource": true, "properties": ["spec": ["type": "object"]],
          ],
          "ünïcode": ["type": "string"], "maybe": ["type": "string", "nullable": true],
          "parts": [
            "type": "array", "x-kubernetes-list-map-keys": ["name"],
            "items": ["type": "object", "properties": ["name": ["type": "string"]]],
          ],
        ],
      ],
    ],
  ]

  private func read(_ tree: Tree) -> (schema: CustomResourceSchema, problems: [String]) {
    var schema = CustomResourceSchema()
    let arena = tree.arena()
    let problems = schema.add(arena, root: arena.roots[0])
    return (schema, problems.map(\.message))
  }

  @Test func fieldsAreTyped() throws {
    let (schema, problems) = read(definition(Self.schema))
    #expect(problems == [])
    #expect(
      schema.kinds.map { "\($0.version) \($0.isServed) \($0.isNamespaced)" } == ["v1 true true", "v0 false true"])
    let widget = try #require(schema.definition(group: "acme.io", version: "v1", kind: "Widget"))
    #expect(widget.rawValue >= 0x10_0000)
    #expect(schema.definition(group: "acme.io", version: "v2", kind: "Widget") == nil)
    let source = SchemaSource(custom: schema)
    #expect(source.shortName(widget) == "Widget")
    #expect(source.fullName(widget) == "acme.io/v1.Widget")
    #expect(source.fields(of: widget).map(\.name).sorted() == ["apiVersion", "kind", "metadata", "spec"])
    let specField = try #require(source.field(named: "spec", of: widget))
    #expect(specField.isRequired)
    guard case .object(let spec) = specField.type else {
      Issue.record("spec is \(specField.type)")
      return
    }
    #expect(source.shortName(spec) == "Widget.spec")
    let expected: [(String, Type, Bool)] = [
      ("size", .int, true), ("mode", .enumeration(Enumeration(name: "mode", members: ["Fast", "Slow"])), true),
      ("port", .intOrString, false), ("memory", .quantity, false), ("ratio", .decimal, false), ("on", .bool, false),
      ("at", .date, false), ("blob", .string, false), ("labels", .map(.string), false), ("raw", .any, false),
      ("ünïcode", .string, false), ("maybe", .string, false),
    ]
    for (name, type, required) in expected {
      let field = try #require(source.field(named: name, of: spec), "\(name)")
      #expect(field.type == type && field.isRequired == required, "\(name)")
    }
    #expect(source.field(named: "parts", of: spec)?.listKeys == ["name"])
    // Combined and decomposed letters are two names.
    #expect(source.field(named: "u\u{308}n\u{ef}code", of: spec) == nil)
    let metadata = source.field(named: "metadata", of: widget)
    #expect(
      metadata?.type
        == KubernetesSchema.definition(named: "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta").map(Type.object))
  }

  @Test func documentsAreValidated() throws {
    let (schema, _) = read(definition(Self.schema))
    let source = SchemaSource(custom: schema)
    let widget = try #require(schema.definition(group: "acme.io", version: "v1", kind: "Widget"))
    let untyped = try #require(schema.definition(group: "acme.io", version: "v0", kind: "Widget"))
    func spec(_ members: [(String, Tree)]) -> Tree {
      ["spec": .object([("size", 1), ("mode", "Fast")] + members)]
    }
    let cases: [(Tree, ObjectTypeID, [String])] = [
      (spec([]), widget, []), (spec([("free", ["any": ["thing": 1]]), ("raw", [nil, 1])]), widget, []),
      (spec([("labels", ["a": "b"]), ("memory", "1Gi"), ("port", 80)]), widget, []),
      (spec([("template", ["metadata": ["name": "x"], "spec": [:]])]), widget, []),
      ([:], widget, ["Widget needs the field spec (Widget.spec)"]),
      (["spec": ["mode": "Slow"]], widget, ["Widget.spec needs the field size (integer)"]),
      (
        ["spec": ["size": 1, "mode": "fast"]], widget,
        ["mode: expected one of Fast, Slow, found string \"fast\"; did you mean Fast?"]
      ),
      (spec([("sice", 1)]), widget, ["Widget.spec has no field sice; did you mean size?"]),
      (spec([("parts", [["name": 5]])]), widget, ["name: expected string, found integer 5; did you mean \"5\"?"]),
      (spec([("parts", [["privileged": true]])]), widget, ["Widget.spec.parts has no field privileged"]),
      (spec([("labels", ["a": 1])]), widget, ["labels: expected string, found integer 1; did you mean \"1\"?"]),
      (spec([("template", ["metadata": ["nam": "x"]])]), widget, ["ObjectMeta has no field nam; did you mean name?"]),
      (spec([("free", "text")]), widget, ["free: expected Widget.spec.free, found string \"text\""]),
      (
        ["metadata": ["name": 5], "anything": 1], untyped,
        ["name: expected string, found integer 5; did you mean \"5\"?"]
      ),
    ]
    for (tree, id, expected) in cases {
      let arena = tree.arena(base: KubernetesSymbols.base())
      // Custom resources do not depend on the version.
      for minor in [25, 37] {
        let found = SchemaValidator.problems(
          arena, root: arena.roots[0], definition: id, minor: minor, source: source)
        #expect(found.map(\.message) == expected, "\(minor)")
      }
    }
  }

  @Test func brokenDefinitionsAreSaid() throws {
    let cases: [(Tree, String)] = [
      ([:], "the definition needs spec.names and spec.versions"),
      ("text", "the definition needs spec.names and spec.versions"),
      (["spec": ["names": ["kind": "K"], "versions": "v1"]], "the definition needs spec.names and spec.versions"),
      (["spec": ["names": ["kind": "K"], "versions": []]], "the definition needs spec.group and spec.names.kind"),
      (
        ["spec": ["group": 5, "names": ["kind": "K"], "versions": []]],
        "the definition needs spec.group and spec.names.kind"
      ),
      (["spec": ["group": "g", "names": ["kind": "K"], "versions": [["name": 1]]]], "the version needs a name"),
    ]
    for (tree, expected) in cases {
      #expect(read(tree).problems == [expected])
    }
    var schema = CustomResourceSchema()
    let arena = definition(Self.schema).arena()
    #expect(schema.add(arena, root: arena.roots[0]).isEmpty)
    let again = schema.add(arena, root: arena.roots[0]).map(\.message)
    #expect(again.count == 2 && again[0] == "acme.io/v1 Widget is defined twice; the first definition stands")
    #expect(schema.kinds.count == 2)
  }

  @Test func schemasOfAnyShapeEnd() throws {
    var deep: Tree = ["type": "string"]
    for _ in 0..<200 { deep = ["type": "object", "properties": ["a": deep]] }
    let (schema, problems) = read(definition(deep))
    #expect(problems == ["the schema is nested more than 64 deep; the rest is not checked"])
    let widget = try #require(schema.definition(group: "acme.io", version: "v1", kind: "Widget"))
    #expect(SchemaSource(custom: schema).field(named: "a", of: widget) != nil)
    // Wrong types inside a schema never trap.
    let odd: [Tree] = [
      ["type": 5], ["type": "array"], ["type": "array", "items": 7], ["type": "object", "properties": [1, 2]],
      ["type": "object", "required": "x", "properties": ["a": "b"]], ["type": "string", "enum": [1, nil, "a"]],
      ["type": "object", "additionalProperties": false], ["type": "wrong"], 5, nil,
      ["type": "array", "items": ["type": "string"], "x-kubernetes-list-map-keys": [1, "a"]],
    ]
    for tree in odd {
      let outer: Tree = ["type": "object", "properties": ["x": tree]]
      let (schema, _) = read(definition(outer))
      let id = try #require(schema.definition(group: "acme.io", version: "v1", kind: "Widget"))
      _ = SchemaSource(custom: schema).fields(of: id)
      let document: Tree = ["x": ["a": ["b": 1]]]
      let arena = document.arena()
      _ = SchemaValidator.problems(
        arena, root: arena.roots[0], definition: id, minor: 37, source: SchemaSource(custom: schema))
    }
  }
}
