import MoatSource
import MoatTestSupport
import Testing

@testable import MoatDockerfile

/// The example and the limits of `docs/dockerfile.md` are made from the code, between two marks each.
@Suite struct DockerfilePageTests {
  private static let path = Files.packageRoot() + "/docs/dockerfile.md"

  private static let example = """
    # syntax=docker/dockerfile:1
    ARG GO=1.26
    FROM --platform=$BUILDPLATFORM golang:${GO} AS build
    ARG TARGETARCH
    # The module cache stays between builds.
    RUN --mount=type=cache,target=/go/pkg \\
        # for the target, not for the builder
        GOARCH=$TARGETARCH go build -o /app .
    FROM scratch
    ENV PORT=8080 DATA="/var/lib/${NAME:-app}"
    COPY --from=build /app /
    COPY <<EOF /etc/app.conf
    port = $PORT
    EOF
    EXPOSE $PORT
    VOLUME $DATA
    USER 1000
    ENTRYPOINT ["/app"]
    """

  @Test func theExampleAndTheLimitsAreThoseOfTheCode() throws {
    let page = try #require(Files.text(Self.path))
    let shown = try #require(Golden.replacing("example", in: page, with: Self.shown()))
    let text = try #require(Golden.replacing("limits", in: shown, with: Self.limits()))
    if let difference = Golden.difference(of: text, from: Self.path) { Issue.record("\(difference)") }
  }

  private static func shown() -> String {
    let dockerfile = DockerfileParser.parse(SourceFile(name: "Dockerfile", text: example))
    let evaluated = EvaluatedDockerfile(StagedDockerfile(dockerfile))
    var parts = ["```dockerfile\n\(example)\n```\n"]
    parts.append("The tree, in the notation of BuildKit's tests:\n\n```\n\(SExpression.of(dockerfile))\n```\n")
    let dependencies = evaluated.dependencies
    let stages = evaluated.stages.map { stage in
      let name = stage.stage.name.map { "`\($0)`" } ?? "(none)"
      let targets = dependencies[stage.stage.index].map { "\($0.reason) \(target($0.target))" }
      let unmatched = stage.steps.flatMap { $0.unmatched.sorted() }.map { "`\($0)`" }
      return "| \(stage.stage.index) | \(name) | \(stage.platform.map { "`\($0)`" } ?? "") | "
        + "\(targets.joined(separator: ", ")) | \(unmatched.joined(separator: ", ")) | \(stage.known == .all ? "yes" : "no") |"
    }
    parts.append(
      "Its stages:\n\n| stage | name | platform | takes from | not set | base known |\n|---|---|---|---|---|---|")
    parts.append(stages.joined(separator: "\n") + "\n")
    if let image = evaluated.target()?.image { parts.append("And the image of the last:\n\n" + table(image)) }
    return parts.joined(separator: "\n") + "\n"
  }

  private static func target(_ target: StageGraph.Dependency.Target) -> String {
    switch target {
    case .stage(let index): "stage \(index)"
    case .image(let name): "`\(name)`"
    case .missing(let number): "no stage \(number)"
    }
  }

  private static func table(_ image: ImageConfiguration) -> String {
    let rows: [(String, [ByteText])] = [
      ("environment", image.environment.pairs), ("user", [image.user]), ("working directory", [image.workingDirectory]),
      ("entrypoint", image.entrypoint ?? []), ("command", image.command ?? []),
      ("exposed ports", image.exposedPorts.sorted()), ("volumes", image.volumes.sorted()),
    ]
    let lines = rows.map { "| \($0.0) | \($0.1.map { "`\($0)`" }.joined(separator: ", ")) |" }
    return "| | |\n|---|---|\n" + lines.joined(separator: "\n")
  }

  private static func limits() -> String {
    let rows: [(String, Int)] = [
      ("bytes of a line", DockerfileLimits.lineBytes), ("bytes of a file", DockerfileLimits.fileBytes),
      ("ONBUILD within ONBUILD", DockerfileLimits.onbuildDepth),
      ("substitutions within each other", DockerfileLimits.expansionDepth),
      ("bytes of one expanded word", DockerfileLimits.expandedBytes),
      ("bytes of all expanded words of a file", DockerfileLimits.totalExpandedBytes),
      ("steps of filling the variables of a file", DockerfileLimits.expansionSteps),
      ("nesting of a JSON form", DockerfileLimits.jsonDepth), ("exposed ports", DockerfileLimits.exposedPorts),
      ("stages", DockerfileLimits.stages), ("ONBUILD triggers of a stage", DockerfileLimits.triggers),
      ("problems that are kept", DockerfileLimits.problems),
    ]
    return "| limit | |\n|---|---|\n" + rows.map { "| \($0.0) | \($0.1) |" }.joined(separator: "\n") + "\n"
  }
}
