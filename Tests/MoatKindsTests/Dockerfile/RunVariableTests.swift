import MoatDockerfile
import MoatDocument
import MoatKinds
import MoatSource
import MoatTestSupport
import MoatValues
import Testing

/// The variables that a RUN has: ENV and ARG of the file, as far as they are certain.
@Suite struct RunVariableTests {
  /// The words of the last command called `echo`, `?` where one is not known.
  private func words(_ text: String, options: BuildOptions = BuildOptions()) -> String {
    let inputs = Inputs(dockerfile: text, options: options)
    guard let unit = inputs.units("dockerfile").first else { return "no Dockerfile" }
    var found = "no echo"
    for instruction in inputs.elements(inputs.read("instructions", of: inputs.document(unit), as: "dockerfile")) {
      for command in inputs.elements(inputs.read("commands", of: instruction, as: "instruction")) {
        guard inputs.text(inputs.read("name", of: command, as: "command")) == "echo" else { continue }
        let words = inputs.elements(inputs.read("arguments", of: command, as: "command")).map(inputs.text)
        found = words.map { $0.hasPrefix("unknown") || $0.hasPrefix("undetermined") ? "?" : "[\($0)]" }.joined()
      }
    }
    return found
  }

  @Test func whatTheFileSetsIsKnown() {
    let table: [(lines: String, words: String)] = [
      ("ENV A=a B=\"a b\"\nRUN echo $A $B \"$B\" $X", "[a][a][b][a b]?"), ("ARG A=a\nRUN echo $A", "[a]"),
      ("ENV A a b\nRUN echo $A", "[a][b]"), ("ARG A\nRUN echo $A", "?"), ("ARG A=a\nENV B=$A\nRUN echo $B", "[a]"),
      ("RUN echo $A\nENV A=a", "?"), ("ENV A=a\nENV A=b\nRUN echo $A", "[b]"), ("ENV A=a B=$A\nRUN echo x$B", "?"),
      ("ENV A=a PATH=/x:$PATH\nRUN echo $A $PATH", "[a]?"), ("ENV A=$Z\nRUN echo $A", "?"),
      ("ENV A=a\nENV B=${A:-b}\nRUN echo $B", "[a]"), ("ENV A=a\nENV A=$Z\nRUN echo $A", "?"),
      ("ARG A=a\nENV A=b\nRUN echo $A", "[b]"), ("ENV A=b\nARG A=a\nRUN echo $A", "?"),
      ("ENV A=b\nARG A=b\nRUN echo $A", "[b]"),
      ("ENV A=b\nARG A\nRUN echo $A", "?"), ("ARG A\nENV B=x$A\nRUN echo $B", "?"),
      ("ARG A\nENV B=${A:-x}\nRUN echo $B", "?"),
      ("ARG TARGETARCH\nRUN echo $TARGETARCH", "?"), ("ARG TARGETARCH=riscv64\nRUN echo $TARGETARCH", "[riscv64]"),
      ("ARG TARGETARCH\nENV A=$TARGETARCH\nRUN echo $A", "?"),
      ("ARG TARGETARCH\nARG A=$TARGETARCH\nENV B=$A\nRUN echo $B", "?"),
      ("RUN echo $HTTP_PROXY $TARGETPLATFORM", "??"), ("ENV A=a\nUSER b\nRUN A=b; echo $A", "[b]"),
      ("ENV A=a\nRUN [\"echo\", \"$A\"]", "[$A]"), ("ENV A=a\nRUN [\"sh\", \"-c\", \"echo $A\"]", "[a]"),
      ("ENV A=a\nRUN <<E\necho $A\nE", "[a]"), ("ENV A=a\nRUN <<E\n#!/bin/bash -e\necho $A\nE", "[a]"),
      ("ENV A=a\nSHELL [\"/bin/bash\", \"-o\", \"pipefail\", \"-c\"]\nRUN echo $A", "[a]"),
      ("ENV A=a\nSHELL [\"/bin/bash\", \"-lc\"]\nRUN echo $A", "?"),
      ("ENV A=a\nSHELL [\"/bin/zsh\", \"-c\"]\nRUN echo $A", "?"),
      ("ENV A=a BASH_ENV=/b\nSHELL [\"/bin/bash\", \"-c\"]\nRUN echo $A", "?"),
      ("ENV A=a BASH_ENV=/b\nRUN echo $A", "[a]"),
      ("ENV A=a\nRUN --mount=type=secret,id=b,env=A echo $A", "?"),
      ("ENV A=a\nRUN --mount=type=secret,id=b,env=$B echo $A", "?"),
      ("ENV A=a\nONBUILD RUN echo $A", "?"), ("ENV A=a\nFROM y\nRUN echo $A", "?"),
      ("ENV A=\"x\\y\"\nRUN echo $A", "[x\\y]"), ("ENV A='$B'\nRUN echo $A", "[$B]"),
      ("ENV A=~/b\nRUN echo $A", "[~/b]"),
    ]
    for (lines, words) in table { #expect(self.words("FROM x\n\(lines)\n") == words, "\(lines)") }
  }

  @Test func stagesInheritTheVariables() {
    let table: [(text: String, words: String)] = [
      ("FROM x AS a\nENV A=a\nARG B=b\nFROM a\nRUN echo $A $B", "[a][b]"),
      ("FROM x AS a\nENV A=a\nFROM a\nENV A=b\nFROM a\nRUN echo $A", "[a]"),
      ("ARG A=a\nFROM x\nRUN echo $A", "?"), ("ARG A=a\nFROM x\nARG A\nRUN echo $A", "[a]"),
      ("ARG A\nFROM x\nARG A\nRUN echo $A", "?"),
      ("ARG A\nARG B=x$A\nFROM x\nARG B\nRUN echo $B", "?"), ("ARG B=$TARGETARCH\nFROM x\nARG B\nRUN echo $B", "?"),
      ("ARG A=a\nARG B=$A\nFROM x\nARG B\nRUN echo $B", "[a]"),
      ("FROM x AS a\nONBUILD ENV A=a\nFROM a\nRUN echo $A", "[a]"),
      ("FROM x AS a\nARG A\nFROM a\nENV B=$A\nRUN echo $B", "?"),
      ("FROM scratch\nENV A=a\nRUN echo $A x$B", "[a][x]"), ("FROM scratch\nARG A\nRUN echo x$A", "?"),
      ("FROM scratch AS a\nFROM a\nRUN echo x$A", "[x]"),
      ("FROM scratch\nRUN echo x$http_proxy x$HOME x$HOSTNAME", "???"),
    ]
    for (text, words) in table { #expect(self.words(text + "\n") == words, "\(text)") }
  }

  @Test func theBuildGivesValues() {
    var options = BuildOptions()
    options.arguments = ["A": "b c", "TARGETARCH": "arm64"]
    #expect(words("FROM x\nARG A=a\nARG TARGETARCH\nRUN echo $A $TARGETARCH\n", options: options) == "[b][c][arm64]")
    #expect(words("FROM x\nRUN echo $A\n", options: options) == "?")
    #expect(words("ARG A\nARG B=x$A\nFROM x\nARG B\nRUN echo \"$B\"\n", options: options) == "[xb c]")
    #expect(words("FROM x\nARG A\nENV A=e\nRUN echo $A\n", options: options) == "[e]")
  }

  /// Of the image `x` these fields are known.
  private struct OneBase: BaseImages {
    let configuration: ImageConfiguration
    var fields = EvaluatedStage.Fields.all

    func image(named name: ByteText, platform: ByteText?, target: ByteText) -> BaseImage? {
      name == "x" ? .known(configuration, fields) : nil
    }
  }

  @Test func theVariablesOfABaseThatIsKnownAreKnown() {
    var base = ImageConfiguration()
    base.environment.set("A", "a")
    var options = BuildOptions()
    options.baseImages = OneBase(configuration: base)
    #expect(words("FROM x\nENV C=$A\nRUN echo $A x$B $C\n", options: options) == "[a][x][a]")
    #expect(words("FROM x AS a\nFROM a\nENV A=b\nRUN echo $A x$B\n", options: options) == "[b][x]")
    #expect(words("FROM y\nRUN echo $A x$B\n", options: options) == "??")
    options.baseImages = OneBase(configuration: base, fields: [.environment])
    #expect(words("FROM x\nRUN echo $A x$B\n", options: options) == "[a][x]")
    options.baseImages = OneBase(configuration: base, fields: [.user])
    #expect(words("FROM x\nRUN echo $A x$B\n", options: options) == "??")
  }

  @Test func theFactsAreThoseOfTheFilledWords() {
    let inputs = Inputs(
      dockerfile: "FROM alpine\nENV DEPS=\"curl git=1\"\nARG PASSWORD=x\nRUN apk add $DEPS && PW=$PASSWORD a\n")
    let run = inputs.elements(
      inputs.read("instructions", of: inputs.document(inputs.units("dockerfile")[0]), as: "dockerfile"))[3]
    let commands = inputs.elements(inputs.read("commands", of: run, as: "instruction"))
    let packages = inputs.elements(inputs.read("packages", of: commands[0], as: "command"))
    let arena = inputs.documents.arena(ofUnit: inputs.units("dockerfile")[0])
    let texts = packages.map { arena.string(arena.child(of: $0.nodeIndex, named: "text")) }
    #expect(texts == ["curl", "git=1"])
    #expect(inputs.text(inputs.read("skipsVerification", of: commands[0], as: "command")) == "false")
    #expect(inputs.text(inputs.read("text", of: commands[0], as: "command")) == "apk add $DEPS")
    let assignment = inputs.elements(inputs.read("assignments", of: commands[1], as: "command"))[0]
    #expect(inputs.text(inputs.read("value", of: assignment, as: "variable")) == "x")
  }

  /// What a file makes of its variables is bounded, however many instructions use them.
  @Test func manyUsesOfALongVariableAreBounded() {
    let value = String(repeating: "a ", count: 20_000)
    let text = "FROM x\nENV A=\"\(value)\"\n" + String(repeating: "RUN b $A\n", count: 2_000)
    let inputs = Inputs(dockerfile: text)
    let document = inputs.document(inputs.units("dockerfile")[0])
    var words = 0
    for instruction in inputs.elements(inputs.read("instructions", of: document, as: "dockerfile")) {
      for command in inputs.elements(inputs.read("commands", of: instruction, as: "instruction")) {
        words += inputs.elements(inputs.read("arguments", of: command, as: "command")).count
      }
    }
    #expect(words <= 2_000 + FillingAllowance.standard / 32)
  }

  /// Each RUN shares the variables with those before it, and the facts of a command are found by the command.
  @Test func manyVariablesAndCommandsTakeLinearTime() {
    let texts: [(Int) -> String] = [
      { count in (0..<count).map { "ENV A\($0)=a\nRUN b $A\($0)\n" }.joined() },
      { count in
        "RUN <<E\n" + String(repeating: "apt-get install a\nrm -rf /var/lib/apt/lists/*\n", count: count) + "E\n"
      },
    ]
    for text in texts {
      func time(_ count: Int) -> Swift.Duration {
        ProcessorTime.measure { _ = Inputs(dockerfile: "FROM x\n" + text(count)) }
      }
      _ = time(100)
      let (short, long) = (time(1_000), time(8_000))
      // What takes a look at all others for each would take 64 times as long.
      #expect(long < short * 30 + .seconds(1), "\(short), then \(long)")
    }
  }
}
