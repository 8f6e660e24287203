import Foundation

/// Writes a Swift file that holds every `.moat` file below a folder as a literal.
@main
enum EmbedPoliciesTool {
  static func main() throws {
    let output = CommandLine.arguments[1]
    let root = CommandLine.arguments[2]
    let paths = (FileManager.default.enumerator(atPath: root)?.compactMap { $0 as? String } ?? [])
      .filter { $0.hasSuffix(".moat") }
      .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    var text =
      "/// The files of `policies/`, in byte order of their paths. `rules` counts the bytes before the tests, which\n"
    text += "/// stand at the end of a file.\n"
    text += "public let embeddedPolicies: [(path: StaticString, text: StaticString, rules: Int)] = [\n"
    for path in paths {
      guard let data = FileManager.default.contents(atPath: root + "/" + path) else {
        throw EmbedError(message: "cannot read \(path)")
      }
      guard let source = String(bytes: data, encoding: .utf8), !data.contains(13) else {
        // A multi-line literal would normalise line ends, and then spans would lie.
        throw EmbedError(message: "\(path) is not UTF-8 with LF line ends")
      }
      let fence = fence(for: source)
      text += "  (\n    \(fence)\"\(path)\"\(fence),\n    \(fence)\"\"\"\n\(source)\n\"\"\"\(fence),\n"
      text += "    \(bytesBeforeTests(source))\n  ),\n"
    }
    text += "]\n"
    try Data(text.utf8).write(to: URL(fileURLWithPath: output))
  }

  /// To the first line that begins with `test`: in the one layout of policies, whatever is indented is within something.
  private static func bytesBeforeTests(_ source: String) -> Int {
    var bytes = 0
    for line in source.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("test ") { break }
      bytes += line.utf8.count + 1
    }
    return min(bytes, source.utf8.count)
  }

  /// As many `#` as keep the literal from ending early or interpolating.
  private static func fence(for source: String) -> String {
    var fence = "#"
    while source.contains("\"" + fence) || source.contains("\\" + fence) { fence += "#" }
    return fence
  }
}

struct EmbedError: Error, CustomStringConvertible {
  var message: String
  var description: String { message }
}
