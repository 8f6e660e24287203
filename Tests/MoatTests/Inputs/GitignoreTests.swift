import Foundation
import MoatTestSupport
import Testing

@testable import Moat

/// `.gitignore` as git reads it: a table by hand, random rules, and git itself as the judge of both where it is
/// installed.
@Suite struct GitignoreTests {
  struct Case {
    /// The lines of the `.gitignore`.
    var rules: String
    /// A file beside it.
    var path: String
    var isIgnored: Bool

    init(_ rules: String, _ path: String, _ isIgnored: Bool) {
      (self.rules, self.path, self.isIgnored) = (rules, path, isIgnored)
    }
  }

  static let plain: [Case] = [
    Case("a", "a", true), Case("a", "x/a", true), Case("a", "a/x", true), Case("a", "ab", false),
    Case("a/", "a", false), Case("a/", "a/x", true), Case("a/", "x/a/y", true),
    Case("/a", "a", true), Case("/a", "x/a", false), Case("a/b", "a/b", true), Case("a/b", "x/a/b", false),
    Case("a/b/", "a/b", false), Case("a/b/", "a/b/c", true), Case("/a/", "a/x", true), Case("/a/", "x/a/y", false),
    Case("# a", "# a", false), Case("\\# a", "# a", true), Case("\\!a", "!a", true), Case("!a", "a", false),
    Case("", "a", false), Case("/", "a", false), Case("//", "a", false), Case("!", "a", false),
    Case("a   ", "a", true), Case("a\\ ", "a ", true), Case("a\\ ", "a", false), Case("a\\  ", "a ", true),
    Case("a\t", "a", false), Case("a\r", "a", true), Case(" a", "a", false), Case(" a", " a", true),
    Case("\u{FEFF}a", "a", true), Case("A", "a", false), Case("\u{E9}", "\u{E9}", true),
    Case("e\u{301}", "\u{E9}", false), Case("a\\", "a\\", false), Case("a\\b", "ab", true),
    Case("a\\\\", "a\\", true),
  ]

  static let wild: [Case] = [
    Case("*", "a", true), Case("*.c", "a.c", true), Case("*.c", "x/a.c", true), Case("*.c", ".c", true),
    Case("*.c", "a.cc", false), Case("/*.c", "x/a.c", false), Case("a*", "a", true), Case("a*c", "abbc", true),
    Case("a*c", "a/c", false), Case("x/*", "x/a", true), Case("x/*", "y/x/a", false), Case("x/*.c", "x/y/a.c", false),
    Case("?", "a", true), Case("?", "ab", false), Case("a?b", "a/b", false), Case("x?y/a", "x/y/a", false),
    Case("\\*", "a", false), Case("\\*", "*", true), Case("\\?", "?", true), Case("a*b*c", "aXbYbZc", true),
    Case("**", "x/a", true), Case("**/a", "a", true), Case("**/a", "x/y/a", true), Case("**/a/b", "x/a/b", true),
    Case("x/**", "x/a", true), Case("x/**", "x/y/a", true), Case("x/**", "y/x/a", false), Case("x/**/a", "x/a", true),
    Case("x/**/a", "x/y/z/a", true), Case("x/**/a", "xy/a", false), Case("x**", "x/a", true),
    Case("/x**", "xa", true), Case("x/a**b", "x/aab", true), Case("x/a**b", "x/a/b", false),
    Case("a**/b", "a/x/b", true), Case("a**/b", "ab", true),
    Case("*/a", "x/a", true), Case("*/a", "x/y/a", false), Case("**/", "a", false), Case("**/", "x/a", true),
    Case("/**/a", "x/a", true), Case("x/***/a", "x/y/z/a", true), Case("x/**a/b", "x/y/ya/b", false),
  ]

  static let sets: [Case] = [
    Case("[ab]", "a", true), Case("[ab]", "c", false), Case("[a-c]", "b", true), Case("[!a-c]", "b", false),
    Case("[!a-c]", "d", true), Case("[^a]", "b", true), Case("[]a]", "]", true), Case("[]-a]", "^", true),
    Case("[!]]", "]", false), Case("[a-]", "-", true), Case("[-a]", "-", true), Case("[\\]]", "]", true),
    Case("[a", "[a", false), Case("[a", "a", false), Case("[", "[", false), Case("\\[", "[", true),
    Case("[[:digit:]]", "7", true), Case("[[:digit:]]", "a", false), Case("[[:nope:]]", "a", false),
    Case("[[:alpha:]x-z0]", "0", true), Case("[[:upper:]]", "a", false), Case("[![:space:]]", "a", true),
    Case("[[:a]", ":", true), Case("[[:a]", "[", true), Case("[z-a]", "b", false), Case("x[/]a", "x/a", false),
    Case("a[b-d-f]", "ae", false), Case("a[b-d-f]", "a-", true), Case("[\\a-\\c]", "b", true),
    Case("[[:xdigit:]][[:punct:]]", "F!", true),
  ]

