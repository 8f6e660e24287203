import Moat
import MoatReport
import MoatSource
import Testing

/// Reports over findings made by hand: what people and programs read.
@Suite struct ReportTests {
  static let source = SourceFile(
    name: "deploy/web.yaml",
    text: """
      apiVersion: v1
      kind: Pod
      metadata: {name: web}
      spec:
        containers:
        - name: app
          securityContext: {privileged: true}

      """)

  static func span(of text: String) -> Span {
    let bytes = source.bytes
    let wanted = Array(text.utf8)
    for start in 0...(bytes.count - wanted.count) where Array(bytes[start..<start + wanted.count]) == wanted {
      return Span(start..<start + wanted.count)
    }
    return .zero
  }

  static func finding(
    _ rule: String = "kubernetes.privileged", verdict: Verdict = .fail, severity: Severity = .critical,
    at text: String = "true", message: String = "app container app of web is privileged",
    waiver: Finding.Waiver? = nil
  ) -> Finding {
    Finding(
      rule: rule, title: "Container runs privileged", why: "It holds every\ndevice. And more.", severity: severity,
      verdict: verdict, message: message,
      remedy: "Remove privileged.", controls: [.init(catalogue: "pss.baseline", identifier: "Privileged Containers")],
      sameAs: [.init(catalogue: "trivy", identifier: "KSV-0017")], source: source, span: span(of: text),
      path: "spec.containers[0].securityContext.privileged",
      document: .init(kind: "Pod", apiVersion: "v1", namespace: "default", name: "web"), waiver: waiver,
      fingerprint: "0123456789abcdef")
  }

  static func report(_ findings: [Finding], notEvaluated: [CheckReport.NotEvaluated] = []) -> CheckReport {
    var summary = CheckReport.Summary()
    summary.documents = 1
    summary.rules = 2
    for finding in findings { summary.counts[finding.verdict, default: 0] += 1 }
    return CheckReport(findings: findings, notEvaluated: notEvaluated, summary: summary)
  }

