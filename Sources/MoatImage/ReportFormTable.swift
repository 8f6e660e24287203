/// The known forms that are not read. The first that fits counts, so that a form stands before those that share its signature.
extension ReportForm {
  static let all = statements + bills + ofImages + ofCode + weak

  private static let scan =
    "give a Trivy or Grype report in its own JSON (`trivy image -f json`, `grype -o json`), or an SBOM in CycloneDX or SPDX"
  private static let bill = "give an SBOM in CycloneDX or SPDX"
  private static let carried = "give the report or the SBOM that it carries"
  private static let files = "it has findings about configurations; give Moat the Dockerfiles and manifests themselves"
  private static let findings = "it has findings of another tool, and nothing that a rule of Moat asks for"

  // MARK: Statements and signatures

  private static let statements: [ReportForm] = [
    ReportForm(
      "in-toto statement", "_type^=https://in-toto.io/Statement", "predicateType~=slsa.dev/provenance",
      of: "predicateType",
      reason: "it tells how an image was built, and nothing of what is in it", source: "slsa.dev/spec/v1.0/provenance",
      mayTellOfImages: false),
    ReportForm(
      "in-toto statement", "_type^=https://in-toto.io/Statement", of: "predicateType",
      reason: carried + " (`jq .predicate`)", source: "github.com/in-toto/attestation spec/v1/statement.md"),
    ReportForm(
      "DSSE envelope", "payloadType:string", "payload:string", of: "payloadType",
      reason: carried + " (`jq -r .payload | base64 -d | jq .predicate`)",
      source: "github.com/secure-systems-lab/dsse envelope.md"),
    ReportForm(
      "Sigstore bundle", "mediaType^=application/vnd.dev.sigstore.bundle", reason: carried,
      source: "github.com/sigstore/protobuf-specs sigstore_bundle.proto"),
    ReportForm(
      "cosign bundle", "base64Signature:string", "rekorBundle:object", reason: "it has a signature and no report",
      source: "github.com/sigstore/cosign pkg/cosign/common.go", mayTellOfImages: false),
    ReportForm(
      "output of cosign verify", "critical/identity:object", "critical/image:object",
      reason: "it has names and digests of images, and no report", source: "github.com/sigstore/cosign pkg/payload",
      mayTellOfImages: false),
    ReportForm(
      "cosign's record of a scan", "invocation:object", "scanner/result", of: "scanner/uri",
      reason: "give the report in it (`jq .scanner.result`)",
      source: "github.com/sigstore/cosign specs/COSIGN_VULN_ATTESTATION_SPEC.md"),
    ReportForm(
      "in-toto metadata", "signed/_type:string", "signatures:list", of: "signed/_type", reason: carried,
      source: "github.com/in-toto/specification in-toto-spec.md"),
    ReportForm(
      "SARIF log", "runs/[]/tool/driver:object", of: "runs/[]/tool/driver/name", reason: sarif, source: sarifSource),
    ReportForm("SARIF log", "runs:list", "version:string", reason: sarif, source: sarifSource, isDistinct: false),
    ReportForm("SARIF log", "runs:list", "$schema~=sarif", reason: sarif, source: sarifSource),
  ]

  private static let sarif =
    "it does not tell packages, versions and fixes apart; give the report of the scanner in its own JSON"
  private static let sarifSource = "docs.oasis-open.org/sarif/sarif/v2.1.0"

  // MARK: Lists of packages, and of what is known of a vulnerability

