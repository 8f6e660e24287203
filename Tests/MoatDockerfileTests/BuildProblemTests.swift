import MoatSource
import Testing

@testable import MoatDockerfile

/// What BuildKit refuses, and what it refuses only as long as neither the build nor the base sets a variable.
@Suite struct BuildProblemTests {
  private func problems(_ text: String, _ options: BuildOptions = BuildOptions()) -> [String] {
    let dockerfile = DockerfileParser.parse(SourceFile(name: "x", text: text))
    return EvaluatedDockerfile(StagedDockerfile(dockerfile), options: options).problems.map { problem in
      "\(problem.kind)\(problem.isConditional ? "?" : "") \(problem.line)"
    }
  }

  @Test(arguments: [
    // The base: an argument without a default is the builder's, a name that nothing declares is not.
    ("ARG B\nFROM ${B}", "blankBaseName? 2"), ("ARG B=\nFROM ${B}", "blankBaseName 2"),
    ("FROM ${B}", "blankBaseName 1"),
    ("ARG B\nFROM ${B:-a}", ""), ("ARG B\nFROM ${B:?x}", "blankBaseName? 2"),
    ("FROM ${B:?x}", "badSubstitution 1"),
    ("ARG B\nARG C=$B\nFROM $C", "blankBaseName? 3"), ("ARG P\nFROM --platform=$P a", "emptyPlatform? 2"),
    ("ARG B\nARG C=${B:?x}\nFROM a$C", "badSubstitution? 2"),
    // A base that nobody knows may set any variable; scratch sets none.
    ("FROM a\nVOLUME $DATA", "emptyVolume? 2"), ("FROM scratch\nVOLUME $DATA", "emptyVolume 2"),
    ("FROM scratch\nARG DATA\nVOLUME $DATA /x", "emptyVolume? 3"), ("FROM a\nENV DATA=\nVOLUME $DATA", "emptyVolume 3"),
    ("FROM a\nENV DATA=$X\nVOLUME $DATA", "emptyVolume? 3"), ("FROM a\nVOLUME ${DATA:-/data}", ""),
    ("FROM a\nEXPOSE ${P}/tcp", "invalidPort? 2"), ("FROM scratch\nEXPOSE ${P}/tcp", "invalidPort 2"),
    ("FROM a\nEXPOSE ${P}/tcp 70000", "invalidPort 2; invalidPort? 2"),
    ("FROM a\nARG P\nEXPOSE $P-$P", "invalidPort? 3"),
    ("FROM a\nENV A=${B:?x}", "badSubstitution? 2"), ("FROM scratch\nENV A=${B:?x}", "badSubstitution 2"),
    ("FROM scratch\nENV B=\nENV A=${B:?x}", "badSubstitution 3"), ("FROM a\nWORKDIR ${B?x}", "badSubstitution? 2"),
    ("FROM a AS b\nENV A=$X\nFROM b\nVOLUME $A", "emptyVolume? 4"),
    ("FROM a\nONBUILD VOLUME $X\nFROM scratch", ""),
    // Values.
    ("FROM --platform=linux/arm/v7/x a", "invalidPlatform 1"), ("FROM --platform=nonsense a", "invalidPlatform 1"),
    ("FROM --platform=linux/arm64 a\nFROM --platform=amd64 b\nFROM --platform=linux c", ""),
    ("ARG P\nFROM --platform=linux/$P a", "invalidPlatform? 2"),
    ("FROM a\nCOPY --chmod=999 a /b", "invalidMode 2"), ("FROM a\nCOPY --chmod=64a a /b", "invalidMode 2"),
    ("FROM a\nADD --chmod=10000 a /b", "invalidMode 2"), ("FROM a\nADD --chmod=u=z a /b", "invalidMode 2"),
    ("FROM a\nCOPY --chmod=755 a /b\nCOPY --chmod=07777 a /b\nCOPY --chmod=u=rwX,go=rX a /b\nCOPY --chmod=+x a /b", ""),
    ("FROM a\nARG M\nCOPY --chmod=9$M a /b", "invalidMode? 3"), ("FROM a\nARG M\nCOPY --chmod=$M a /b", ""),
    ("FROM a\nSTOPSIGNAL nonsense", "invalidSignal 2"), ("FROM a\nSTOPSIGNAL 0", "invalidSignal 2"),
    ("FROM a\nSTOPSIGNAL sigterm\nSTOPSIGNAL 9\nSTOPSIGNAL SIGRTMIN+3\nSTOPSIGNAL KILL", ""),
    ("FROM a\nSTOPSIGNAL RTMIN+16", "invalidSignal 2"), ("FROM a\nSTOPSIGNAL $S", "invalidSignal? 2"),
    ("FROM a\nCOPY https://e.org/a /b", "remoteSource 2"), ("FROM a\nCOPY git@e.org:a/b.git /b", "remoteSource 2"),
    ("FROM a\nADD https://e.org/a git@e.org:a/b.git /b/", ""), ("FROM a\nCOPY github.com/a /b", ""),
    ("FROM a\nADD --checksum=sha256:1 https://e.org/a /b", "invalidChecksum 2"),
    ("FROM a\nADD --checksum=sha256:1 a /b", "invalidChecksum 2"),
    ("FROM a\nADD --checksum=0123456789 https://e.org/a.git /b", ""),
    // A mount over the root.
    ("FROM a\nRUN --mount=type=bind,target=/ x", "invalidMount 2"),
    ("FROM a\nRUN --mount=type=tmpfs,target=/ x", "invalidMount 2"),
    ("FROM scratch\nRUN --mount=type=cache x", "invalidMount 2"),
    ("FROM scratch\nWORKDIR /a\nRUN --mount=type=cache,target=.. x", "invalidMount 3"),
    ("FROM scratch\nWORKDIR /a\nRUN --mount=type=cache x\nRUN --mount=type=cache,target=b x", ""),
    ("FROM a\nRUN --mount=type=cache x\nRUN --mount=type=cache,target=.. x", ""),
    ("FROM a\nARG T=/\nRUN --mount=type=cache,target=$T x", "invalidMount 3"),
    ("FROM a\nARG T\nRUN --mount=type=cache,target=/$T x", "invalidMount? 3"),
    ("FROM scratch\nRUN --mount=type=ssh x\nRUN --mount=type=secret,id=a x", ""),
  ])
  func problemsOfABuild(text: String, expected: String) {
    let found = problems(text).joined(separator: "; ")
    #expect(found == expected, "\(text)")
  }

