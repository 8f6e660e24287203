import Foundation
import Testing

/// The examples of `docs/images.md`: what a reader is shown is what the command prints.
@Suite struct ImageExampleTests {
  private static let root =
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path

  /// The texts between fences of one section, by their language.
  private static func blocks(of section: String) throws -> [String: [String]] {
    let text = try String(contentsOfFile: root + "/docs/images.md", encoding: .utf8)
    let start = try #require(text.range(of: "\n## \(section)\n"))
    var blocks: [String: [String]] = [:]
    var block: (language: String, text: String)?
    for line in text[start.upperBound...].split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("```") {
        if let block { blocks[block.language, default: []].append(block.text) }
        block = block == nil ? (String(line.dropFirst(3)), "") : nil
      } else if block != nil {
        block?.text += line + "\n"
      } else if line.hasPrefix("## ") {
        break
      }
    }
    return blocks
  }

  @Test func theExampleIsWhatIsPrinted() throws {
    let blocks = try Self.blocks(of: "A Dockerfile, its base's metadata and the workload")
    let names = ["Dockerfile": "dockerfile", "runtime.json": "json", "api.yaml": "yaml", "p.moat": "moat"]
    let folder = try CheckCommandTests.Folder(try names.mapValues { try #require(blocks[$0]?.first) })
    let options = ["--set", "whole", "--policies", "p.moat", "--profile", "together"]
    let whole = try Command.run(["check", "Dockerfile", "runtime.json", "api.yaml"] + options, in: folder.path)
    #expect(whole.output == blocks["text"]?.first)
    #expect(whole.code == 1)
    let part = try Command.run(["check", "Dockerfile", "api.yaml"] + options, in: folder.path)
    #expect(part.output.hasSuffix("0 fail, 2 undetermined, 0 warn, 0 waived, 1 pass, 3 not-applicable\n"))
  }

  @Test func whatMeetsTheWorkload() throws {
    let blocks = try Self.blocks(of: "Worked example")
    let texts = try #require(blocks["text"])
    let folder = try CheckCommandTests.Folder(["joins.moat": try #require(blocks["moat"]?.first)])
    let joins = ["--policies", folder.path + "/joins.moat", "--profile", "joins"]
    let whole = try Command.run(["check", "docs/examples/api"] + joins, in: Self.root)
    #expect(whole.output == texts[0])
    // All that is said of the files of the example beside it.
    let files = try FileManager.default.contentsOfDirectory(atPath: Self.root + "/docs/examples/api").sorted()
    func check(without name: String, _ options: [String]) throws -> Command {
      let others = files.filter { $0 != name && $0 != "README.md" }.map { "docs/examples/api/" + $0 }
      return try Command.run(["check"] + others + ["--set", "whole"] + options, in: Self.root)
    }
    let without = try check(without: "index.json", joins)
    #expect(without.output.contains("4 fail, 2 undetermined"), "\(without.output)")
    #expect(without.output.components(separatedBy: texts[1].trimmingCharacters(in: .newlines)).count == 3)
    let all = try check(without: "", [])
    #expect(all.output.contains(" 0 undetermined,") && !all.output.contains("CVE-2023-45853"))
    #expect(try check(without: "openvex.json", []).output.contains("CVE-2023-45853"))
  }
}
