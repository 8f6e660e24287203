import MoatSource
import Testing

@testable import MoatDockerfile

/// Comments where they stand.
@Suite struct CommentTests {
  private func shown(_ text: String) -> [String] {
    let dockerfile = DockerfileParser.parse(SourceFile(name: "x", text: text))
    var found: [String] = []
    dockerfile.forEachComment { comment in
      let body = String(decoding: comment.scanner.text, as: UTF8.self)
      let marks = (comment.isWithin ? " within" : "") + (comment.isRightAbove ? " above" : "")
      found.append("\(comment.span.start) \(body) \(comment.instruction)\(marks)")
    }
    return found
  }

  @Test func eachStandsAboveAnInstructionOrWithinOne() {
    #expect(shown("") == [])
    #expect(shown("#") == ["0  0"])
    #expect(shown("\u{FEFF}# a \n\n  #b\nFROM x\n") == ["3 a 0", "11 b 0 above"])
    #expect(
      shown("FROM x\nRUN a \\\n # in\n b\n# c\nRUN <<E\n# none\nE\n#end")
        == ["16 in 1 within", "24 c 2 above", "45 end 3"])
  }
}
