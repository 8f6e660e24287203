/// A path that `rm` is given, as far as it is a pattern that a shell fills with names.
struct RemovedPath {
  private var path: String
  private var isPattern: Bool
  /// `/*` stands at the end: what is in the folder goes, and the folder stays.
  private(set) var isContents: Bool

  /// More words than these do not come of one by its braces: then it is taken as it is written.
  private static let maximumAlternatives = 64

  /// The words that one word becomes by its braces: `/var/{lib,cache}/apt`.
  static func all(in text: String, isPattern: Bool) -> [RemovedPath] {
    guard isPattern else { return [RemovedPath(text, isPattern: false)] }
    var texts = [text]
    // Each round opens the first braces of every word.
    while let index = texts.firstIndex(where: { braces(in: $0) != nil }), let found = braces(in: texts[index]) {
      guard texts.count + found.count <= maximumAlternatives else { return [RemovedPath(text, isPattern: true)] }
      texts.replaceSubrange(index...index, with: found)
    }
    return texts.map { RemovedPath($0, isPattern: true) }
  }

  /// The words of the first braces without others in them; nil if there are none with a comma.
  private static func braces(in text: String) -> [String]? {
    var open: String.Index?
    for index in text.indices {
      if text[index] == "{" { open = index }
      guard text[index] == "}", let start = open else { continue }
      let inner = text[text.index(after: start)..<index]
      guard inner.contains(",") else {
        open = nil
        continue
      }
      return inner.split(separator: ",", omittingEmptySubsequences: false).map {
        String(text[..<start]) + $0 + text[text.index(after: index)...]
      }
    }
    return nil
  }

  private init(_ text: String, isPattern: Bool) {
    path = text
    self.isPattern = isPattern
    isContents = text.hasSuffix("/*")
    while path.hasSuffix("/") || path.hasSuffix("/*") { path.removeLast(path.hasSuffix("*") ? 2 : 1) }
  }

  /// With its path in another form.
  func with(_ change: (String) -> String) -> RemovedPath {
    var copy = self
    copy.path = change(path)
    return copy
  }

  /// Whether a folder goes: it is named, or the folder that it is in.
  func takes(_ folder: String) -> Bool {
    let wanted = folder.split(separator: "/", omittingEmptySubsequences: false)
    let given = path.split(separator: "/", omittingEmptySubsequences: false)
    guard !path.isEmpty, given.count <= wanted.count else { return false }
    return zip(given, wanted).allSatisfy { part, name in part == name || isPattern && Self.matches(part, name) }
  }

  /// A `*` takes no name that begins with a dot.
  private static func matches(_ pattern: Substring, _ name: Substring) -> Bool {
    guard !name.hasPrefix(".") || pattern.hasPrefix("."), pattern.contains(where: { "*?[".contains($0) }) else {
      return false
    }
    return SimplePattern(SimplePattern.elements(pattern.utf8))?
      .removed(from: Array(name.utf8), by: .removeLongestPrefix)?.isEmpty ?? false
  }
}
