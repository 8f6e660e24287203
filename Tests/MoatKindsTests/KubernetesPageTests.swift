import MoatTestSupport
import MoatValues
import Testing

@testable import MoatKinds

/// The tables of `docs/kubernetes.md` are made from the catalogue, between two marks each, and held against it.
@Suite struct KubernetesPageTests {
  private static let path = Files.packageRoot() + "/docs/kubernetes.md"

  @Test func theTablesAreThoseOfTheCatalogue() throws {
    let page = try #require(Files.text(Self.path))
    var text = page
    for (name, table) in [
      ("kinds", Self.kinds()), ("fields", Self.ownFields()), ("readings", Self.readings()), ("enums", Self.enums()),
      ("refusals", Self.refusals()), ("combinations", Self.combinations()),
    ] {
      text = try #require(Golden.replacing(name, in: text, with: table), "no marks of \(name)")
    }
    if let difference = Golden.difference(of: text, from: Self.path) { Issue.record("\(difference)") }
  }

  // MARK: The kinds

  private static func kinds() -> String {
    var lines = ["| kind | ranges over | fields of |", "|---|---|---|"]
    for kind in KubernetesKind.allCases where kind.isNamed {
      let wholes = KindShapes.wholes(of: kind).map { "`\($0.whole.name)`" }
      let place = kind.role == .part ? "the parts of a \(wholes.joined(separator: ", of a "))" : "documents"
      var shapes = KindShapes.definitions(of: kind).map { "`\(KubernetesSchema.shortName($0))`" }
      if KindShapes.liftsSpec(kind) { shapes.append("its `spec`") }
      if kind == .workload { shapes = ["`PodSpec`"] }
      lines.append(
        "| `\(kind.name)` | \(place) | \(shapes.isEmpty ? "Moat's own only" : shapes.joined(separator: ", ")) |")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  // MARK: Fields that Moat adds

  private static func ownFields() -> String {
    var text = section("every document", KindFields.everyDocument)
    for kind in KubernetesKind.allCases {
      let common = kind.role == .documents ? Set(KindFields.everyDocument.map(\.name)) : []
      let fields = (KindFields.table[kind] ?? [:]).values.filter { field in
        !common.contains(field.name) || KindFields.everyDocument.contains { $0.name == field.name && !same($0, field) }
      }
      if !fields.isEmpty { text += "\n" + section("`\(kind.name)`", fields.sorted { $0.name < $1.name }) }
    }
    text += "\n" + section("every element of a list", [KindFields.index])
    for (name, type) in [("image-reference", Type.imageReference), ("int-or-string", .intOrString)] {
      text += "\n" + section("`\(name)`", ValueFields.fields(of: type))
    }
    text += "\n" + section("`label-selector`", ValueFields.fields(of: .labelSelector))
    return text + "\n" + section("an entry of a map to `T`", ValueFields.fields(of: .entry(.any)))
  }

  private static func same(_ left: Field, _ right: Field) -> Bool {
    left.type == right.type && left.access == right.access && left.reading == right.reading
  }

  private static func section(_ title: String, _ fields: [Field]) -> String {
    var lines = ["**\(title)**", "", "| field | type | from | when absent |", "|---|---|---|---|"]
    for field in fields {
      lines.append("| `\(field.name)` | \(name(field.type)) | \(origin(field)) | \(absence(field)) |")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func origin(_ field: Field) -> String {
    guard case .keys(let anchor, let keys) = field.access else { return "derived" }
    let place =
      switch anchor {
      case .document: "object"
      case .podSpec: "pod spec"
      case .podMetadata: "pod metadata"
      case .metadata: "metadata"
      case .value: "itself"
      }
    return keys.isEmpty ? place : "\(place): `\(keys.joined(separator: "."))`"
  }

  // MARK: Readings

  private static func readings() -> String {
    var lines = ["| field | type | when absent | source |", "|---|---|---|---|"]
    for definition in CuratedReadings.definitions {
      let id = definitions[definition.name]
      for curation in definition.fields {
        guard let id, let field = SchemaFields.field(named: curation.field, of: id) else { continue }
        let source = field.source.replacing("|", with: "\\|")
        lines.append("| `\(definition.name).\(field.name)` | \(name(field.type)) | \(absence(field)) | \(source) |")
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Definitions by the names that the table of readings gives them: of several versions a stable one, if there is one.
  private static let definitions: [String: ObjectTypeID] = {
    var table: [String: ObjectTypeID] = [:]
    for id in (0..<UInt32(0x8000)).map({ ObjectTypeID(rawValue: $0) }) {
      let name = KubernetesSchema.fullName(id)
      guard !name.isEmpty else { continue }
      let isStable = !name.contains("alpha") && !name.contains("beta")
      let key = CuratedReadings.key(ofDefinition: name)
      if isStable || table[key] == nil { table[key] = id }
    }
    return table
  }()

  // MARK: Enums

  /// The closed enums of the tables above, by their names.
  private static func enums() -> String {
    var members: [String: [String]] = [:]
    func add(_ type: Type) {
      switch type {
      case .enumeration(let enumeration): members[enumeration.name] = enumeration.members
      case .list(let element), .set(let element): add(element)
      default: break
      }
    }
    for fields in KindFields.table.values { for field in fields.values { add(field.type) } }
    for definition in CuratedReadings.definitions {
      for curation in definition.fields { if let type = curation.type { add(type) } }
    }
    let rows = members.sorted { $0.key < $1.key }.map { name, members in
      "| \(name) | \(members.map { $0.isEmpty ? "`\"\"`" : "`\($0)`" }.joined(separator: ", ")) |"
    }
    return (["| enum | members |", "|---|---|"] + rows).joined(separator: "\n") + "\n"
  }

  // MARK: Refusals

  private static func refusals() -> String {
    var lines = ["| definition | field | the API server takes | source |", "|---|---|---|---|"]
    for (source, checks) in FieldChecks.groups {
      for check in checks {
        lines.append("| `\(check.definition)` | `\(check.field.rawValue)` | \(accepted(check.form)) | `\(source)` |")
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func combinations() -> String {
    var lines = ["| definition | validated as by |", "|---|---|"]
    for check in ObjectChecks.all where !objectNameChecks.contains(where: { $0.definition == check.definition }) {
      let line = "| `\(check.definition)` | \(check.source) |"
      if lines.last != line { lines.append(line) }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func accepted(_ form: FieldCheck.Form) -> String {
    switch form {
    case .number(let bounds):
      bounds.upperBound >= Int64(Int32.max)
        ? "\(bounds.lowerBound) or more" : "\(bounds.lowerBound) to \(bounds.upperBound)"
    case .countOrPercent(let limited): "0 or more, or a percentage\(limited ? " of at most 100%" : "")"
    case .portOrName: "1 to 65535, or \(NameForm.portName.description)"
    case .targetPort: "as a port; 0 and `\"\"` are absence"
    case .name(let form): form.description
    case .keys(let form): "keys that are \(form.description)"
    case .values(let form): "values that are \(form.description)"
    case .schedule: "a cron schedule of five fields, or a macro such as `@daily`"
    case .network(let padded): padded ? "a CIDR block, perhaps with spaces around it" : "a CIDR block"
    case .path(let relative): "a \(relative ? "relative " : "")path without `..`"
    }
  }

  private static func absence(_ field: Field) -> String {
    var words: [String] = []
    if let inheritance = field.inheritance {
      let place = inheritance.anchor == .podSpec ? "the pod's " : ""
      words.append("\(place)`\(inheritance.keys.joined(separator: "."))`")
    }
    switch field.reading {
    case .required:
      if case .fact = field.access { words.append("never") } else { words.append("undetermined") }
    case .none: words.append("missing")
    case .defaults(let constant): words.append("`\(text(constant))`")
    case .transparent: words.append("its fields are absent")
    case .empty: words.append("empty")
    }
    return words.joined(separator: ", else ")
  }

  private static func text(_ constant: Constant) -> String {
    switch constant {
    case .bool(let value): "\(value)"
    case .int(let value): "\(value)"
    case .string(let value): "\"\(value)\""
    default: "\(constant)"
    }
  }

  private static func name(_ type: Type) -> String {
    switch type {
    case .enumeration(let enumeration): enumeration.name
    case .list(let element): "list of \(name(element))"
    case .set(let element): "set of \(name(element))"
    case .map(let value): "map to \(name(value))"
    case .object(let id): Catalogue().objectType(id).map { "`\($0.name)`" } ?? "object"
    case .optional(let wrapped): name(wrapped)
    case .imageReference: "image-reference"
    case .intOrString: "int-or-string"
    case .labelSelector: "label-selector"
    case .serviceSelector: "service-selector"
    case .any: "any"
    default: "\(type)"
    }
  }
}