  static let several: [Case] = [
    Case("*\n!a", "a", false), Case("!a\n*", "a", true), Case("*.c\n!k.c\nk.*", "k.c", true),
    Case("x/\n!x/a", "x/a", true), Case("x/*\n!x/a", "x/a", false), Case("x/*\n!x/a", "x/b", true),
    Case("/*\n!/x", "x/a", false), Case("*\n!*/\n!*.c", "x/y/a.c", false), Case("*\n!*/\n!*.c", "x/y/a.d", true),
    Case("a\n\n\n# b\nb", "b", true), Case("**/x/**\n!**/x/*.c", "x/a.c", false), Case("a\r\n!b\r\n", "b", false),
  ]

  /// A repository with a folder a case, its rules in it, and one file.
  @Test func rulesMeanWhatTheyMeanToGit() {
    let cases = Self.plain + Self.wild + Self.sets + Self.several
    #expect(cases.count >= 110)
    let tree = TemporaryTree()
    for (number, item) in cases.enumerated() {
      tree.file("c\(number)/\(item.path)")
      tree.file("c\(number)/.gitignore", item.rules)
    }
    let isRepository = Self.makeRepository(tree)
    let found = Set(tree.found([""], suffixes: [""]).map { Array($0.utf8) })
    for (number, item) in cases.enumerated() {
      let isIgnored = !found.contains(Array("c\(number)/\(item.path)".utf8))
      #expect(isIgnored == item.isIgnored, "\(item.rules.debugDescription) on \(item.path.debugDescription)")
    }
    guard isRepository else { return }
    let paths = cases.enumerated().map { "c\($0.offset)/\($0.element.path)" }
    let ignored = Self.ignoredByGit(paths, in: tree)
    for (path, item) in zip(paths, cases) {
      #expect(ignored.contains(Array(path.utf8)) == item.isIgnored, "git: \(item.rules.debugDescription) on \(path)")
    }
  }

  /// Rules of random bytes, so that no order of special ones stays untried. Without git there is no judge.
  @Test func randomRulesMeanWhatTheyMeanToGit() {
    var random = SplitMix64(seed: 20_261_124)
    let words = [
      "a", "b", "c", "a", "b", "c", "/", "/", "*", "*", "**", "**/", "/**/", "/**", "?", "[ab]", "[!a]", "[a-c]",
      "[^/]",
      "[", "]", "-", "\\", "\\a", "\\/", "!", " ", ".", "[[:alpha:]]", "[]a]", "[a\\]b]",
    ]
    let paths = ["c", "ac", "a/c", "b/ac", "a/b/c", "ab/a/b.c", "a/b/a/c", "ab/cc", "b/b/b/[c]", "b/-c", "a b/c"]
    let tree = TemporaryTree()
    guard Self.makeRepository(tree) else { return }
    var rules: [String] = []
    for number in 0..<500 {
      let lines = (0..<(1 + Int(random.next() % 2))).map { _ in
        (0..<(1 + Int(random.next() % 6))).map { _ in words[Int(random.next() % UInt64(words.count))] }.joined()
      }
      rules.append(lines.joined(separator: "\n"))
      for path in paths { tree.file("c\(number)/\(path)", "") }
      tree.file("c\(number)/.gitignore", rules[number])
    }
    let all = rules.indices.flatMap { number in paths.map { "c\(number)/\($0)" } }
    let ignored = Self.ignoredByGit(all, in: tree)
    let found = Set(tree.found([""], suffixes: [""]).map { Array($0.utf8) })
    // Both answers must occur often, or the test tests nothing.
    #expect(ignored.count > all.count / 20 && ignored.count < all.count * 19 / 20, "\(ignored.count) of \(all.count)")
    for (number, rule) in rules.enumerated() {
      for path in paths {
        let key = Array("c\(number)/\(path)".utf8)
        #expect(
          ignored.contains(key) != found.contains(key),
          "\(rule.debugDescription) on \(path): git \(ignored.contains(key) ? "ignores" : "takes") it")
      }
    }
  }

  @Test func aHostileFileOfRulesEndsSoon() {
    let tree = TemporaryTree()
    let stars = String(repeating: "*a", count: 200) + "b\n"
    tree.file("r/.gitignore", String(repeating: "x/" + stars + "**/" + stars, count: 20))
    for number in 0..<10 { tree.file("r/x/" + String(repeating: "a", count: 200) + "\(number).yaml") }
    let time = ProcessorTime.measure { #expect(tree.found(["r"]).count == 10) }
    #expect(time < .seconds(20), "\(time)")
  }

  static func makeRepository(_ tree: TemporaryTree) -> Bool {
    TemporaryTree.shell("cd \"$1\" && git init -q >/dev/null 2>&1", tree.root)
  }

  /// The paths of those that git ignores, whatever the user's own settings are.
  static func ignoredByGit(_ paths: [String], in tree: TemporaryTree) -> Set<[UInt8]> {
    let lists = TemporaryTree()
    lists.file("in", paths.map { $0 + "\0" }.joined())
    let line = """
      cd "$1" && GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1 git -c core.excludesFile=/dev/null \
      check-ignore --no-index --stdin -z < \(lists.path("in")) > \(lists.path("out"))
      """
    _ = TemporaryTree.shell(line, tree.root)
    let output = Files.read(lists.path("out")) ?? []
    return Set(output.split(separator: 0).map(Array.init))
  }
}
