import MoatSource
import MoatSyntax
import MoatTestSupport
import PolicyLibrary
import Testing

/// What every policy of the library owes to its readers, seen in its text alone.
@Suite struct PolicyTextTests {
  static let root = Files.packageRoot() + "/policies"

  static let files: [(path: String, text: String)] = paths(in: root).map { path in
    (String(path.dropFirst(root.count + 1)), Files.text(path) ?? "")
  }

  static func paths(in folder: String) -> [String] {
    Files.list(folder).flatMap { $0.hasSuffix(".moat") ? [$0] : paths(in: $0) }
  }

  static func parse(_ file: (path: String, text: String)) -> PolicyFile {
    let source = SourceFile(name: file.path, text: file.text)
    let (tree, diagnostics) = Parser.parse(source)
    for diagnostic in diagnostics { Issue.record("\(DiagnosticRenderer.render(diagnostic, in: source))") }
    return tree
  }

  static func rules(of file: PolicyFile) -> [RuleDeclaration] {
    file.declarations.compactMap { if case .rule(let rule) = $0 { rule } else { nil } }
  }

  static func tests(of file: PolicyFile) -> [TestDeclaration] {
    file.declarations.compactMap { if case .test(let test) = $0 { test } else { nil } }
  }

  @Test func everyPolicyParsesAndIsFormatted() {
    #expect(Self.files.count >= 20)
    for file in Self.files {
      let tree = Self.parse(file)
      let formatted = Formatter.format(tree)
      if Files.environment("UPDATE_GOLDEN") == "1" {
        #expect(Files.write(formatted, to: Self.root + "/" + file.path))
      } else {
        #expect(formatted == file.text, "\(file.path) is not as `moat fmt` writes it")
      }
    }
  }

  @Test func theBinaryHoldsTheFilesOfTheFolder() {
    #expect(embeddedPolicies.map { "\($0.path)" }.sorted() == Self.files.map(\.path).sorted())
    for (path, text, rules) in embeddedPolicies {
      #expect(Self.files.first { $0.path == "\(path)" }?.text == "\(text)", "\(path)")
      // What is loaded without the tests is everything else.
      let prefix = String(decoding: "\(text)".utf8.prefix(rules), as: UTF8.self)
      let (without, with) = (Self.parse(("\(path)", prefix)), Self.parse(("\(path)", "\(text)")))
      let others = with.declarations.filter { if case .test = $0 { false } else { true } }
      #expect(without.declarations.count == others.count, "\(path)")
    }
  }

  @Test func everyRuleSaysWhatItIsAndHowToMendIt() {
    var names: [String: String] = [:]
    for file in Self.files {
      let tree = Self.parse(file)
      let rules = Self.rules(of: tree)
      #expect(rules.count <= 1, "\(file.path): one rule, one file")
      for rule in rules {
        let place = "\(file.path): \(rule.name.text)"
        let id = (tree.header?.name.text ?? "") + "." + rule.name.text
        #expect(names.updateValue(file.path, forKey: id) == nil, "\(id) stands twice")
        #expect(rule.documentation.count > 40, "\(place): why?")
        #expect(rule.name.text + ".moat" == file.path.split(separator: "/").last.map(String.init), "\(place)")
        var parts: Set<String> = []
        for meta in rule.meta {
          switch meta.content {
          case .title: parts.insert("title")
          case .severity: parts.insert("severity")
          case .controls, .sameAs: parts.insert("references")
          // Where nobody else checks it there is nothing to refer to; the tag says so.
          case .tags(let tags) where tags.contains { $0.text == "moat-only" }: parts.insert("references")
          default: break
          }
        }
        #expect(parts == ["title", "severity", "references"], "\(place) has only \(parts.sorted())")
        for group in rule.groups {
          let kinds = group.outcomes.map { outcome in
            switch outcome.content {
            case .message: "message"
            case .remedy: "remedy"
            default: "other"
            }
          }
          #expect(kinds.contains("message") && kinds.contains("remedy"), "\(place): a check without message or remedy")
        }
      }
    }
  }

  @Test func everyRuleIsTestedToPassToFailAndNotToApply() {
    for file in Self.files {
      let tree = Self.parse(file)
      for rule in Self.rules(of: tree) {
        let verdicts = Self.tests(of: tree).filter { $0.rule.text == rule.name.text }
          .flatMap(\.cases).flatMap(\.expectations).map(\.verdict.text)
        for wanted in ["pass", "fail", "not-applicable"] {
          // A rule whose checks only warn never fails, and neither does one that finds what nobody can decide.
          let isUndetermined = rule.name.text == "other-shell" && verdicts.contains("undetermined")
          let isExpected =
            verdicts.contains(wanted) || wanted == "fail" && (verdicts.contains("warn") || isUndetermined)
          #expect(isExpected, "\(file.path): no test expects \(wanted)")
        }
      }
    }
  }
}