  @Test func peopleSeeTheLineTheCaretTheReasonAndTheMend() {
    let text = HumanReport.render(Self.report([Self.finding()]), style: .init(colour: false))
    #expect(
      text == """
        deploy/web.yaml:7:35  Pod default/web
              7 |     securityContext: {privileged: true}
                |                                   ^~~~
          critical Container runs privileged [kubernetes.privileged]
                   app container app of web is privileged
                   at     spec.containers[0].securityContext.privileged
                   why    It holds every device.
                   mend   Remove privileged.

        1 document under 2 rules: 1 fail, 0 undetermined, 0 warn, 0 waived, 0 pass, 0 not-applicable

        """)
  }

  @Test func whatWasSaidOfARuleInAFileIsNotSaidAgain() {
    let findings = [Self.finding(at: "{name: web}"), Self.finding(), Self.finding("b.rule", verdict: .undetermined)]
    let text = HumanReport.render(Self.report(findings), style: .init(colour: false))
    #expect(text.split(separator: "why", omittingEmptySubsequences: false).count == 3, "once a rule")
    #expect(text.split(separator: "mend", omittingEmptySubsequences: false).count == 3)
    #expect(text.split(separator: "deploy/web.yaml", omittingEmptySubsequences: false).count == 3, "once a place")
    #expect(text.contains("critical Container runs privileged (undetermined) [b.rule]"))
  }

  /// The title and the reason of one of them would say the wrong thing of the others.
  @Test func whatLeavesSeveralRulesUndeterminedSaysHowMany() {
    var finding = Self.finding(verdict: .undetermined, message: "its script is not at hand")
    finding.blinded = ["kubernetes.privileged", "b.rule"]
    let text = HumanReport.render(Self.report([finding]), style: .init(colour: false))
    #expect(text.contains("critical 2 rules are not known to pass (undetermined) [kubernetes.privileged]"))
    #expect(!text.contains("why"))
    finding.blinded = ["kubernetes.privileged"]
    #expect(
      HumanReport.render(Self.report([finding]), style: .init(colour: false)).contains("Container runs privileged"))
  }

  @Test func whatIsHiddenIsCounted() {
    let report = Self.report([Self.finding(), Self.finding("low.rule", severity: .low)])
    let shown = report.showing(atOrAbove: .medium)
    #expect(shown.findings.map(\.rule) == ["kubernetes.privileged"])
    #expect(HumanReport.render(shown, style: .init(colour: false)).hasSuffix("; 1 finding not shown\n"))
    #expect(shown.summary == report.summary)
  }

  @Test func whatIsNotEvaluatedIsNeverSilent() {
    let missing = CheckReport.NotEvaluated(file: "a.yaml", message: "permission denied")
    let report = Self.report([], notEvaluated: [missing])
    for isQuiet in [true, false] {
      let text = HumanReport.render(report, style: .init(colour: false, isQuiet: isQuiet))
      #expect(text.contains("1 input not evaluated"))
    }
    #expect(HumanReport.render(report, style: .init(colour: false)).contains("a.yaml: permission denied"))
  }

  @Test func anInputCannotSteerTheTerminal() {
    let hostile = Self.finding(message: "name \u{1B}[2J\u{202E}x\nsecond")
    let text = HumanReport.render(Self.report([hostile]), style: .init(colour: false))
    #expect(!text.unicodeScalars.contains { $0 == "\u{1B}" || $0 == "\u{202E}" })
    #expect(text.contains("\u{FFFD}x second"))
    let json = JSONReport.render(Self.report([hostile]))
    #expect(!json.unicodeScalars.contains("\u{1B}"))
    #expect(json.contains(#""message": "name \u001b[2J"#))
  }

  @Test func colourOnlyWhereItIsWanted() {
    let waived = Self.finding(
      verdict: .waived, waiver: .init(owner: "platform", reason: "reads devices", until: "2027-03-31", ticket: "SEC-1"))
    let plain = HumanReport.render(Self.report([waived]), style: .init(colour: false))
    #expect(!plain.contains("\u{1B}"))
    #expect(plain.contains("waived until 2027-03-31 by platform: reads devices, SEC-1"))
    #expect(HumanReport.render(Self.report([waived]), style: .init(colour: true)).contains("\u{1B}[2m"))
  }

  /// A comment in an input need not say by whom and until when.
  @Test func aWaiverShowsWhatItSays() {
    let rows: [(owner: String, until: String, shown: String)] = [
      ("o", "2027-03-31", "waived until 2027-03-31 by o: r\n"), ("", "2027-03-31", "waived until 2027-03-31: r\n"),
      ("o", "", "waived by o: r\n"), ("", "", "waived r\n"),
    ]
    for row in rows {
      let waived = Self.finding(verdict: .waived, waiver: .init(owner: row.owner, reason: "r", until: row.until))
      let text = HumanReport.render(Self.report([waived]), style: .init(colour: false))
      #expect(text.contains(row.shown), "\(text)")
    }
  }

  @Test func findingsStandInOneOrderWhateverTheOrderTheyCameIn() {
    let findings = [
      Self.finding("b.rule", at: "true"), Self.finding("a.rule", at: "true"), Self.finding("c.rule", at: "v1"),
    ]
    let texts = [findings, findings.reversed(), [findings[1], findings[2], findings[0]]].map {
      JSONReport.render(Self.report($0))
    }
    #expect(Set(texts).count == 1)
    #expect(Self.report(findings).findings.map(\.rule) == ["c.rule", "a.rule", "b.rule"])
  }

  @Test func blockingNeedsTheSeverityAndAVerdictThatIsNoPass() {
    let cases: [(Verdict, Severity, Severity, Bool)] = [
      (.fail, .high, .high, true), (.fail, .medium, .high, false), (.undetermined, .critical, .high, true),
      (.warn, .critical, .info, false), (.waived, .critical, .info, false),
    ]
    for (verdict, severity, threshold, expected) in cases {
      let report = Self.report([Self.finding(verdict: verdict, severity: severity)])
      #expect(report.blocks(at: threshold) == expected, "\(verdict) \(severity) at \(threshold)")
    }
  }
}
