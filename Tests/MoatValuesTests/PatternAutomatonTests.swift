import Testing

@testable import MoatValues

/// What an automaton says of all texts with given pieces is what PCRE2 says of each of them.
@Suite struct PatternAutomatonTests {
  private static let patterns = [
    "a", "^a", "a$", "^a$", "^$", "ab|cd", "^(ab|cd)$", "a*", "^a*$", "^a+b?$", "a{2}", "^a{1,2}b{2,}$", "[ab]c",
    "^[^ab]$",
    "^[a-c/]+$", "\\.jar$", "(^|/)(id_(rsa|dsa)|\\.ssh/?)$", "(?i)^ab", "a(?i)b", "(?i:a)b", "^\\d\\w\\s?$", "^.b$",
    "(?<n>a)b",
    "^(a|b)*abb$", "^a{0}b$", "x??y", "[]a]", "[a\\-b]", "^\\S+$", "^[\\d.]+$",
  ]

  private static let pieces = [
    ["", ""], ["a", ""], ["", "a"], ["a", "b"], ["ab", ""], ["/", "/x.jar"], ["", "/id_rsa"], ["https://e/", "/b.jar"],
    ["", "b", ""], ["a", "a", "a"], ["1", ""], ["", ".jar"], ["id_", ""], ["A", "B"], ["z", ""], ["", "-"],
  ]

  /// What may stand between two pieces.
  private static let fillers = [
    "", "a", "b", "ab", "aa", "bb", "abb", "/", "x", "1", ".", "\n", " ", "id_rsa", "/id_rsa", "Z", "é", "]", "-", "c",
    "cd",
  ]

  @Test(arguments: patterns)
  func agreesWithEveryText(pattern: String) throws {
    let automaton = try #require(PatternAutomaton(Array(pattern.utf8)), "\(pattern)")
    let expression = try RegularExpression(pattern)
    let scratch = Scratch()
    let regex = RegexScratch()
    func matches(_ text: String) -> Bool { regex.match(expression, scratch.string(text.utf8)) == .matched }
    for pieces in Self.pieces {
      let answer = automaton.answer(pieces.map { Array($0.utf8) })
      var found: Set<Bool> = []
      for filler in Self.fillers {
        for other in pieces.count > 2 ? Self.fillers : [""] {
          found.insert(
            matches(
              pieces.count > 2 ? pieces[0] + filler + pieces[1] + other + pieces[2] : pieces[0] + filler + pieces[1]))
        }
      }
      if let answer { #expect(found == [answer], "\(pattern) of \(pieces)") }
    }
    // A text without gaps has one answer.
    for text in Self.fillers { #expect(automaton.answer([Array(text.utf8)]) == matches(text), "\(pattern) of \(text)") }
  }

  @Test(
    arguments: [
      ("(^|/)id_rsa$", ["https://e/", "/b.jar"], false), ("(^|/)id_rsa$", ["", "/id_rsa"], true),
      ("^/", ["/", ""], true),
      ("^/", ["a", ""], false), ("[:@/]$", ["a:", "b"], false), ("a", ["a", ""], true),
      ("^[a-z]+$", ["a1", ""], false),
    ] as [(String, [String], Bool)])
  func decidesWhatIsDecided(pattern: String, pieces: [String], expected: Bool) throws {
    #expect(PatternAutomaton(Array(pattern.utf8))?.answer(pieces.map { Array($0.utf8) }) == expected)
  }

  @Test(arguments: [
    "(?=a)b", "(?!a)", "(a)\\1", "a++", "(?>a)", "\\bword\\b", "[[:alpha:]]", "a{100}", "é", "(?m)^a", "\\Qa\\E",
    "(*FAIL)",
    "\\x41", "\\Aa", "a\\z",
  ])
  func ofMoreThanItUnderstandsItSaysNothing(pattern: String) {
    #expect(PatternAutomaton(Array(pattern.utf8)) == nil)
  }

  /// The work is bounded, whatever the pattern.
  @Test func whatTakesTooLongIsNotSaid() {
    let wide = "^(" + (0..<40).map { "[ab]{\($0)}c" }.joined(separator: "|") + ")*$"
    let clock = ContinuousClock()
    let time = clock.measure {
      for _ in 0..<3 { _ = PatternAutomaton(Array(wide.utf8))?.answer([[], Array("abc".utf8), [], []]) }
    }
    #expect(time < .seconds(5))
  }
}
