import Dispatch
import MoatReport
import MoatSource
import MoatTestSupport
import Synchronization
import Testing

@testable import Moat

/// Policies that are prepared once answer as those that are loaded for each question.
@Suite struct PreparedPoliciesTests {
  /// Each with names, keys and comments that no other has.
  private static func text(_ number: Int) -> SourceFile {
    switch number % 4 {
    case 0:
      SourceFile(
        name: "pod-\(number).yaml",
        text: """
          apiVersion: v1
          kind: Pod
          metadata: {name: p\(number), labels: {app\(number): web}}
          spec: {containers: [{name: c\(number), image: 'web:\(number)', securityContext: {privileged: true}}]}
          """)
    case 1:
      SourceFile(
        name: "Dockerfile.\(number)", text: "FROM alpine:3.\(number)\n# moat:ignore sudo - known\nRUN sudo ls\n")
    case 2:
      SourceFile(
        name: "set-\(number).yaml",
        text: """
          apiVersion: v1
          kind: Service
          metadata: {name: s}
          spec: {selector: {app: a\(number)}, ports: [{port: 80}]}
          ---
          apiVersion: v1
          kind: Pod
          metadata: {name: p, labels: {app: a\(number)}}
          spec: {containers: [{name: c, image: x, ports: [{containerPort: 81}]}]}
          """)
    default: SourceFile(name: "broken-\(number).yaml", text: "a: [\(number)\nkind: Pod")
    }
  }

  @Test func answersAreThoseOfPoliciesLoadedForEachQuestion() async throws {
    let options = CheckOptions(today: "2026-11-24")
    let policies = try PolicySet.load()
    let prepared = try PreparedPolicies(policies, options: options)
    for number in 0..<8 {
      let texts = [Self.text(number), Self.text(number + 1)]
      let fresh = try await PolicySet.load().check(texts: texts, options: options)
      // Asked again, after others: nothing stays of a question.
      for _ in 0..<2 {
        let answer = try prepared.check(texts: texts)
        #expect(!answer.findings.isEmpty || !answer.notEvaluated.isEmpty)
        #expect(JSONReport.render(answer) == JSONReport.render(fresh), "\(texts.map(\.name))")
      }
    }
    #expect(try prepared.check(texts: []).findings.isEmpty)
  }

  @Test func anyNumberOfThreadsMayAsk() throws {
    for jobs in [1, 3] {
      var options = CheckOptions(today: "2026-11-24")
      options.jobs = jobs
      let prepared = try PreparedPolicies(PolicySet.load(), options: options)
      let expected = try (0..<8).map { JSONReport.render(try prepared.check(texts: [Self.text($0)])) }
      let wrong = Mutex<[String]>([])
      DispatchQueue.concurrentPerform(iterations: 64) { number in
        let answer = (try? prepared.check(texts: [Self.text(number % 8)])).map { JSONReport.render($0) }
        if answer != expected[number % 8] { wrong.withLock { $0.append("\(number): \(answer ?? "no answer")") } }
      }
      #expect(wrong.withLock { $0 } == [])
    }
  }

  @Test func optionsThatDoNotFitAreRefusedBeforeAQuestion() throws {
    let policies = try PolicySet.load()
    for change: (inout CheckOptions) -> Void in [
      { $0.profiles = ["no-such-profile"] }, { $0.kubernetesVersion = "1.2.3.4" }, { $0.today = "soon" },
      { $0.parameters = ["no-such-rule.param": "1"] },
    ] {
      var options = CheckOptions(today: "2026-11-24")
      change(&options)
      #expect(throws: OptionError.self) { try PreparedPolicies(policies, options: options) }
    }
  }

  @Test func aFolderIsAskedAboutAsATextIs() throws {
    let tree = TemporaryTree()
    let text = Self.text(0)
    tree.file(text.name, String(decoding: text.bytes, as: UTF8.self))
    let prepared = try PreparedPolicies(PolicySet.load(), options: CheckOptions(today: "2026-11-24"))
    let (files, texts) = (try prepared.check(paths: [tree.root]), try prepared.check(texts: [text]))
    #expect(files.findings.map(\.rule) == texts.findings.map(\.rule))
    #expect(!files.findings.isEmpty)
  }

  /// The example of docs/embedding.md, word for word.
  @Test func theExampleOfThePageRuns() throws {
    var printed: [[String]] = []
    func print(_ words: String...) { printed.append(words) }
    func run() throws {
      // Begin of the example.
      let policies = try PolicySet.load()
      let prepared = try PreparedPolicies(policies, options: CheckOptions(today: "2026-11-24"))
      let pod = SourceFile(
        name: "pod.yaml",
        text: """
          apiVersion: v1
          kind: Pod
          metadata: {name: web}
          spec: {containers: [{name: app, image: 'web:1.0', securityContext: {privileged: true}}]}
          """)
      let report = try prepared.check(texts: [pod])
      for finding in report.findings where finding.blocks { print(finding.rule, finding.path, finding.message) }
      // End of the example.
    }
    try run()
    #expect(
      printed.contains { $0[0] == "kubernetes.privileged" && $0[1] == "spec.containers[0].securityContext.privileged" })
    let page = try #require(Files.text(Files.packageRoot() + "/docs/embedding.md"))
    let own = try #require(Files.text(#filePath))
    func words(_ text: String, from start: String, to end: String) throws -> [Substring] {
      let from = try #require(text.firstRange(of: start)?.upperBound)
      let to = try #require(text[from...].firstRange(of: end)?.lowerBound)
      return text[from..<to].split(whereSeparator: \.isWhitespace)
    }
    #expect(
      try words(page, from: "```swift\n", to: "```")
        == words(own, from: "// Begin of the example.\n", to: "// End of the example."))
  }
}
