import Foundation
import Testing

/// The example of `docs/images.md`: what a reader is shown is what the command prints.
@Suite struct ImageExampleTests {
  private static let page =
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path + "/docs/images.md"

  /// The texts between fences of one section, by their language.
  private static func blocks(of section: String) throws -> [String: String] {
    let text = try String(contentsOfFile: page, encoding: .utf8)
    let start = try #require(text.range(of: "\n## \(section)\n"))
    var blocks: [String: String] = [:]
    var language: String?
    for line in text[start.upperBound...].split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("```") {
        language = language == nil ? String(line.dropFirst(3)) : nil
      } else if let language {
        blocks[language, default: ""] += line + "\n"
      } else if line.hasPrefix("## ") {
        break
      }
    }
    return blocks
  }

  @Test func theExampleIsWhatIsPrinted() throws {
    let blocks = try Self.blocks(of: "A Dockerfile, its base's metadata and the workload")
    let names = ["Dockerfile": "dockerfile", "runtime.json": "json", "api.yaml": "yaml", "p.moat": "moat"]
    let folder = try CheckCommandTests.Folder(try names.mapValues { try #require(blocks[$0]) })
    let options = ["--set", "whole", "--policies", "p.moat", "--profile", "together"]
    let whole = try Command.run(["check", "Dockerfile", "runtime.json", "api.yaml"] + options, in: folder.path)
    #expect(whole.output == blocks["text"])
    #expect(whole.code == 1)
    let part = try Command.run(["check", "Dockerfile", "api.yaml"] + options, in: folder.path)
    #expect(part.output.hasSuffix("0 fail, 2 undetermined, 0 warn, 0 waived, 1 pass, 3 not-applicable\n"))
  }
}
