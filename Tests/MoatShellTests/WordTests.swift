import MoatShell
import MoatSource
import Testing

/// Words: their parts, and what is known of them without running anything.
@Suite struct WordTests {
  /// The word as it is written, and its dump.
  static let table: [(source: String, dump: String)] = [
    ("plain", #""plain""#),
    (#"a\ b\$c"#, #""a b$c""#),
    ("a\\\nb", #""ab""#),
    (#"'a b$c'"d e"f"#, #""a b$cd ef""#),
    (#""a\"b\\c\$d\n""#, #""a\"b\\c$d\\n""#),
    (#""""#, #""""#),
    ("''", #""""#),
    (#"$'a\n\x41\101\'\u263a'"#, "\"a\\nAA'\u{263A}\""),
    (#"$"text""#, #""text""#),
    ("$", #""$""#),
    (#""cost: 5$""#, #""cost: 5$""#),
    ("a$b", #"(word "a" (param b))"#),
    ("$1$@$#$?$$", #"(word (param 1) (param @) (param #) (param ?) (param $))"#),
    ("${a}b", #"(word (param a) "b")"#),
    ("${a:-b c}", #"(word (param a :- "b c"))"#),
    ("${a:-$b}", #"(word (param a :- (param b)))"#),
    ("${a:+'}'}", #"(word (param a :+ (single "}")))"#),
    ("${a-}", #"(word (param a -))"#),
    ("${a%.tar.*}", #"(word (param a % ".tar.*"))"#),
    ("${a%%[a-z]*}", #"(word (param a %% "[a-z]*"))"#),
    ("${a##*/}", #"(word (param a ## "*/"))"#),
    ("${#a}", #"(word (param a length))"#),
    ("${#}", #"(word (param #))"#),
    ("${a//-/_}", #"(word (param a // "-/_"))"#),
    ("${a:0:3}", #"(word (param a : "0:3"))"#),
    ("${a^^}${b,}", #"(word (param a ^^) (param b ,))"#),
    ("${a@Q}", #"(word (param a @ "Q"))"#),
    ("${!a}${!a*}", #"(word (indirect a) (indirect a))"#),
    ("${a[0]}${a[@]}", #"(word (param a[0]) (param a[@]))"#),
    (#""${a:-'b'}""#, #"(word (double (param a :- "'b'")))"#),
    (#""${a#'b}'}""#, #"(word (double (param a # (single "b}"))))"#),
    (#""${a:-"b c"}""#, #"(word (double (param a :- (double "b c"))))"#),
    ("$(a b)", #"(word (command (run "a" "b")))"#),
    ("x$(a | b)y", #"(word "x" (command (pipe (run "a") | (run "b"))) "y")"#),
    ("$(case a in a) b;; esac)", #"(word (command (case "a" (arm ("a") (run "b")))))"#),
    ("$( (a) )", #"(word (command (subshell (run "a"))))"#),
    ("$((1+2))", #"(word (arithmetic "1+2"))"#),
    ("$(( (a+1)*$b ))", #"(word (arithmetic " (a+1)*" (param b) " "))"#),
    ("$((a); (b))", #"(word (command (subshell (run "a")) (subshell (run "b"))))"#),
    ("`a b`", #"(word (backquoted (run "a" "b")))"#),
    (#"`a \`b\``"#, #"(word (backquoted (run "a" (word (backquoted (run "b"))))))"#),
    (#""`a \"b\"`""#, #"(word (double (backquoted (run "a" "b"))))"#),
    (#""a $(b "c" 'd')""#, #"(word (double "a " (command (run "b" "c" "d"))))"#),
    ("<(a)", #"(word (process-in (run "a")))"#),
    (">(a)", #"(word (process-out (run "a")))"#),
    ("*.deb", #"~"*.deb""#),
    ("/a/*", #"~"/a/*""#),
    ("a?[bc]", #"~"a?[bc]""#),
    ("[a", #""[a""#),
    (#"\*"#, #""*""#),
    ("'*'", #""*""#),
    ("~/a", #"~"~/a""#),
    ("a~", #""a~""#),
    ("{a,b}c", #"~"{a,b}c""#),
    ("{1..3}", #"~"{1..3}""#),
    ("{}", #""{}""#),
    ("a=b", #""a=b""#),
    ("a#b", #""a#b""#),
    ("é", "\"é\""),
  ]

  @Test func wordsAreReadAsTheirParts() {
    for (source, dump) in Self.table {
      let script = ShellParser.parse(ShellText("echo " + source))
      #expect(ShellDump.dump(script) == "(run \"echo\" \(dump))\n", "\(source)")
    }
  }

  @Test func theBeginningOfAWordIsKnownUpToItsFirstExpansion() {
    let table: [(String, String)] = [
      ("https://a/$b", "https://a/"), (#""curl=$v""#, "curl="), ("$a", ""), ("a*b", "a"), ("'a'b", "ab"),
    ]
    for (source, prefix) in table {
      #expect(Self.word(source)?.staticPrefix == prefix, "\(source)")
    }
  }

  @Test func whatMaySplitIsTold() {
    let table: [(String, Bool)] = [
      ("$a", true), (#""$a""#, false), (#""$@""#, true), ("a", false), ("$(a)", true), ("*", true), ("'*'", false),
    ]
    for (source, splits) in table {
      #expect(Self.word(source)?.maySplit == splits, "\(source)")
    }
  }

  static func word(_ source: String) -> ShellWord? {
    ShellModel.read(ShellText("echo " + source)).commands.first { $0.name == "echo" }?.words.last
  }
}
