import MoatDockerfile
import MoatSource
import MoatTestSupport
import MoatValues
import Testing

@testable import Moat

@Suite struct SuppressionReadingTests {
  private static func read(_ text: String) -> [Suppression] {
    Suppressions.read(DockerfileParser.parse(SourceFile(name: "Dockerfile", text: text)))
  }

  /// Each comment as the names and the text that it covers, or what is wrong with it.
  private static func shown(_ text: String) -> [String] {
    let source = SourceFile(name: "Dockerfile", text: text)
    return read(text).map { found in
      if let problem = found.problem { return problem }
      let range = found.range
      let covered = range.end == .max && range.start == 0 ? "file" : source.text(range)
      return found.names.map(\.text).joined(separator: ",") + ": "
        + covered.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "|")
    }
  }

  @Test func aCommentSaysWhatWhyAndUntilWhen() throws {
    let text = """
      #  moat:ignore docker.no-latest , root until=2027-03-31 reason="the \\"base\\" \\\\ image" owner=shop ticket="A-1"
      FROM x
      """
    let found = try #require(Self.read(text).first)
    #expect(found.problem == nil)
    #expect(found.tool == .moat && found.names.map(\.text) == ["docker.no-latest", "root"])
    #expect(found.until.map { CalendarDate.render(Int64($0)) } == "2027-03-31")
    #expect(found.reason == "the \"base\" \\ image" && found.owner == "shop" && found.ticket == "A-1")
    let source = SourceFile(name: "", text: text)
    #expect(source.text(found.span).hasPrefix("#  moat:ignore") && source.text(found.span).hasSuffix("\"A-1\""))
    #expect(source.text(found.names[1].span) == "root")
  }

  @Test func theExampleOfThePageIsRead() throws {
    let page = try #require(Files.text(Files.packageRoot() + "/docs/suppression.md"))
    let parts = page.split(separator: "```", omittingEmptySubsequences: false)
    let example = try #require(parts.first { $0.hasPrefix("dockerfile\n") }).dropFirst("dockerfile\n".count)
    #expect(Self.shown(String(example)) == ["base-latest: FROM vendor/base:latest|"])
  }

  @Test func aCommentCoversTheInstructionBelowIt() {
    let end = "until=2027-01-01 reason=\"r\""
    let rows: [(text: String, expected: [String])] = [
      ("FROM x\n#moat:ignore a \(end)\nRUN b\nRUN c\n", ["a: RUN b|"]),
      (
        "FROM x\n  # moat:ignore a \(end)\r\n\n# text\n#\nRUN b \\\n  # inner\n  c\nRUN d",
        ["a: RUN b \\|  # inner|  c|"]
      ),
      (
        "FROM x\n# moat:ignore a \(end)\nRUN <<E\n# moat:ignore b \(end)\nE\nRUN d",
        ["a: RUN <<E|# moat:ignore b \(end)|E|"]
      ),
      ("\u{FEFF}# moat:ignore a \(end)\nFROM x", ["a: FROM x"]),
      ("# syntax=x\n# moat:ignore-file a \(end)\nFROM x\nRUN y", ["a: file"]),
      ("# moat:ignore a \(end)\n# moat:ignore b \(end)\nFROM x", ["a: FROM x", "b: FROM x"]),
      ("FROM x\n# moat:ignore-file a \(end)\nRUN y", ["it stands below the first instruction"]),
      ("FROM x\n# moat:ignore a \(end)\n", ["no instruction follows it"]),
      ("FROM x\nRUN y \\\n # moat:ignore a \(end)\n z", ["it stands within an instruction: write it above"]),
      ("FROM x\nRUN y \\\n # moat:ignore a \(end)\n", ["it stands within an instruction: write it above"]),
      ("FROM x\nRUN echo # moat:ignore a \(end)\n", []), ("FROM x\nRUN y\n", []),
      // Prose.
      ("# Moat: ditches\n# moat is water\n# moat : ignore\n#\n# see moat:ignore\nFROM x", []),
    ]
    for row in rows { #expect(Self.shown(row.text) == row.expected, "\(row.text)") }
  }

  @Test func aCommentThatCannotBeFollowedSaysWhy() {
    let until = "until=2027-01-01"
    let form = "until=YYYY-MM-DD reason=\"…\""
    let rows: [(comment: String, problem: String)] = [
      ("moat:ignore", "it names no rule"), ("moat:ignore \(until)", "it names no rule"),
      ("moat:ignore a", "it does not say its until and reason: \(form)"),
      ("moat:ignore a reason=x", "it does not say its until: \(form)"),
      ("moat:ignore a \(until) reason=\" \"", "it does not say its reason: \(form)"),
      ("moat:ignore a, \(until) reason=x", "a rule is missing after the comma"),
      ("moat:ignore a b \(until) reason=x", "`b \(until) reason=x` is no `name=value`; rules are separated by commas"),
      ("moat:ignore a* \(until) reason=x", "`* \(until) reason=x` is no rule and no `name=value`"),
      ("moat:ignore a until=2027-02-29 reason=x", "`2027-02-29` is no day: write until=YYYY-MM-DD"),
      ("moat:ignore a until=2027-02-28T00:00:00Z reason=x", "`2027-02-28T00:00:00Z` is no day: write until=YYYY-MM-DD"),
      ("moat:ignore a until= reason=x", "`` is no day: write until=YYYY-MM-DD"),
      ("moat:ignore a \(until) reason=\"x", "the text of its reason does not end"),
      ("moat:ignore a \(until) reason=\"x\"y", "`y` is no rule and no `name=value`"),
      ("moat:ignore a \(until) \(until) reason=x", "it says its until twice"),
      ("moat:ignore a \(until) why=x", "`why` is not known: there are until, reason, owner and ticket"),
      ("moat:ignore a \(until) reason=x y", "`y` is no `name=value`; rules are separated by commas"),
      ("moat:ignroe a", "`moat:ignroe` is not known: there are moat:ignore, moat:ignore-file and moat:image"),
      ("moat: ignore a \(until) reason=x", "it is written `moat:ignore`"),
      ("Moat:ignore-file a \(until) reason=x", "it is written `moat:ignore-file`"),
      (
        "moat:ignore a \(until) reason=\"\(String(repeating: "x", count: 1025))\"",
        "its reason has more than 1024 bytes"
      ),
      (
        "moat:ignore \(String(repeating: "a,", count: 64))a \(until) reason=x", "it names more than 64 rules"
      ),
    ]
    for row in rows { #expect(Self.shown("# \(row.comment)\nFROM x\n") == [row.problem], "\(row.comment.prefix(80))") }
  }

  @Test func hadolintsCommentsHoldWhereHadolintFollowsThem() {
    let rows: [(text: String, expected: [String])] = [
      ("FROM x\n# hadolint ignore=DL3008,DL3009\nRUN b\nRUN c\n", ["DL3008,DL3009: RUN b|"]),
      ("#hadolint  ignore = DL3008 , SC2046 # because\nFROM x", ["DL3008,SC2046: FROM x"]),
      ("FROM x\nRUN y\n# hadolint global ignore=DL3008\n", ["DL3008: file"]),
      (
        "# hadolint stage ignore=DL3008\nFROM x\nRUN y\nFROM z\nRUN w", ["DL3008: FROM x|RUN y|"]
      ),
      ("FROM x\n# hadolint stage ignore=DL3008\nfrom z\nRUN w", ["DL3008: from z|RUN w"]),
      // Not right above, not above FROM, and what hadolint does not understand.
      ("FROM x\n# hadolint ignore=DL3008\n\nRUN b", []), ("FROM x\n# hadolint ignore=DL3008\n# text\nRUN b", []),
      ("FROM x\n# hadolint stage ignore=DL3008\nRUN b", []), ("FROM x\n# hadolint ignore=DL3008", []),
      ("# hadolint ignore=crazy,DL3008\nFROM x", []), ("# hadolint ignore=\nFROM x", []),
      ("# hadolint ignore=DL3008 DL3009\nFROM x", []), ("# hadolint shell=/bin/bash\nFROM x", []),
      ("# Hadolint ignore=DL3008\nFROM x", []), ("# hadolint globally ignore=DL3008\nFROM x", []),
      ("FROM x\nRUN y \\\n# hadolint ignore=DL3008\n z", []),
    ]
    for row in rows { #expect(Self.shown(row.text) == row.expected, "\(row.text)") }
    #expect(Self.read("# hadolint ignore=DL3008 # because\nFROM x").map(\.reason) == ["because"])
  }

  @Test func aFileOfManyCommentsEnds() {
    let comment = "# moat:ignore a until=2027-01-01 reason=x\n"
    let found = Self.read("FROM x\n" + String(repeating: comment, count: 3000) + "RUN y")
    #expect(found.count == 1001)
    #expect(found.count { $0.problem != nil } == 1 && found.last?.problem?.contains("more than 1000") == true)
    let signs = Self.read(
      "FROM x\n" + String(repeating: "#", count: 60_000) + "\n# moat:" + String(repeating: "\"", count: 9000))
    #expect(signs.count == 1)
  }

  /// Any bytes are read, and what is found stands in the text.
  @Test func hostileTextsAreRead() {
    var random = SplitMix64(seed: 20_261_124)
    let pieces = [
      "# moat:ignore", "# hadolint ignore=", "-file", " a", ",", " until=", "2027-01-01", " reason=", "\"", "\\", "\n",
      "\r\n", "\r", "FROM x\n", "RUN <<E\n", "E\n", " \\\n", "\u{FEFF}", "\0", "é", "#", "=", "DL3008", " stage ",
      "global",
    ]
    for round in 0..<3000 {
      let count = Int(random.next() % 24)
      let text = (0..<count).map { _ in pieces[Int(random.next() % UInt64(pieces.count))] }.joined()
      for found in Self.read(text) {
        let isInside = Int(found.span.end) <= text.utf8.count && found.span.start < found.span.end
        #expect(isInside && Array(text.utf8)[Int(found.span.start)] == UInt8(ascii: "#"), "round \(round): \(text)")
        #expect(Suppressions.mayHold(Array(text.utf8)), "round \(round): \(text)")
      }
    }
  }
}
