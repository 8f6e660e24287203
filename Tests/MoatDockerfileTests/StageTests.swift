import MoatSource
import Testing

@testable import MoatDockerfile

/// What a Dockerfile comes to, where the corpora do not show it.
@Suite struct StageTests {
  private func evaluate(_ text: String, _ options: BuildOptions = BuildOptions()) -> EvaluatedDockerfile {
    EvaluatedDockerfile(StagedDockerfile(DockerfileParser.parse(SourceFile(name: "x", text: text))), options: options)
  }

  @Test func aStageInheritsWhatItsBaseHas() throws {
    let text = """
      ARG TAG=1
      FROM debian:$TAG AS Base
      ARG DIR=/srv
      ENV A=1 B=$A
      ENTRYPOINT ["e"]
      CMD ["c"]
      ONBUILD USER trigger
      WORKDIR $DIR
      FROM base
      WORKDIR sub/../app
      LABEL a=$A b="$B" dir=$DIR
      FROM base AS other
      ENTRYPOINT f
      SHELL ["/bin/bash", "-c"]
      CMD g
      """
    let evaluated = evaluate(text)
    #expect(evaluated.problems.isEmpty)
    #expect(evaluated.stages.map(\.base) == [.image("debian:1"), .stage(0), .stage(0)])
    #expect(evaluated.origin(of: 2) == .image("debian:1"))
    let second = evaluated.stages[1].image
    #expect(second.user == "trigger" && second.onbuild.isEmpty)
    #expect(second.workingDirectory == "/srv/app")
    #expect(second.labels.pairs == ["a=1", "b=", "dir=/srv"])
    #expect(second.command == ["c"] && second.entrypoint == ["e"])
    let third = evaluated.stages[2].image
    #expect(third.entrypoint == ["/bin/sh", "-c", "f"] && third.command == ["/bin/bash", "-c", "g"])
    #expect(evaluated.stages[1].steps.map(\.isTrigger) == [true, false, false])
    var options = BuildOptions()
    options.target = .stage("BASE")
    options.arguments = ["TAG": "2", "DIR": "/d"]
    let other = evaluate(text, options)
    let target = try #require(other.target(options))
    #expect(target.base == .image("debian:2") && target.image.workingDirectory == "/d")
  }

  @Test func onlyWhatTheFileSettlesIsKnown() {
    let cases: [(String, EvaluatedStage.Fields)] = [
      ("FROM a", []), ("FROM scratch", .all), ("FROM a\nUSER u", .user), ("FROM a\nUSER $U", []),
      ("FROM a\nARG U\nUSER $U", []), ("FROM a\nARG U=u\nUSER $U", .user), ("FROM a\nUSER ${U:-u}", []),
      ("FROM a\nENV U=$V\nUSER $U", []), ("FROM a\nENV U=$V\nENV U=u\nUSER $U", .user), ("FROM a\nUSER x$PATH", []),
      ("FROM a\nWORKDIR b", []), ("FROM a\nWORKDIR /b\nWORKDIR c", .workingDirectory),
      ("FROM a\nCMD x", []), ("FROM a\nCMD [\"x\"]", .command),
      ("FROM a\nENTRYPOINT [\"x\"]", [.entrypoint, .command]),
      ("FROM a\nSHELL [\"x\"]\nCMD x", [.shell, .command]), ("FROM a\nHEALTHCHECK NONE", .healthcheck),
      ("FROM a AS b\nUSER u\nFROM b", .user), ("FROM a\nUSER u\nUSER $V", []), ("FROM scratch\nUSER $V", .all),
    ]
    for (text, known) in cases { #expect(evaluate(text).stages.last?.known == known, "\(text)") }
  }

  @Test func stagesDependOnEachOther() {
    let text = """
      FROM a AS one
      RUN --mount=type=bind,from=two,target=/t x
      FROM b AS two
      COPY --from=ONE /x /y
      COPY --from=0 /x /y
      COPY --from=img:1 /x /y
      FROM two AS three
      COPY --from=three /x /y
      COPY --from=9 /x /y
      COPY --from=$x /x /y
      """
    let evaluated = evaluate(text)
    let dependencies = evaluated.dependencies
    #expect(dependencies[0].map(\.target) == [.image("a"), .stage(1)])
    #expect(dependencies[1].map(\.target) == [.image("b"), .stage(0), .stage(0), .image("img:1")])
    #expect(StageGraph.reachable(from: 2, dependencies) == [0, 1, 2])
    #expect(
      evaluated.problems.map { "\($0.kind) \($0.line)" } == [
        "variableInFrom 10", "laterStage 2", "circularStages 8", "unknownStageIndex 9",
      ])
  }

