/// How an input is read.
package enum InputForm: Sendable, Hashable {
  /// YAML or JSON.
  case document
  case dockerfile

  /// By the name where that tells, else (a file that was named on the command line, standard input) by the first lines.
  package static func of(path: FilePath, bytes: [UInt8]) -> InputForm {
    if DockerfileName.matches(path) { return .dockerfile }
    if InputFinder.documentSuffixes.contains(where: path.hasSuffix) { return .document }
    return beginsLikeDockerfile(bytes) ? .dockerfile : .document
  }

  /// Whether the first line that is neither blank nor a comment is a FROM or an ARG, or a parser directive that only
  /// Dockerfiles have stands at the very top. No YAML and no JSON of an object or a list begins like that.
  private static func beginsLikeDockerfile(_ bytes: [UInt8]) -> Bool {
    var rest = bytes[...]
    if rest.starts(with: [0xEF, 0xBB, 0xBF]) { rest = rest.dropFirst(3) }
    var mayBeDirective = true
    while !rest.isEmpty {
      let line = rest.prefix { $0 != UInt8(ascii: "\n") }
      rest = rest[line.endIndex...].dropFirst()
      let text = line.drop(while: isBlank)
      if text.first == UInt8(ascii: "#") {
        let name = mayBeDirective ? directive(text.dropFirst()) : nil
        if name == "syntax" || name == "escape" { return true }
        mayBeDirective = name == "check"
        continue
      }
      mayBeDirective = false
      guard !text.isEmpty else { continue }
      let word = text.prefix { !isBlank($0) }
      return word.endIndex < text.endIndex && ["from", "arg"].contains(lowered(word))
    }
    return false
  }

  /// The name of `name = value` in lower case; nil where a comment is only a comment.
  private static func directive(_ comment: ArraySlice<UInt8>) -> String? {
    guard let equals = comment.firstIndex(of: UInt8(ascii: "=")) else { return nil }
    let name = comment[..<equals].split(whereSeparator: isBlank)
    return name.count == 1 ? lowered(name[0]) : nil
  }

  private static func lowered(_ bytes: ArraySlice<UInt8>) -> String {
    String(decoding: bytes.map { (65...90).contains($0) ? $0 + 32 : $0 }, as: UTF8.self)
  }

  /// As BuildKit has it between words; CR before the end of a line is no part of it.
  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x09 || byte == 0x0B || byte == 0x0C || byte == 0x0D
  }
}
