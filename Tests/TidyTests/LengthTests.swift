import MoatTestSupport
import Testing

/// Files and functions that a reader can hold in the head.
@Suite struct LengthTests {
  static let longestFile = 600
  static let longestFunction = 70

  @Test func filesAreShort() {
    #expect(SourceTree.files.count > 50)
    for file in SourceTree.files {
      #expect(file.lines.count <= Self.longestFile + 1, "\(file.path) has \(file.lines.count) lines")
    }
  }

  /// The formatter closes a function at the column where it began, so that its end is the first such brace.
  @Test func functionsAreShort() {
    for file in SourceTree.files {
      for (start, line) in file.lines.enumerated() where Self.beginsFunction(line) {
        let indentation = line.count - line.trimmed.count
        let close = String(repeating: " ", count: indentation) + "}"
        guard let end = file.lines[start...].firstIndex(of: close) else { continue }
        #expect(end - start + 1 <= Self.longestFunction, "\(file.path):\(start + 1): \(end - start + 1) lines")
      }
    }
  }

  @Test func nothingIsLeftForLater() {
    // Put together, so that this file does not find itself.
    let marks = ["TO" + "DO", "FIX" + "ME", "XX" + "X"]
    for file in SourceTree.files {
      for (number, line) in file.lines.enumerated() {
        #expect(!marks.contains(where: line.contains), "\(file.path):\(number + 1)")
      }
    }
  }

  @Test func theRootIsSmall() {
    let allowed: Set<String> = [
      "Package.swift", "Sources", "Tests", "policies", "grammar", "docs", "README.md", "Makefile", "LICENSE",
    ]
    for path in Files.list(SourceTree.root) {
      let name = String(path.dropFirst(SourceTree.root.count + 1))
      #expect(name.hasPrefix(".") || allowed.contains(name) || name == "Package.resolved", "\(name) at the root")
    }
  }

  static func beginsFunction(_ line: String) -> Bool {
    let words = line.trimmed.split(separator: " ")
    guard line.hasSuffix("{"), let place = words.firstIndex(where: { $0 == "func" || $0.hasPrefix("init") }) else {
      return false
    }
    return words[..<place].allSatisfy { word in
      ["package", "public", "private", "static", "mutating", "internal", "fileprivate", "override", "convenience"]
        .contains(word) || word.hasPrefix("@")
    }
  }
}
