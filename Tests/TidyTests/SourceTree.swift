import MoatTestSupport

/// The project's own files, read as text: what the tests of this target judge.
enum SourceTree {
  struct File {
    /// From the project's root: `Sources/MoatSource/Span.swift`.
    var path: String
    var lines: [String]

    /// The target's folder: `MoatSource`.
    var module: String { String(path.split(separator: "/")[1]) }
  }

  static let root = Files.packageRoot()

  /// Every Swift file under Sources and Tests, in order of their paths.
  static let files: [File] = ["Sources", "Tests"].flatMap { swiftFiles(in: $0) }

  static func swiftFiles(in folder: String) -> [File] {
    Files.list(root + "/" + folder).flatMap { path -> [File] in
      let relative = String(path.dropFirst(root.count + 1))
      if relative.hasSuffix(".swift") {
        let text = Files.text(path) ?? ""
        return [
          File(path: relative, lines: text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init))
        ]
      }
      return swiftFiles(in: relative)
    }
  }
}
