import MoatTestSupport
import Testing

@testable import MoatImage

/// The tables of `docs/image-model.md` are made from the code, between two marks each.
@Suite struct ImagePageTests {
  private static let path = Files.packageRoot() + "/docs/image-model.md"

  @Test func theTablesAreThoseOfTheCode() throws {
    let page = try #require(Files.text(Self.path))
    let limits = try #require(Golden.replacing("limits", in: page, with: Self.limits()))
    let text = try #require(Golden.replacing("forms", in: limits, with: Self.forms()))
    if let difference = Golden.difference(of: text, from: Self.path) { Issue.record("\(difference)") }
  }

  private static func forms() -> String {
    let rows = ImageDocumentForm.allCases.map { "| `\($0.rawValue)` | \($0.title) |" }
    return "| form | |\n|---|---|\n" + rows.joined(separator: "\n") + "\n"
  }

  private static func limits() -> String {
    let limits = ImageLimits()
    let rows: [(String, Int64)] = [
      ("headers of one archive", Int64(limits.entries)), ("bytes of one document", Int64(limits.documentBytes)),
      ("bytes of all documents of one archive", Int64(limits.totalDocumentBytes)),
      ("values of one document", Int64(limits.documentNodes)),
      ("values of all documents that are read", Int64(limits.totalDocumentNodes)),
      ("bytes of all documents that are read", Int64(limits.totalReadBytes)),
      ("bytes of a pax header or a long name", Int64(limits.recordBytes)),
      ("bytes of one path", Int64(limits.pathBytes)), ("links that a path goes through", Int64(limits.links)),
      ("bytes of an archive, or of a layout", limits.archiveBytes),
      ("bytes of all layers, unpacked", limits.unpackedBytes),
      ("times its size that gzip may become", limits.ratio), ("bytes from which that counts", limits.ratioBytes),
      ("headers of an archive that is looked through for images", Int64(limits.probedEntries)),
      ("bytes of it, unpacked, if it is compressed", limits.probedBytes),
      ("entries of all indexes, and images of one archive", Int64(limits.manifests)),
      ("problems that are kept of one archive", Int64(limits.problems)),
      ("problems that are kept of one document", Int64(ImageLimits.documentProblems)),
    ]
    return "| limit | |\n|---|---|\n" + rows.map { "| \($0.0) | \($0.1) |" }.joined(separator: "\n") + "\n"
  }
}
