import MoatSyntax
import Testing

/// The controls that the rules of the library say they answer to.
@Suite struct ControlTests {
  private static let pages: [RulePage] = zip(PolicyTextTests.files, PolicyRun.files)
    .compactMap { RulePage(path: $0.path, file: $1) }

  @Test func everyControlIsOneOfAKnownFramework() {
    var used: Set<String> = []
    for page in Self.pages {
      var seen: Set<String> = []
      for control in page.controls {
        let (name, identifier) = (control.catalogue.text, control.identifier.text)
        guard let framework = ControlFramework.named(name) else {
          Issue.record("\(page.id): \(name) is no framework that ControlFramework lists")
          continue
        }
        #expect(framework.has(identifier), "\(page.id): \(framework.title) \(framework.edition) has no \(identifier)")
        #expect(seen.insert("\(name) \(identifier)").inserted, "\(page.id): \(name) \(identifier) stands twice")
        used.insert(name)
      }
    }
    #expect(used == Set(ControlFramework.all.map(\.name)), "a framework that no rule answers to")
  }

  @Test func mostRulesBeyondPodSecurityHaveControls() {
    let controlled = Self.pages.filter { $0.group != "kubernetes-pod-security" && !$0.controls.isEmpty }
    #expect(controlled.count >= 63, "only \(controlled.map(\.name))")
  }

  /// What a standard says of a permission it says of all permissions: a rule on roles without a control was forgotten.
  @Test func everyRuleOnRightsAnswersToLeastPrivilege() {
    for page in Self.pages where page.group == "kubernetes-rbac" {
      let identifiers = page.controls.filter { $0.catalogue.text == "owasp.kubernetes" }.map(\.identifier.text)
      #expect(identifiers.contains("K03:2022"), "\(page.id)")
    }
  }

  @Test func identifiersOfAnotherShapeOrEditionAreRefused() {
    let wrong = [
      "cis.docker": ["", "4", "4.0", "4.13", "5.1"],
      "cis.kubernetes": ["", "5", "5.1", "5.1.0", "5.1.14", "5.6.1", "5.1.1 ", "K01:2022", "15.1.1"],
      "nsa.kubernetes": ["", "1.0", "network policies", "Networking"],
      "owasp.kubernetes": ["", "K01", "K1:2022", "K00:2022", "K11:2022", "K03:2025", "k03:2022"],
      "pss.baseline": ["", "Volume Types", "capabilities"],
      "pss.restricted": ["", "Sysctls"],
    ]
    #expect(Set(wrong.keys) == Set(ControlFramework.all.map(\.name)))
    for (name, identifiers) in wrong {
      for identifier in identifiers {
        #expect(ControlFramework.named(name)?.has(identifier) == false, "\(name) \(identifier)")
      }
    }
  }
}
