import MoatSource
import MoatSyntax

/// Holds what a case met against what it expects: the findings are exactly those expected.
struct ExpectationMatch {
  let expectations: [TestDeclaration.Expectation]
  let outcome: PreparedCase.Outcome

  var isMet: Bool { expectations.allSatisfy { isMet($0) } && unexpected.isEmpty }

  /// Findings that no expectation speaks of.
  var unexpected: [TestReport.Observed] {
    outcome.findings.filter { finding in !expectations.contains { Self.differences($0, finding).isEmpty } }
  }

  var unmet: [TestReport.Unmet] {
    expectations.filter { !isMet($0) }.map { expectation in
      let nearest = nearest(to: expectation)
      return TestReport.Unmet(
        span: expectation.span, message: message(expectation), nearest: nearest?.finding,
        differences: nearest?.differences ?? [])
    }
  }

  /// A number counts exactly; without one, at least one finding has to be there. Of `pass` subjects are counted.
  private func isMet(_ expectation: TestDeclaration.Expectation) -> Bool {
    if expectation.verdict.text == Verdict.notApplicable.rawValue { return outcome.subjects == 0 }
    let count = count(expectation)
    return expectation.count.map { $0 == count } ?? (count > 0)
  }

  private func count(_ expectation: TestDeclaration.Expectation) -> Int {
    expectation.verdict.text == Verdict.pass.rawValue
      ? outcome.passes : outcome.findings.count { Self.differences(expectation, $0).isEmpty }
  }

  /// In what a finding differs from what is expected.
  private static func differences(
    _ expectation: TestDeclaration.Expectation, _ finding: TestReport.Observed
  ) -> [String] {
    var differences = finding.verdict.rawValue == expectation.verdict.text ? [] : ["verdict"]
    for detail in expectation.details {
      switch detail {
      case .at(let path): if finding.path != path.text { differences.append("path") }
      case .line(let line, _): if finding.line != line { differences.append("line") }
      case .message(let text): if !finding.message.contains(text.text) { differences.append("message") }
      }
    }
    return differences
  }

  // MARK: What is said of an unmet one

  private func message(_ expectation: TestDeclaration.Expectation) -> String {
    let wanted = expectation.verdict.text
    let count = count(expectation)
    switch wanted {
    case Verdict.notApplicable.rawValue:
      return "expected no subject, and the rule is about \(Self.counted(outcome.subjects, "subject"))"
    case Verdict.pass.rawValue where expectation.count == nil:
      return outcome.subjects == 0
        ? "expected pass, and the rule is about nothing here" : "expected pass, and no subject passes"
    case Verdict.pass.rawValue:
      return
        "expected \(Self.counted(expectation.count ?? 0, "subject")) to pass, and \(count) \(count == 1 ? "does" : "do")"
    default:
      let number = expectation.count.map { "\(Self.counted($0, "finding")) " } ?? "a finding "
      let found = count == 0 ? "there is none" : "there \(count == 1 ? "is" : "are") \(count)"
      return "expected \(number)with the verdict \(wanted)\(described(expectation)), and \(found)"
    }
  }

  private func described(_ expectation: TestDeclaration.Expectation) -> String {
    expectation.details.map { detail in
      switch detail {
      case .at(let path): " at \"\(path.text)\""
      case .line(let line, _): " on line \(line)"
      case .message(let text): " that says \"\(text.text)\""
      }
    }.joined()
  }

  private static func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }

  /// The finding that differs in the fewest parts, the verdict counting most; the first of several.
  private func nearest(
    to expectation: TestDeclaration.Expectation
  ) -> (finding: TestReport.Observed, differences: [String])? {
    guard ![Verdict.pass, .notApplicable].map(\.rawValue).contains(expectation.verdict.text) else { return nil }
    let candidates = outcome.findings.map { ($0, Self.differences(expectation, $0)) }.filter { !$0.1.isEmpty }
    func weight(_ differences: [String]) -> Int { differences.reduce(0) { $0 + ($1 == "verdict" ? 3 : 1) } }
    guard let least = candidates.map({ weight($0.1) }).min(),
      let found = candidates.first(where: { weight($0.1) == least })
    else { return nil }
    return (found.0, found.1)
  }
}
