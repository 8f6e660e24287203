import Foundation
import MoatReport
import MoatSource
import Testing

@testable import Moat

/// Dockerfiles beside the metadata of their bases and the workloads that run their images.
@Suite struct BaseImageRunTests {
  private static let policy = """
    policy test version "1"

    rule user {
      severity low
      for stage s in dockerfile where s.isFinal
      require s.user exists and s.user.name == "app"
      message "the user is not app"
    }

    rule runs {
      severity low
      for dockerfile d where d.builds is not empty
      deny when some workload w in all satisfies some c in w.containers satisfies d.produces(c.image)
      message "{w.name} runs what {d.path} builds"
    }

    profile only { include test.* }
    """

  private static let dockerfile = "# moat:image web\nFROM acme/base:1\n"

  private static func inspect(_ config: String, platform: String = "amd64") -> String {
    """
    [{"Id": "sha256:a", "RepoTags": ["docker.io/acme/base:1"], "Os": "linux", "Architecture": "\(platform)", "RootFS": {},
      "Config": {\(config)}}]
    """
  }

  /// Each finding as `file:line verdict rule`, of texts under their names.
  private static func lines(
    _ texts: [(name: String, text: String)], _ change: (inout CheckOptions) -> Void = { _ in }
  ) async throws -> [String] {
    let report = try await report(texts, change)
    return report.findings.filter { $0.rule != "moat.invalid-image" }.map { finding in
      let line = finding.source.place(of: finding.span.start).line
      return "\(finding.source.name):\(line) \(finding.verdict.rawValue) \(finding.rule)"
    }
  }

  private static func report(
    _ texts: [(name: String, text: String)], _ change: (inout CheckOptions) -> Void = { _ in }
  ) async throws -> CheckReport {
    var options = CheckOptions(today: Checked.today)
    options.profiles = ["only"]
    change(&options)
    let sources = texts.map { SourceFile(name: $0.name, text: $0.text) }
    return try await Checked.policies(policy, library: .rules).check(texts: sources, options: options)
  }

