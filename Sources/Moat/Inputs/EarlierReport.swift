import MoatDocument

/// Recognises a JSON report of `moat check`, which a build may leave in the tree that the next one checks. It is not an input, and
/// nothing that anybody should name a kind for.
enum EarlierReport {
  /// Members that every report has, with their kinds; `docs/report.schema.json` describes them.
  private static let members: [(name: String, kind: NodeKind)] = [
    ("version", .int), ("summary", .object), ("findings", .list), ("notEvaluated", .list),
  ]
  private static let counts = ["documents", "rules", "fail", "undetermined", "warn", "waived", "pass", "notApplicable"]
  private static let findingMembers = ["rule", "severity", "verdict", "fingerprint"]

  /// Whether an input is one report and nothing else. What says that it is an object of Kubernetes is none.
  static func isOne(_ arena: Arena) -> Bool {
    guard arena.roots.count == 1, arena.failures.isEmpty, arena.duplicateKeys.isEmpty, let root = arena.roots.first,
      arena.node(root).kind == .object, kind("apiVersion", of: root, arena) == nil,
      kind("kind", of: root, arena) == nil,
      members.allSatisfy({ kind($0.name, of: root, arena) == $0.kind })
    else { return false }
    let summary = arena.child(of: root, named: "summary")
    guard counts.allSatisfy({ kind($0, of: summary, arena) == .int }) else { return false }
    let findings = arena.node(arena.child(of: root, named: "findings"))
    return (0..<findings.count).allSatisfy { index in
      findingMembers.allSatisfy { kind($0, of: findings.first + index, arena) == .string }
    }
  }

  private static func kind(_ name: String, of object: UInt32, _ arena: Arena) -> NodeKind? {
    guard arena.node(object).kind == .object else { return nil }
    let child = arena.child(of: object, named: name)
    return child == NodeIndex.none ? nil : arena.node(child).kind
  }
}
