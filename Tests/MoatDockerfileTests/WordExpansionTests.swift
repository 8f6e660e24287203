import MoatSource
import MoatTestSupport
import Testing

@testable import MoatDockerfile

/// Words with quotes, escapes and variables.
@Suite struct WordExpansionTests {
  private func expand(_ word: String, _ variables: Variables, escape: Unicode.Scalar = "\\") -> String {
    let expansion = WordExpansion(escape: UInt8(escape.value))
    return (try? expansion.expand(ByteText(word), in: variables))?.text.description ?? "error"
  }

  private func lines(_ table: String) -> [Substring]? {
    Corpus.folder.flatMap { Files.text("\($0)buildkit-shell/\(table)") }.map {
      $0.split(separator: "\n", omittingEmptySubsequences: true).filter { !$0.hasPrefix("#") }
    }
  }

  private func trimmed(_ text: Substring) -> String { ByteText(String(text)).trimmed.description }

  @Test func buildKitsTableOfVariablesHolds() {
    guard let lines = lines("envVarTest") else { return print("skipped: no corpora") }
    let variables = Variables([("PWD", "/home"), ("SHELL", "bash"), ("KOREAN", "한국어"), ("NULL", "")])
    var agreement = Agreement()
    for line in lines {
      let columns = line.split(separator: "|", omittingEmptySubsequences: false)
      guard columns.count == 3, trimmed(columns[0]) != "W" else { continue }
      agreement.check(String(line), expand(trimmed(columns[1]), variables), trimmed(columns[2]))
    }
    agreement.show("envVarTest")
    #expect(agreement.differences.isEmpty)
    #expect(agreement.agreed == 228)
  }

  @Test func buildKitsTableOfWordsHolds() {
    guard let lines = lines("wordsTest") else { return print("skipped: no corpora") }
    var variables = Variables()
    var agreement = Agreement()
    for line in lines {
      if line.hasPrefix("ENV ") {
        let pair = ByteText(String(line.dropFirst(4).drop { $0 == " " })).cut(at: UInt8(ascii: "="))
        variables.set(pair?.before ?? "", pair?.after ?? "")
        continue
      }
      guard let bar = line.firstIndex(of: "|") else { continue }
      let word = ByteText(trimmed(line[..<bar]))
      let parts = try? WordExpansion(escape: UInt8(ascii: "\\")).expand(word, in: variables).parts
      let ours = parts?.map(\.text.description).joined(separator: ",") ?? "error"
      var expected = String(line[line.index(after: bar)...].drop { $0 == " " || $0 == "\t" })
      // The table's own line ends are trimmed by its author, except where the blanks matter.
      if !ours.hasSuffix(" ") { expected = trimmed(Substring(expected)) }
      agreement.check(String(line), ours, expected)
    }
    agreement.show("wordsTest")
    #expect(agreement.differences.isEmpty)
    #expect(agreement.agreed == 24)
  }

  @Test func everyModifierHasItsMeaning() {
    let variables = Variables([("a", "foo.tar.gz"), ("p", "/usr/local/bin"), ("e", ""), ("v", "aXbXc")])
    let cases: [(String, String)] = [
      ("${a:-w}", "foo.tar.gz"), ("${e:-w}", "w"), ("${e-w}", ""), ("${u-w}", "w"), ("${u:-w}", "w"),
      ("${a:+w}", "w"), ("${e:+w}", ""), ("${e+w}", "w"), ("${u+w}", ""), ("${a?no}", "foo.tar.gz"),
      ("${e?no}", ""), ("${e:?no}", "error"), ("${u?no}", "error"), ("${a#*.}", "tar.gz"), ("${a##*.}", "gz"),
      ("${a%.*}", "foo.tar"), ("${a%%.*}", "foo"), ("${p##*/}", "bin"), ("${p%/*}", "/usr/local"),
      ("${a#f?o}", ".tar.gz"), ("${a#x}", "foo.tar.gz"), ("${v/X/-}", "a-bXc"), ("${v//X/-}", "a-b-c"),
      ("${v//X/}", "abc"), ("${v/*/y}", "y"), ("${p//\\//_}", "_usr_local_bin"), ("${a:#x}", "error"),
      ("${a:=x}", "error"), ("${a", "error"), ("${}", "error"), ("${{a}}", "error"), ("$", "$"), ("$1x", "x"),
      ("$@", ""), ("\\$a", "$a"), ("'$a'", "$a"), ("\"$a\"", "foo.tar.gz"), ("${u:-${e:-${a}}}", "foo.tar.gz"),
      ("${v#[a]}", "aXbXc"), ("${v#a\\X}", "error"),
    ]
    for (word, expected) in cases { #expect(expand(word, variables) == expected, "\(word)") }
    #expect(expand("`$a", variables, escape: "`") == "$a")
    #expect(expand("\\$a", variables, escape: "`") == "\\foo.tar.gz")
  }

  @Test func growthAndDepthAreLimited() {
    let long = ByteText([UInt8](repeating: 0x61, count: 100_000))
    #expect(expand("$a$a", Variables([("a", long)])) == "error")
    #expect(expand("${a//a/aa}", Variables([("a", long)])) == "error")
    let stars = String(repeating: "*a", count: 1000)
    #expect(expand("${a#\(stars)b}", Variables([("a", long)])) == "error")
    for depth in [DockerfileLimits.expansionDepth, DockerfileLimits.expansionDepth + 1, 100_000] {
      let word = String(repeating: "${u:-", count: depth) + "x" + String(repeating: "}", count: depth)
      #expect(expand(word, Variables()) == (depth == DockerfileLimits.expansionDepth ? "x" : "error"), "\(depth)")
    }
  }
}
