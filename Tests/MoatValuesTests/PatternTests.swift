import Testing

@testable import MoatValues

/// All texts of an alphabet up to a length.
private func texts(_ alphabet: [String], _ length: Int) -> [String] {
  var result = [""]
  var last = [""]
  for _ in 0..<length {
    last = last.flatMap { text in alphabet.map { text + $0 } }
    result += last
  }
  return result
}

@Suite struct WildcardTests {
  @Test func matches() {
    let cases: [(String, String, Bool)] = [
      ("*", "", true), ("*", "s3:GetObject", true), ("s3:Get*", "s3:GetObject", true),
      ("s3:Get*", "s3:PutObject", false),
      ("?", "", false), ("?", "a", true), ("?", "é", true), ("??", "é", false), ("*?", "é", true), ("*??", "é", false),
      ("a*b*c", "aXbYc", true), ("a*b*c", "aXbY", false), ("", "", true), ("", "a", false), ("**", "ab", true),
      ("[a]", "[a]", true), ("\\*", "\\x", true), ("s3:get*", "s3:GetObject", false), ("*é", "aé", true),
    ]
    for (pattern, text, expected) in cases {
      #expect(Wildcard.matches(pattern, text) == expected, "\(pattern) \(text)")
    }
    #expect(Wildcard.matches("S3:get*", "s3:GetObject", ignoringCase: true))
    let stars = String(repeating: "*a", count: 10_000)
    #expect(!Wildcard.matches(stars + "b", String(repeating: "a", count: 10_001)))
    #expect(!Wildcard.covers(stars + "b", String(repeating: "*a", count: 1000)))
    #expect(Wildcard.overlaps(stars, stars))
  }

  /// Against all texts over three letters, one of which stands in no pattern.
  @Test func coversAndOverlapsAreExact() {
    let alphabet = ["a", "b", "z"]
    let patterns = texts(["a", "b", "?", "*"], 4)
    let subjects = texts(alphabet, 6)
    var languages: [[Bool]] = []
    for pattern in patterns { languages.append(subjects.map { Wildcard.matches(pattern, $0) }) }
    var random = Seeded(4)
    var counts = (covers: 0, overlaps: 0)
    for _ in 0..<15_000 {
      let i = random.below(patterns.count)
      let j = random.below(patterns.count)
      var isCovered = true
      var meets = false
      for index in subjects.indices where languages[j][index] {
        if languages[i][index] { meets = true } else { isCovered = false }
      }
      #expect(Wildcard.covers(patterns[i], patterns[j]) == isCovered, "\(patterns[i]) covers \(patterns[j])")
      #expect(Wildcard.overlaps(patterns[i], patterns[j]) == meets, "\(patterns[i]) overlaps \(patterns[j])")
      if isCovered { counts.covers += 1 }
      if meets { counts.overlaps += 1 }
    }
    #expect(counts.covers > 500 && counts.overlaps > 1500, "\(counts)")
  }

  @Test func coversAsPoliciesMean() {
    let cases: [(String, String, Bool, Bool)] = [
      ("*", "*", true, true), ("s3:*", "s3:GetObject", true, true), ("s3:Get*", "s3:*", false, true),
      ("iam:Pass*", "iam:PassRole", true, true), ("iam:*Role", "iam:Pass*", false, true),
      ("s3:*", "ec2:*", false, false),
      ("?*", "*a", true, true), ("*?", "a*", true, true), ("*?*", "*", false, true), ("a?", "a*", false, true),
      ("*é?", "*éü", true, true), ("??", "é", false, false), ("a*b", "ab", true, true),
    ]
    for (outer, inner, covers, overlaps) in cases {
      #expect(Wildcard.covers(outer, inner) == covers, "\(outer) covers \(inner)")
      #expect(Wildcard.overlaps(outer, inner) == overlaps, "\(outer) overlaps \(inner)")
      #expect(Wildcard.overlaps(inner, outer) == overlaps, "\(inner) overlaps \(outer)")
    }
    #expect(Wildcard.covers("IAM:passrole", "iam:PassRole", ignoringCase: true))
    #expect(!Wildcard.covers("IAM:passrole", "iam:PassRole"))
    #expect(Wildcard.overlaps("IAM:p*", "iam:*Role", ignoringCase: true))
  }
}

