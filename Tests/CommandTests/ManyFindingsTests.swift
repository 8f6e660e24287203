import Foundation
import Testing

/// Small inputs with very many findings: a report that somebody can read, in bounded memory, and never a clean run.
@Suite struct ManyFindingsTests {
  typealias Folder = CheckCommandTests.Folder

  private static let memory = "-v 1500000"

  private func check(_ name: String, _ text: String, _ arguments: [String] = []) throws -> (code: Int32, json: Data) {
    let folder = try Folder([name: text])
    let result = try Command.run(
      ["check", "--format", "json", "--output", "report.json", name] + arguments, in: folder.path, limits: [Self.memory]
    )
    return (result.code, try Data(contentsOf: URL(fileURLWithPath: folder.path + "/report.json")))
  }

  private func notListed(_ json: Data) throws -> Int {
    let report = try JSONSerialization.jsonObject(with: json) as? [String: Any]
    return try #require((report?["summary"] as? [String: Any])?["notListed"] as? Int)
  }

  @Test func aliasesThatRepeatADocument() throws {
    let pod = "{apiVersion: v1, kind: Pod, metadata: {generateName: p}, spec: {containers: [{}, {}, {}, {}]}}"
    let aliases = Array(repeating: "*p", count: 400).joined(separator: ",")
    let result = try check("x.yaml", "apiVersion: v1\nkind: List\nx: &p \(pod)\nitems: [\(aliases)]\n")
    #expect(result.code == 1)
    #expect(result.json.count < 1 << 20, "\(result.json.count) bytes")
  }

  @Test func containersThatAreEmpty() throws {
    let containers = Array(repeating: "{}", count: 1_500).joined(separator: ",")
    let text = "{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [\(containers)]}}"
    let result = try check("x.yaml", text)
    #expect(result.code == 1)
    #expect(result.json.count < 4 << 20, "\(result.json.count) bytes")
    #expect(try notListed(result.json) > 10_000)
    // What is left out is not clean, whatever would block.
    let lenient = try check("x.yaml", text, ["--fail-on", "critical", "--max-document-findings", "5"])
    #expect(lenient.code == 1)
    #expect(lenient.json.count < 64 << 10)
  }
}
