import MoatKinds
import MoatSemantics
import MoatSource
import MoatSyntax
import MoatValues

/// A kind with every field that a rule on it could read: as rules that the explainer traces, so that an inspection shows
/// what rules see, by the one reading of fields there is.
struct KindView: Sendable {
  /// One field, by the path that a policy would write.
  struct Path: Sendable {
    var name: String
    var field: Field
    /// Of a Dockerfile or an image, in whose document every field stands.
    var isOfDerivedKind: Bool
  }

  /// Fields that one trace reads, well under the limit of a trace.
  private static let fieldsOfTrace = 60
  /// Objects within objects that are followed: `strategy.rollingUpdate.maxSurge`.
  private static let depth = 3
  /// What stands in the heading of a document already, or is shown by itself.
  private static let shownElsewhere: Set = [
    "index", "problems", "apiVersion", "kind", "namespace", "metadata.namespace",
  ]

  let name: String
  /// The ids of the kinds, the outermost first: what tells it from every other view.
  let path: String
  let levelCount: Int
  let rules: [(rule: CheckedRule, paths: [Path])]
  let parts: [KindView]

  /// - Parameter levels: the kinds around this one, the outermost first, and itself.
  init(levels: [CheckedRule.Level], catalogue: Catalogue) {
    let last = levels[levels.count - 1]
    name = catalogue.objectType(last.kind)?.name ?? "document"
    path = levels.map { "\($0.kind.rawValue)" }.joined(separator: "/")
    levelCount = levels.count
    var reader = FieldReader(catalogue: catalogue)
    reader.read(
      last.kind, of: CheckedExpression(id: 0, form: .variable(last.variable), type: last.variable.type, span: .zero),
      named: "", depth: Self.depth, within: [last.kind])
    let found = reader.found.filter { !Self.shownElsewhere.contains($0.path.name) }
    rules = stride(from: 0, to: found.count, by: Self.fieldsOfTrace).map { start in
      let chunk = Array(found[start..<min(found.count, start + Self.fieldsOfTrace)])
      return (Self.rule(levels, chunk.map(\.expression), count: reader.nextID), chunk.map(\.path))
    }
    parts = catalogue.ownParts(of: last.kind).map { domain in
      let variable = Variable(slot: levels.count, name: "part", type: .object(domain.part))
      let level = CheckedRule.Level(variable: variable, kind: domain.part, domain: domain)
      return KindView(levels: levels + [level], catalogue: catalogue)
    }
  }

  /// The view of a kind of documents.
  init(kind: ObjectTypeID, catalogue: Catalogue) {
    let variable = Variable(slot: 0, name: "document", type: .object(kind))
    self.init(levels: [.init(variable: variable, kind: kind, domain: nil)], catalogue: catalogue)
  }

  /// A rule whose one check names each field and asks whether it is written.
  private static func rule(
    _ levels: [CheckedRule.Level], _ fields: [CheckedExpression], count: Int
  ) -> CheckedRule {
    var id = count
    let expressions = fields.flatMap { field in
      id += 1
      return [
        field,
        CheckedExpression(id: id, form: .test(.written, isNegated: false, field), type: .bool, span: .zero),
      ]
    }
    let list = CheckedExpression(id: id + 1, form: .list(expressions), type: .list(.any), span: .zero)
    var rule = CheckedRule(
      id: "inspection", documentation: "", title: "inspection", severity: 0, levels: levels,
      checks: [
        .init(form: .require, condition: list, excuse: nil, leansOn: [], outcomes: .init(), span: .zero)
      ], source: SourceFile(name: "<inspection>", text: ""), span: .zero)
    rule.variableCount = levels.count
    rule.expressionCount = id + 2
    return rule
  }
}

/// Finds the fields of a type that have a value of their own, through objects.
private struct FieldReader {
  let catalogue: Catalogue
  var found: [(path: KindView.Path, expression: CheckedExpression)] = []
  /// Id 0 is the variable.
  var nextID = 1

  init(catalogue: Catalogue) { self.catalogue = catalogue }

  mutating func read(
    _ type: ObjectTypeID, of base: CheckedExpression, named prefix: String, depth: Int, within: [ObjectTypeID]
  ) {
    for name in catalogue.fieldNames(of: type) {
      guard let field = catalogue.field(named: name, of: type), isWorthReading(field, of: type) else { continue }
      let path = prefix.isEmpty ? name : prefix + "." + name
      let expression = CheckedExpression(
        id: nextID, form: .field(base, field), type: field.type.unwrapped, span: .zero)
      nextID += 1
      switch field.type.unwrapped {
      // Another part of the document, such as an instruction's stage, is shown by itself.
      case .object(let inner) where isReference(field, to: inner): break
      case .object(let inner):
        if depth > 0, !within.contains(inner) {
          read(inner, of: expression, named: path, depth: depth - 1, within: within + [inner])
        }
      case .imageReference:
        found.append((KindView.Path(name: path, field: field, isOfDerivedKind: isDerived(type)), expression))
        readParts(of: field.type, expression, path)
      default: found.append((KindView.Path(name: path, field: field, isOfDerivedKind: isDerived(type)), expression))
      }
    }
  }

  private func isReference(_ field: Field, to kind: ObjectTypeID) -> Bool {
    guard case .fact = field.access else { return false }
    return catalogue.objectType(kind)?.role == .part
  }

  private func isDerived(_ type: ObjectTypeID) -> Bool { Catalogue.domain(of: type) != "kubernetes" }

  /// Parts are shown by themselves, and what Kubernetes writes into a status says nothing of the input.
  private func isWorthReading(_ field: Field, of type: ObjectTypeID) -> Bool {
    if field.name == "index" || field.name == "status" || field.name == "managedFields" { return false }
    guard case .list(.object(let element)) = field.type.unwrapped else { return true }
    return catalogue.partDomain(of: element, in: type) == nil
  }

  private mutating func readParts(of type: Type, _ base: CheckedExpression, _ path: String) {
    for name in catalogue.fieldNames(of: type) {
      guard let field = catalogue.field(named: name, of: type) else { continue }
      let expression = CheckedExpression(
        id: nextID, form: .field(base, field), type: field.type.unwrapped, span: .zero)
      nextID += 1
      found.append((KindView.Path(name: path + "." + name, field: field, isOfDerivedKind: false), expression))
    }
  }
}
