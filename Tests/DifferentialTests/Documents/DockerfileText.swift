import MoatTestSupport

/// Draws Dockerfiles: a document of that form is what its reader made of a text, and no other.
///
/// A sample is an object that holds the text, so that it can be printed and made smaller as every other.
enum DockerfileText {
  static let kind = "Dockerfile"

  static func sample(_ random: inout SplitMix64) -> Sample {
    var lines: [String] = []
    if random.chance(1, in: 4) { lines.append("ARG VERSION=12") }
    for _ in 0..<(1 + random.below(2)) {
      lines.append(random.pick(bases))
      for _ in 0..<random.below(7) { lines.append(random.pick(instructions)) }
    }
    return .object([.init("kind", .string(kind)), .init("text", .string(lines.joined(separator: "\n") + "\n"))])
  }

  /// The text of a sample that is a Dockerfile, if any of it is left.
  static func text(of sample: Sample) -> String? {
    guard case .object(let members) = sample, case .string(kind)? = members.first(where: { $0.key == "kind" })?.value
    else { return nil }
    guard case .string(let text)? = members.first(where: { $0.key == "text" })?.value else { return "" }
    return text
  }

  private static let bases = [
    "FROM debian:12", "FROM debian AS base", "FROM scratch", "FROM base", "FROM alpine:${VERSION} AS build",
    "FROM --platform=$BUILDPLATFORM golang:1.22@sha256:" + String(repeating: "a", count: 64) + " AS build",
    "FROM $UNSET",
  ]

  private static let instructions = [
    "USER root", "USER app:app", "USER $NAME", "WORKDIR /app", "WORKDIR app", "ENV A=1 B=$A", "ENV TOKEN secret",
    "ARG NAME", "ARG NAME=app", "LABEL a=b \"c d\"=\"e\"", "EXPOSE 80 22/udp", "EXPOSE $PORT", "VOLUME /data /x",
    "COPY . /app/", "COPY --from=base --chown=1:1 /a /b", "COPY --from=0 / /", "ADD https://a.example/x.tgz /x/",
    "CMD [\"a\", \"b\"]", "CMD a b", "ENTRYPOINT [\"a\"]", "HEALTHCHECK NONE", "HEALTHCHECK CMD curl -f localhost",
    "SHELL [\"/bin/bash\", \"-o\", \"pipefail\", \"-c\"]", "STOPSIGNAL 9", "MAINTAINER someone",
    "ONBUILD RUN sudo make", "RUN apt-get update && apt-get install -y curl=7.88 $PKGS && rm -rf /var/lib/apt/lists/*",
    "RUN curl -fsSL https://a.example/i | bash || true", "RUN set -o pipefail; sudo apk add --no-cache git",
    "RUN if [ -f x ]; then pip install flask==1 django; fi", "RUN [\"apt-get\", \"install\", \"vim\"]",
    "RUN --mount=type=cache,target=/root/.cache pip install -r r.txt", "RUN $CMD x", "RUN <<EOF\ncd /x\nmake\nEOF",
    "RUN echo \"(", "FOO bar", "run yum -y install a-1.2 | tee log",
  ]
}
