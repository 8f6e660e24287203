import Testing

@testable import MoatImage

/// What it says where a list is missing, null or empty: none, or nothing that could be relied on.
@Suite struct EmptyListTests {
  private enum Answer { case none, unknown, noReport }

  /// A text with `LIST` where the list stands, the name of the list, and the answers for missing, null and empty.
  private struct Case {
    var text: String
    var name: String
    var answers: [Answer]

    init(_ text: String, _ name: String, _ missing: Answer, _ null: Answer, _ empty: Answer) {
      self.text = text
      self.name = name
      answers = [missing, null, empty]
    }

    var texts: [String] {
      [#""other":1"#, #""\#(name)":null"#, #""\#(name)":[]"#].map { text.replacing("LIST", with: $0) }
    }
  }

  private func check<Element>(_ cases: [Case], _ field: (ImageModel) -> ImageField<[Element]>) {
    for item in cases {
      for (text, expected) in zip(item.texts, item.answers) {
        guard expected != .noReport else {
          #expect(ImageText.form(text) == nil, "\(text)")
          continue
        }
        guard let image = ImageText.read(text).images.first else {
          Issue.record("no image: \(text)")
          continue
        }
        let found = field(image)
        let isNone = found.isAbsent || found.value?.isEmpty == true
        #expect(isNone == (expected == .none), "\(text): \(found)")
        #expect((found.unknownReason != nil) == (expected == .unknown), "\(text): \(found)")
      }
    }
  }

  private static let trivy =
    #"{"SchemaVersion":2,"ArtifactName":"a","Results":[{"Target":"a","Class":"os-pkgs",LIST}]}"#
  private static let bill =
    #"{"bomFormat":"CycloneDX","specVersion":"1.5","metadata":{"component":{"type":"container","name":"a"}},LIST}"#

  @Test func packages() {
    check(
      [
        Case(#"{"spdxVersion":"SPDX-2.3","name":"a",LIST}"#, "packages", .unknown, .unknown, .unknown),
        Case(Self.bill, "components", .unknown, .unknown, .unknown),
        Case(#"{"artifacts":[],"descriptor":{"name":"syft"},LIST}"#, "files", .none, .none, .none),
        Case(#"{"descriptor":{"name":"syft"},LIST}"#, "artifacts", .noReport, .noReport, .none),
        Case(#"{"SchemaVersion":2,"ArtifactName":"a",LIST}"#, "Results", .unknown, .unknown, .unknown),
        Case(Self.trivy, "Packages", .unknown, .unknown, .none),
        Case(#"{"descriptor":{"name":"grype"},LIST}"#, "matches", .noReport, .noReport, .unknown),
      ]
    ) { $0.packages }
    // What is in a bill beside packages is none of them.
    for component in ["operating-system", "container", "file"] {
      let text = Self.bill.replacing("LIST", with: #""components":[{"type":"\#(component)","name":"x"}]"#)
      #expect(ImageText.read(text).images.first?.packages.unknownReason == .notAtHand, "\(component)")
    }
    let text = Self.bill.replacing("LIST", with: #""components":[{"type":"library","name":"x"}]"#)
    #expect(ImageText.read(text).images.first?.packages.value?.count == 1)
  }

  @Test func vulnerabilities() {
    check(
      [
        Case(Self.bill, "vulnerabilities", .unknown, .unknown, .unknown),
        Case(#"{"SchemaVersion":2,"ArtifactName":"a",LIST}"#, "Results", .unknown, .unknown, .unknown),
        Case(Self.trivy, "Vulnerabilities", .none, .none, .none),
        Case(Self.trivy.replacing("os-pkgs", with: "secret"), "Vulnerabilities", .unknown, .unknown, .none),
        Case(#"{"descriptor":{"name":"grype"},LIST}"#, "matches", .noReport, .noReport, .none),
        Case(#"{"descriptor":{"name":"syft"},LIST}"#, "artifacts", .noReport, .noReport, .unknown),
      ]
    ) { $0.vulnerabilities }
  }

  @Test func whatAScannerFoundBesides() {
    check([Case(Self.trivy, "Secrets", .unknown, .unknown, .unknown)]) { $0.secrets }
    check([Case(Self.trivy, "Misconfigurations", .unknown, .unknown, .unknown)]) { $0.misconfigurations }
    check([Case(Self.trivy, "Licenses", .unknown, .unknown, .unknown)]) { $0.licenceFindings }
  }

  @Test func layersAndHistory() {
    let configuration = #"{"architecture":"a","os":"linux","config":{},"rootfs":{"type":"layers","diff_ids":[]},LIST}"#
    check([Case(configuration, "history", .unknown, .unknown, .unknown)]) { $0.history }
    check(
      [
        Case(
          #"{"architecture":"a","os":"linux","config":{},"rootfs":{"type":"layers",LIST}}"#, "diff_ids", .none, .none,
          .none),
        Case(#"{"architecture":"a","os":"linux","config":{},LIST}"#, "rootfs", .unknown, .unknown, .unknown),
        Case(
          #"[{"Id":"sha256:a","RepoTags":["a:1"],"Os":"linux","RootFS":{"Type":"layers",LIST}}]"#, "Layers", .none,
          .none, .none),
        Case(#"[{"Id":"sha256:a","RepoTags":["a:1"],"Os":"linux",LIST}]"#, "RootFS", .unknown, .unknown, .unknown),
        Case(
          #"{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",LIST}"#, "layers", .unknown,
          .unknown, .none),
      ]
    ) { $0.layers }
  }

  /// A value that is not a list, and an element that is not an object, is a problem of the document.
  @Test func listsThatAreNoneAreNamed() {
    let bill = Self.bill
    for (text, name) in [
      (Self.trivy, "Vulnerabilities"), (Self.trivy, "Packages"), (Self.trivy, "ExperimentalModifiedFindings"),
      (Self.trivy, "Secrets"), (bill, "vulnerabilities"),
    ] {
      for value in [#"{"0": {"id": "CVE-1"}}"#, "{}", #""x""#, "3", "[null]", #"["CVE-1"]"#, "[[]]"] {
        let report = text.replacing("LIST", with: #""\#(name)": \#(value)"#)
        let reading = ImageText.read(report)
        #expect(!reading.problems.isEmpty, "\(report)")
        guard !value.hasPrefix("["), ["Vulnerabilities", "vulnerabilities"].contains(name) else { continue }
        #expect(reading.images.first?.vulnerabilities.unknownReason == .malformed, "\(report)")
      }
    }
  }

  /// A secret is masked before its text is cut.
  @Test func noPartOfASecretIsShown() {
    let token = "ghp_" + String(repeating: "0123456789", count: 4).prefix(36)
    for length in 0..<70 {
      let words = String(repeating: "word ", count: 14).prefix(length) + " "
      let shown = DocumentCursor.shown(Array((words + token).utf8))
      #expect(!shown.contains("ghp_0"), "\(shown)")
    }
    #expect(DocumentCursor.shown(Array("é".utf8) + Array(repeating: 0x61, count: 80)).count == 61)
  }
}
