/// The files that commands fetched from elsewhere and that nothing has verified since, as far as they are followed by name.
package struct FetchedFiles: Sendable {
  /// By their path, each with the base name that it is filed under.
  private var paths: [String: String] = [:]
  private var byName: [String: Set<String>] = [:]
  /// Variables that hold what was fetched, or a digest: `X=$(curl …)`.
  var names: Set<String> = []
  var digestNames: Set<String> = []
  /// Where relative paths begin: that of the stage, and the one in force.
  private var workingDirectory = Self.unknownDirectory
  var directory = Self.unknownDirectory

  /// A directory that only the base image or the build knows. One that is not known either way is taken to be the same.
  private static let unknownDirectory = "?"
  /// Directories in which shells look for a command without a slash.
  private static let searched = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"]

  package init() {}

  package var isEmpty: Bool { paths.isEmpty }

  /// A shell begins in the directory that WORKDIR has set.
  mutating func beginScript() {
    directory = workingDirectory
    names = []
    digestNames = []
  }

  package mutating func setWorkingDirectory(_ path: String) {
    directory = workingDirectory
    workingDirectory = resolved(path)
    directory = workingDirectory
  }

  /// A file, or a directory that gets one of this name.
  package mutating func add(_ path: String, orInside name: String? = nil) {
    insert(resolved(path))
    if let name { insert(resolved(path + "/" + name)) }
  }

  /// What stands there is another file now: COPY of one of this name to the path, or to a directory of that path.
  package mutating func replace(_ path: String, orInside name: String) {
    remove(path)
    remove(path + "/" + name)
  }

  package mutating func remove(_ path: String) {
    let path = resolved(path)
    guard let name = paths.removeValue(forKey: path) else { return }
    byName[name]?.remove(path)
  }

  mutating func removeAll() {
    paths = [:]
    byName = [:]
  }

  /// All files whose name is one of the words of a text. Answers whether there was any.
  mutating func remove(namedIn text: String) -> Bool {
    var isFound = false
    for word in text.split(whereSeparator: { $0.isWhitespace || "\"'*=()".contains($0) }) {
      var name = Self.baseName(String(word))
      if removeAll(named: name) { isFound = true }
      // A detached signature or checksum has the name of its file.
      for suffix in Self.signatures where name.hasSuffix(suffix) {
        name.removeLast(suffix.count)
        if removeAll(named: name) { isFound = true }
      }
    }
    return isFound
  }

  private static let signatures = [".asc", ".sig", ".sign", ".minisig", ".sha256", ".sha512", ".sigstore", ".bundle"]

  private mutating func removeAll(named name: String) -> Bool {
    guard let found = byName.removeValue(forKey: name), !found.isEmpty else { return false }
    for path in found { paths[path] = nil }
    return true
  }

  func contains(_ path: String) -> Bool { !paths.isEmpty && paths[resolved(path)] != nil }

  /// The file that a shell runs under this name.
  func program(_ name: String) -> String? {
    guard !paths.isEmpty else { return nil }
    if name.contains("/") { return contains(name) ? name : nil }
    return Self.searched.lazy.map { $0 + "/" + name }.first(where: contains)
  }

  private mutating func insert(_ path: String) {
    let name = Self.baseName(path)
    paths[path] = name
    byName[name, default: []].insert(path)
  }

  // MARK: In other stages

  /// Files of one stage among which those of a directory or of a pattern are looked for.
  private static let listed = 4_096

  /// The files that COPY or a mount takes from this stage by a path from its root: each as the path below that, which is
  /// empty for the file itself. A working directory that is not known is taken for the root, as most images have it.
  package func taken(_ source: String) -> [String] {
    guard !paths.isEmpty else { return [] }
    let source = Self.joined("/" + source)
    let inside = Self.unknownDirectory + "/"
    if paths[source] != nil || paths[inside + source] != nil { return [""] }
    guard paths.count <= Self.listed else { return [] }
    let name = Self.baseName(source)
    let isPattern = name.contains("*") || name.contains("?") || name.contains("[")
    let directory = isPattern ? String(source.dropLast(name.count)) : source.isEmpty ? "" : source + "/"
    return paths.keys.compactMap { path in
      let path = path.hasPrefix(inside) ? path.dropFirst(inside.count) : path[...]
      guard path.hasPrefix(directory) else { return nil }
      let rest = String(path.dropFirst(directory.count))
      guard isPattern else { return rest }
      let first = rest.prefix { $0 != "/" }
      return first.count == rest.count && Self.matches(rest, name) ? rest : nil
    }
  }

  /// Whether a name matches a pattern by what stands before its first sign and behind its last.
  private static func matches(_ name: String, _ pattern: String) -> Bool {
    let signs: Set<Character> = ["*", "?", "[", "]"]
    let before = pattern.prefix { !signs.contains($0) }
    let behind = pattern.reversed().prefix { !signs.contains($0) }.reversed()
    return name.count >= before.count + behind.count && name.hasPrefix(before) && name.hasSuffix(String(behind))
  }

  // MARK: Paths

  /// A directory as it is entered from the one in force.
  func below(_ path: String) -> String {
    let isWhole = path.hasPrefix("/")
    return (isWhole ? "/" : "") + resolved(path)
  }

  /// From the root, or from what is not known: `$D/a` and `~/a` begin there.
  private func resolved(_ path: String) -> String {
    let isWhole = path.hasPrefix("/") || path.hasPrefix("$") || path.hasPrefix("~")
    return Self.joined(isWhole ? path : directory + "/" + path)
  }

  /// The parts of a path without those that lead nowhere.
  private static func joined(_ path: String) -> String {
    var parts: [Substring] = []
    for part in path.split(separator: "/") where part != "." {
      if part == "..", let last = parts.last, last != "..", last != "?", !last.hasPrefix("$") {
        parts.removeLast()
      } else {
        parts.append(part)
      }
    }
    return parts.joined(separator: "/")
  }

  /// What stands behind the last slash of a path or an address, without a query.
  package static func baseName(_ path: String) -> String {
    let path = path.prefix { $0 != "?" || path.hasPrefix("?") }
    return String(path[(path.lastIndex(of: "/").map(path.index(after:)) ?? path.startIndex)...])
  }

  /// A word as it is written without its quotes, with `$name` for each plain variable, so that two words that are the same
  /// file are the same text; nil if it holds anything else.
  static func path(_ word: ShellWord) -> String? {
    if let text = word.staticText { return text }
    return text(of: word.parts, isExact: true)
  }

  /// As above, with what is not known left out.
  static func text(_ word: ShellWord) -> String {
    word.writtenText ?? text(of: word.parts, isExact: false) ?? ""
  }

  private static func text(of parts: [WordPart], isExact: Bool) -> String? {
    var result = ""
    for part in parts {
      switch part.form {
      case .literal(let text), .singleQuoted(let text), .ansiQuoted(let text): result += text
      case .tilde(let user) where user.isEmpty || user == "~": result += "~"
      case .parameter(let expansion) where expansion.sign == nil && !expansion.isIndirect && expansion.index == nil:
        result += expansion.name == "HOME" ? "~" : "$" + expansion.name
      case .doubleQuoted(let inner):
        guard let text = text(of: inner, isExact: isExact) else { return nil }
        result += text
      default:
        if isExact { return nil }
        result += " "
      }
    }
    return result
  }
}
