import MoatSource
import Testing

@testable import MoatDockerfile

/// What the corpora do not show of the tree: places, comments, directives, heredocs.
@Suite struct ParserTests {
  private func parse(_ text: String) -> Dockerfile { DockerfileParser.parse(SourceFile(name: "x", text: text)) }

  private func tree(_ text: String) -> String { SExpression.of(parse(text)) }

  private func problems(_ text: String) -> [String] { parse(text).problems.map { "\($0.kind) \($0.line)" } }

  @Test func everyTokenHasItsPlaceInTheSource() {
    let text =
      "\u{FEFF}from  alpine as\tb\r\nRUN --mount=type=\"cache\" \\\r\n  # no\r\n\r\n  ls \\  \r\n-l\r\nENV A=x B='y z'"
    let dockerfile = parse(text)
    let source = dockerfile.source
    func shown(_ tokens: [Token]) -> [String] { tokens.map { source.text($0.span) } }
    let nodes = dockerfile.instructions
    #expect(nodes.map { source.text($0.keyword.span) } == ["from", "RUN", "ENV"])
    #expect(shown(nodes[0].arguments) == ["alpine", "as", "b"])
    #expect(shown(nodes[1].flags) == ["--mount=type=\"cache\""])
    #expect(nodes[1].flags.map(\.text) == ["--mount=type=cache"])
    #expect(nodes[1].arguments.map(\.text) == ["ls -l"])
    #expect(shown(nodes[1].arguments) == ["ls \\  \r\n-l"])
    #expect(nodes[1].innerComments.map { source.text($0) } == ["# no"])
    #expect(nodes.map { [$0.startLine, $0.endLine] } == [[1, 1], [2, 6], [7, 7]])
    #expect(nodes[2].arguments.map(\.text) == ["A", "x", "=", "B", "'y z'", "="])
    #expect(source.text(nodes[2].span) == "ENV A=x B='y z'")
    #expect(dockerfile.problems.map { "\($0.kind) \($0.line)" } == ["emptyContinuationLine 6"])
  }

  @Test func directivesStandAtTheTopOnly() {
    let dockerfile = parse("# Syntax = docker/dockerfile:1 \n  #escape=`\n# check=skip=A,B;error=true x\nRUN a `\nb")
    #expect(dockerfile.directives.map(\.name) == [.syntax, .escape, .check])
    #expect(dockerfile.directives.map(\.value.text) == ["docker/dockerfile:1", "`", "skip=A,B;error=true x"])
    #expect(tree("# escape=`\nRUN a `\nb") == "(run \"a b\")")
    let check = CheckDirective(dockerfile.directives[2].value.text)
    #expect(check?.skip == .rules(["A", "B"]) && check?.failsOnWarning == true)
    for text in ["\n# escape=`", "# hello\n# escape=`", "# foo=bar\n# escape=`", "RUN x\n# escape=`"] {
      #expect(parse(text + "\nRUN a").escape == UInt8(ascii: "\\"), "\(text)")
    }
    #expect(problems("# escape=`\n# ESCAPE=`\nRUN a") == ["duplicateDirective 2"])
    #expect(problems("# escape=x\nRUN a") == ["invalidEscapeDirective 1"])
    #expect(problems("# escape= \nRUN a") == ["invalidEscapeDirective 1"])
    #expect(problems("# check=foo=bar\nRUN a") == ["invalidCheckDirective 1"])
    #expect(problems("# escape=\nRUN a").isEmpty)
  }