  @Test func flagsHaveTheirValues() throws {
    let text = """
      FROM --platform=linux/arm64 a
      RUN --network=none --mount=type=cache,target=/c,sharing=locked --mount=type=secret,id=s,required x
      COPY --chown=1:2 --link --from=b c d /e/
      ADD --keep-git-dir=true --checksum=sha256:1111111111111111111111111111111111111111111111111111111111111111 https://e.org/f.git /g
      HEALTHCHECK --interval=1m30s --timeout=1.5s --retries=3 CMD x
      """
    let evaluated = evaluate(text)
    #expect(evaluated.staged.problems.isEmpty && evaluated.problems.isEmpty)
    let stage = evaluated.stages[0]
    #expect(stage.platform == "linux/arm64")
    guard case .run(let run) = stage.steps[0].instruction.content,
      case .copy(let copy) = stage.steps[1].instruction.content, case .add(let add) = stage.steps[2].instruction.content
    else {
      Issue.record("the instructions are not RUN, COPY and ADD")
      return
    }
    let mounts = try run.mounts.map { try Mount.read($0) { $0 } }
    #expect(mounts.map(\.kind) == [.cache, .secret] && mounts.map(\.isReadOnly) == [false, true])
    #expect(mounts[0].target == "/c" && mounts[1].id == "s" && mounts[1].isRequired)
    #expect(run.network?.text == "none")
    #expect(copy.sources.map(\.text) == ["c", "d"] && copy.destination.text == "/e/" && copy.isLinked)
    #expect(add.keepsGitFolder && add.checksum?.text == ByteText("sha256:" + String(repeating: "1", count: 64)))
    let health = stage.image.healthcheck
    #expect(health?.interval == 90_000_000_000 && health?.timeout == 1_500_000_000 && health?.retries == 3)
  }

  @Test func portsAndTimesAreChecked() {
    let ports: [(ByteText, String?)] = [
      ("80", "80...80 tcp"), ("80-82/UDP", "80...82 udp"), ("1.2.3.4:90:80", "80...80 tcp"),
      ("[::1]:90:80", "80...80 tcp"),
      ("90-92:80", "80...80 tcp"), ("90-91:80-82", nil), ("65536", nil), ("82-80", nil), ("80/x", nil), ("a", nil),
      ("", nil),
      ("+80", nil), ("300.1.1.1::80", nil), ("1-2-3", nil),
    ]
    for (word, expected) in ports {
      #expect(PortRange(word).map { "\($0.ports) \($0.networkProtocol)" } == expected, "\(word)")
    }
    let times: [(ByteText, Int64?)] = [
      ("0", 0), ("1s", 1_000_000_000), ("1h1m1s", 3_661_000_000_000), ("-1.5ms", -1_500_000), ("1", nil), ("s", nil),
      ("1 s", nil), (".5s", 500_000_000), ("1.s", 1_000_000_000), ("1.2.3s", nil), ("99999999999h", nil), ("1µs", 1000),
    ]
    for (text, expected) in times { #expect(GoDuration.parse(text) == expected, "\(text)") }
  }
}
