import MoatDockerfile
import MoatSource
import Testing

@testable import Moat

@Suite struct DockerfileInspectionTests {
  private static let file = """
    ARG BASE=alpine:3
    FROM ${BASE} AS build
    ARG NAME=app
    ENV DATA=/var/$NAME
    WORKDIR src
    USER app
    FROM scratch AS other
    EXPOSE x
    FROM --platform=$TARGETPLATFORM build
    ARG TARGETARCH
    LABEL arch=$TARGETARCH
    """

  private static func image(
    _ text: String = file, _ change: (inout CheckOptions.Build) -> Void = { _ in }
  ) throws -> DockerfileImage {
    var options = CheckOptions.Build()
    change(&options)
    return try DockerfileInspection(SourceFile(name: "Dockerfile", text: text)).image(options)
  }

  @Test func optionsAreThoseOfABuild() throws {
    let image = try Self.image {
      $0.targets = [.init(stage: "2")]
      $0.platform = "linux/arm64"
      $0.arguments = ["NAME": "shop", "BASE": "debian:12", "NAMES": "x"]
    }
    #expect(image.configuration.labels.pairs == ["arch=arm64"])
    #expect(image.configuration.environment.value(of: "DATA") == "/var/shop")
    #expect(
      image.notes == [
        "of the base image debian:12 nothing is known: it is taken to have PATH, and nothing else",
        "not settled by this file: WorkingDir, Entrypoint, Cmd, Healthcheck, Shell, StopSignal",
        "may hold more than is shown: Env, Labels, ExposedPorts, Volumes",
        "no ARG of this file is called NAMES",
      ])
    #expect(try Self.image("FROM scratch") { $0.platform = "linux/arm/v7" }.notes == [])
  }

  @Test func whatATargetDoesNotNeedStopsNobody() throws {
    #expect(throws: DockerfileErrors.self) { try Self.image() }
    #expect(throws: DockerfileErrors.self) { try Self.image { $0.targets = [.init(stage: "other")] } }
    #expect(try Self.image { $0.targets = [.init(stage: "BUILD")] }.configuration.user == "app")
    // A stage that is not there is an error wherever it stands.
    let missing = "FROM scratch AS a\nFROM scratch\nCOPY --from=9 / /\n"
    #expect(throws: DockerfileErrors.self) { try Self.image(missing) { $0.targets = [.init(stage: "a")] } }
  }

  @Test func optionsThatDoNotFitAreErrors() {
    let cases: [((inout CheckOptions.Build) -> Void, String)] = [
      ({ $0.targets = [.init(stage: "biuld")] }, "there is no stage 'biuld': the file has 3; did you mean build?"),
      ({ $0.targets = [.init(stage: "3")] }, "there is no stage '3': the file has 3"),
      ({ $0.platform = "arm64" }, "'arm64' is no platform: write OS/ARCHITECTURE, as linux/arm64, or with a variant"),
      ({ $0.platform = "a//" }, "'a//' is no platform: write OS/ARCHITECTURE, as linux/arm64, or with a variant"),
    ]
    for (change, message) in cases {
      let error = #expect(throws: OptionError.self, "\(message)") { try Self.image(Self.file, change) }
      #expect(error?.message == message)
    }
  }

  @Test func errorsShowTheirLines() {
    let inspection = DockerfileInspection(
      SourceFile(name: "a\u{1B}b", text: "FROM scratch\nENV A\nLABEL\tb c\nENV \"\n"))
    let error = #expect(throws: DockerfileErrors.self) { try inspection.tree() }
    let lines = error?.text.split(separator: "\n").map(String.init) ?? []
    #expect(lines.first?.hasPrefix("a\u{FFFD}b:2:") == true && lines.first?.contains("error: ") == true, "\(lines)")
    #expect(lines.dropFirst().first == "      2 | ENV A", "\(lines)")
    #expect(lines.count == 6, "\(lines)")
    // An instruction that means nothing is in the tree without its words, as in BuildKit's, and makes no image.
    let unknown = DockerfileInspection(SourceFile(name: "f", text: "FROM scratch\nRUNN x\n"))
    #expect((try? unknown.tree()) == "(from \"scratch\")\n(runn \"\")")
    #expect(throws: DockerfileErrors.self) { try unknown.image() }
    #expect(throws: DockerfileErrors.self) { try Self.image("ARG A\n") }
    #expect(throws: DockerfileErrors.self) { try Self.image("") }
  }
}
