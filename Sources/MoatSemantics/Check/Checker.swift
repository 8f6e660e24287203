package import MoatKinds
package import MoatSyntax

/// Gives policies their meaning: names, kinds, types, readings and flow typing of every rule.
package enum Checker {
  package struct Result: Sendable {
    /// The rules without an error, in the order of the files.
    package var rules: [CheckedRule]
    /// The waivers without an error, in the order of the files.
    package var waivers: [CheckedWaiver]
    /// Those of the rules in the order of the files, then those of waivers, tests and profiles.
    package var diagnostics: [LocatedDiagnostic]
  }

  /// Checks files that are compiled together. A rule with an error is left out of the result, and the others stand.
  package static func check(_ files: [PolicyFile], catalogue: Catalogue) -> Result {
    var diagnostics: [LocatedDiagnostic] = []
    let names = PolicyNames(
      files.map { file in FileNames(file) { diagnostics.append(LocatedDiagnostic($0, in: file.source)) } })
    var rules: [CheckedRule] = []
    var byID: Set<String> = []
    for file in names.files {
      for item in file.file.imports {
        guard case .policy(let name, _) = item.target, !names.knows(name.text) else { continue }
        diagnostics.append(
          LocatedDiagnostic(
            SemanticMessages.unknownImport(name.text, among: names.allNames, at: name.span), in: file.file.source))
      }
      for declaration in file.file.declarations {
        guard case .rule(let rule) = declaration else { continue }
        let (checked, found) = RuleChecker(rule, in: file, names: names, catalogue: catalogue).run()
        diagnostics += found
        guard let checked else { continue }
        if byID.insert(checked.id).inserted {
          rules.append(checked)
        } else {
          diagnostics.append(
            LocatedDiagnostic(
              SemanticMessages.duplicate(checked.id, first: rule.name.span, at: rule.name.span), in: file.file.source))
        }
      }
    }
    let known = Dictionary(rules.map { ($0.id, $0) }) { first, _ in first }
    var waivers: [CheckedWaiver] = []
    for file in names.files {
      let checker = WaiverChecker(file: file, names: names, catalogue: catalogue, rules: known) {
        diagnostics.append($0)
      }
      waivers += checker.run()
    }
    return Result(rules: rules, waivers: waivers, diagnostics: diagnostics)
  }
}
