import MoatSource
import Testing

@testable import MoatDockerfile

/// Whatever the bytes, reading ends soon, with an error at its line, and without a trap.
@Suite struct HostileInputTests {
  private func evaluate(_ bytes: [UInt8]) -> EvaluatedDockerfile {
    EvaluatedDockerfile(StagedDockerfile(DockerfileParser.parse(SourceFile(name: "x", bytes: bytes))))
  }

  private func evaluate(_ text: String) -> EvaluatedDockerfile { evaluate(Array(text.utf8)) }

  private func problems(_ text: String) -> [String] {
    let evaluated = evaluate(text)
    let all = evaluated.staged.dockerfile.problems + evaluated.staged.problems + evaluated.problems
    return all.map { "\($0.kind) \($0.line)" }
  }

  private func many(_ text: String, _ count: Int = 100_000) -> String { String(repeating: text, count: count) }

  @Test func longLinesAreErrorsAtTheirLine() {
    #expect(problems("FROM a\nRUN " + many("x", 10 << 20) + "\nUSER b") == ["lineTooLong 2"])
    let limit = DockerfileLimits.lineBytes - 4
    #expect(problems("FROM a\nRUN " + many("x", limit) + "\nUSER b").isEmpty)
    #expect(problems("FROM a\nRUN " + many("x", limit)).isEmpty)
    #expect(problems("FROM a\nRUN " + many("x", limit + 1)) == ["lineTooLong 2"])
    #expect(problems("FROM a\nRUN x \\\n" + many("x", limit + 5)) == ["lineTooLong 3"])
    #expect(problems("FROM a\nRUN cat <<E\n" + many("x", 1 << 20)) == ["lineTooLong 3", "unterminatedHeredoc 2"])
  }

  @Test func manyContinuationsAreOneInstruction() {
    for (text, kinds) in [
      ("FROM a\nRUN " + many("xx \\\n"), [String]()), ("FROM a\nENV " + many("a=b \\\n") + "c=d", []),
      ("FROM a\nRUN x " + many("\\\n# c\n") + "y", ["emptyLine"]), ("FROM a\nRUN x" + many("\\\n"), []),
      ("FROM a\nRUN x \\" + many("\n"), ["emptyContinuationLine 100001"]),
      ("FROM a\nCOPY " + many("xx \\\n") + " /b/", []),
      ("FROM a\nRUN [\"a\", " + many("\"xx\", \\\n") + " \"b\"]", []),
      ("FROM a\nRUN [" + many("[ \\\n") + "]", []),
      ("FROM a\nRUN " + many("--mount=type=cache,target=/a \\\n") + "x", []),
    ] {
      let dockerfile = DockerfileParser.parse(SourceFile(name: "x", text: text))
      #expect(dockerfile.instructions.count == 2)
      #expect(dockerfile.problems.map { "\($0.kind) \($0.line)" } == (kinds == ["emptyLine"] ? [] : kinds))
    }
  }

  /// A field of a mount may be empty wherever it stands.
  @Test func mountsOfCommasAreErrors() {
    for mount in [",type=cache", "type=cache,", ",", ",,,", "type=cache,,target=/a", "\\\"\\\",type=cache", ""] {
      #expect(!problems("FROM a\nRUN --mount=\(mount) x\nUSER b\n").isEmpty, "\(mount)")
    }
  }

  @Test func heredocsWithoutEndAreErrorsWhereTheyBegin() {
    #expect(problems("FROM a\n\nRUN <<E\nx\n") == ["unterminatedHeredoc 3"])
    #expect(problems("FROM a\nRUN " + many("<<E ", 10_000) + "\nx\nE\n") == ["unterminatedHeredoc 2"])
    #expect(problems("FROM a\nCOPY <<A <<B /c/\nA\nx").first == "unterminatedHeredoc 2")
    #expect(problems("FROM a\nRUN <<E\n" + many("x\n", 1_000_000) + "E").isEmpty)
  }

  @Test func oddBytesAreShownAndDoNotStopReading() {
    let evaluated = evaluate(Array("FROM a\n# \u{0}\nUSER ".utf8) + [0xFF, 0x00, 0xC0, 0x80])
    #expect(evaluated.staged.dockerfile.problems.map { "\($0.kind) \($0.line)" } == ["malformedText 2"])
    #expect(evaluated.stages[0].steps.count == 1)
    for byte in UInt8.min...UInt8.max {
      for prefix in [
        "", "FROM ", "FROM a\nRUN ", "FROM a\nENV ", "FROM a\nRUN [", "FROM a\nLABEL a=", "FROM a\nRUN <<", "#",
      ] {
        _ = evaluate(Array(prefix.utf8) + [UInt8](repeating: byte, count: 300))
      }
    }
  }

  @Test func wordsThatDoubleEachOtherStaySmall() {
    var text = "FROM a\nENV a0=xxxxxxxxxx\n"
    for index in 1...200 { text += "ENV a\(index)=" + many("$a\(index - 1)", 10) + "\n" }
    #expect(problems(text).first == "expansionTooLong 7")
    #expect(problems("ARG A=$A\nFROM a$A\nARG A=${A}$A\nENV A=$A$A").isEmpty)
    let long = many("x", 60_000)
    let uses = problems("FROM a\nENV a=\(long)\n" + many("USER $a\n", 300))
    #expect(uses.first?.hasPrefix("expansionTooLong") == true && uses.count <= DockerfileLimits.problems)
  }

  @Test func wordsThatComeToNothingCostTheirWork() {
    let long = many("x", 60_000)
    for use in ["${u:+$a}", "${u:+${a#*y}}", "${u:+${a//y/z}}"] {
      let uses = problems("FROM a\nENV a=\(long)\n" + many("USER \(use)\n", 1_000))
      #expect(uses.first?.hasPrefix("expansionTooLong") == true, "\(use)")
    }
  }

  @Test func manyStagesAndTriggersAreLimited() {
    #expect(problems(many("FROM a\n", 10_000)) == ["tooManyStages \(DockerfileLimits.stages + 1)"])
    let triggers = "FROM a AS b\n" + many("ONBUILD RUN x\n", DockerfileLimits.triggers + 10)
    #expect(problems(triggers).first == "nestedTooDeep \(DockerfileLimits.triggers + 2)")
    #expect(
      problems("FROM a AS b\n" + many("ONBUILD RUN x\n", 200) + many("FROM b AS b\nONBUILD RUN y\n", 500)).isEmpty)
    #expect(problems("FROM a\n" + many("ONBUILD ", 5_000) + "RUN x") == ["nestedTooDeep 2"])
    #expect(problems("FROM a\nONBUILD ONBUILD RUN x") == ["chainedOnbuild 2"])
    #expect(problems("FROM a\nEXPOSE " + many("0-65535/udp 0-65535 0-65535/sctp ", 3)) == ["invalidPort 2"])
  }

  @Test func manyErrorsAreCut() {
    #expect(
      DockerfileParser.parse(SourceFile(name: "x", text: many("ENV a\n", 10_000))).problems.count
        == DockerfileLimits.problems)
    #expect(problems("FROM a\n" + many("FOO\n", 10_000)).count == DockerfileLimits.problems)
  }
}
