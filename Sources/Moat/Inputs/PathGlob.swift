/// A glob that a user wrote in quotes, so that the shell left it to Moat: `deploy/**/*.yaml`.
struct PathGlob: Sendable {
  /// The folder in front of the first component with a special byte; empty for the current folder.
  let folder: FilePath
  /// Whether the last component says something of a file's name: `*.txt` and `?` do and take any file, while `*` and `**`
  /// take the inputs.
  let namesFiles: Bool
  private let pattern: PathPattern
  /// The components below the folder; nil where `**` passes any number.
  private let depth: Int?

  /// Nil for a text without a special byte.
  init?(_ text: FilePath) {
    guard let special = text.bytes.firstIndex(where: PathPattern.isSpecial) else { return nil }
    let slash = text.bytes[..<special].lastIndex(of: UInt8(ascii: "/"))
    // The root keeps its slash.
    folder = FilePath(Array(text.bytes[..<(slash.map { max($0, 1) } ?? 0)]))
    var rest = Array(text.bytes[(slash.map { $0 + 1 } ?? 0)...])
    while rest.last == UInt8(ascii: "/") { rest.removeLast() }
    pattern = PathPattern(rest)
    let components = rest.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    namesFiles = components.last.map { !$0.allSatisfy { $0 == UInt8(ascii: "*") } } ?? true
    depth = components.contains { $0.elementsEqual("**".utf8) } ? nil : components.count
  }

  /// Whether `**` passes any number of folders.
  var isDeep: Bool { depth == nil }

  func matches(_ relative: ArraySlice<UInt8>) -> Bool { pattern.matches(relative) }

  /// Whether something below a folder could match, by its depth alone.
  func mayMatch(below relative: FilePath) -> Bool {
    guard let depth else { return true }
    return relative.bytes.count { $0 == UInt8(ascii: "/") } + 1 < depth
  }
}
