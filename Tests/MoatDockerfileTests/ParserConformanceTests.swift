import MoatSource
import MoatTestSupport
import Testing

@testable import MoatDockerfile

/// The tree agrees with BuildKit's, file by file.
@Suite struct ParserConformanceTests {
  private static let tests = [
    "ADD-COPY-with-JSON", "args", "brimstone-consuldock", "brimstone-docker-consul", "continue-at-eof",
    "continueIndent", "cpuguy83-nagios", "docker", "env", "escape", "escape-after-comment", "escape-nonewline",
    "escape-with-syntax", "escapes", "flags", "health", "influxdb", "jeztah-invalid-json-json-inside-string",
    "jeztah-invalid-json-json-inside-string-double", "jeztah-invalid-json-single-quotes",
    "jeztah-invalid-json-unterminated-bracket", "jeztah-invalid-json-unterminated-string", "json",
    "kartar-entrypoint-oddities", "lk4d4-the-edge-case-generator", "mail", "multiple-volumes", "mumble",
    "nginx", "tf2", "trailing-backslash", "weechat", "znc",
  ]

  private func parse(_ path: String) throws -> Dockerfile {
    DockerfileParser.parse(SourceFile(name: path, bytes: try #require(Files.read(path))))
  }

  @Test func buildKitsOwnParserTestsPass() throws {
    guard let folder = Corpus.folder else { return print("skipped: no corpora") }
    var agreement = Agreement()
    for name in Self.tests {
      let path = "\(folder)buildkit-parser/testfiles/\(name)/"
      let expected = try #require(Files.text(path + "result"))
      let dockerfile = try parse(path + "Dockerfile")
      #expect(dockerfile.firstError == nil, "\(name)")
      agreement.check(name, SExpression.of(dockerfile), ByteText(expected).trimmed.description)
    }
    agreement.show("BuildKit's parser tests")
    #expect(agreement.agreed == 33)
    for name in ["empty_dockerfile", "env_no_value", "only_comments", "shykes-nested-json"] {
      #expect(try parse("\(folder)buildkit-parser/testfiles-negative/\(name)/Dockerfile").firstError != nil, "\(name)")
    }
  }

  @Test func linesAreCountedAsBuildKitDoes() throws {
    guard let folder = Corpus.folder else { return print("skipped: no corpora") }
    let dockerfile = try parse(folder + "buildkit-parser/testfile-line/Dockerfile")
    let lines = dockerfile.instructions.map { [$0.startLine, $0.endLine] }
    #expect(lines == [[5, 5], [11, 12], [17, 31]], "\(lines)")
  }

  @Test func treesAndErrorsAgreeOverAllCorpora() throws {
    guard Corpus.folder != nil else { return print("skipped: no corpora") }
    var counts: [[Int]] = []
    for file in Corpus.files {
      var trees = Agreement()
      var escapes = Agreement()
      var errors = Agreement()
      for item in Corpus.cases(file) {
        let dockerfile = DockerfileParser.parse(item.source)
        guard let expected = item.verdict.string("sexp") else {
          let lines = [item.verdict.integer("err_line") ?? 0]
          errors.check(item.name, dockerfile.firstError.map { [$0.line] } ?? [], "\(lines)")
          continue
        }
        if let error = dockerfile.firstError { errors.differences.append("\(item.name): \(error)") }
        trees.check(item.name, SExpression.of(dockerfile), expected)
        let escape = String(Unicode.Scalar(dockerfile.escape))
        escapes.check(item.name, escape, item.verdict.string("escape") ?? "none")
      }
      trees.show("\(file), trees")
      escapes.show("\(file), escapes")
      errors.show("\(file), errors")
      counts.append([trees.agreed, escapes.agreed, errors.agreed])
      #expect(trees.differences.isEmpty && escapes.differences.isEmpty && errors.differences.isEmpty, "\(file)")
    }
    #expect(counts == [[750, 750, 4], [469, 469, 0]])
  }
}
