import Moat
import MoatSemantics
import MoatSource
import MoatTestSupport
import Testing

/// `moat check` over images as people have them: archives, layouts, documents, under the whole library.
struct ImageRunTests {
  @Test func imagesAreCheckedInEveryForm() async throws {
    guard let readme = Files.above("shared/corpora/image/README.md") else {
      print("skipped: shared/corpora is not beside the project")
      return
    }
    let root = readme.dropLast("README.md".count)
    let policies = try PolicySet.load()
    let cases: [(path: String, images: Int, isWrong: Bool)] = [
      ("trivy-fanal/pkg/fanal/test/testdata/alpine-310.tar.gz", 1, false),
      ("ggcr/pkg/v1/tarball/testdata/hello-world-v25.tar", 1, false),
      ("ggcr/pkg/v1/tarball/testdata/test_bundle.tar", 2, false),
      ("ggcr/pkg/v1/tarball/testdata/null_manifest.tar", 0, true),
      ("ggcr/pkg/v1/tarball/testdata/no_manifest.tar", 0, true),
      ("ggcr/pkg/v1/layout/testdata/test_index_one_image", 1, false),
      ("ggcr/pkg/v1/layout/testdata/test_index_media_type", 0, true),
      ("dockle/pkg/assessor/manifest/testdata/apk_cache.json", 1, false),
    ]
    for (path, images, isWrong) in cases {
      let report = try await policies.check(paths: [root + path], options: CheckOptions(today: "2026-01-01"))
      #expect(report.summary.documents == images, "\(path)")
      let wrong = report.findings.filter { $0.rule == "moat.invalid-image" }
      #expect(wrong.isEmpty != isWrong, "\(path): \(wrong.map(\.message))")
      #expect(
        report.findings.allSatisfy { $0.source.name.hasPrefix(root + path) }, "\(path): each finding has its file")
    }
  }

  /// Rules about images have nothing to say of a repository; those about packages and vulnerabilities do.
  @Test func whatIsNoImageIsHeldAgainstNoRuleAboutImages() async throws {
    guard let readme = Files.above("shared/corpora/image/README.md") else {
      print("skipped: shared/corpora is not beside the project")
      return
    }
    let folder = readme.dropLast("README.md".count) + "trivy-reports/integration/testdata/"
    let policies = try PolicySet.load()
    let folders = ["/image/vulnerabilities/", "/image/contents/"]
    let contents = Set(
      policies.checked.rules.filter { rule in folders.contains { rule.source.name.contains($0) } }.map(\.id)
    ).union(["image.exposed-secret"])
    #expect(contents.count > 8)
    var found: Set<String> = []
    for file in Files.list(String(folder), suffix: ".json.golden") {
      guard let text = Files.text(file), text.contains(#""ArtifactType": "repository""#) else { continue }
      // Some are called after a Dockerfile, and would be taken for one.
      let source = SourceFile(name: "report.json", bytes: Array(text.utf8))
      let report = try await policies.check(texts: [source], options: CheckOptions(today: "2026-01-01"))
      let rules = Set(report.findings.map(\.rule))
      #expect(rules.isSubset(of: contents), "\(file): \(rules.subtracting(contents).sorted())")
      #expect(report.summary.documents + report.summary.unrecognised == 1, "\(file)")
      found.formUnion(rules)
    }
    let expected: Set = ["image.vulnerability-fixable", "image.misconfiguration", "image.exposed-secret"]
    #expect(found.isSuperset(of: expected), "\(found.sorted())")
  }

  /// What dockle says of its five configurations, by the rules that name its checks, and how often. All were written by
  /// Docker itself, so that it is known that they have no health check (CIS-DI-0006).
  @Test func dockleAgreesOnItsConfigurations() async throws {
    guard let readme = Files.above("shared/corpora/image/README.md"),
      let table = Files.text(readme.dropLast("README.md".count) + "dockle/expected.tsv")
    else {
      print("skipped: shared/corpora is not beside the project")
      return
    }
    let folder = readme.dropLast("README.md".count) + "dockle/"
    let policies = try PolicySet.load()
    let rules = policies.rules(sameAs: "dockle")
    for line in table.split(separator: "\n").dropFirst() {
      let columns = line.split(separator: "\t").map(String.init)
      let expected = columns[2].split(separator: " ").map(String.init).sorted()
      let report = try await policies.check(paths: [folder + columns[1]], options: CheckOptions(today: "2026-01-01"))
      let failed = report.findings.filter { $0.verdict == .fail }.map(\.rule)
      let found = rules.flatMap { code, names in failed.filter(names.contains).map { _ in code } }.sorted()
      #expect(found == expected, "\(columns[0])")
    }
  }
}
