import MoatTestSupport
import MoatValues
import Testing

@testable import MoatKinds

/// `docs/dockerfile-rules.md` lists every field of every kind of a Dockerfile, with its type.
struct DockerfilePageTests {
  @Test func thePageListsTheFieldsOfEachKind() throws {
    let page = try #require(Files.text(Files.packageRoot() + "/docs/dockerfile-rules.md"))
    var listed: [String: Set<String>] = [:]
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
    for kind in DockerfileKind.table {
      let fields = kind.fields.values.filter { $0.name != "index" }
      let expected = Set(fields.map { "\($0.name): \(Self.type($0))" })
      let name = kind.id == DockerfileKind.user.id ? "user" : kind.name
      #expect(listed[name] ?? [] == expected, "\(kind.name)")
    }
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
    default: "\(type)"
    }
  }
}
