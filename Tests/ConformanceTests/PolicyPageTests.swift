import MoatSyntax
import MoatTestSupport
import Testing

/// The pages of `docs/policies` are made from the policies, and held against them.
@Suite struct PolicyPageTests {
  private static let folder = Files.packageRoot() + "/docs/policies"

  private static let pages: [RulePage] = zip(PolicyTextTests.files, PolicyRun.files)
    .compactMap { RulePage(path: $0.path, file: $1) }
    .sorted { ($0.group, $0.name) < ($1.group, $1.name) }

  @Test func everyRuleHasItsPage() {
    for page in Self.pages {
      if let difference = Golden.difference(of: page.render(), from: "\(Self.folder)/\(page.fileName)") {
        Issue.record("\(difference)")
      }
    }
    if let difference = Golden.difference(of: Self.index(), from: Self.folder + "/README.md") {
      Issue.record("\(difference)")
    }
    // A page of a rule that is gone would be believed.
    let names = Set(Self.pages.map { "\(Self.folder)/\($0.fileName)" } + [Self.folder + "/README.md"])
    for path in Files.list(Self.folder) where !names.contains(path) { Issue.record("\(path) is the page of no rule") }
  }

  private static func index() -> String {
    var text = """
      # The rules of the library

      Made from `policies`; \(pages.count) rules for Kubernetes, Dockerfiles and images. Those marked * are left out of the
      recommended profiles because not everyone wants them; those marked ° apply to nothing until a profile sets their param.

      | severity | rules |
      |---|---|

      """
    for severity in RulePage.severities {
      text += "| \(severity) | \(pages.count { $0.severity == severity }) |\n"
    }
    var groups: [String] = []
    for page in pages where !groups.contains(page.group) { groups.append(page.group) }
    for group in groups {
      text += "\n## \(group)\n\n| rule | severity | title | the same as |\n|---|---|---|---|\n"
      for page in pages where page.group == group {
        let mark = page.tags.contains("opinionated") ? " *" : page.tags.contains("opt-in") ? " °" : ""
        text += "| [\(page.name)](\(page.fileName))\(mark) | \(page.severity) | \(page.title) "
        text += "| \(RulePage.references(page.sameAs)) |\n"
      }
    }
    return text + controls()
  }

  /// The frameworks whose controls the rules name, and for each control its rules.
  private static func controls() -> String {
    var text = """

      ## Controls

      What a rule's `controls` name, and which edition of it. Rules that no paragraph really fits have none. A profile takes
      a framework's rules with `include control cis.kubernetes`, those of one paragraph with `include control
      cis.kubernetes "5.1.1"`.

      | controls | framework | edition | rules |
      |---|---|---|---|

      """
    for framework in ControlFramework.all {
      let count = pages.count { $0.controls.contains { $0.catalogue.text == framework.name } }
      text += "| `\(framework.name)` | [\(framework.title)](\(framework.source)) | \(framework.edition) | \(count) |\n"
    }
    text += "\n| control | rules |\n|---|---|\n"
    for framework in ControlFramework.all {
      let own = pages.flatMap(\.controls).filter { $0.catalogue.text == framework.name }
      for identifier in Set(own.map(\.identifier.text)).sorted(by: isBefore) {
        let rules = pages.filter { page in
          page.controls.contains { $0.catalogue.text == framework.name && $0.identifier.text == identifier }
        }
        let links = rules.map { "[\($0.name)](\($0.fileName))" }.joined(separator: ", ")
        text += "| \(framework.name) `\(identifier)` | \(links) |\n"
      }
    }
    return text
  }

  /// 5.1.2 before 5.1.10, and titles by the alphabet.
  private static func isBefore(_ left: String, _ right: String) -> Bool {
    let (leftParts, rightParts) = (left.split(separator: "."), right.split(separator: "."))
    let (leftNumbers, rightNumbers) = (leftParts.compactMap { Int($0) }, rightParts.compactMap { Int($0) })
    guard leftNumbers.count == leftParts.count, rightNumbers.count == rightParts.count else { return left < right }
    return leftNumbers.lexicographicallyPrecedes(rightNumbers)
  }
}
