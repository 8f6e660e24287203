import Foundation
import Testing

@testable import MoatImage

/// The texts of image histories, as each builder writes them.
@Suite struct HistoryTests {
  private struct Case {
    var text: String
    var builder: HistoryEntry.Builder
    var instruction: String
    var arguments: String
    var shell: String?
    var buildArguments: [String] = []
    var comment = ""
    var author = ""
  }

  private static let buildKit = "buildkit.dockerfile.v0"

  private let cases: [Case] = [
    // Docker's classic builder.
    Case(
      text: #"/bin/sh -c #(nop)  CMD ["/bin/sh"]"#, builder: .classic, instruction: "CMD", arguments: #"["/bin/sh"]"#),
    Case(
      text: #"/bin/sh -c #(nop)  CMD ["catalina.sh" "run"]"#, builder: .classic, instruction: "CMD",
      arguments: #"["catalina.sh", "run"]"#),
    Case(
      text: "/bin/sh -c #(nop) ADD file:e4d6 in / ", builder: .classic, instruction: "ADD", arguments: "file:e4d6 /"),
    Case(
      text: "/bin/sh -c #(nop) COPY dir:92f3 in /usr/local in it", builder: .classic, instruction: "COPY",
      arguments: "dir:92f3 /usr/local in it"),
    Case(
      text: "/bin/sh -c #(nop) COPY multi:7a in /b/ ", builder: .classic, instruction: "COPY", arguments: "multi:7a /b/"
    ),
    Case(
      text: "/bin/sh -c apt-get update && apt-get install -y curl", builder: .classic, instruction: "RUN",
      arguments: "apt-get update && apt-get install -y curl", shell: "/bin/sh -c"),
    Case(text: "/bin/sh -c #(nop)  EXPOSE 8080", builder: .classic, instruction: "EXPOSE", arguments: "8080"),
    Case(text: "/bin/sh -c #(nop) HEALTHCHECK NONE", builder: .classic, instruction: "HEALTHCHECK", arguments: "NONE"),
    Case(
      text: "/bin/sh -c #(nop)  ENV LANG=C.UTF-8", builder: .classic, instruction: "ENV", arguments: "LANG=C.UTF-8"),
    Case(
      text: "/bin/sh -c #(nop) MAINTAINER A <a@b>", builder: .classic, instruction: "MAINTAINER", arguments: "A <a@b>"),
    Case(text: "/bin/sh -c #(nop) WORKDIR /x", builder: .classic, instruction: "WORKDIR", arguments: "/x"),
    Case(
      text: "|1 NAME=val /bin/sh -c echo $NAME", builder: .classic, instruction: "RUN", arguments: "echo $NAME",
      shell: "/bin/sh -c", buildArguments: ["NAME=val"]),
    Case(
      text: "|2 A=hello world B= /bin/sh -c echo C=d", builder: .classic, instruction: "RUN", arguments: "echo C=d",
      shell: "/bin/sh -c", buildArguments: ["A=hello world", "B="]),
    Case(
      text: "|1 A=b echo hi", builder: .classic, instruction: "RUN", arguments: "echo hi", buildArguments: ["A=b"]),
    Case(
      text: "/bin/bash -o pipefail -c curl x | sh", builder: .classic, instruction: "RUN", arguments: "curl x | sh",
      shell: "/bin/bash -o pipefail -c"),
    Case(
      text: "cmd /S /C #(nop)  ENV A=b", builder: .classic, instruction: "ENV", arguments: "A=b"),
    Case(
      text: "powershell -Command $x = 1; Install-Package y", builder: .classic, instruction: "RUN",
      arguments: "$x = 1; Install-Package y", shell: "powershell -Command"),
    // BuildKit.
    Case(
      text: "RUN /bin/sh -c ls -hl /foo # buildkit", builder: .buildKit, instruction: "RUN", arguments: "ls -hl /foo",
      shell: "/bin/sh -c", comment: buildKit),
    Case(
      text: "RUN |1 A=b /bin/sh -c echo $A # buildkit", builder: .buildKit, instruction: "RUN", arguments: "echo $A",
      shell: "/bin/sh -c", buildArguments: ["A=b"], comment: buildKit),
    Case(
      text: "RUN apt-get update # buildkit", builder: .buildKit, instruction: "RUN", arguments: "apt-get update"),
    Case(
      text: "RUN /bin/bash -euxo pipefail -c make # buildkit", builder: .buildKit, instruction: "RUN",
      arguments: "make", shell: "/bin/bash -euxo pipefail -c"),
    Case(
      text: "COPY ./a /a # buildkit", builder: .buildKit, instruction: "COPY", arguments: "./a /a", comment: buildKit),
    Case(
      text: "COPY --from=build --chown=1:1 /a /b # buildkit", builder: .buildKit, instruction: "COPY",
      arguments: "--from=build --chown=1:1 /a /b"),
    Case(text: "USER foo", builder: .buildKit, instruction: "USER", arguments: "foo", comment: buildKit),
    Case(text: "ENV K=v w", builder: .buildKit, instruction: "ENV", arguments: "K=v w", comment: buildKit),
    Case(
      text: "EXPOSE map[443/tcp:{} 80/tcp:{}]", builder: .buildKit, instruction: "EXPOSE", arguments: "443/tcp 80/tcp",
      comment: buildKit),
    Case(
      text: "EXPOSE [80/tcp 81/udp]", builder: .buildKit, instruction: "EXPOSE", arguments: "80/tcp 81/udp",
      comment: buildKit),
    Case(text: "VOLUME [/x /y]", builder: .buildKit, instruction: "VOLUME", arguments: "/x /y", comment: buildKit),
    Case(
      text: #"CMD ["a" "b\"] c"]"#, builder: .buildKit, instruction: "CMD", arguments: #"["a", "b\"] c"]"#,
      comment: buildKit),
    Case(
      text: #"ENTRYPOINT ["a"]"#, builder: .buildKit, instruction: "ENTRYPOINT", arguments: #"["a"]"#, comment: buildKit
    ),
    Case(
      text: #"SHELL [/bin/bash -c]"#, builder: .buildKit, instruction: "SHELL", arguments: #"["/bin/bash", "-c"]"#,
      comment: buildKit),
    Case(
      text: "SHELL [/bin/bash -o pipefail -c]", builder: .buildKit, instruction: "SHELL",
      arguments: #"["/bin/bash", "-o", "pipefail", "-c"]"#, comment: buildKit),
    Case(
      text: "SHELL [powershell -Command $ErrorActionPreference = 'Stop';]", builder: .buildKit, instruction: "SHELL",
      arguments: "unknown: ambiguous", comment: buildKit),
    Case(
      text: #"CMD ["a\x00\u00e9" "\t"]"#, builder: .buildKit, instruction: "CMD", arguments: #"["a\u0000é", "\u0009"]"#,
      comment: buildKit),
    Case(text: "LABEL a=The b c", builder: .buildKit, instruction: "LABEL", arguments: "a=The b c", comment: buildKit),
    Case(
      text: "STOPSIGNAL SIGTERM", builder: .buildKit, instruction: "STOPSIGNAL", arguments: "SIGTERM", comment: buildKit
    ),
    Case(text: "ARG TOKEN=x", builder: .buildKit, instruction: "ARG", arguments: "TOKEN=x", comment: buildKit),
    Case(
      text: #"HEALTHCHECK &{["CMD-SHELL" "curl localhost"] "30s" "0s" "0s" "0s" '\x00'}"#, builder: .buildKit,
      instruction: "HEALTHCHECK", arguments: "--interval=30s CMD curl localhost", comment: buildKit),
    Case(
      text: #"HEALTHCHECK &{["CMD" "a" "b\" c"] "1m0s" "3s" "5s" "1s" '\n'}"#, builder: .buildKit,
      instruction: "HEALTHCHECK",
      arguments: #"--interval=1m0s --timeout=3s --start-period=5s --start-interval=1s --retries=10 CMD ["a", "b\" c"]"#,
      comment: buildKit),
    Case(
      text: #"/bin/sh -c #(nop)  HEALTHCHECK &{["CMD-SHELL" "nc -z x 1 || exit 1"] "0s" "3s" '\x03'}"#,
      builder: .classic,
      instruction: "HEALTHCHECK", arguments: "--timeout=3s --retries=3 CMD nc -z x 1 || exit 1"),
    Case(
      text: #"/bin/sh -c #(nop)  HEALTHCHECK &{["NONE"] "0s" "0s" "0s" '\x00'}"#, builder: .classic,
      instruction: "HEALTHCHECK", arguments: "NONE"),
    Case(
      text: #"HEALTHCHECK &{["CMD-SHELL" "cut off"#, builder: .buildKit, instruction: "HEALTHCHECK",
      arguments: "unknown: ambiguous", comment: buildKit),
    // Buildah.
    Case(
      text: "/bin/sh -c #(nop) HEALTHCHECK NONE|unsetLabel=true|unsetenv=A|inheritLabels=false|force-mtime=10",
      builder: .buildah,
      instruction: "HEALTHCHECK", arguments: "NONE"),
    Case(
      text: "/bin/sh -c apk add curl|force-mtime=10", builder: .buildah, instruction: "RUN", arguments: "apk add curl",
      shell: "/bin/sh -c"),
    Case(
      text: "/bin/sh -c #(nop) COPY file:ab in /x|inheritLabels=false", builder: .buildah, instruction: "COPY",
      arguments: "file:ab /x"),
    Case(
      text: "/bin/sh -c #(nop) env A=\"b c\"", builder: .classic, instruction: "ENV", arguments: "A=\"b c\""),
    // kaniko, which has the lines of the Dockerfile.
    Case(text: "RUN make", builder: .kaniko, instruction: "RUN", arguments: "make", author: "kaniko"),
    Case(text: "copy a /b", builder: .kaniko, instruction: "COPY", arguments: "a /b", author: "kaniko"),
    // What looks like a mark of Buildah's and is the command's own.
    Case(
      text: "/bin/sh -c cat x|a=b", builder: .classic, instruction: "RUN", arguments: "cat x|a=b", shell: "/bin/sh -c"),
    // Other programs.
    Case(text: "COPY a b", builder: .classic, instruction: "COPY", arguments: "a b"),
    Case(text: "bazel build ...", builder: .other, instruction: "absent", arguments: "absent"),
    Case(text: "KIWI 9.24.43", builder: .other, instruction: "absent", arguments: "absent"),
    Case(text: "", builder: .other, instruction: "absent", arguments: "absent"),
    Case(
      text: "# debian.sh --arch 'amd64' out/ 'bookworm' '@1700000000'", builder: .other, instruction: "absent",
      arguments: "absent", comment: "debuerreotype 0.15"),
    Case(
      text: "ko build ko://example.org/cmd", builder: .other, instruction: "absent", arguments: "absent",
      comment: "go build output, at /ko-app/cmd", author: "github.com/ko-build/ko"),
    Case(
      text: "jib-maven-plugin:3.4.0", builder: .other, instruction: "absent", arguments: "absent", comment: "classes",
      author: "Jib"),
    Case(text: "apko", builder: .other, instruction: "absent", arguments: "absent", author: "apko"),
    Case(text: "/bin/sh", builder: .other, instruction: "absent", arguments: "absent", comment: "FROM docker.io/x:1"),
    Case(
      text: "mount / from exec /bin/sh -c make", builder: .other, instruction: "absent", arguments: "absent",
      comment: "buildkit.exporter.image.v0"),
    Case(text: "run make", builder: .other, instruction: "absent", arguments: "absent"),
    Case(text: "RUNNER x", builder: .other, instruction: "absent", arguments: "absent"),
    Case(text: "|9 ", builder: .other, instruction: "unknown: ambiguous", arguments: "unknown: ambiguous"),
  ]

  private static func quoted(_ text: String) -> String {
    "\"" + text.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : String($0) }.joined() + "\""
  }

  private static func config(_ history: String, config: String = "") -> String {
    #"{"architecture":"amd64","os":"linux","config":{\#(config)},"history":[\#(history)],"#
      + #""rootfs":{"type":"layers","diff_ids":[]}}"#
  }

  @Test func eachBuildersTextIsAnInstruction() throws {
    for expected in cases {
      let text =
        #"{"created_by":\#(Self.quoted(expected.text)),"comment":\#(Self.quoted(expected.comment)),"#
        + #""author":\#(Self.quoted(expected.author)),"empty_layer":true}"#
      let reading = ImageText.read(Self.config(text))
      #expect(reading.problems.isEmpty, "\(expected.text): \(reading.problems)")
      let entry = try #require(reading.images.first?.history.value?.first)
      #expect(entry.builder == expected.builder, "\(expected.text)")
      #expect(ImageText.shown(entry.instruction) == expected.instruction, "\(expected.text)")
      #expect(ImageText.shown(entry.arguments) == expected.arguments, "\(expected.text)")
      #expect(entry.shell.map { String(decoding: $0, as: UTF8.self) } == expected.shell, "\(expected.text)")
      #expect(
        entry.buildArguments.map { String(decoding: $0, as: UTF8.self) } == expected.buildArguments, "\(expected.text)")
      #expect(ImageText.text(entry.createdBy.place, of: reading.sources) == Self.quoted(expected.text))
    }
  }

  @Test func longTextsTakeTheTimeOfTheirLength() throws {
    let many = 30_000
    for part in [" ", "a ", "A=b ", "/bin/sh ", "-x ", "|", "/bin/sh -x ", "|force-mtime=1", "\t", "a\t"] {
      for head in ["|9999 ", "RUN |1 A=", "/bin/sh -c #(nop) EXPOSE map["] {
        let text = Array((head + String(repeating: part, count: many)).utf8)
        let parsed = HistoryText.parse(text, comment: [])
        #expect((parsed.arguments?.count ?? 0) <= text.count + many)
      }
    }
  }

  @Test func whatTheLastOfItsKindLostIsInTheConfiguration() throws {
    let check =
      ##"{"created_by":"HEALTHCHECK \u0026{[\"CMD\"] \"0s\"}","comment":"buildkit.dockerfile.v0","empty_layer":true}"##
    let checks = [
      (#""Healthcheck":{"Test":["CMD-SHELL","curl -f localhost"]}"#, "CMD curl -f localhost"),
      (#""Healthcheck":{"Test":["CMD","curl","-f"]}"#, #"CMD ["curl", "-f"]"#),
      (#""Healthcheck":{"Test":["NONE"]}"#, "NONE"), ("", "unknown: ambiguous"),
      (#""Healthcheck":{"Test":[]}"#, "unknown: ambiguous"),
    ]
    let shell = #"{"created_by":"SHELL [pwsh -Command a b]","comment":"buildkit.dockerfile.v0","empty_layer":true}"#
    let shells = [
      (#""Shell":["pwsh","-Command","a b"]"#, #"["pwsh", "-Command", "a b"]"#), ("", "unknown: ambiguous"),
    ]
    for (entry, cases) in [(check, checks), (shell, shells)] {
      for (config, expected) in cases {
        let image = try #require(ImageText.read(Self.config(entry + "," + entry, config: config)).images.first)
        let entries = try #require(image.history.value)
        #expect(ImageText.shown(entries[0].arguments) == "unknown: ambiguous")
        #expect(ImageText.shown(entries[1].arguments) == expected, "\(config)")
      }
    }
  }

  @Test func podmanTellsTheHistoryInItsAccount() throws {
    let account =
      #"[{"Id":"a","RepoTags":["localhost/web:1"],"RootFS":{"Type":"layers","Layers":["\#(RecognitionTests.digest)"]},"#
      + #""Config":{},"NamesHistory":[],"History":[{"created_by":"/bin/sh -c #(nop) ADD file:ab in / "},"#
      + #"{"created_by":"/bin/sh -c #(nop) LABEL a=\"b c\"","empty_layer":true}]}]"#
    let image = try #require(ImageText.read(account).images.first)
    #expect(image.history.value?.map { ImageText.shown($0.instruction) } == ["ADD", "LABEL"])
    #expect(image.history.value?.map(\.isLiteral) == [false, false])
    #expect(image.layers.value?.map(\.history) == [0])
    let without = account.replacingOccurrences(of: "History\":[{", with: "Other\":[{")
    #expect(ImageText.read(without).images.first?.history.unknownReason == .notInForm)
  }

  @Test func pairsAreSplitWhereThatIsCertain() {
    let cases: [(text: String, names: [String]?, expected: String?)] = [
      ("A=b", nil, "A=b"), ("A=b c d", nil, "A=b c d"), ("A=b B=c", nil, "A=b;B=c"), ("A=", nil, "A="),
      ("A=b c B=d", nil, nil), ("A=b c B=d", ["A", "B"], "A=b c;B=d"), ("A=b c B=d", ["A"], "A=b c B=d"),
      ("OPTS=-Da=b -Dc=d", ["OPTS"], "OPTS=-Da=b -Dc=d"), ("A=b  c", nil, "A=b  c"), ("A", nil, "A"), ("A B", nil, nil),
      ("A b=c", nil, nil), ("=b", nil, "=b"), ("A== B= =", ["A", "B"], "A==;B= ="),
    ]
    for (text, names, expected) in cases {
      let pairs = HistoryPairs.split(Array(text.utf8), names: names.map { Set($0.map { Array($0.utf8) }) })
      let shown = pairs.map { pairs in
        pairs.map { pair in
          String(decoding: pair.name, as: UTF8.self)
            + (pair.value.map { "=" + String(decoding: $0, as: UTF8.self) } ?? "")
        }.joined(separator: ";")
      }
      #expect(shown == expected, "\(text)")
    }
    let long = Array(String(repeating: "A=b ", count: 100_000).utf8)
    #expect(HistoryPairs.split(long, names: nil)?.count == 100_000)
  }

  @Test func layersBelongToTheStepsThatMadeThem() throws {
    let digest = RecognitionTests.digest
    func config(_ layers: Int) -> String {
      let history =
        #"[{"created_by":"/bin/sh -c #(nop) ADD file:a in /"},{"created_by":"/bin/sh -c #(nop)  CMD [\"sh\"]","empty_layer":true},{"created_by":"/bin/sh -c ls"},{"created_by":"ENV A=b","empty_layer":true}]"#
      let ids = Array(repeating: "\"\(digest)\"", count: layers).joined(separator: ",")
      return #"{"architecture":"a","os":"b","history":\#(history),"rootfs":{"type":"layers","diff_ids":[\#(ids)]}}"#
    }
    let image = try #require(ImageText.read(config(2)).images.first)
    #expect(image.layers.value?.map { $0.history } == [0, 2])
    #expect(image.guessedBaseEntries == 2)
    let other = ImageText.read(config(3))
    #expect(other.images.first?.layers.value?.map { $0.history } == [nil, nil, nil])
    #expect(
      other.problems.map { $0.message } == [
        "the number of steps that made a layer is 2 by the history, and that of layers is 3"
      ])
  }
}