  private static let bills: [ReportForm] = [
    ReportForm(
      "Xeol report", "matches:list", "descriptor/name=xeol",
      reason: "it tells which packages are out of support, and not which are vulnerable",
      source: "github.com/xeol-io/xeol xeol/presenter/models/document.go", mayTellOfImages: false),
    ReportForm(
      "report", "matches:list", "descriptor/name:string", of: "descriptor/name", reason: lookAlike, source: anchore),
    ReportForm(
      "report", "artifacts:list", "descriptor/name:string", of: "descriptor/name", reason: lookAlike, source: anchore),
    ReportForm(
      "SPDX document of another version", "spdxVersion:string", of: "spdxVersion",
      reason: "Moat reads SPDX 2 and CycloneDX 1", source: "spdx.github.io/spdx-spec"),
    ReportForm(
      "SPDX 3 document", "@context/[]^=https://spdx.org/rdf/3", "@graph:list",
      reason: "Moat reads SPDX 2: convert it, or give a CycloneDX document", source: "spdx.github.io/spdx-spec/v3.0.1"),
    ReportForm(
      "SBOM", "bomFormat:string", of: "bomFormat", reason: "Moat reads SPDX 2 and CycloneDX 1",
      source: "cyclonedx.org/docs/1.6/json"),
    ReportForm(
      "GitHub dependency snapshot", "detector/name:string", "manifests:object", of: "detector/name", reason: bill,
      source: "docs.github.com/rest/dependency-graph/dependency-submission"),
    ReportForm(
      "Docker Scout list of packages", "artifacts/[]/purl:string", "source/type:string", "vulnerabilities:list",
      reason: "give its SBOM (`docker scout sbom --format cyclonedx`)",
      source: "docs.docker.com/reference/cli/docker/scout"),
    ReportForm(
      "OSV advisory", "schema_version:string", "id:string", "modified:string", "affected:list",
      reason: "it describes a vulnerability, and no image; \(scan)", source: "ossf.github.io/osv-schema",
      mayTellOfImages: false),
  ]

  private static let lookAlike = "it has the form of another tool, and Moat does not know what its entries mean"
  private static let anchore = "github.com/anchore/grype grype/presenter/models/document.go"

  // MARK: Scanners of images and packages

