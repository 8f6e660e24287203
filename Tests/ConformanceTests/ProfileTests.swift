import MoatSemantics
import MoatSyntax
import Testing

/// The library's profiles choose what they say they choose.
@Suite struct ProfileTests {
  private static func rules(_ name: String, of domain: String = "kubernetes") -> [CheckedRule] {
    let ids = Set(PolicyRun.checked.profiles.first { $0.id == domain + "." + name }?.rules ?? [])
    return PolicyRun.checked.rules.filter { ids.contains($0.id) }
  }

  @Test func theStandardsHoldTheirControlsAndNothingElse() {
    let baseline = Self.rules("pss-baseline")
    let restricted = Self.rules("pss-restricted")
    #expect(baseline.count >= 12)
    #expect(restricted.count > baseline.count)
    for rule in baseline { #expect(restricted.contains { $0.id == rule.id }, "\(rule.id)") }
    for rule in PolicyRun.checked.rules {
      let isStandard = rule.controls.contains { $0.catalogue.text.hasPrefix("pss.") }
      #expect(restricted.contains { $0.id == rule.id } == isStandard, "\(rule.id)")
    }
  }

  @Test func whatIsRecommendedIsNoMatterOfTaste() {
    for (domain, count) in [("kubernetes", 80), ("dockerfile", 80), ("image", 30)] {
      let rules = Self.rules("recommended", of: domain)
      #expect(rules.count > count, "\(domain): \(rules.count)")
      for rule in rules { #expect(!rule.tags.contains("opinionated"), "\(rule.id)") }
    }
    let recommended = Self.rules("recommended")
    for rule in Self.rules("pss-baseline") { #expect(recommended.contains { $0.id == rule.id }, "\(rule.id)") }
  }

  /// A rule of taste blocks nobody who turns everything on.
  @Test func whatIsAMatterOfTasteOnlyInforms() {
    for rule in PolicyRun.checked.rules where rule.tags.contains("opinionated") {
      #expect(rule.severity == 0, "\(rule.id)")
    }
  }
}
