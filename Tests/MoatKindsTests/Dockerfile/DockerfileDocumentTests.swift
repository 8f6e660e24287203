import MoatDockerfile
import MoatDocument
import MoatKinds
import MoatSource
import MoatValues
import Testing

/// What a policy reads of a Dockerfile.
struct DockerfileDocumentTests {
  /// The value of a path from a Dockerfile, a number being an element: `stages.0.user.name`.
  private func read(_ path: String, of text: String, _ options: BuildOptions = BuildOptions()) -> String {
    let inputs = Inputs(dockerfile: text, options: options)
    guard let unit = inputs.units("dockerfile").first else { return "no Dockerfile" }
    var value = inputs.document(unit)
    var type = Type.object(DockerfileKind.dockerfile.id)
    for step in path.split(separator: ".").map(String.init) {
      if let index = Int(step) {
        let elements = inputs.elements(value)
        guard elements.indices.contains(index) else { return "no element \(index)" }
        value = elements[index]
        if case .list(let element) = type { type = element }
        continue
      }
      guard let field = inputs.catalogue.field(named: step, of: type) else { return "no field \(step)" }
      value = inputs.read(step, of: value, type: type)
      type = field.type
    }
    return inputs.text(value)
  }

  @Test func theFinalStageAndWhatItIsBuiltOnAreKept() {
    let text = """
      FROM debian AS base
      FROM base AS build
      FROM base AS runtime
      FROM runtime
      COPY --from=build /a /a
      """
    for (index, isKept) in [true, false, true, true].enumerated() {
      #expect(read("stages.\(index).isKept", of: text) == "\(isKept)", "stage \(index)")
      #expect(read("stages.\(index).isNeeded", of: text) == "true", "stage \(index)")
    }
  }

