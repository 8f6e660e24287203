import Testing

@testable import MoatValues

@Suite struct RegularExpressionTests {
  @Test func matches() throws {
    let cases: [(String, String, RegexOutcome)] = [
      ("^a", "abc", .matched), ("^b", "abc", .unmatched), ("b", "abc", .matched), ("^$", "", .matched),
      (".", "", .unmatched),
      // The end is the end: no newline is let through.
      ("^[a-z]+$", "root\n", .unmatched), ("^[a-z]+$", "root", .matched), ("^.$", "é", .matched),
      ("^..$", "é", .unmatched),
      ("\\w", "é", .unmatched), ("(?i)ABC", "abc", .matched), ("^repo:[^*/]+/[^*]+:", "repo:a/b:ref", .matched),
      ("(a)\\1", "aa", .matched), ("a\\z", "a\n", .unmatched), ("[é]", "é", .matched), ("x|", "", .matched),
    ]
    let scratch = RegexScratch()
    for (pattern, text, expected) in cases {
      #expect(scratch.match(try RegularExpression(pattern), text) == expected, "\(pattern) \(text)")
    }
    // No address at all, as an empty string of a document may have.
    #expect(scratch.match(try RegularExpression("^$"), Value(tag: .string)) == .matched)
  }

  @Test func refusesWithMessageAndOffset() {
    let cases: [(String, Int)] = [
      ("", 0), ("a(b", 3), ("[a", 2), ("a\\Cb", 3), ("*a", 0), ("(?<n", 4), (String(repeating: "(", count: 200), 101),
      (String(repeating: "a", count: 5000), 4096), ("x{1000}{1000}{1000}", 0),
    ]
    for (pattern, offset) in cases {
      do {
        _ = try RegularExpression(pattern)
        Issue.record("\(pattern.prefix(20)) compiles")
      } catch {
        #expect(!error.message.isEmpty)
        #expect(pattern.hasPrefix("x{") || error.offset == offset, "\(pattern.prefix(20)) at \(error.offset)")
      }
    }
  }

  @Test func hostilePatternsEndSoon() throws {
    let scratch = RegexScratch()
    let clock = ContinuousClock()
    let texts = [
      String(repeating: "a", count: 40), String(repeating: "a", count: 60_000), String(repeating: "a", count: 1 << 20),
      String(repeating: "ab ", count: 20_000),
    ]
    for pattern in [
      "(a+)+b", "(a|a)*$x", "(.*a){20}c", "(a?){60}a{60}b", "(a*)*c", "(x+x+)+y", "[a-z]*[0-9]", "(*NO_JIT)(a+)+b",
      "(*NO_JIT)(a?){60}a{60}b", "^(a|aa)+c",
    ] {
      let expression = try RegularExpression(pattern)
      for text in texts {
        var outcome = RegexOutcome.matched
        let time = clock.measure { outcome = scratch.match(expression, text) }
        if !text.hasPrefix("ab") { #expect(outcome != .matched, "\(pattern) on \(text.utf8.count) bytes") }
        #expect(time < .seconds(8), "\(pattern) on \(text.utf8.count) bytes took \(time)")
      }
    }
    let limits = [("(a+)+b", 2), ("(a|a)*$x", 2), ("(.*a){20}", 2), ("(a+)+[bc]", 0)]
    for (pattern, index) in limits {
      #expect(scratch.match(try RegularExpression(pattern), texts[index]) == .limit, "\(pattern)")
    }
    #expect(scratch.match(try RegularExpression("^(a|a)*$"), texts[0] + "!") == .limit)
    // The interpreter serves where no code may be made, with limits of its own.
    let interpreted = try RegularExpression("(*NO_JIT)^(a+)+[bc]")
    #expect(!interpreted.isJustInTime)
    #expect(scratch.match(interpreted, texts[0]) == .limit)
    #expect(scratch.match(interpreted, "aab") == .matched)
    // A limit leaves nothing behind.
    #expect(scratch.match(try RegularExpression("a$"), texts[0]) == .matched)
  }

  @Test func boundedPatternsTakeLongTexts() throws {
    let scratch = RegexScratch()
    let text = String(repeating: "x y ", count: 1 << 18) + "AKIA0123456789ABCDEF"
    #expect(scratch.match(try RegularExpression("AKIA[0-9A-Z]{16}"), text) == .matched)
    #expect(scratch.match(try RegularExpression("^x.*F$"), text) == .matched)
    let unbounded = [
      "a*", "a+", "a{2,}", "a{0,1000}", "(?R)?a", "(a)(?1)", "[a]+", "a\\*+", "(?P>n)(?<n>a)", "(*COMMIT)a", "[]+]b+",
      "a\\X",
    ]
    let bounded = ["a", "a?", "a{2,3}", "[*+]", "a\\*", "a\\+", "(?:a|b)", "[]*]", "(?i)a{64}", "(?<n>a)", "a{b"]
    for pattern in unbounded { #expect(RegularExpression.repeatsWithoutBound(Array(pattern.utf8)), "\(pattern)") }
    for pattern in bounded { #expect(!RegularExpression.repeatsWithoutBound(Array(pattern.utf8)), "\(pattern)") }
  }

  @Test func oneExpressionServesManyThreads() async throws {
    let expression = try RegularExpression("^(?:[a-z]+[0-9])+$")
    let results = await withTaskGroup(of: Bool.self) { group in
      for worker in 0..<4 {
        group.addTask {
          let scratch = RegexScratch()
          return (0..<2000).allSatisfy { scratch.match(expression, "abc\(($0 + worker) % 10)") == .matched }
        }
      }
      return await group.reduce(into: [Bool]()) { $0.append($1) }
    }
    #expect(results == [true, true, true, true])
  }
}