  @Test func aFileWithoutStages() {
    func problems(_ text: String) -> [String] {
      let dockerfile = DockerfileParser.parse(SourceFile(name: "x", text: text))
      let staged = StagedDockerfile(dockerfile)
      return (dockerfile.problems + staged.problems + EvaluatedDockerfile(staged).problems).map {
        "\($0.kind) \($0.line)"
      }
    }
    #expect(problems("ARG A=1\n") == ["noStage 1"])
    #expect(problems("# c\nARG A=1\nARG B\n\n") == ["noStage 3"])
    #expect(problems("ARG A=1\nRUN x") == ["noStage 2"])
    #expect(problems("ARG A=1\nFROM") == ["fromArguments 2"])
    #expect(problems("# c\n") == ["emptyFile 1"])
  }

  /// What is given settles it.
  @Test func anArgumentThatIsGivenIsCertain() {
    var options = BuildOptions()
    options.arguments = ["B": "debian:12", "M": "9"]
    #expect(problems("ARG B\nFROM ${B:?x}", options).isEmpty)
    #expect(problems("FROM a\nARG M\nCOPY --chmod=9$M a /b", options) == ["invalidMode 3"])
    options.arguments = ["B": ""]
    #expect(problems("ARG B\nFROM $B", options) == ["blankBaseName 2"])
  }

  /// The instruction has its effect all the same, as far as that is known.
  @Test func whatIsLeftOpenIsNotKnown() throws {
    func known(_ text: String) throws -> EvaluatedStage.Fields {
      let dockerfile = DockerfileParser.parse(SourceFile(name: "x", text: text))
      return try #require(EvaluatedDockerfile(StagedDockerfile(dockerfile)).stages.last).known
    }
    #expect(try !known("FROM scratch\nARG P\nEXPOSE $P").contains(.exposedPorts))
    #expect(try !known("FROM scratch\nARG P\nVOLUME $P").contains(.volumes))
    #expect(try !known("FROM scratch\nARG P\nUSER $P").contains(.user))
    #expect(try !known("FROM scratch\nARG P\nENV A=${P:?x}").contains(.environment))
    #expect(try known("FROM scratch\nARG P\nEXPOSE ${P:-80}\nUSER ${P:-1000}") == .all)
  }

  /// The texts between what is not known.
  @Test(arguments: [
    ("FROM a\nADD https://e/$V/a.jar /b", [["https://e/", "/a.jar"], nil]),
    ("FROM a\nENV V=1\nADD https://e/$V/$W.jar /$W", [["https://e/1/", ".jar"], ["/", ""]]),
    ("FROM a\nCOPY ${V:-x}/${W%.*}.y \"$V\"", [["", "/", ".y"], ["", ""]]),
    ("FROM a\nENV A=b\nCOPY ${A#$V}.x '$V'", [["", ".x"], nil]),
  ])
  func piecesOfWords(text: String, expected: [[String]?]) throws {
    let dockerfile = DockerfileParser.parse(SourceFile(name: "x", text: text))
    let stage = try #require(EvaluatedDockerfile(StagedDockerfile(dockerfile)).stages.first)
    let known = try #require(stage.steps.last).known
    #expect(known.map { $0.map { $0.map(\.description) } } == expected)
  }
}