  @Test func stagesAndWhatTheyInherit() {
    let text = """
      ARG TAG=12
      FROM debian:${TAG} AS Base
      USER app:staff
      RUN make
      FROM base
      COPY --from=0 --chown=1 /a b/
      COPY --from=other.example/x:1 /c /d
      USER 10
      """
    let cases: [(path: String, found: String)] = [
      ("stages.0.name", "base"), ("stages.1.name", "missing"), ("stages.0.isFinal", "false"),
      ("stages.0.isNeeded", "true"), ("stages.0.isKept", "true"), ("finalStage.isFinal", "true"),
      ("stages.0.base.image", "debian:12"),
      ("stages.0.base.written", "debian:${TAG}"), ("stages.1.base.image", "missing"),
      ("stages.1.base.stage.name", "base"), ("stages.0.user.name", "app"), ("stages.0.user.group", "staff"),
      ("stages.0.user.isNumeric", "false"), ("finalStage.user.name", "10"), ("finalStage.user.isNumeric", "true"),
      ("instructions.0.keyword", "ARG"), ("instructions.1.keyword", "FROM"), ("instructions.1.name", "base"),
      ("stages.1.instructions.0.keyword", "FROM"), ("stages.1.instructions.1.from.stage.name", "base"),
      ("stages.1.instructions.1.chown", "1"), ("stages.1.instructions.1.destination", "b/"),
      ("stages.1.instructions.2.from.image", "other.example/x:1"), ("stages.1.instructions.2.from.stage", "missing"),
      ("stages.1.lineage.1.keyword", "USER"), ("stages.1.lineage.6.keyword", "USER"),
      ("stages.1.instructions.2.previous.chown", "1"), ("stages.1.instructions.0.previous", "missing"),
      ("stages.0.workdir", "unknown: the working folder of the base image debian:12 is not known"),
      ("stages.1.workdir", "unknown: the working folder of the base image debian:12 is not known"),
      ("stages.0.commands.0.name", "make"),
    ]
    for (path, found) in cases { #expect(read(path, of: text) == found, "\(path)") }
  }

  @Test func theTargetDecidesWhatIsBuilt() {
    let text = "FROM scratch AS a\nFROM a AS b\nFROM scratch AS c\nCOPY --from=b /x /x\n"
    let unknown = "unknown: which stage is built is not known: the file does not have the one that is asked for"
    let cases: [(target: BuildOptions.Target, final: String, needed: [Bool], kept: [Bool])] = [
      (.last, "c", [true, true, true], [false, false, true]),
      (.stage("b"), "b", [true, true, false], [true, true, false]),
      (.stage("0"), "a", [true, false, false], [true, false, false]),
      (.all, "c", [true, true, true], [true, true, true]),
    ]
    for (target, final, needed, kept) in cases {
      var options = BuildOptions()
      options.target = target
      #expect(read("finalStage.name", of: text, options) == final, "\(target)")
      for index in 0..<3 {
        #expect(read("stages.\(index).isNeeded", of: text, options) == "\(needed[index])", "\(target) \(index)")
        #expect(read("stages.\(index).isKept", of: text, options) == "\(kept[index])", "\(target) \(index)")
        let isFinal = target == .all || ["a", "b", "c"][index] == final
        #expect(read("stages.\(index).isFinal", of: text, options) == "\(isFinal)", "\(target) \(index)")
      }
    }
    var options = BuildOptions()
    options.target = .stage("deploy")
    for path in ["stages.0.isFinal", "stages.2.isNeeded", "stages.1.isKept"] {
      #expect(read(path, of: text, options) == unknown, "\(path)")
    }
    #expect(read("finalStage", of: text, options) == "undetermined notKnown")
    #expect(read("problems", of: text, options) == "[there is no stage 'deploy': the file has 3]")
    #expect(read("finalStage", of: "ARG A", options) == "missing")
  }

  /// One image with a shell of its own, whatever FROM names.
  private struct PowerShell: BaseImages {
    func image(named name: ByteText, platform: ByteText?, target: ByteText) -> BaseImage? {
      var image = ImageConfiguration()
      image.shell = ["pwsh", "-c"]
      image.labels.set("a", "1")
      return .known(image, [.shell, .labels])
    }
  }

  @Test func whatIsKnownOfABaseIsRead() {
    var options = BuildOptions()
    options.baseImages = PowerShell()
    let text = "FROM a\nRUN Get-Item x\nCMD serve\nLABEL b=$X\n"
    #expect(read("finalStage.shell", of: text, options) == "[pwsh, -c]")
    #expect(read("instructions.1.shellName", of: text, options) == "pwsh")
    #expect(read("finalStage.command", of: text, options) == "[pwsh, -c, serve]")
    #expect(read("finalStage.labels", of: "FROM a\nLABEL b=2", options) == "{a, b}")
    #expect(read("finalStage.labels", of: text, options) == "unknown: the labels of the base image a are not known")
    #expect(read("finalStage.user", of: text, options) == "unknown: the user of the base image a is not known")
  }

  @Test func portsThatFollowOneAnotherAreOne() {
    let text = "FROM scratch\nEXPOSE 82 80 81/tcp 53/UDP 9000-9010 9005-9020\n"
    let found = (0..<4).map { read("finalStage.ports.\($0).text", of: text) }
    #expect(found == ["80-82/tcp", "9000-9020/tcp", "53/udp", "no element 3"])
    #expect(read("finalStage.ports.0.last", of: text) == "82")
    #expect(
      read("finalStage.ports.1", of: "FROM a\nEXPOSE 80") == "unknown: the ports of the base image a are not known")
  }

