import Moat
import MoatSemantics
import MoatSyntax
import MoatTestSupport
import MoatValues

/// What the checks of other tools say of a file, by the rules that claim to be the same.
struct CorpusRun {
  /// `trivy`, `kube-linter`: the name before the ids in `same-as`.
  let tool: String
  /// Values of params with which a rule asks what the tool asks, by the id of the check and the name of the param.
  let parameters: [String: [String: Constant]]

  func rules(of check: String) -> [CheckedRule] {
    PolicyRun.checked.rules.filter { rule in
      rule.sameAs.contains { $0.catalogue.text == tool && $0.identifier.text == check }
    }
  }

  /// The verdicts of each rule of the check over the documents of a file.
  func verdicts(_ run: PolicyRun, check: String) -> [[SubjectVerdict]] {
    rules(of: check).map { rule in
      var values: [Int: Constant] = [:]
      for (name, value) in parameters[check] ?? [:] {
        if let index = rule.parameters.firstIndex(where: { $0.name == name }) { values[index] = value }
      }
      return run.verdicts(rule, parameters: values)
    }
  }

  /// The rows of a table of tab-separated values, without its head; nil where the corpora are not beside the project.
  static func rows(_ path: String) -> [[String]]? {
    guard let table = Files.above("shared/corpora/kubernetes/" + path), let text = Files.text(table) else {
      print("skipped: no corpora (shared/corpora is not beside the project)")
      return nil
    }
    return text.split(separator: "\n").dropFirst().map { line in
      line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
    }
  }

  static func file(_ path: String) -> String? {
    Files.above("shared/corpora/kubernetes/" + path).flatMap { Files.text($0) }
  }
}

extension PolicySet {
  /// The rules that name a check of a peer in their `same-as`, by the peer's id of it.
  func rules(sameAs peer: String) -> [String: Set<String>] {
    var rules: [String: Set<String>] = [:]
    for rule in checked.rules {
      for reference in rule.sameAs where reference.catalogue.text == peer {
        rules[reference.identifier.text, default: []].insert(rule.id)
      }
    }
    return rules
  }
}
