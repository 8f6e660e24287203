import MoatDocument
import Testing

@testable import MoatValues

@Suite struct LabelSelectorTests {
  private func place(_ tree: Tree, unit: UInt32) -> LabelSelectorMatch.Place {
    LabelSelectorMatch.Place(arena: arena(tree), node: 1, unit: unit)
  }

  private func requirement(_ key: String, _ kind: String, _ values: [String]? = nil) -> Tree {
    var members: [(String, Tree)] = [("key", .string(key)), ("operator", .string(kind))]
    if let values { members.append(("values", .list(values.map { .string($0) }))) }
    return .object(members)
  }

  private func selector(labels: [(String, String)]? = nil, _ requirements: [Tree] = []) -> Tree {
    var members: [(String, Tree)] = []
    if let labels { members.append(("matchLabels", .strings(labels))) }
    if !requirements.isEmpty { members.append(("matchExpressions", .list(requirements))) }
    return .object(members)
  }

  @Test func selects() {
    let labels: Tree = .strings([("app", "web"), ("tier", "front"), ("empty", "")])
    let cases: [(Tree, String)] = [
      (.object([]), "bool true"), (selector(labels: []), "bool true"),
      (selector(labels: [("app", "web")]), "bool true"),
      (selector(labels: [("app", "web"), ("tier", "back")]), "bool false"),
      (selector(labels: [("none", "")]), "bool false"),
      (selector(labels: [("empty", "")]), "bool true"),
      (selector([requirement("app", "In", ["x", "web"])]), "bool true"),
      (selector([requirement("app", "In", ["x"])]), "bool false"),
      (selector([requirement("none", "In", ["x"])]), "bool false"),
      (selector([requirement("app", "NotIn", ["x"])]), "bool true"),
      (selector([requirement("app", "NotIn", ["web"])]), "bool false"),
      (selector([requirement("none", "NotIn", ["x"])]), "bool true"),
      (selector([requirement("app", "Exists")]), "bool true"),
      (selector([requirement("none", "Exists")]), "bool false"),
      (selector([requirement("none", "DoesNotExist")]), "bool true"),
      (selector([requirement("app", "DoesNotExist")]), "bool false"),
      (selector([requirement("app", "Exists", [])]), "bool true"),
      (selector(labels: [("app", "web")], [requirement("tier", "In", ["back"])]), "bool false"),
      // What is malformed is undetermined, unless another requirement decides.
      (selector([requirement("app", "in", ["web"])]), "?unknownMember"),
      (selector([requirement("app", "In")]), "?wrongType"),
      (selector([requirement("app", "In", [])]), "?wrongType"),
      (selector([requirement("app", "Exists", ["x"])]), "?wrongType"),
      (selector(labels: [("app", "x")], [requirement("app", "in", ["web"])]), "bool false"),
      (selector([requirement("app", "in", ["web"]), requirement("app", "In", ["x"])]), "bool false"),
      (.object([("matchLabels", .list([]))]), "?wrongType"),
      (.object([("matchExpressions", .object([]))]), "?wrongType"),
      (.object([("app", .string("web"))]), "?wrongType"), (.list([]), "?wrongType"),
      (.object([("matchLabels", .null)]), "bool true"),
      (.object([("matchLabels", .object([("app", .template("{{ x }}"))]))]), "?template"),
      (.object([("matchLabels", .object([("app", .int(1))]))]), "?wrongType"),
      (selector([.object([("key", .string("app"))])]), "?requiredAbsent"),
      (selector([.object([("key", .string("app")), ("operator", .template("{{ x }}"))])]), "?template"),
      (
        selector([
          .object([("key", .string("app")), ("operator", .string("In")), ("values", .list([.int(1), .string("web")]))])
        ]), "bool true"
      ),
      (
        selector([.object([("key", .string("app")), ("operator", .string("In")), ("values", .list([.int(1)]))])]),
        "?wrongType"
      ),
    ]
    for (tree, expected) in cases {
      let answer = LabelSelectorMatch.matches(selector: place(tree, unit: 1), labels: place(labels, unit: 2))
      #expect(brief(answer) == expected, "\(tree)")
      if answer.tag == .undetermined { #expect(answer.causeUnit == 1 && answer.causeNode != NodeIndex.none, "\(tree)") }
    }
  }

  @Test func readsLabels() {
    let web = place(selector(labels: [("app", "web")]), unit: 1)
    let cases: [(Tree, String)] = [
      (.object([]), "bool false"), (.null, "bool false"), (.object([("app", .null)]), "bool false"),
      (.list([]), "?wrongType"),
      (.object([("app", .template("{{ x }}"))]), "?template"), (.object([("app", .int(1))]), "?wrongType"),
      (.object([("other", .int(1)), ("app", .string("web"))]), "bool true"),
    ]
    for (tree, expected) in cases {
      #expect(brief(LabelSelectorMatch.matches(selector: web, labels: place(tree, unit: 2))) == expected, "\(tree)")
    }
    let none = LabelSelectorMatch.Place(arena: web.arena, node: NodeIndex.none, unit: 2)
    #expect(brief(LabelSelectorMatch.matches(selector: web, labels: none)) == "bool false")
    #expect(brief(LabelSelectorMatch.matches(selector: place(.object([]), unit: 1), labels: none)) == "bool true")
  }

  @Test func servicesSelectNothingWhenEmpty() {
    let labels = place(.strings([("app", "web")]), unit: 2)
    let cases: [(Tree, String)] = [
      (.object([]), "bool false"), (.strings([("app", "web")]), "bool true"), (.strings([("app", "x")]), "bool false"),
      (.list([]), "?wrongType"), (.object([("app", .template("{{ x }}"))]), "?template"),
    ]
    for (tree, expected) in cases {
      let answer = LabelSelectorMatch.matches(serviceSelector: place(tree, unit: 1), labels: labels)
      #expect(brief(answer) == expected, "\(tree)")
    }
  }
}