  private static let ofImages: [ReportForm] = [
    ReportForm("Amazon ECR scan", "imageScanFindings/findings:list", reason: scan, source: ecr),
    ReportForm("Amazon ECR scan", "imageScanFindings/enhancedFindings:list", reason: scan, source: ecr),
    ReportForm("Amazon ECR scan", "imageScanFindings/findingSeverityCounts:object", reason: scan, source: ecr),
    ReportForm(
      "Amazon ECR scan", "imageScanFindings:object", "imageScanStatus/status:string", reason: scan, source: ecr),
    ReportForm(
      "Amazon Inspector report", "findings/[]/findingArn:string",
      reason:
        "give its SBOM (`aws inspector2 create-sbom-export --report-format CYCLONEDX_1_4`), or a report of Trivy or Grype",
      source: "docs.aws.amazon.com/inspector/v2/APIReference/API_Finding.html"),
    ReportForm(
      "AWS Security Hub report", "Findings/[]/ProductArn:string", reason: scan,
      source: "docs.aws.amazon.com/securityhub/latest/userguide/securityhub-findings-format.html"),
    ReportForm(
      "AWS Security Hub report", "[]/ProductArn:string", "[]/SchemaVersion:string", reason: scan,
      source: "github.com/aquasecurity/trivy contrib/asff.tpl"),
    ReportForm(
      "AWS Security Hub report", "ProductArn:string", "AwsAccountId:string", reason: scan,
      source: "docs.aws.amazon.com/securityhub/latest/userguide/securityhub-findings-format.html"),
    ReportForm(
      "Clair report", "manifest_hash:string", "vulnerabilities:object", reason: scan,
      source: "github.com/quay/claircore vulnerabilityreport.go"),
    ReportForm(
      "Clair report", "Layer/Features:list", reason: scan, source: "github.com/quay/clair v2 api/v1/README.md"),
    ReportForm(
      "Clair report", "Layer/Name:string", "Layer/NamespaceName:string", reason: scan,
      source: "github.com/quay/clair v2 api/v1/README.md"),
    ReportForm(
      "Harbor report", "*/generated_at:string", "*/scanner:object", "*/vulnerabilities", reason: scan,
      source: "github.com/goharbor/pluggable-scanner-spec"),
    ReportForm(
      "Harbor report", "generated_at:string", "scanner/name:string", "vulnerabilities", reason: scan,
      source: "github.com/goharbor/pluggable-scanner-spec"),
    ReportForm(
      "OSV-Scanner report", "results/[]/source:object", "results/[]/packages:list",
      reason: "give its SBOM (`osv-scanner scan --format cyclonedx-1-5`), or a report of Trivy or Grype",
      source: "google.github.io/osv-scanner/output"),
    ReportForm(
      "Prisma Cloud report", "results/[]/vulnerabilityDistribution:object", reason: scan,
      source: "docs.prismacloud.io twistcli images scan"),
    ReportForm(
      "Prisma Cloud report", "results/[]/complianceDistribution:object", reason: scan,
      source: "docs.prismacloud.io twistcli images scan"),
    ReportForm(
      "report of vulnerabilities", "results/[]/vulnerabilities:list", reason: scan,
      source: "several scanners", isDistinct: false),
    ReportForm(
      "Google Artifact Analysis report", "vulnerability:object", "kind=VULNERABILITY", reason: scan,
      source: "cloud.google.com/artifact-analysis/docs/reference/rest/v1/projects.occurrences"),
    ReportForm(
      "Google Artifact Analysis report", "image_summary/digest:string", "package_vulnerability_summary:object",
      reason: scan,
      source: "cloud.google.com/sdk/gcloud/reference/artifacts/docker/images/describe"),
    ReportForm(
      "Microsoft Defender report", "type~=microsoft.security/assessments", "properties/status:object", reason: scan,
      source: "learn.microsoft.com/rest/api/defenderforcloud/sub-assessments"),
    ReportForm(
      "GitLab security report", "scan:object", "vulnerabilities:list", "version:string", of: "scan/scanner/name",
      reason: scan, source: "gitlab.com/gitlab-org/security-products/security-report-schemas"),
    ReportForm(
      "GitHub code scanning report", "rule:object", "most_recent_instance:object", "tool/name:string", of: "tool/name",
      reason: scan, source: "docs.github.com/rest/code-scanning"),
    ReportForm(
      "GitHub Dependabot report", "security_advisory/ghsa_id:string", "security_vulnerability:object", reason: scan,
      source: "docs.github.com/rest/dependabot/alerts"),
    ReportForm(
      "Snyk report", "vulnerabilities:list", "ok:bool", "dependencyCount:number", reason: snyk, source: snykSource),
    ReportForm(
      "Snyk report", "vulnerabilities:list", "ok:bool", "packageManager:string", reason: snyk, source: snykSource),
    ReportForm("Snyk report", "vulnerabilities:list", "ok:bool", "org:string", reason: snyk, source: snykSource),
    ReportForm(
      "Sysdig report", "result/vulnTotalBySeverity:object", reason: scan, source: "docs.sysdig.com sysdig-cli-scanner"),
    ReportForm(
      "Sysdig report", "scanner/name~=sysdig", "result:object", reason: scan,
      source: "docs.sysdig.com sysdig-cli-scanner"),
    ReportForm(
      "Aqua report", "vulnerability_summary:object", "image:string", reason: scan, source: "docs.aquasec.com scannercli"
    ),
    ReportForm(
      "Aqua report", "resources/[]/vulnerabilities:list", "resources/[]/resource:object", reason: scan,
      source: "docs.aquasec.com scannercli"),
    ReportForm("Wiz report", "result/osPackages:list", reason: scan, source: "docs.wiz.io wizcli docker scan"),
    ReportForm(
      "Wiz report", "result/osPackages", "result/libraries", reason: scan, source: "docs.wiz.io wizcli docker scan"),
    ReportForm(
      "NeuVector report", "report/vulnerabilities", "report/image_id:string", reason: scan,
      source: "github.com/neuvector/neuvector controller/api/apis.go"),
    ReportForm(
      "NeuVector report", "report/vulnerabilities", "report/base_os:string", reason: scan,
      source: "github.com/neuvector/neuvector controller/api/apis.go"),
    ReportForm(
      "Anchore report", "imageDigest:string", "vulnerability_type:string", "vulnerabilities:list", reason: scan,
      source: "docs.anchore.com anchorectl image vulnerabilities"),
    ReportForm(
      "Anchore policy evaluation", "imageDigest:string", "evaluations:list", reason: findings,
      source: "docs.anchore.com anchorectl image check", mayTellOfImages: false),
    ReportForm(
      "clair-scanner report", "unapproved", "vulnerabilities:list", "image:string", reason: scan,
      source: "github.com/arminc/clair-scanner"),
    ReportForm(
      "OWASP Dependency-Check report", "reportSchema:string", "scanInfo:object", "dependencies:list", reason: scan,
      source: "github.com/dependency-check/DependencyCheck"),
    ReportForm(
      "npm audit report", "auditReportVersion:number", "vulnerabilities:object", reason: npm,
      source: "docs.npmjs.com/cli/commands/npm-audit"),
    ReportForm(
      "npm audit report", "advisories:object", "metadata/vulnerabilities:object", reason: npm,
      source: "docs.npmjs.com/cli/commands/npm-audit"),
    ReportForm(
      "yarn audit report", "type=auditAdvisory", "data:object", reason: npm,
      source: "classic.yarnpkg.com/docs/cli/audit"),
    ReportForm(
      "yarn audit report", "type=auditSummary", "data/vulnerabilities:object", reason: npm,
      source: "classic.yarnpkg.com/docs/cli/audit"),
    ReportForm(
      "yarn audit report", "value:string", "children/Severity:string", "children/Issue:string", reason: npm,
      source: "yarnpkg.com/cli/npm/audit"),
    ReportForm(
      "pip-audit report", "dependencies/[]/vulns:list", "dependencies/[]/name:string",
      reason: "give its SBOM (`pip-audit -f cyclonedx-json`)", source: "github.com/pypa/pip-audit"),
    ReportForm(
      "govulncheck report", "config/scanner_name=govulncheck", reason: govulncheck, source: govulncheckSource),
    ReportForm(
      "govulncheck report", "finding/osv:string", "finding/trace:list", reason: govulncheck, source: govulncheckSource),
    ReportForm(
      "JFrog Xray report", "[]/scan_id:string", "[]/component_id", reason: xray, source: xraySource),
    ReportForm("JFrog Xray report", "scan_id:string", "vulnerabilities:list", reason: xray, source: xraySource),
    ReportForm("JFrog Xray report", "scan_id:string", "violations:list", reason: xray, source: xraySource),
    ReportForm("JFrog Xray report", "scan_id:string", "licenses:list", reason: xray, source: xraySource),
    ReportForm(
      "Qualys report", "vulnerabilities/[]/qid:number", reason: scan, source: "docs.qualys.com container security API"),
    ReportForm(
      "Black Duck report", "items/[]/componentName:string", "items/[]/vulnerabilityWithRemediation:object",
      reason: "give the SBOM that Black Duck exports", source: "documentation.blackduck.com REST API"),
    ReportForm(
      "list of Trivy results", "[]/Target:string", "[]/Vulnerabilities:list", reason: scan,
      source: "github.com/aquasecurity/trivy v0.15 README.md"),
  ]