  @Test func theBaseAmongTheInputsSettlesWhatAStageInherits() async throws {
    let file = ("Dockerfile", Self.dockerfile)
    let cases: [([(String, String)], [String])] = [
      ([], ["Dockerfile:2 undetermined test.user"]),
      ([("a.json", Self.inspect("\"User\": \"app\""))], []),
      ([("a.json", Self.inspect("\"User\": \"root\""))], ["Dockerfile:2 fail test.user"]),
      ([("a.json", Self.inspect(""))], ["Dockerfile:2 fail test.user"]),
      ([("a.json", Self.inspect("\"OnBuild\": [\"USER app\"]"))], []),
      ([("a.json", Self.inspect("\"User\": \"app\"", platform: "s390x"))], ["Dockerfile:2 undetermined test.user"]),
      (
        [("a.json", Self.inspect("\"User\": \"app\"")), ("b.json", Self.inspect("\"User\": \"root\""))],
        ["Dockerfile:2 undetermined test.user"]
      ),
      ([("a.json", Self.inspect("\"User\": \"app\"")), ("b.json", Self.inspect("\"User\": \"app\""))], []),
    ]
    for (images, expected) in cases {
      #expect(try await Self.lines([file] + images) == expected, "\(images)")
      #expect(try await Self.lines(images.reversed() + [file]) == expected, "\(images), before it")
    }
    let report = try await Self.report([file, ("a.json", Self.inspect("", platform: "s390x"))])
    #expect(
      report.findings.map(\.message) == [
        "the user of the base image acme/base:1 is not known: the metadata of it at hand is for linux/s390x, and not for "
          + "linux/amd64"
      ])
    // The place of an inherited value is the FROM that names the image.
    let chain = ("Dockerfile", "FROM acme/base:1 AS a\n\nFROM a\n")
    #expect(
      try await Self.lines([chain, ("a.json", Self.inspect("\"User\": \"root\""))]) == ["Dockerfile:1 fail test.user"])
    let other = try await Self.lines([file, ("a.json", Self.inspect("\"User\": \"app\"", platform: "s390x"))]) {
      $0.build.platform = "linux/s390x"
    }
    #expect(other == [])
  }

  @Test func neitherTheOrderOfTheInputsNorTheNumberOfWorkersMatters() async throws {
    let tree = TemporaryTree()
    // Fingerprints hold the paths from the root of the repository.
    tree.folder(".git")
    for number in 0..<24 {
      tree.file("\(number % 5)/\(number).Dockerfile", "# moat:image web\(number)\nFROM acme/base:\(number % 7)\n")
      tree.file(
        "\(number % 3)/\(number).json",
        Self.inspect("\"User\": \"\(number % 2 == 0 ? "app" : "root")\"")
          .replacingOccurrences(of: "base:1", with: "base:\(number % 9)"))
      tree.file("\(number % 4)/\(number).yaml", Checked.pod("p", "- {name: c, image: web\(number)}"))
    }
    let policies = try Checked.policies(Self.policy, library: .rules)
    let files = InputFinder.ofInputs.find([tree.root]).inputs.map(\.path.text)
    var reports: Set<String> = []
    for jobs in [1, 2, 5, 16] {
      for paths in [[tree.root], files, files.reversed()] {
        var options = CheckOptions(today: Checked.today)
        options.profiles = ["only"]
        options.jobs = jobs
        reports.insert(JSONReport.render(try await policies.check(paths: paths, options: options)))
      }
    }
    #expect(reports.count == 1)
    #expect(reports.first?.contains("\"documents\": 72") == true)
  }

  @Test func aTargetIsThatOfTheDockerfilesItIsSaidOf() async throws {
    let text = "FROM scratch AS app\nUSER app\nFROM scratch AS test\nUSER root\n"
    let files = [("a/Dockerfile", text), ("b/Dockerfile", text)]
    typealias Target = CheckOptions.Build.Target
    let cases: [([Target], [String])] = [
      ([], ["a/Dockerfile:4 fail test.user", "b/Dockerfile:4 fail test.user"]),
      ([Target(stage: "app")], []),
      ([Target(stage: "APP", paths: "./a/Dockerfile")], ["b/Dockerfile:4 fail test.user"]),
      (
        [Target(stage: "0", paths: "*/Dockerfile"), Target(stage: "1", paths: "b/*")], ["b/Dockerfile:4 fail test.user"]
      ),
      ([Target(stage: "test", paths: "a/Dockerfile"), Target(stage: "app")], ["a/Dockerfile:4 fail test.user"]),
      ([Target(stage: "all", paths: "a/**"), Target(stage: "app")], ["a/Dockerfile:4 fail test.user"]),
      (
        [Target(stage: "tset", paths: "a/*"), Target(stage: "app")],
        [
          "a/Dockerfile:1 fail moat.invalid-dockerfile", "a/Dockerfile:3 undetermined test.user",
        ]
      ),
    ]
    for (targets, expected) in cases {
      #expect(try await Self.lines(files) { $0.build.targets = targets } == expected, "\(targets)")
    }
    let message =
      "no Dockerfile of this run is 'a/Dockerfiel', of which a target or an image is said; did you mean a/Dockerfile?"
    await #expect(throws: OptionError(message)) {
      try await Self.report(files) { $0.build.targets = [Target(stage: "app", paths: "a/Dockerfiel")] }
    }
  }

  @Test func optionsThatMeanNothingEndTheRun() async throws {
    let changes: [((inout CheckOptions.Build) -> Void, String)] = [
      ({ $0.platform = "arm64" }, "'arm64' is no platform: write OS/ARCHITECTURE, as linux/arm64, or with a variant"),
      ({ $0.targets = [.init(stage: "a"), .init(stage: "b")] }, "the target of all Dockerfiles is given twice"),
      (
        { $0.targets = [.init(stage: "a", paths: "x"), .init(stage: "b", paths: "x")] },
        "the target of x is given twice"
      ),
      ({ $0.targets = [.init(stage: "")] }, "a target is the name or number of a stage, or all"),
      ({ $0.images = [.init(reference: "A", paths: "x")] }, "'A' is no name of an image"),
    ]
    for (change, message) in changes {
      let error = await #expect(throws: OptionError.self, "\(message)") {
        try await Self.report([("Dockerfile", "FROM scratch")]) { change(&$0.build) }
      }
      #expect(error?.message == message)
    }
  }

  @Test func workloadsAreJoinedWithTheDockerfilesOfTheirImages() async throws {
    let file = ("api/Dockerfile", "# moat:image web\nFROM scratch\nUSER app\n")
    let pod = ("pod.yaml", Checked.pod("p", "- {name: c, image: \"docker.io/library/web:3\"}"))
    #expect(try await Self.lines([file, pod]) == ["pod.yaml:7 fail test.runs"])
    #expect(try await Self.lines([pod, file]) == ["pod.yaml:7 fail test.runs"])
    #expect(try await Self.lines([file]) == [])
    let silent = ("api/Dockerfile", "FROM scratch\nUSER app\n")
    #expect(try await Self.lines([silent, pod]) == [])
    let named = try await Self.lines([silent, pod]) { $0.build.images = [.init(reference: "web:3", paths: "api/*")] }
    #expect(named == ["pod.yaml:7 fail test.runs"])
    // What cannot be followed is a finding, and may be any image. An accepted finding elsewhere stays accepted.
    let broken = (
      "api/Dockerfile",
      "# moat:image web web\n# moat:ignore test.runs until=2027-01-01 reason=x\nFROM scratch\nUSER app\n"
    )
    let found = try await Self.lines([broken, pod])
    #expect(
      found == [
        "api/Dockerfile:1 fail moat.image-comment-invalid", "api/Dockerfile:1 undetermined test.runs",
        "api/Dockerfile:2 warn moat.ignore-unmatched",
      ])
  }
}