@Suite struct GlobTests {
  @Test func matches() {
    let cases: [(String, String, Bool)] = [
      ("*.yaml", "a.yaml", true), ("*.yaml", "d/a.yaml", false), ("**/*.yaml", "a.yaml", true),
      ("**/*.yaml", "d/e/a.yaml", true), ("a/**/b", "a/b", true), ("a/**/b", "a/x/y/b", true),
      ("a/**/b", "a/xb", false),
      ("a/**", "a/x/y", true), ("a/**", "a", false), ("a**b", "a/x/b", true), ("a?c", "abc", true),
      ("a?c", "a/c", false),
      ("a?c", "aéc", true), ("[a-c]x", "bx", true), ("[!a-c]x", "bx", false), ("[^a-c]x", "dx", true),
      ("[]]x", "]x", true),
      ("[a/]x", "/x", false), ("[!a]x", "/x", false), ("\\*", "*", true), ("\\*", "a", false), ("[é-ü]", "ö", true),
      ("[\\]]", "]", true), ("*", "", true), ("", "", true), ("a", "", false), ("**/a/*b/c", "x/a/yb/d/a/zb/c", true),
      ("**/*a/b", "xa/c/ya/b", true), ("**a*b", "aaaa/ab", true), ("[a-]", "-", true), ("a[", "a[", false),
      ("**", "a/b", true), ("x/**/**/y", "x/y", true), ("***", "a/b", true),
    ]
    for (pattern, text, expected) in cases { #expect(Glob.matches(pattern, text) == expected, "\(pattern) \(text)") }
    for pattern in ["", "[", "[a", "a\\", "[!]", "[]"] { #expect(!Glob.isValid(pattern), "\(pattern)") }
    for pattern in ["*", "[]a]", "a\\[", "[!]]"] { #expect(Glob.isValid(pattern), "\(pattern)") }
  }

  /// Against the definition, read recursively.
  @Test func agreesWithItsDefinition() {
    func slow(_ p: ArraySlice<Character>, _ t: ArraySlice<Character>, begins: Bool) -> Bool {
      guard let first = p.first else { return t.isEmpty }
      if p.starts(with: "**") {
        var rest = p.dropFirst(2)
        while rest.first == "*" { rest = rest.dropFirst() }
        if begins, rest.first == "/" {
          rest = rest.dropFirst()
          if slow(rest, t, begins: true) { return true }
          return t.indices.contains { t[$0] == "/" && slow(rest, t[($0 + 1)...], begins: true) }
        }
        return (t.startIndex...t.endIndex).contains { slow(rest, t[$0...], begins: false) }
      }
      if first == "*" {
        var index = t.startIndex
        while true {
          if slow(p.dropFirst(), t[index...], begins: false) { return true }
          guard index < t.endIndex, t[index] != "/" else { return false }
          index += 1
        }
      }
      guard let next = t.first, first == "?" ? next != "/" : first == next else { return false }
      return slow(p.dropFirst(), t.dropFirst(), begins: first == "/")
    }
    var random = Seeded(5)
    var found = 0
    for _ in 0..<60_000 {
      let pattern = random.text(["a", "b", "/", "*", "*", "?", "/"], length: 8)
      let text = random.text(["a", "b", "/"], length: 9)
      let expected = slow(Array(pattern)[...], Array(text)[...], begins: true)
      #expect(Glob.matches(pattern, text) == expected, "\(pattern) \(text)")
      if expected { found += 1 }
    }
    #expect(found > 2000)
  }

  @Test func hostileTextsEndSoon() {
    let a = String(repeating: "a", count: 100_000)
    let slashes = String(repeating: "a/", count: 50_000)
    for pattern in ["**a*b", "**/*a*b", "*a*a*a*b", "**a**a**b", "**/a/*/a/**/b"] {
      #expect(!Glob.matches(pattern, a), "\(pattern)")
      #expect(!Glob.matches(pattern, slashes), "\(pattern)")
    }
  }
}

@Suite struct TextSearchTests {
  @Test func agreesWithTheStandardLibrary() {
    var random = Seeded(6)
    for _ in 0..<40_000 {
      let text = random.text(["a", "b", "A"], length: 14)
      let needle = random.text(["a", "b", "A"], length: 5)
      let (tl, nl) = (text.lowercased(), needle.lowercased())
      func holds(_ text: String, _ needle: String) -> Bool {
        let (t, n) = (Array(text.utf8), Array(needle.utf8))
        return (0...t.count).contains { t[$0...].starts(with: n) }
      }
      #expect(both(text, needle, TextSearch.contains) == holds(text, needle), "\(needle) in \(text)")
      #expect(both(text, needle, ASCIIFold.contains) == holds(tl, nl), "\(needle) in \(text)")
      #expect(both(text, needle, TextSearch.hasPrefix) == text.hasPrefix(needle))
      #expect(both(text, needle, TextSearch.hasSuffix) == text.hasSuffix(needle))
      #expect(both(text, needle, ASCIIFold.hasPrefix) == tl.hasPrefix(nl))
      #expect(both(text, needle, ASCIIFold.hasSuffix) == tl.hasSuffix(nl))
    }
    #expect(!both("é", "e\u{301}", TextSearch.equals))
    #expect(!both("É", "é", ASCIIFold.equals))
    #expect(!both("k", "\u{212A}", ASCIIFold.equals))
    let long = String(repeating: "a", count: 1 << 20)
    let half = String(repeating: "a", count: 1 << 19)
    #expect(!both(long, half + "b", TextSearch.contains))
    #expect(!both(long, "b" + half, TextSearch.contains))
    #expect(both(long + "b", half + "b", TextSearch.contains))
  }
}
