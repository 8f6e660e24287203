import MoatShell
import MoatSource
import Testing

/// Lists, pipelines, compound commands, redirections and here-documents, as dumps.
@Suite struct ConstructTests {
  static let table: [(source: String, dump: String)] = [
    ("a; b & c\nd", "(run \"a\")\n(background (run \"b\"))\n(run \"c\")\n(run \"d\")"),
    ("a && b || c", #"(list (run "a") && (run "b") || (run "c"))"#),
    ("a &&\n # why\n b", #"(list (run "a") && (run "b"))"#),
    ("a | b |& c", #"(pipe (run "a") | (run "b") |& (run "c"))"#),
    ("! a | b", #"(not (pipe (run "a") | (run "b")))"#),
    ("# only", ""),
    ("", ""),
    ("a # b && c\nd", "(run \"a\")\n(run \"d\")"),
    ("A=1 B='x y' c d", #"(run (set A "1") (set B "x y") "c" "d")"#),
    ("A=", #"(run (set A ""))"#),
    ("a=(1 $b\n3) b+=c d[1]=e", #"(run (array a "1" (word (param b)) "3") (set+ b "c") (set d[1] "e"))"#),
    ("declare -a x=(1 2)", #"(run (array x "1" "2") "declare" "-a")"#),
    ("export A=1 B", #"(run "export" "A=1" "B")"#),
    ("a > b 2>&1 < c", #"(run "a" (> "b") (2>& "1") (< "c"))"#),
    (">a b >>c >|d <>e 3<&- &>f &>>g", #"(run "b" (> "a") (>> "c") (>| "d") (<> "e") (3<& "-") (&> "f") (&>> "g"))"#),
    ("a 2 >b", #"(run "a" "2" (> "b"))"#),
    ("a {fd}>b", #"(run "a" ({fd}> "b"))"#),
    ("a <<<\"$b\"", #"(run "a" (<<< (word (double (param b)))))"#),
    ("{ a; b; } > c", #"(redirect (group (run "a") (run "b")) (> "c"))"#),
    ("(a; b) | c", #"(pipe (subshell (run "a") (run "b")) | (run "c"))"#),
    ("if a; then b; fi", #"(if (when {(run "a")} {(run "b")}))"#),
    (
      "if a; then b; elif c; then d; else e; fi",
      #"(if (when {(run "a")} {(run "b")}) (when {(run "c")} {(run "d")}) (else (run "e")))"#
    ),
    ("for a in b $c; do d; done", #"(for a (in "b" (word (param c))) {(run "d")})"#),
    ("for a; do b; done", #"(for a {(run "b")})"#),
    ("for a\nin b\ndo c\ndone", #"(for a (in "b") {(run "c")})"#),
    ("for ((i=0;i<3;i++)); do a; done", #"(for-arithmetic "i=0;i<3;i++" {(run "a")})"#),
    ("while a; do b; done < c", #"(redirect (while {(run "a")} {(run "b")}) (< "c"))"#),
    ("until a; do b; done", #"(until {(run "a")} {(run "b")})"#),
    ("select a in b; do c; done", #"(select a (in "b") {(run "c")})"#),
    (
      "case $a in b|c) d;; (e*) ;; f) g; esac",
      #"(case (word (param a)) (arm ("b" "c") (run "d")) (arm (~"e*")) (arm ("f") (run "g")))"#
    ),
    ("case a in b) c;& d) e;;& esac", #"(case "a" (arm-on ("b") (run "c")) (arm-on ("d") (run "e")))"#),
    ("a() { b; }", #"(function a (group (run "b")))"#),
    ("a() (b)", #"(function a (subshell (run "b")))"#),
    ("function a { b; }", #"(function a (group (run "b")))"#),
    ("[[ -f a && ( $b == c* || ! d ) ]]", #"(test "-f" "a" && ( (word (param b)) "==" ~"c*" || ! "d" ))"#),
    ("[[ $a =~ ^(b|c)d ]] && e", #"(list (test (word (param a)) "=~" "^(b|c)d") && (run "e"))"#),
    (#"[[ $a =~ (b|c)\ d ]]"#, #"(test (word (param a)) "=~" "(b|c) d")"#),
    ("coproc a { b; }", #"(coproc (group (run "b")))"#),
    ("(( a > 1 )) && b", #"(list (arithmetic " a > 1 ") && (run "b"))"#),
    ("((a); b)", #"(subshell (subshell (run "a")) (run "b"))"#),
    ("time { a; }", #"(time (group (run "a")))"#),
    ("coproc a", #"(coproc (run "a"))"#),
    ("echo if then done }", #"(run "echo" "if" "then" "done" "}")"#),
    ("if=1; a", "(run (set if \"1\"))\n(run \"a\")"),
    (
      "cat <<E; a\n$x y\nE\nb",
      "(run \"cat\" (<< document 0))\n(run \"a\")\n(run \"b\")\n(document 0 (word (param x) \" y\\n\"))"
    ),
    ("cat <<'E'\n$x\nE", "(run \"cat\" (<< document 0))\n(document 0 quoted \"$x\\n\")"),
    ("cat <<-E\n\ta\n\t\tb\n\tE\nc", "(run \"cat\" (<<- document 0))\n(run \"c\")\n(document 0 \"a\\nb\\n\")"),
    (
      "a <<A <<B && c\n1\nA\n2\nB\n",
      "(list (run \"a\" (<< document 0) (<< document 1)) && (run \"c\"))\n(document 0 \"1\\n\")\n(document 1 \"2\\n\")"
    ),
    (
      "a <<E | b\n`c`\nE",
      "(pipe (run \"a\" (<< document 0)) | (run \"b\"))\n(document 0 (word (backquoted (run \"c\")) \"\\n\"))"
    ),
  ]

  @Test func constructsAreReadAsTheyStand() {
    for (source, dump) in Self.table {
      let script = ShellParser.parse(ShellText(source))
      #expect(ShellDump.dump(script) == dump + "\n" || (dump.isEmpty && script.statements.isEmpty), "\(source)")
      #expect(script.failure == nil, "\(source)")
    }
  }

  /// What cannot be parsed, where, and what was kept of what stands before.
  static let refused: [(source: String, message: String, at: UInt32, kept: Int)] = [
    ("a; b 'c", "a single quote is not closed", 5, 2),
    ("a; b \"c", "a double quote is not closed", 5, 2),
    ("a; `b", "a backquote is not closed", 3, 2),
    ("a; $(b", "a command substitution is not closed", 3, 2),
    ("a; ${b", "a bad substitution", 3, 2),
    ("a; ${b:-c", "`${` is not closed", 3, 2),
    ("a &&", "no command follows `&&`", 2, 1),
    ("a |", "no command follows `|`", 2, 1),
    ("a; done", "`done` closes nothing", 3, 1),
    ("a; )", "`)` closes nothing", 3, 1),
    ("a; }", "`}` closes nothing", 3, 1),
    ("a; (b", "a subshell is not closed", 3, 2),
    ("{ a; ", "a group is not closed by `}`", 0, 1),
    ("if a; then b", "`if` is not closed by `fi`", 0, 1),
    ("if a; b; fi", "`if` without `then`", 0, 1),
    ("for a in b; c; done", "a loop without `do`", 0, 1),
    ("while a; do b", "a loop is not closed by `done`", 0, 1),
    ("case a in b) c;;", "`case` is not closed by `esac`", 0, 1),
    ("case a in b) c", "an arm of `case` is not closed by `;;`", 10, 1),
    ("a(b)", "`(` cannot stand here", 1, 0),
    ("a >", "nothing follows `>`", 2, 1),
    ("a ;; b", "`;;` closes nothing", 2, 1),
    ("&& a", "`&&` cannot stand here", 0, 0),
    ("a; ; b", "`;` cannot stand here", 3, 1),
    ("[[ a", "`[[` is not closed by `]]`", 0, 1),
    ("if ; then a; fi", "`;` cannot stand here", 3, 1),
    ("a() b", "the function `a` has no body", 0, 0),
  ]

  @Test func whatCannotBeParsedIsAFailureAtItsPlace() {
    for (source, message, place, kept) in Self.refused {
      let script = ShellParser.parse(ShellText(source))
      #expect(script.failure?.message == message, "\(source)")
      #expect(script.failure?.span.start == place, "\(source)")
      #expect(script.statements.count == kept, "\(source)")
    }
  }

  @Test func whatPosixDoesNotHaveIsMarked() {
    let table: [(String, [ShellExtension])] = [
      ("a && b | c", []), ("[[ a ]]", [.conditional]), ("((a))", [.arithmeticCommand]), ("a <<<b", [.hereString]),
      ("a |& b", [.pipeBoth]), ("a &>b", [.redirectBoth]), ("a <(b)", [.processSubstitution]), ("a=(b)", [.array]),
      ("a+=b", [.appendingAssignment]), ("a ${b//c/d}", [.replacement]), ("a ${b:1}", [.substring]),
      ("a ${b^^}", [.caseConversion]), ("a ${!b}", [.indirection]), ("function a { b; }", [.functionKeyword]),
      ("a {b,c}", [.braceExpansion]), ("a $'b'", [.ansiQuote]), ("a $RANDOM", [.bashVariable]),
      ("a ${b%c} ${d:-e} $((1)) `f`", []), ("select a in b; do c; done", [.select]), ("a @(b|c)", [.extendedGlob]),
    ]
    for (source, constructs) in table {
      let script = ShellParser.parse(ShellText(source))
      #expect(script.extensions.map(\.construct) == constructs, "\(source)")
    }
  }
}
