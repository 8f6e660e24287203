package import MoatSource

/// One package among the arguments of a package manager.
package struct PackageRequest: Sendable {
  package enum Version: Sendable, Hashable {
    case absent
    case exact(String)
    /// `>=1.2`, `~=1`, `^2`: with its operator.
    case range(String)
    /// A version stands there, but it comes from a variable: `curl=$VERSION`.
    case written
    /// The word is not known, so that nothing is known of a version.
    case unknown
  }

  package enum Kind: String, Sendable, Hashable {
    /// By a name that the manager looks up.
    case named
    /// A local file or folder.
    case file
    case url
    /// A file that lists packages: `-r requirements.txt`.
    case list
    /// `@development`: a group of packages.
    case group
    case unknown
  }

  package var kind: Kind
  /// Nil if it is not known.
  package var name: String?
  package var version: Version
  /// The word where it comes of a variable: one of the packages that `$PACKAGES` stands for.
  package var filledText: String?
  package var span: Span

  init(list flag: CommandFlag) {
    kind = .list
    name = flag.value
    version = .absent
    span = flag.span
  }

  init(unknownAt span: Span) {
    kind = .unknown
    version = .unknown
    self.span = span
  }

  init(_ word: ShellWord, _ notation: PackageManager.Notation) {
    span = word.span
    filledText = word.isFilled ? word.writtenText : nil
    let text = word.writtenText ?? word.staticPrefix
    let isWhole = word.writtenText != nil
    version = .absent
    guard isWhole || !text.isEmpty else {
      kind = .unknown
      version = .unknown
      return
    }
    kind = Self.kind(of: text, notation)
    guard kind == .named else {
      name = isWhole ? text : nil
      return
    }
    guard let mark = Self.separator(in: text, notation) else {
      // The name may go on in what is not known: `php-$VERSION`.
      name = isWhole ? text : nil
      if !isWhole { version = .unknown }
      return
    }
    name = Self.trimmed(text[..<mark.start])
    let rest = Self.trimmed(text[mark.end...])
    if !isWhole {
      version = .written
    } else if rest.isEmpty {
      version = .absent
    } else if mark.isRange {
      version = .range(mark.isComparison ? Self.trimmed(text[mark.start...]) : rest)
    } else {
      version = rest.contains("*") ? .range(rest) : .exact(rest)
    }
  }

  private static func kind(of text: String, _ notation: PackageManager.Notation) -> Kind {
    if text.contains("://") || text.hasPrefix("git@") || text.hasPrefix("git+") { return .url }
    if ["/", "./", "../", "~/"].contains(where: text.hasPrefix) || text == "." || text == ".." {
      return .file
    }
    let suffixes: [String] =
      switch notation {
      case .apt: [".deb"]
      case .apk: [".apk"]
      case .rpm, .module: [".rpm"]
      case .pacman: [".pkg.tar.zst", ".pkg.tar.xz", ".pkg.tar.gz", ".pkg.tar"]
      case .python: [".whl", ".tar.gz", ".zip"]
      case .npm: [".tgz", ".tar.gz"]
      case .gem: [".gem"]
      case .conda: [".conda", ".tar.bz2"]
      case .go, .cargo, .composer: []
      }
    if suffixes.contains(where: text.hasSuffix) { return .file }
    if notation == .rpm, text.hasPrefix("@") { return .group }
    // No name has a slash in it.
    if notation == .python, text.hasPrefix(".[") || text.contains("/") { return .file }
    return .named
  }

  /// Where the name ends and the version begins.
  private struct Separator {
    var start: String.Index
    var end: String.Index
    var isRange: Bool
    /// The sign is part of the range: `>=`.
    var isComparison = false
  }

  private static func separator(in text: String, _ notation: PackageManager.Notation) -> Separator? {
    switch notation {
    case .apt: return first("=", in: text) ?? first("/", in: text)
    case .apk: return comparison(in: text, exact: ["="])
    case .rpm: return comparison(in: text, exact: ["=", "=="]) ?? rpmVersion(in: text)
    case .module: return moduleStream(in: text)
    case .pacman: return comparison(in: text, exact: ["="])
    case .python: return comparison(in: text, exact: ["==", "==="]) ?? ranged(first("@", in: text))
    case .npm: return ranged(last("@", in: text))
    case .gem: return first(":", in: text)
    case .go, .cargo: return ranged(first("@", in: text))
    case .conda: return condaVersion(in: text)
    case .composer: return ranged(first(":", in: text) ?? first("=", in: text))
    }

    /// `^1`, `~1`, `>=1`, `1.x`, `latest`: more than one version fits. One begins with a digit, or with a `v` before it;
    /// Go takes commits too.
    func ranged(_ separator: Separator?) -> Separator? {
      guard var separator else { return nil }
      let version = text[separator.end...]
      let digits = version.first == "v" ? version.dropFirst() : version
      let isCommit = notation == .go && version.count >= 7 && version.allSatisfy(\.isHexDigit)
      let isExact =
        isCommit || (digits.first?.isNumber == true && !version.contains(where: { "*|<> ".contains($0) }))
      separator.isRange = !isExact && !version.isEmpty
      return separator
    }
  }

  private static func first(_ sign: Character, in text: String) -> Separator? {
    guard let start = text.firstIndex(of: sign) else { return nil }
    return Separator(start: start, end: text.index(after: start), isRange: false)
  }

  /// Not at the beginning, where `@` is a scope.
  private static func last(_ sign: Character, in text: String) -> Separator? {
    guard let start = text.lastIndex(of: sign), start > text.startIndex else { return nil }
    return Separator(start: start, end: text.index(after: start), isRange: false)
  }

  private static func comparison(in text: String, exact: Set<String>) -> Separator? {
    guard let start = text.firstIndex(where: { "=<>~!".contains($0) }) else { return nil }
    let end = text[start...].firstIndex(where: { !"=<>~!".contains($0) }) ?? text.endIndex
    return Separator(start: start, end: end, isRange: !exact.contains(String(text[start..<end])), isComparison: true)
  }

  /// `name=1.2` fits 1.2.3 too; `name==1.2` and `name=1.2=build` fit one.
  private static func condaVersion(in text: String) -> Separator? {
    guard var separator = comparison(in: text, exact: ["=="]) else { return nil }
    if text[separator.start..<separator.end] == "=", text[separator.end...].contains("=") { separator.isRange = false }
    return separator
  }

  /// `name-1.2`: what follows the first dash before a digit. `java-1.8.0-openjdk` is read as pinned too: only the
  /// repository knows better.
  private static func rpmVersion(in text: String) -> Separator? {
    var index = text.startIndex
    while let dash = text[index...].firstIndex(of: "-") {
      let next = text.index(after: dash)
      if next < text.endIndex, text[next].isNumber { return Separator(start: dash, end: next, isRange: false) }
      index = next
    }
    return nil
  }

  /// `name:stream`, and more behind it; a profile is no stream: `name/profile`.
  private static func moduleStream(in text: String) -> Separator? {
    guard let colon = first(":", in: text), !text[..<colon.start].contains("/") else { return nil }
    return colon
  }

  private static func trimmed(_ text: Substring) -> String {
    var text = text
    while text.first == " " { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}