  private static let ecr = "docs.aws.amazon.com/AmazonECR/latest/APIReference/API_DescribeImageScanFindings.html"
  private static let snyk =
    "give its SBOM (`snyk container sbom --format=cyclonedx1.6+json`), or a report of Trivy or Grype"
  private static let snykSource = "docs.snyk.io snyk-cli commands container-test"
  private static let npm = "give an SBOM (`npm sbom --sbom-format cyclonedx`), or a report of Trivy or Grype"
  private static let govulncheck = "give it as OpenVEX (`govulncheck -format openvex`)"
  private static let govulncheckSource = "pkg.go.dev/golang.org/x/vuln/internal/govulncheck"
  private static let xray =
    "give a CycloneDX document (`jf docker scan --format=cyclonedx`), or a report of Trivy or Grype"
  private static let xraySource = "docs.jfrog.com/security jf docker scan"

  // MARK: Tools that look at files, configurations and clusters

  private static let ofCode: [ReportForm] = [
    other(
      "GitLab code quality report", "[]/check_name:string", "[]/fingerprint:string", "[]/location/path:string",
      "docs.gitlab.com/ci/testing/code_quality"),
    other(
      "GitLab code quality report", "[]/description:string", "[]/fingerprint:string", "[]/location/path:string",
      "docs.gitlab.com/ci/testing/code_quality"),
    other("Checkov report", "check_type:string", "results/failed_checks:list", "github.com/bridgecrewio/checkov"),
    other("KICS report", "kics_version:string", "queries:list", "docs.kics.io results"),
    other("tfsec report", "results/[]/rule_id:string", "results/[]/long_id:string", "github.com/aquasecurity/tfsec"),
    other("Kubescape report", "summaryDetails:object", "summaryDetails/frameworks", "kubescape.io/docs"),
    other("Kubescape report", "summaryDetails:object", "summaryDetails/controls", "kubescape.io/docs"),
    other("kube-bench report", "Controls/[]/tests:list", "Totals:object", "github.com/aquasecurity/kube-bench"),
    other("kubesec report", "[]/object:string", "[]/scoring:object", "github.com/controlplaneio/kubesec"),
    other("Polaris report", "PolarisOutputVersion:string", "Results:list", "polaris.docs.fairwinds.com"),
    other("hadolint report", "[]/code^=DL", "[]/level:string", "[]/line:number", "github.com/hadolint/hadolint"),
    other("hadolint report", "[]/code^=SC", "[]/level:string", "[]/line:number", "github.com/hadolint/hadolint"),
    other("Semgrep report", "results/[]/check_id:string", "results/[]/extra:object", "semgrep.dev/docs"),
    ReportForm(
      "Dockle report", "details/[]/code^=CIS-DI", "summary:object",
      reason: "give Moat the image (`docker save`) or `docker image inspect IMAGE`, and it checks the same",
      source: "github.com/goodwithtech/dockle", mayTellOfImages: false),
    ReportForm(
      "Dockle report", "summary/fatal:number", "summary/skip:number", "details",
      reason: "give Moat the image (`docker save`) or `docker image inspect IMAGE`, and it checks the same",
      source: "github.com/goodwithtech/dockle", mayTellOfImages: false),
    ReportForm(
      "Gitleaks report", "[]/RuleID:string", "[]/Secret:string", "[]/File:string", reason: findings,
      source: "github.com/gitleaks/gitleaks", mayTellOfImages: false),
    ReportForm(
      "TruffleHog report", "SourceMetadata:object", "DetectorName:string", reason: findings,
      source: "github.com/trufflesecurity/trufflehog", mayTellOfImages: false),
    ReportForm(
      "Snyk report on configurations", "infrastructureAsCodeIssues:list", reason: files,
      source: "docs.snyk.io snyk-cli commands iac-test", mayTellOfImages: false),
  ]

  /// Of a tool that checks files as Moat does.
  private static func other(_ name: String, _ parts: String...) -> ReportForm {
    ReportForm(name, conditions: parts.dropLast().map { $0 }, reason: files, source: parts.last ?? "")
  }

  private init(_ name: String, conditions: [String], reason: String, source: String) {
    self.name = name
    signature = conditions.map(ReportCondition.init)
    self.reason = reason
    self.source = source
    mayTellOfImages = false
  }

  // MARK: What only a whole document can be

  private static let unknown = "Moat does not know its form; \(scan)"

  /// Lists of vulnerabilities with their severities. Files that say which of them to ignore have none.
  private static let weak: [ReportForm] = ["vulnerabilities/[]", "Vulnerabilities/[]", "matches/[]/vulnerability"]
    .flatMap { list in
      ["severity", "Severity", "ratings", "cvss"].map {
        ReportForm(
          "report of vulnerabilities", "\(list)/\($0)", reason: unknown, source: "several scanners", isDistinct: false)
      }
    }

  /// What the shape of its entries alone tells.
  static let ofUnknownForm = UnreadReport("report of vulnerabilities", unknown)
}
