import Testing

@testable import MoatKinds

/// `docs/image-rules.md` lists every field of every kind of an image, with its type.
struct ImagePageTests {
  @Test func thePageListsTheFieldsOfEachKind() throws {
    let tables = try FieldTables(page: "image-rules.md")
    // A scan, an inventory, a history and the like have the fields of an image.
    for kind in ImageKind.table where kind.role == .part || kind.id == ImageKind.image.id { tables.check(kind) }
  }
}