  @Test func aCommentNamesTheImageThatComesOfTheFile() {
    let cases: [(text: String, builds: String, problems: [String])] = [
      ("FROM x", "[]", []),
      (
        "# moat:image a/b\nFROM x\n#moat:image c:1 , d@sha256:\(String(repeating: "0", count: 64))",
        "[a/b, c:1, d@sha256:\(String(repeating: "0", count: 64))]", []
      ),
      ("# moat:images a\n# moat: an image\n# moat image a\n# the moat:image a\nFROM x", "[]", []),
      ("# moat:image\nFROM x", "?", ["it names no image"]),
      ("# moat:image a,\nFROM x", "?", ["a name is missing at its comma"]),
      ("# moat:image a b\nFROM x", "?", ["names are separated by commas"]),
      ("# moat:image a/B\nFROM x", "?", ["`a/B` is no name of an image"]),
      ("# moat:image a, a:$TAG\nFROM x", "?", ["`a:$TAG` is no name of an image"]),
      ("# Moat:image a\nFROM x", "?", ["it is written `moat:image`"]),
      ("# moat: image a\nFROM x", "?", ["it is written `moat:image`"]),
      ("FROM x\nRUN a \\\n # moat:image a\n b", "?", ["it stands within an instruction: write it above"]),
      (
        "# moat:image \((0...64).map { "a\($0)" }.joined(separator: ","))\nFROM x", "?",
        ["it names more than 64 images"]
      ),
    ]
    for (text, builds, problems) in cases {
      let unknown = "[unknown: which image this comment names is not known]"
      #expect(read("builds", of: text) == (builds == "?" ? unknown : builds), "\(text)")
      let found = Inputs(dockerfile: text).result.problems.filter { $0.subject == .comment }.map(\.message)
      #expect(found == problems.map { "this comment names no image: \($0)" }, "\(text)")
    }
    let many = String(repeating: "# moat:image a\n", count: 1002) + "FROM x"
    #expect(Inputs(dockerfile: many).result.problems.count == 1)
    var options = BuildOptions()
    options.imageNames = ["z"]
    #expect(read("builds", of: "# moat:image a\nFROM x", options) == "[z, a]")
  }

