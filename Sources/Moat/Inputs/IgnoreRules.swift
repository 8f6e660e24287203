/// One line of a `.gitignore` file (gitignore(5)).
struct IgnoreRule: Sendable {
  /// `!pattern`: what matches is taken after all.
  let isNegated: Bool
  /// `pattern/`: only folders match. A symbolic link to a folder is none.
  let matchesFoldersOnly: Bool
  /// Without a slash but at its end, a pattern is held against the last component, at any depth.
  private let matchesName: Bool
  private let pattern: PathPattern

  /// Nil for a line that holds no rule.
  init?(line: ArraySlice<UInt8>) {
    guard let first = line.first, first != UInt8(ascii: "#") else { return nil }
    var text = Self.trimmed(Array(line.prefix { $0 != 0 }))
    isNegated = text.first == UInt8(ascii: "!")
    if isNegated { text.removeFirst() }
    matchesFoldersOnly = text.last == UInt8(ascii: "/")
    if matchesFoldersOnly { text.removeLast() }
    matchesName = !text.contains(UInt8(ascii: "/"))
    if text.first == UInt8(ascii: "/") { text.removeFirst() }
    if text.isEmpty { return nil }
    pattern = PathPattern(text)
  }

  /// Whether the rule speaks of a path, given from the folder of the rule's file.
  func matches(_ path: ArraySlice<UInt8>, isFolder: Bool) -> Bool {
    if matchesFoldersOnly, !isFolder { return false }
    if matchesName, let slash = path.lastIndex(of: UInt8(ascii: "/")) {
      return pattern.matches(path[(slash + 1)...])
    }
    return pattern.matches(path)
  }

  /// Without the spaces at the end that no backslash keeps.
  private static func trimmed(_ line: [UInt8]) -> [UInt8] {
    var end = 0
    var index = 0
    while index < line.count {
      if line[index] == UInt8(ascii: "\\") {
        index += 1
        // A backslash at the very end keeps all before it.
        if index == line.count { return line }
        end = index + 1
      } else if line[index] != UInt8(ascii: " ") {
        end = index + 1
      }
      index += 1
    }
    return Array(line[..<end])
  }
}

/// The rules that hold in a folder: those of its own `.gitignore`, then those of the folders above it, up to the root of
/// the repository. The last rule of the nearest file that speaks of a path decides.
///
/// Only `.gitignore` files count. A user's own exclusions (`info/exclude`, `core.excludesFile`) stand outside the tree:
/// a scan must not depend on the machine.
package final class IgnoreRules: Sendable {
  private let rules: [IgnoreRule]
  /// Bytes of the folder's real path with its slash: what is cut from a path before a rule sees it.
  private let baseCount: Int
  private let above: IgnoreRules?

  package init(file: [UInt8], folder: FilePath, above: IgnoreRules?) {
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let text = file.starts(with: mark) ? file.dropFirst(mark.count) : file[...]
    rules = text.split(separator: UInt8(ascii: "\n")).compactMap { line in
      IgnoreRule(line: line.last == UInt8(ascii: "\r") ? line.dropLast() : line)
    }
    baseCount = folder.bytes.count + (folder.bytes.last == UInt8(ascii: "/") ? 0 : 1)
    self.above = above
  }

  /// Whether an entry is ignored, by its real path below the folders of the rules. The caller has asked so for each
  /// folder on the way: what stands in an ignored folder cannot be taken back.
  package func ignore(_ path: FilePath, isFolder: Bool) -> Bool {
    var level: IgnoreRules? = self
    while let current = level {
      let relative = path.bytes.dropFirst(current.baseCount)
      if let rule = current.rules.last(where: { $0.matches(relative, isFolder: isFolder) }) {
        return !rule.isNegated
      }
      level = current.above
    }
    return false
  }
}
