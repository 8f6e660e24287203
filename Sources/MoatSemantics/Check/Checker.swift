package import MoatKinds
package import MoatSyntax

/// Gives policies their meaning: names, kinds, types, readings and flow typing of every rule, and the settings of
/// waivers, profiles and tests.
package enum Checker {
  package struct Result: Sendable {
    /// The rules without an error, in the order of the files.
    package var rules: [CheckedRule]
    /// The waivers without an error, in the order of the files.
    package var waivers: [CheckedWaiver]
    /// The data sets of all files; `CheckedExpression.Form.data` is a place in here.
    package var dataSets: [CheckedDataSet]
    /// The profiles without an error, in the order of the files.
    package var profiles: [CheckedProfile]
    /// The tests without an error whose rules have none, in the order of the files.
    package var tests: [CheckedTest]
    /// In the order of the files and of the places in them.
    package var diagnostics: [LocatedDiagnostic]
  }

  /// Checks files that are compiled together. What has an error is left out of the result, and the rest stands.
  package static func check(_ files: [PolicyFile], catalogue: Catalogue) -> Result {
    let log = DiagnosticLog(files.map(\.source))
    let names = PolicyNames(files.map { FileNames($0, log: log) }, catalogue: catalogue, log: log)
    let imports = ImportChecker(names: names, log: log)
    imports.reportUnknown()
    let rules = checkRules(names, catalogue, log)
    let known = Dictionary(rules.map { ($0.id, $0) }) { first, _ in first }
    var waivers: [CheckedWaiver] = []
    var tests: [CheckedTest] = []
    for file in names.files {
      let settings = SettingChecker(file: file, names: names, catalogue: catalogue, log: log)
      waivers += WaiverChecker(settings: settings, rules: known).run()
      tests += TestChecker(settings: settings, rules: known).run()
    }
    let profiles = ProfileChecker(names: names, catalogue: catalogue, rules: known, log: log).run()
    UnreachedChecker(names: names, catalogue: catalogue, log: log).run()
    imports.reportUnused()
    return Result(
      rules: rules, waivers: waivers, dataSets: names.dataSets.sets, profiles: profiles, tests: tests,
      diagnostics: log.ordered)
  }

  private static func checkRules(_ names: PolicyNames, _ catalogue: Catalogue, _ log: DiagnosticLog) -> [CheckedRule] {
    var rules: [CheckedRule] = []
    for file in names.files {
      for case .rule(let rule) in file.file.declarations {
        let (checked, found) = RuleChecker(rule, in: file, names: names, catalogue: catalogue).run()
        for diagnostic in found { log.report(diagnostic) }
        if let checked, names.isFirst(rule.name, in: file) { rules.append(checked) }
      }
    }
    return rules
  }
}
