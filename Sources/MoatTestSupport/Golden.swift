/// Texts that a test compares with a file in the repository.
package enum Golden {
  /// Compares `text` with the golden file, or writes the file when UPDATE_GOLDEN is 1. Returns what differs, or nil.
  package static func difference(of text: String, from path: String) -> String? {
    if Files.environment("UPDATE_GOLDEN") == "1" {
      return Files.write(text, to: path) ? nil : "cannot write \(path)"
    }
    guard let expected = Files.text(path) else { return "\(path) is missing; run with UPDATE_GOLDEN=1 to write it" }
    return firstDifference(text, expected).map { "\(path): \($0); run with UPDATE_GOLDEN=1 to accept it" }
  }

  /// A page with the part between its marks `<!-- begin NAME -->` and `<!-- end NAME -->` replaced; nil if it has no such marks.
  package static func replacing(_ name: String, in page: String, with text: String) -> String? {
    let (begin, end) = ("<!-- begin \(name) -->\n", "<!-- end \(name) -->")
    guard let head = page.ranges(of: begin).first, let tail = page[head.upperBound...].ranges(of: end).first else {
      return nil
    }
    return page[..<head.upperBound] + "\n" + text + "\n" + page[tail.lowerBound...]
  }

  /// The first line in which two texts differ, by bytes; nil if they are equal.
  package static func firstDifference(_ actual: String, _ expected: String) -> String? {
    let actualLines = actual.utf8.split(separator: 10, omittingEmptySubsequences: false)
    let expectedLines = expected.utf8.split(separator: 10, omittingEmptySubsequences: false)
    for index in 0..<max(actualLines.count, expectedLines.count) {
      let found = index < actualLines.count ? String(actualLines[index]) : nil
      let wanted = index < expectedLines.count ? String(expectedLines[index]) : nil
      guard found.map({ Array($0.utf8) }) != wanted.map({ Array($0.utf8) }) else { continue }
      return "line \(index + 1) is \(found.map { "`\($0)`" } ?? "missing"), expected "
        + (wanted.map { "`\($0)`" } ?? "the end")
    }
    return nil
  }
}
