import Foundation
import Moat
import MoatReport
import MoatSource
import MoatTestSupport
import Testing

/// What `moat inspect --as sexp` and `--as image-config` print of each file of the corpora is what BuildKit makes of it.
@Suite struct DockerfileFormTests {
  /// BuildKit's build errors that concern its frontend or its own linter.
  private static let foreign = [
    "SOURCE_DATE_EPOCH", "lint violation", "device feature", "no stages to build",
  ]

  private struct Item {
    var name: String
    var inspection: DockerfileInspection
    var verdict: [String: Any]
  }

  /// Nil where the corpora are not beside the project.
  private static func items(_ file: String) throws -> [Item]? {
    guard let path = Files.above("shared/corpora/dockerfile/" + file) else {
      print("skipped: no corpora (shared/corpora is not beside the project)")
      return nil
    }
    let text = try #require(Files.text(path))
    return try text.split(separator: "\n").compactMap { line in
      let verdict = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      let name = try #require(verdict["file"] as? String)
      guard let bytes = Files.read(String(path.dropLast(file.count)) + name) else { return nil }
      return Item(
        name: name, inspection: DockerfileInspection(SourceFile(name: name, bytes: bytes)), verdict: verdict)
    }
  }

  @Test(arguments: [("buildkit-on-cases.jsonl", [750, 4]), ("buildkit-on-real.jsonl", [469, 0])])
  func treesAreThoseOfBuildKit(file: String, expected: [Int]) throws {
    guard let items = try Self.items(file) else { return }
    var (agreed, refused) = (0, 0)
    for item in items {
      do throws(DockerfileErrors) {
        let tree = try item.inspection.tree()
        if tree == item.verdict["sexp"] as? String { agreed += 1 } else { Issue.record("\(item.name): \(tree)") }
      } catch {
        let isPlaced = error.text.hasPrefix("\(item.name):") && error.text.contains(": error: ")
        #expect(item.verdict["parse_err"] != nil && isPlaced, "\(item.name): \(error.text)")
        refused += 1
      }
    }
    #expect([agreed, refused] == expected)
  }

  @Test(arguments: [("buildkit-on-cases.jsonl", [628, 116, 10]), ("buildkit-on-real.jsonl", [469, 0, 0])])
  func imagesAreThoseOfBuildKit(file: String, expected: [Int]) throws {
    guard let items = try Self.items(file) else { return }
    var (agreed, refused, others) = (0, 0, 0)
    for item in items {
      if let message = item.verdict["build_err"] as? String, Self.foreign.contains(where: { message.contains($0) }) {
        others += 1
        continue
      }
      let isWrong = ["parse_err", "instr_err", "build_err"].contains { item.verdict[$0] != nil }
      do {
        let text = ImageConfigurationJSON.render(try item.inspection.image().configuration)
        let ours = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? NSDictionary
        let same = !isWrong && ours == item.verdict["config"] as? NSDictionary
        if same { agreed += 1 } else { Issue.record("\(item.name): \(text)") }
      } catch let errors as DockerfileErrors {
        if isWrong { refused += 1 } else { Issue.record("\(item.name): \(errors.text)") }
      }
    }
    #expect([agreed, refused, others] == expected)
  }
}