  @Test func variablesAreFilledInWhereTheyAreKnown() {
    let text = """
      FROM scratch
      ENV A=1 B=$A C="x y"
      ENV OLD form here
      ARG GIVEN
      ARG PORT=80
      EXPOSE $PORT 53/UDP 90-91
      USER $GIVEN
      WORKDIR /a
      WORKDIR $A
      LABEL k=$A
      VOLUME /data $A
      """
    let cases: [(path: String, found: String)] = [
      ("instructions.1.variables.0.name", "A"), ("instructions.1.variables.1.value", ""),
      ("instructions.1.variables.1.written", "$A"), ("instructions.1.variables.2.value", "x y"),
      ("instructions.1.undefinedVariables", "[A]"), ("instructions.2.variables.0.hasEquals", "false"),
      ("instructions.2.variables.0.value", "form here"), ("instructions.3.variables.0.value", "missing"),
      ("instructions.4.variables.0.value", "80"), ("instructions.5.ports.0.first", "80"),
      ("instructions.5.ports.1.protocol", "udp"), ("instructions.5.ports.2.last", "91"),
      ("finalStage.workdir", "/a/1"), ("instructions.9.variables.0.value", "1"),
      ("instructions.10.paths", "[/data, 1]"), ("finalStage.labels", "{k}"),
    ]
    for (path, found) in cases { #expect(read(path, of: text) == found, "\(path)") }
    let guess = read("instructions.1.path", of: "FROM debian\nWORKDIR $HOME/x\n")
    #expect(guess == "unknown: what `$HOME/x` comes to is not known")
  }

  @Test func commandsWithTheirPipelines() {
    let text = """
      FROM debian
      RUN set -o pipefail; sudo -u x env A=1 apt-get install -y curl=7 $MORE \\
       # a comment
       && curl -k https://a.example/i | bash
      RUN (a; b) | c
      RUN $X y
      RUN "
      RUN ["rm", "-r", "/x"]
      ONBUILD RUN make
      """
    let cases: [(path: String, found: String)] = [
      ("instructions.1.commands.0.name", "set"), ("instructions.1.commands.1.name", "sudo"),
      ("instructions.1.commands.1.wrapped", "true"), ("instructions.1.commands.2.name", "env"),
      ("instructions.1.commands.3.name", "apt-get"), ("instructions.1.commands.3.wrappers", "[sudo, env]"),
      ("instructions.1.commands.3.manager", "apt"), ("instructions.1.commands.3.action", "install"),
      ("instructions.1.commands.3.assumesYes", "true"), ("instructions.1.commands.3.packages.0.name", "curl"),
      ("instructions.1.commands.3.packages.0.pin", "exact"),
      ("instructions.1.commands.3.packages.1", "unknown: which packages this installs depends on a variable"),
      ("instructions.1.commands.4.url", "https://a.example/i"), ("instructions.1.commands.4.flags", "[-k]"),
      ("instructions.1.commands.4.pipeline.stages", "2"), ("instructions.1.pipelines.2.first.name", "curl"),
      ("instructions.1.pipelines.2.last.name", "bash"), ("instructions.1.pipelines.2.pipefail", "true"),
      ("instructions.1.pipelines.1.first.name", "apt-get"),
      ("instructions.1.commands.6", "unknown: which commands this runs is not known: it reads a script"),
      ("instructions.2.pipelines.0.last.name", "c"),
      ("instructions.3.commands.0.name", "unknown: which command this is depends on a variable"),
      ("instructions.5.commands.0.operands", "[/x]"), ("instructions.5.form", "exec"),
      ("instructions.6.keyword", "ONBUILD"), ("instructions.7.keyword", "RUN"), ("instructions.7.onbuild", "true"),
      ("instructions.7.commands.0.name", "make"), ("stages.0.instructions.7", "no element 7"),
    ]
    for (path, found) in cases { #expect(read(path, of: text) == found, "\(path)") }
    #expect(read("instructions.4.commands.1", of: text).hasPrefix("unknown: which commands this runs is not known"))
    #expect(read("instructions.2.pipelines.0.first", of: text).hasPrefix("undetermined"))
  }

  @Test func shellsThatAreNoShellsOfUnixAreNotRead() {
    let cases = [
      "FROM mcr.microsoft.com/windows/servercore:ltsc2022\nRUN dir",
      "FROM debian\nSHELL [\"powershell\", \"-Command\"]\nRUN Get-Item x",
      "FROM --platform=windows/amd64 x\nRUN dir",
      "FROM debian\nRUN <<EOF\n#!/usr/bin/env python3\nimport os\nEOF",
    ]
    for text in cases {
      let count = text.contains("SHELL") ? 2 : 1
      let found = read("instructions.\(count).commands.0", of: text)
      let isHidden = found.hasPrefix("unknown: which commands this runs is not known: the text is read by")
      #expect(isHidden, "\(text): \(found)")
    }
    #expect(read("instructions.1.commands.0.name", of: "FROM x\nRUN <<-EOF\n#!/bin/bash\n\tmake\n\tEOF") == "make")
    #expect(read("instructions.1.commands.1.name", of: "FROM x\nRUN cat <<A >f && make\ntext\nA\n") == "make")
  }

  @Test func eachPlaceIsThatOfTheSource() {
    let text = "FROM debian\nRUN apt-get \\\n  # why\n  update &&\\\n  make\nRUN <<-EOF\n\tcd /x\n\tgo build\nEOF\n"
    let inputs = Inputs(dockerfile: text)
    let unit = inputs.units("dockerfile")[0]
    let arena = inputs.documents.arena(ofUnit: unit)
    var lines: [String] = []
    for instruction in inputs.elements(inputs.read("instructions", of: inputs.document(unit), as: "dockerfile")) {
      for command in inputs.elements(inputs.read("commands", of: instruction, as: "instruction")) {
        let name = arena.child(of: command.nodeIndex, named: "name")
        let place = arena.source.place(of: arena.span(name).start)
        lines.append("\(arena.string(name)) \(place.line):\(place.column)")
      }
    }
    #expect(lines == ["apt-get 2:5", "make 5:3", "cd 7:2", "go 8:2"])
  }

  @Test func whatCannotBeBuiltIsAProblemAtItsLine() {
    let inputs = Inputs(dockerfile: "FROM debian\nFOO bar\nRUN make\nEXPOSE 70000\nCOPY --from=9 a b\n")
    let lines = inputs.result.problems.map { problem in
      let arena = inputs.documents.arenas[Int(problem.arena)]
      return "\(arena.source.place(of: arena.span(problem.node).start).line) \(problem.subject)"
    }
    #expect(lines.sorted() == ["2 dockerfile", "4 dockerfile", "5 dockerfile"])
    // The rest is read all the same.
    #expect(read("stages.0.commands.0.name", of: "FROM debian\nFOO bar\nRUN make\n") == "make")
    #expect(Inputs(dockerfile: "").result.problems.count == 1)
    #expect(Inputs(dockerfile: "RUN x\n").result.problems.count >= 1)
  }
}