  @Test func continuationsFollowTheEscapeCharacter() {
    let cases = [
      ("RUN a\\\nb", "(run \"ab\")"), ("RUN a\\ \t\n  b", "(run \"a  b\")"),
      ("RUN a\\\\\nRUN b", "(run \"a\\\\\\\\\")\n(run \"b\")"),
      ("RUN a\\", "(run \"a\")"), ("RUN a \\\n# c \\\n b", "(run \"a  b\")"),
      ("RUN a `\nRUN b", "(run \"a `\")\n(run \"b\")"),
      ("\\\nRUN a", "(run \"a\")"), ("RUN a \\\n\\\nb", "(run \"a b\")"), ("FR\\\nOM a", "(from \"a\")"),
      ("RUN # a", "(run \"# a\")"), ("  # a\nRUN b", "(run \"b\")"),
    ]
    for (text, expected) in cases { #expect(tree(text) == expected, "\(text)") }
  }

  @Test func commentsBelongToTheNextInstruction() {
    let dockerfile = parse("# syntax=a\n# one\n\n#\n# two\n  # three\nFROM a\nRUN b")
    #expect(dockerfile.instructions[0].comments.map(\.text) == ["two", "# three"])
    #expect(dockerfile.instructions[1].comments.isEmpty)
  }

  @Test func heredocsKeepTheirBytes() {
    let text = "FROM a\nRUN 3<<-A cat <<'B' && x\n\tone\r\n\tA\ntwo\nB\nCOPY <<\"C\" << D /e/\n$x\nC\nD\nUSER u"
    let dockerfile = parse(text)
    #expect(dockerfile.problems.isEmpty)
    let heredocs = dockerfile.instructions.flatMap(\.heredocs)
    #expect(heredocs.map(\.name) == ["A", "B", "C", "D"])
    #expect(heredocs.map(\.expands) == [true, false, false, true])
    #expect(heredocs.map(\.chomps) == [true, false, false, false])
    #expect(heredocs.map(\.fileDescriptor) == [3, 0, 0, 0])
    #expect(heredocs.map { $0.content(in: dockerfile.source) } == ["\tone\r\n", "two\n", "$x\n", ""])
    #expect(heredocs[0].text(in: dockerfile.source) == "one\r\n")
    #expect(heredocs.map { dockerfile.source.text($0.word.span) } == ["3<<-A", "<<'B'", "<<\"C\"", "<< D"])
    #expect(dockerfile.instructions.map { [$0.startLine, $0.endLine] } == [[1, 1], [2, 6], [7, 10], [11, 11]])
    for line in ["RUN cat <<<EOF", "RUN echo 1<<2<<3", "RUN a<<EOF", "CMD <<EOF", "RUN [\"<<EOF\"]", "RUN '<<EOF"] {
      #expect(parse("FROM a\n\(line)\nUSER u").instructions.count == 3, "\(line)")
    }
    #expect(parse("ONBUILD RUN <<E\nx\nE").instructions[0].heredocs.count == 1)
    #expect(parse("RUN cat <<\\\nE\nx\nE").instructions[0].heredocs.first?.name == "E")
  }

  @Test func jsonFormsFallBackToShellForm() {
    let cases: [(String, Bool)] = [
      ("[\"a\"]", true), ("[ ]", true), ("[\"a\",]", false), ("['a']", false), ("[\"a\"] b", false),
      ("[\"a\" \"b\"]", false),
      ("[\"\\u0061\\n\"]", true), ("[\"\\x\"]", false), ("[\"a\tb\"]", false), ("[1e999]", false), ("[01]", false),
      ("[tru]", false), ("[{\"a\":}]", false), ("[\"\\ud83d\\ude00\"]", true),
    ]
    for (text, isJSON) in cases {
      let node = parse("RUN \(text)").instructions[0]
      #expect(node.isJSON == isJSON && !node.isMalformed, "\(text)")
    }
    for text in ["[1]", "[null]", "[\"a\", [\"b\"]]", "[{\"a\": [1.5e3, true]}]", "[[[]]]"] {
      #expect(problems("RUN \(text)") == ["mixedArray 1"], "\(text)")
    }
    #expect(
      parse("RUN [\"\\u0061\\n\\ud83d\\ude00\\ud800\"]").instructions[0].arguments.map(\.text) == ["a\n😀\u{FFFD}"])
  }

  @Test func keywordsHaveAnyCase() {
    #expect(tree("From a\nonBuild Run x") == "(from \"a\")\n(onbuild (run \"x\"))")
    // U+212A folds to k, so that this is WORKDIR to BuildKit.
    #expect(tree("WOR\u{212A}DIR /a") == "(workdir \"/a\")")
    #expect(tree("FOO a b") == "(foo \"\")")
  }

  @Test func readingGoesOnAfterAnError() {
    let text = "FROM a\nENV x\nRUN [1]\nUSER u\nFOO\nUSER\nSHELL sh\nEXPOSE 99999\nWORKDIR ${\nHEALTHCHECK X"
    let evaluated = EvaluatedDockerfile(StagedDockerfile(parse(text)))
    let all = evaluated.staged.dockerfile.problems + evaluated.staged.problems + evaluated.problems
    #expect(
      all.map { "\($0.kind) \($0.line)" } == [
        "missingValue 2", "mixedArray 3", "unknownInstruction 5", "notOneArgument 6", "notArray 7",
        "unknownHealthcheckType 10", "invalidPort 8", "badSubstitution 9",
      ])
    #expect(evaluated.target()?.image.user == "u")
  }
}
