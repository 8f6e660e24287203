import MoatDocument
import MoatSource
import Testing

@testable import MoatImage

/// What Moat knows by sight and does not read is named.
@Suite struct UnreadReportTests {
  private func title(_ text: String) -> String? {
    let arena = ImageText.arena(text)
    return arena.roots.first.flatMap { UnreadReport.recognise(root: $0, in: arena) }?.title
  }

  @Test func theContentTellsWhatItIs() {
    let cases: [(String, String?)] = [
      (#"{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"Scanner"}},"results":[]}]}"#, "SARIF log of Scanner"),
      (#"{"$schema":"https://json.schemastore.org/sarif-2.1.0.json","runs":[]}"#, "SARIF log"),
      (
        #"{"_type":"https://in-toto.io/Statement/v1","subject":[],"predicateType":"https://slsa.dev/provenance/v1"}"#,
        "in-toto statement of https://slsa.dev/provenance/v1"
      ),
      (
        #"{"payloadType":"application/vnd.in-toto+json","payload":"e30=","signatures":[]}"#,
        "DSSE envelope of application/vnd.in-toto+json"
      ),
      (#"{"mediaType":"application/vnd.dev.sigstore.bundle.v0.3+json","dsseEnvelope":{}}"#, "Sigstore bundle"),
      (#"{"matches":[],"descriptor":{"name":"xeol"},"source":{}}"#, "report of Xeol"),
      (#"{"matches":[],"descriptor":{"name":"other"},"distro":{}}"#, "report of other"),
      (#"{"artifacts":[],"descriptor":{"name":"docker-scout"}}"#, "report of docker-scout"),
      (#"{"spdxVersion":"SPDX-1.2"}"#, "SPDX document of version SPDX-1.2"),
      (#"{"bomFormat":"Other"}"#, "bill of materials of Other"),
      (#"{"version":0,"detector":{"name":"syft"},"manifests":{}}"#, "dependency snapshot for GitHub of syft"),
      (
        #"{"version":"15.0","vulnerabilities":[],"scan":{"scanner":{"name":"Trivy"}}}"#,
        "security report for GitLab of Trivy"
      ),
      (#"{"vulnerabilities":[],"ok":true,"dependencyCount":3}"#, "report of Snyk"),
      (#"[{"vulnerabilities":[],"ok":true,"dependencyCount":3}]"#, "report of Snyk"),
      (#"{"results":[{"source":{"path":"go.mod"},"packages":[]}]}"#, "report of OSV-Scanner"),
      (#"{"manifest_hash":"sha256:a","vulnerabilities":{}}"#, "report of Clair"),
      (#"{"imageScanFindings":{"findings":[]}}"#, "scan of Amazon ECR"),
      (#"{"vulnerabilities":[{"name":"x","severity":"high"}]}"#, "report of vulnerabilities"),
      // What is ignored, and what only has such a name.
      (#"{"vulnerabilities":[{"id":"CVE-1","paths":["a"]}]}"#, nil), (#"{"vulnerabilities":[]}"#, nil),
      (#"{"matches":[]}"#, nil), (#"{"runs":[]}"#, nil), (#"{"version":"1","runs":{}}"#, nil),
      (#"{"apiVersion":"v1","kind":"List","runs":[],"version":"1"}"#, nil), ("[1]", nil), ("3", nil), ("{}", nil),
    ]
    for (text, expected) in cases { #expect(title(text) == expected, "\(text)") }
  }

  @Test func textsThatAreNoJSONAreKnownByTheirBeginning() {
    let cases: [(String, String?)] = [
      ("<?xml version=\"1.0\"?>\n<bom xmlns=\"http://cyclonedx.org/schema/bom/1.5\">", "CycloneDX document in XML"),
      ("\u{FEFF} <c:bom xmlns:c='http://cyclonedx.org/schema/bom/1.4'/>", "CycloneDX document in XML"),
      ("<rdf:RDF xmlns:spdx=\"http://spdx.org/rdf/terms#\">", "SPDX document in RDF"),
      ("# made today\n\nSPDXVersion: SPDX-2.3\nDataLicense: CC0-1.0\n", "SPDX document in tag-value form"),
      ("DataLicense: CC0-1.0\r\nSPDXVersion:SPDX-2.2\r\n", "SPDX document in tag-value form"),
      ("<project xmlns=\"http://maven.apache.org/POM/4.0.0\"/>", nil), ("apiVersion: v1\n", nil), ("", nil),
      ("note: SPDXVersion: SPDX-2.3\n", nil), ("{\"spdxVersion\": 1}", nil),
      (String(repeating: "a: b\n", count: 64) + "SPDXVersion: SPDX-2.3\n", nil),
    ]
    for (text, expected) in cases {
      #expect(UnreadReport.recognise(head: Array(text.utf8))?.title == expected, "\(text)")
    }
  }

  @Test func aTextOfLinesHasAFirstOne() {
    let line = #"{"payloadType":"a","payload":"b"}"#
    #expect(UnreadReport.firstLine(of: Array("\(line)\n\(line)\n".utf8)) == Array(line.utf8))
    for text in [line, line + "\n", "{\n\"a\": 1\n}\n", "a\nb\n", ""] {
      #expect(UnreadReport.firstLine(of: Array(text.utf8)) == nil, "\(text)")
    }
  }

  @Test func whatIsReadIsNotNamed() {
    for text in [
      #"{"SchemaVersion":2,"ArtifactName":"a","Results":[]}"#, #"{"matches":[],"descriptor":{"name":"grype"}}"#,
      #"{"bomFormat":"CycloneDX","specVersion":"1.5","vulnerabilities":[{"id":"a","ratings":[]}]}"#,
      #"{"artifacts":[],"source":{},"descriptor":{"name":"syft"}}"#,
    ] {
      #expect(ImageText.form(text) != nil, "\(text)")
    }
  }
}
