import MoatTestSupport
import MoatValues
import Testing

@testable import MoatKinds

/// The tables of fields that a page of `docs` has: a table for each heading or bold row with the name of a kind.
struct FieldTables {
  private var listed: [String: Set<String>] = [:]

  init(page: String) throws {
    let page = try #require(Files.text(Files.packageRoot() + "/docs/" + page))
    var kind = ""
    for line in page.split(separator: "\n") {
      let cells = line.split(separator: "|", omittingEmptySubsequences: false).map {
        $0.split(separator: " ").joined(separator: " ")
      }
      if line.hasPrefix("## ") { kind = String(line.dropFirst(3)).filter { $0 != "`" } }
      guard cells.count >= 4, cells[1].contains("`") else { continue }
      if cells[1].hasPrefix("**") {
        kind = cells[1].filter { $0 != "`" && $0 != "*" }
      } else {
        listed[kind, default: []].insert("\(cells[1].filter { $0 != "`" }): \(cells[2].filter { $0 != "`" })")
      }
    }
  }

  /// Holds a kind's table against its fields.
  func check(_ kind: DerivedKind) {
    let fields = kind.fields.values.filter { $0.name != "index" }
    let expected = Set(fields.map { "\($0.name): \(Self.type($0))" })
    let name = kind.id == DockerfileKind.user.id ? "user" : kind.name
    #expect(listed[name] ?? [] == expected, "\(kind.name)")
  }

  private static func type(_ field: Field) -> String {
    name(field.type) + (field.reading == .none ? "?" : "")
  }

  private static func name(_ type: Type) -> String {
    switch type {
    case .list(let element): "list of \(name(element))"
    case .map(let value): "map to \(name(value))"
    case .object(DockerfileKind.user.id): "user"
    case .object(let id): DerivedKinds.kind(id)?.name ?? "?"
    case .enumeration(let enumeration): enumeration.name
    case .imageReference: "image-reference"
    case .vulnerabilityID: "vulnerability-id"
    default: "\(type)"
    }
  }
}
