import MoatShell
import MoatSource
import Testing

/// Every span is one of the Dockerfile, whatever was taken out of the text in between.
@Suite struct OffsetTests {
  /// A Dockerfile, its RUN text with continuations and comment lines removed, and the way back.
  static func joined(_ dockerfile: String) -> ShellText {
    let source = Array(dockerfile.utf8)
    var bytes: [UInt8] = []
    var pieces: [OffsetMap.Piece] = []
    var offset = 0
    for line in dockerfile.split(separator: "\n", omittingEmptySubsequences: false) {
      let skipped = offset == 0 ? 4 : 0
      let length = line.utf8.count
      if !line.hasPrefix("#") {
        let end = offset + length - (line.hasSuffix("\\") ? 1 : 0)
        pieces.append(OffsetMap.Piece(text: bytes.count, source: offset + skipped))
        bytes += source[(offset + skipped)..<end]
      }
      offset += length + 1
    }
    return ShellText(bytes: bytes, map: OffsetMap(pieces: pieces))
  }

  @Test func spansLeadToTheDockerfile() {
    let dockerfile =
      "RUN apt-get upd\\\nate \\\n# why\n  && echo `date \\\n -u` 'a \\\nb' \\\n && sh -c 'x; \\\n rm -r \"y\\\nz\"'"
    let file = SourceFile(name: "Dockerfile", text: dockerfile)
    let model = ShellModel.read(Self.joined(dockerfile))
    #expect(model.failure == nil)
    let texts = model.commands.map { file.text($0.span) }
    #expect(
      texts == [
        "apt-get upd\\\nate", "date \\\n -u", "echo `date \\\n -u` 'a \\\nb'", "sh -c 'x; \\\n rm -r \"y\\\nz\"'", "x",
        "rm -r \"y\\\nz\"",
      ])
    #expect(model.commands[0].words[1].staticText == "update")
    #expect(file.text(model.commands[0].words[1].span) == "upd\\\nate")
    #expect(file.text(model.commands[5].words[2].span) == "\"y\\\nz\"")
  }

  @Test func aFailureInANestedScriptHasItsPlace() {
    let dockerfile = "RUN sh -c 'echo \\\n \"a'"
    let model = ShellModel.read(Self.joined(dockerfile))
    #expect(model.failure?.span == Span(19..<20))
  }

  @Test func escapesInsideQuotesAreStillOfTheirPlace() {
    let source = #"sh -c "echo \"a b\" \$c""#
    let model = ShellModel.read(ShellText(source))
    let file = SourceFile(name: "t", text: source)
    #expect(model.commands[1].words.map { file.text($0.span) } == ["echo", #""a b\""#, "$c"])
  }

  @Test func aTextInTheMiddleOfASourceCountsFromThere() {
    let model = ShellModel.read(ShellText("a b", map: OffsetMap(start: 100)))
    #expect(model.commands[0].span == Span(100..<103))
  }
}
