import Testing

@testable import MoatKinds

/// `docs/dockerfile-rules.md` lists every field of every kind of a Dockerfile, with its type.
struct DockerfilePageTests {
  @Test func thePageListsTheFieldsOfEachKind() throws {
    let tables = try FieldTables(page: "dockerfile-rules.md")
    for kind in DockerfileKind.table { tables.check(kind) }
  }
}
