import MoatShell
import MoatSource
import Testing

/// Commands as rules see them: names behind wrappers, flags, places, options in force, nested scripts.
@Suite struct FactsTests {
  /// A text, and the lines of its commands.
  static let table: [(source: String, dump: [String])] = [
    ("/usr/bin/apt-get -yq install a", [#"apt-get -y -q "install" "a" @0"#]),
    ("./apt-get x", [#"./apt-get "x" @0"#]),
    (
      "sudo -u root -E env -i A=1 nice -n 5 make -j4 all",
      [#"make behind sudo,env,nice A="1" -j="4" "all" @0"#]
    ),
    ("exec timeout -s KILL 5m a b", [#"a behind exec,timeout "b" @0"#]),
    ("command -v curl", [#"command -v "curl" @0"#]),
    ("command curl -k https://a", [#"curl behind command -k "https://a" @0 url:https"#]),
    ("time -p xargs -n 1 rm -f", ["rm behind time,xargs -f … @0"]),
    ("sudo $X", ["? behind sudo @0"]),
    ("$X a", ["? @0"]),
    ("chroot /mnt sh -c 'a b'", [#"sh behind chroot -c "a b" @0 script"#, #"a "b" @1 in-script"#]),
    (
      "curl -sSLko /a --retry=3 --header \"$H\" https://b/$C",
      [
        #"curl -s -S -L -k -o="/a" --retry="3" --header=? (word "https://b/" (param C)) … @0 url:https"#
      ]
    ),
    ("a -- -b c", [#"a "-b" "c" @0"#]),
    ("wget -qnvc -nc a", [#"wget -q -nv -nc -nc "a" @0"#]),
    ("sh -n \"$x\"", [#"sh -n (word (double (param x))) … @0"#]),
    (
      "find / -name x -exec sudo rm -rf {} +",
      [
        #"find -name="x" -exec -rf "/" "sudo" "rm" "{}" "+" @0"#, #"rm behind find,sudo -r -f "{}" @0 in-carried"#,
      ]
    ),
    (
      "cd /a && b || true; c || d",
      [
        #"cd "/a" @0"#, "b @1 after-and ignored", "true @2 after-or", "c @3", "d @4 after-or",
      ]
    ),
    ("! a | b", ["a @0.0 negated", "b @0.1 negated"]),
    ("a & (b; { c; })", ["a @0 in-background", "b @2 in-subshell", "c @4 in-subshell in-group"]),
    (
      "if a; then b; fi; while c; do d; done; f() { e; }",
      [
        "a @1 in-condition", "b @2 in-branch", "c @4 in-condition", "d @5 in-loop", "e @7 in-function in-group",
      ]
    ),
    (
      #"X="$(a)" b "$(c "$(d)")""#,
      [
        "a @1 in-substitution", "d @3 in-substitution in-substitution",
        #"c (word (double (command (run "d")))) … @2 in-substitution"#,
        #"b X=(word (double (command (run "a")))) (word (double (command (run "c" (word (double (command (run "d")))))))) … @0"#,
      ]
    ),
    (
      "set -eo pipefail; a | b",
      [
        #"set -e -o "pipefail" @0"#, "a @1.0 pipefail-yes errexit-yes", "b @1.1 pipefail-yes errexit-yes",
      ]
    ),
    ("set -o pipefail && a; b", [#"set -o "pipefail" @0"#, "a @1 after-and pipefail-yes", "b @2 pipefail-yes"]),
    ("a && set -o pipefail; b", ["a @0", #"set -o "pipefail" @1 after-and"#, "b @2 pipefail-unknown"]),
    ("(set -e); a; set +e", [#"set -e @1 in-subshell"#, "a @2", #"set "+e" @3"#]),
    ("set $X; a", ["set (word (param X)) … @0", "a @1 pipefail-unknown errexit-unknown"]),
    (
      "bash -ec 'a; b' | c",
      [
        #"bash -e -c "a; b" @0.0 script"#, "a @1 in-script errexit-yes", "b @2 in-script errexit-yes", "c @0.1",
      ]
    ),
    (
      "sh -c \"$X\"; sh a.sh; sh < b; curl c | sh",
      [
        "sh -c (word (double (param X))) … @0 script-unknown", #"sh "a.sh" @1 script-file"#, "sh @2 script-file",
        #"curl "c" @3.0"#, "sh @3.1 script-unknown fetched-input",
      ]
    ),
    ("bash <<'E'\na $x\nE", ["bash @0 script", "a (word (param x)) … @1 in-script"]),
    ("eval 'set -e'; a", [#"eval "set -e" @0 script"#, "set -e @1 in-script", "a @2 errexit-yes"]),
    ("su - u -c 'a b'", [#"su -c="a b" "-" "u" @0 script"#, #"a "b" @1 in-script"#]),
    ("trap 'rm -f x' EXIT", [#"trap "rm -f x" "EXIT" @0 script"#, #"rm -f "x" @1 in-carried"#]),
    ("A=1", [#"- A="1" @0"#]),
  ]

  @Test func commandsAreFlattened() {
    for (source, lines) in Self.table {
      let model = ShellModel.read(ShellText(source))
      let dump = ShellDump.dump(model).split(separator: "\n").prefix(model.commands.count).map(String.init)
      #expect(dump == lines, "\(source)")
    }
  }

  @Test func theShellInstructionSaysWhatIsInForce() {
    let bash = ShellInvocation(arguments: ["/bin/bash", "-euo", "pipefail", "-c"])
    #expect(bash.dialect == .bash)
    #expect(bash.options == ShellOptions(exitsOnError: .yes, pipefail: .yes))
    #expect(ShellModel.read(ShellText("a | b"), shell: bash).pipelines[0].options.pipefail == .yes)
    #expect(ShellInvocation.standard.dialect == .posix)
    #expect(ShellInvocation.standard.options.pipefail == .no)
    #expect(ShellInvocation(arguments: ["/bin/ash", "-o", nil]).options.pipefail == .unknown)
    for other in [["powershell", "-Command"], ["cmd", "/S", "/C"], [nil], []] {
      let model = ShellModel.read(ShellText("a"), shell: ShellInvocation(arguments: other))
      #expect(model.failure != nil && model.commands.isEmpty, "\(other)")
    }
  }

  @Test func whatIsHiddenIsTold() {
    for (source, isComplete) in [
      ("a; b", true), ("sh -c 'a'", true), ("sh -c \"$a\"", false), ("$a b", false), ("a | sh", false), ("a 'b", false),
      ("sh -c 'a \"b'", false), ("A=1", true),
    ] {
      #expect(ShellModel.read(ShellText(source)).isComplete == isComplete, "\(source)")
    }
  }

  @Test func aFlagThatMayComeFromAnExpansionIsUnknown() {
    for (source, expected) in [
      ("a -y b", Knowledge.yes), ("a b", .no), ("a $X", .unknown), ("a b-$X", .unknown), ("a \"b$X\"", .no),
      ("a \"$X\"", .unknown), ("a -- $X", .no), ("a *.deb", .no), ("xargs a", .unknown), ("a -xy$Z", .yes),
      ("a \"https://$X\"", .no), ("a \"-$X\"", .unknown), ("a \"--b-$X\"", .unknown), ("a \"--b=$X\"", .no),
      ("a --b=$X", .unknown),
      ("curl -o \"$X\" b", .no), ("curl -o $X b", .unknown), ("curl \"-o$X\" b", .no), ("curl \"-s$X\" b", .unknown),
    ] {
      let model = ShellModel.read(ShellText(source))
      #expect(model.commands[0].arguments.hasFlag("-y", "--yes") == expected, "\(source)")
    }
  }

  @Test func theExecFormIsOneCommandAndItsScript() {
    let arguments = [("/bin/sh", 4), ("-c", 15), ("apt-get update | cat", 21)].map { text, start in
      (text: text, span: Span(start..<(start + text.utf8.count + 2)))
    }
    let model = ShellModel.read(arguments: arguments)
    #expect(model.commands.map(\.name) == ["sh", "apt-get", "cat"])
    #expect(model.commands[1].span == arguments[2].span)
    #expect(ShellModel.read(arguments: [("echo", .zero), ("$X *", .zero)]).commands[0].words[1].staticText == "$X *")
    #expect(ShellModel.read(arguments: []).commands.isEmpty)
  }
}
