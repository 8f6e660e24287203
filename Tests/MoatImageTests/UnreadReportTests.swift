import MoatDocument
import MoatSource
import Testing

@testable import MoatImage

/// What Moat knows by sight and does not read is named, and nothing else is.
@Suite struct UnreadReportTests {
  private func reading(_ text: String) -> ImageReading? {
    let arena = ImageText.arena(text)
    return arena.roots.first.flatMap { ReportSearch.read([$0], in: arena, isStream: false)?.reading }
  }

  private func title(_ text: String) -> String? { reading(text)?.unread?.title }

  private static let digest = "sha256:" + String(repeating: "c", count: 64)

  @Test func theContentTellsWhatItIs() {
    let cases: [(String, String?)] = [
      (#"{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"Scanner"}},"results":[]}]}"#, "SARIF log of Scanner"),
      (#"{"$schema":"https://json.schemastore.org/sarif-2.1.0.json","runs":[]}"#, "SARIF log"),
      (#"{"_type":"https://in-toto.io/Statement/v1","subject":[],"predicateType":"p"}"#, "in-toto statement of p"),
      (
        #"{"payloadType":"application/vnd.in-toto+json","payload":"e30=","signatures":[]}"#,
        "DSSE envelope of application/vnd.in-toto+json"
      ),
      (#"{"mediaType":"application/vnd.dev.sigstore.bundle.v0.3+json","dsseEnvelope":{}}"#, "Sigstore bundle"),
      (#"[{"critical":{"identity":{},"image":{}},"optional":null}]"#, "output of cosign verify"),
      (#"{"matches":[],"descriptor":{"name":"xeol"},"source":{}}"#, "Xeol report"),
      (#"{"matches":[],"descriptor":{"name":"other"},"distro":{}}"#, "report of other"),
      (#"{"artifacts":[],"descriptor":{"name":"docker-scout"}}"#, "report of docker-scout"),
      (#"{"spdxVersion":"SPDX-1.2"}"#, "SPDX document of another version of SPDX-1.2"),
      (#"{"bomFormat":"Other"}"#, "SBOM of Other"),
      (#"{"version":0,"detector":{"name":"syft"},"manifests":{}}"#, "GitHub dependency snapshot of syft"),
      (
        #"{"version":"15.0","vulnerabilities":[],"scan":{"scanner":{"name":"Trivy"}}}"#,
        "GitLab security report of Trivy"
      ),
      (#"{"version":"15.0","vulnerabilities":[],"scan":{"type":"container_scanning"}}"#, "GitLab security report"),
      (#"{"vulnerabilities":[],"ok":true,"dependencyCount":3}"#, "Snyk report"),
      (#"[{"vulnerabilities":[],"ok":true,"dependencyCount":3}]"#, "Snyk report"),
      (#"{"results":[{"source":{"path":"go.mod"},"packages":[]}]}"#, "OSV-Scanner report"),
      (#"{"id":"GHSA-x","schema_version":"1","modified":"2026-01-01T00:00:00Z","affected":[]}"#, "OSV advisory"),
      (#"{"manifest_hash":"sha256:a","vulnerabilities":{}}"#, "Clair report"),
      (#"{"Layer":{"Name":"l","Features":[]}}"#, "Clair report"),
      (#"{"status":"scanned","data":{"Layer":{"Name":"l","Features":[]}}}"#, "Clair report"),
      (#"{"imageScanFindings":{"findings":[]}}"#, "Amazon ECR scan"),
      (#"{"findings":[{"findingArn":"arn:aws:inspector2:a"}]}"#, "Amazon Inspector report"),
      (#"[{"ProductArn":"arn","SchemaVersion":"2018-10-08","AwsAccountId":"1"}]"#, "AWS Security Hub report"),
      (#"{"application/x; version=1.1":{"generated_at":"t","scanner":{},"vulnerabilities":[]}}"#, "Harbor report"),
      (#"[{"kind":"VULNERABILITY","vulnerability":{"severity":"HIGH"}}]"#, "Google Artifact Analysis report"),
      (
        #"{"image_summary":{"digest":"\#(Self.digest)"},"package_vulnerability_summary":{}}"#,
        "Google Artifact Analysis report"
      ),
      (
        #"[{"state":"open","rule":{"id":"a"},"most_recent_instance":{},"tool":{"name":"T"}}]"#,
        "GitHub code scanning report of T"
      ),
      (#"[{"security_advisory":{"ghsa_id":"GHSA-1"},"security_vulnerability":{}}]"#, "GitHub Dependabot report"),
      (#"{"scanner":{"name":"sysdig-cli-scanner"},"result":{}}"#, "Sysdig report"),
      (#"{"image":"w","vulnerability_summary":{"total":0}}"#, "Aqua report"),
      (#"{"id":"i","result":{"osPackages":[]}}"#, "Wiz report"),
      (#"{"report":{"image_id":"i","vulnerabilities":[]}}"#, "NeuVector report"),
      (#"{"results":[{"vulnerabilityDistribution":{},"vulnerabilities":null}]}"#, "Prisma Cloud report"),
      (#"{"imageDigest":"d","vulnerability_type":"os","vulnerabilities":[]}"#, "Anchore report"),
      (#"{"reportSchema":"1.1","scanInfo":{},"dependencies":[]}"#, "OWASP Dependency-Check report"),
      (#"{"auditReportVersion":2,"vulnerabilities":{}}"#, "npm audit report"),
      (#"{"advisories":{},"metadata":{"vulnerabilities":{"high":0}}}"#, "npm audit report"),
      (#"{"dependencies":[{"name":"a","vulns":[]}],"fixes":[]}"#, "pip-audit report"),
      (#"[{"scan_id":"s","vulnerabilities":[]}]"#, "JFrog Xray report"),
      (#"{"details":[{"code":"CIS-DI-0001"}],"summary":{}}"#, "Dockle report"),
      (#"[{"code":"DL3006","level":"error","line":1}]"#, "hadolint report"),
      (#"{"check_type":"dockerfile","results":{"failed_checks":[]}}"#, "Checkov report"),
      (#"{"kics_version":"2","queries":[]}"#, "KICS report"),
      (#"{"results":[{"rule_id":"AVD-1","long_id":"a"}]}"#, "tfsec report"),
      (#"{"summaryDetails":{"controls":{}}}"#, "Kubescape report"),
      (#"{"Controls":[{"tests":[]}],"Totals":{}}"#, "kube-bench report"),
      (#"{"vulnerabilities":[{"name":"x","severity":"high"}]}"#, "report of vulnerabilities"),
    ]
    for (text, expected) in cases { #expect(title(text) == expected, "\(text)") }
  }

  /// Forms of which nobody told Moat: by the shape of their entries.
  @Test func entriesOfAnyFormAreKnownByTheirShape() {
    for text in [
      #"{"scan":{"items":[{"cve":"CVE-2026-1","severity":"critical"}]}}"#,
      #"[{"advisory":{"ghsa":"GHSA-aaaa-bbbb-cccc","severity":"low"},"package":{"name":"a"}}]"#,
      #"{"a":{"b":{"c":{"d":[{"aliases":["CVE-2026-1"],"cvss":{"score":9.8}}]}}}}"#,
      #"{"found":[{"packageName":"a","installed_version":"1","Severity":"High"}]}"#,
      #"{"CVE-2026-1":{"severity":"high"},"CVE-2026-2":{"severity":"low"}}"#,
      #"{"pkgs":[{"name":"a","vulns":[]},{"name":"b","vulns":[{"id":"ALAS2-2026-1","severity":{"value":"High"}}]}]}"#,
    ] {
      #expect(title(text) == "report of vulnerabilities", "\(text)")
    }
  }

  /// What teams keep beside their manifests.
  @Test func ordinaryFilesAreNotNamed() {
    for text in [
      #"{"name":"a","lockfileVersion":3,"packages":{"node_modules/b":{"version":"1","resolved":"u","integrity":"i"}}}"#,
      #"{"compilerOptions":{"strict":true},"include":["src"]}"#,
      #"{"groups":[{"name":"g","rules":[{"alert":"Down","expr":"up==0","labels":{"severity":"critical"}}]}]}"#,
      #"[{"rule":"Shell in container","condition":"x","priority":"CRITICAL","tags":["CVE-2026-1"]}]"#,
      #"{"rules":[{"id":"r","severity":"ERROR","message":"m","metadata":{"cve":"CVE-2026-1","cwe":["CWE-1"]}}]}"#,
      #"{"vulnerabilities":[{"id":"CVE-2026-1","paths":["a"],"statement":"s"}]}"#,
      #"{"ignore":[{"vulnerability":"CVE-2026-1","severity":"high"}]}"#,
      #"{"ignoredVulnerabilities":{"os":[{"id":"CVE-2026-1","severity":"high","until":"2026-01-01"}]}}"#,
      #"{"id":"CVE-2026-1","info":{"severity":"critical","name":"n"}}"#,
      #"{"advisory":{"id":"CVE-2026-1","severity":"critical"}}"#,
      #"{"format_version":"1.2","planned_values":{"root_module":{"resources":[{"address":"a","type":"b","values":{}}]}}}"#,
      #"{"dashboard":{"panels":[{"title":"Vulnerabilities by severity","targets":[{"expr":"sum by (severity) (x)"}]}]}}"#,
      #"{"image":{"repository":"a","tag":"1"},"resources":{"limits":{"cpu":1}}}"#,
      #"{"logs":[{"severity":"ERROR","package":"a","version":"1"}]}"#,
      #"{"cisaVersion":"1","vulnerabilities":[{"cveID":"CVE-2026-1","vendorProject":"v","dueDate":"2026-01-01"}]}"#,
      #"{"data":[{"cve":"CVE-2026-1","epss":"0.1","percentile":"0.5"}]}"#,
      #"{"openapi":"3.1.0","components":{"examples":{"a":{"value":[{"id":"CVE-2026-1","severity":"high"}]}}}}"#,
      #"{"$schema":"https://json-schema.org/draft/2020-12/schema","examples":[{"bomFormat":"CycloneDX"}]}"#,
      #"{"shapes":{"Response":{"members":{"imageScanFindings":{"shape":"ImageScanFindings"}}}}}"#,
      #"{"properties":{"security_advisory":{"type":"object"},"security_vulnerability":{"type":"object"}}}"#,
      #"{"properties":{"bomFormat":{"type":"string"},"runs":{"type":"array"},"version":{"type":"string"}}}"#,
      #"{"results":[]}"#, #"{"vulnerabilities":[]}"#, #"{"matches":[]}"#, #"{"runs":[]}"#,
      #"{"version":"1","runs":{}}"#,
      #"{"apiVersion":"v1","kind":"List","runs":[],"version":"1"}"#, "[1]", "3", "{}", "[]",
    ] {
      #expect(reading(text) == nil, "\(text): \(title(text) ?? "")")
    }
  }

  @Test func aTitleIsSaidOnceAndWhatTellsOfImagesFirst() throws {
    let sarif = #"{"version":"2.1.0","runs":[{"tool":{"driver":{}}}]}"#
    let twice = try #require(reading("[\(sarif),\(sarif)]"))
    #expect(twice.problems.count == 1 && twice.mayLackImages)
    let lint = #"{"check_type":"dockerfile","results":{"failed_checks":[]}}"#
    let mixed = try #require(reading(#"{"a":\#(lint),"b":\#(sarif)}"#))
    #expect(mixed.problems.map(\.kind) == [.unread] && mixed.problems[0].message.hasPrefix("SARIF log"))
    let alone = try #require(reading(lint))
    #expect(alone.problems.map(\.kind) == [.unreadOther] && !alone.mayLackImages)
  }

  @Test func eachFormHasConditionsAndASource() {
    for form in ReportForm.all {
      #expect(!form.signature.isEmpty && !form.source.isEmpty && !form.reason.hasSuffix("."), "\(form.name)")
      for condition in form.signature {
        if case .kinds(let kinds) = condition.test { #expect(!kinds.isEmpty, "\(form.name): \(condition.path)") }
        #expect(!condition.path.steps.isEmpty)
      }
    }
  }

  // MARK: Texts

  @Test func textsThatAreNoJSONAreKnownByTheirBeginning() {
    let cvrf = "CVRF advisory"
    let cases: [(String, String?)] = [
      ("<?xml version=\"1.0\"?>\n<bom xmlns=\"http://cyclonedx.org/schema/bom/1.5\">", "CycloneDX document in XML"),
      ("\u{FEFF} <c:bom xmlns:c='http://cyclonedx.org/schema/bom/1.4'/>", "CycloneDX document in XML"),
      ("<rdf:RDF xmlns:spdx=\"http://spdx.org/rdf/terms#\">", "SPDX document in RDF"),
      ("<cvrfdoc xmlns=\"http://docs.oasis-open.org/csaf/ns/csaf-cvrf/v1.2/cvrf\">", cvrf),
      ("<cvrf:cvrfdoc xmlns:cvrf=\"http://www.icasi.org/CVRF/schema/cvrf/1.1\">", cvrf),
      ("<SoftwareIdentity xmlns=\"http://standards.iso.org/iso/19770/-2/2015/schema.xsd\"/>", "SWID tag"),
      ("<testsuites name=\"trivy\"><testsuite/></testsuites>", "JUnit report of Trivy"),
      ("<testsuites name=\"grype-junit\"><testsuite/></testsuites>", "JUnit report of Grype"),
      ("<!DOCTYPE html>\n<html><head><title>web:1 - Trivy Report - now</title>", "HTML report of Trivy"),
      ("<html><meta name=\"author\" content=\"grype\">", "HTML report of Grype"),
      ("\"Package\",\"Version Installed\",\"Vulnerability ID\",\"Severity\"\n", "report of vulnerabilities in CSV"),
      ("VulnerabilityID,Severity,PackageName\n", "report of vulnerabilities in CSV"),
      ("\nweb:1 (debian 12)\n===\nTotal: 1 (UNKNOWN: 0, LOW: 0, HIGH: 0, CRITICAL: 1)\n", "Trivy report as a table"),
      ("NAME  INSTALLED  FIXED-IN  TYPE  VULNERABILITY  SEVERITY\n", "Grype report as a table"),
      ("# made today\n\nSPDXVersion: SPDX-2.3\nDataLicense: CC0-1.0\n", "SPDX document in tag-value form"),
      ("DataLicense: CC0-1.0\r\nSPDXVersion:SPDX-2.2\r\n", "SPDX document in tag-value form"),
      ("<project xmlns=\"http://maven.apache.org/POM/4.0.0\"/>", nil), ("apiVersion: v1\n", nil), ("", nil),
      ("note: SPDXVersion: SPDX-2.3\n", nil), ("{\"spdxVersion\": 1}", nil),
      ("<html><p>A bom has xmlns=\"http://cyclonedx.org/schema/bom/1.5\"</p>", nil),
      ("<html><title>{{ . }} - Trivy Report</title>", nil), ("<testsuites name=\"unit\"><testcase/></testsuites>", nil),
      ("name,severity\na,b\n", nil), ("Total: 3 (all)\n", nil),
      (String(repeating: "a: b\n", count: 64) + "SPDXVersion: SPDX-2.3\n", nil),
    ]
    for (text, expected) in cases {
      #expect(UnreadReport.recognise(head: Array(text.utf8))?.title == expected, "\(text)")
    }
  }

  @Test func markupInOtherEncodingsIsKnown() {
    let text = "<?xml version=\"1.0\"?><bom xmlns=\"http://cyclonedx.org/schema/bom/1.5\">é</bom>"
    let units = Array(text.utf16)
    let little = units.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    let big = units.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
    let wide = text.unicodeScalars.flatMap { [UInt8($0.value & 0xFF), UInt8($0.value >> 8), 0, 0] }
    for bytes in [[0xFF, 0xFE] + little, little, [0xFE, 0xFF] + big, big, [0xFF, 0xFE, 0, 0] + wide, wide] {
      #expect(UnreadReport.recognise(head: bytes)?.title == "CycloneDX document in XML", "\(bytes.prefix(6))")
    }
    for bytes: [UInt8] in [[0xFF, 0xFE], [0xFE], [0, 0x3C], [0x3C, 0], [0x3C, 0, 0x3C]] {
      #expect(UnreadReport.recognise(head: bytes) == nil)
    }
    #expect(UnreadReport.beginsLikeJSON(head: [0xFF, 0xFE, 0x7B, 0]) && !UnreadReport.beginsLikeJSON(head: [0x61]))
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
