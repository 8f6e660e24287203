/// Which files of a folder are Dockerfiles, by their names alone: the case of ASCII letters is ignored, since
/// `dockerfile` is common and BuildKit itself falls back to it.
package enum DockerfileName {
  private static let words = ["dockerfile", "containerfile"]

  /// Last extensions of names that begin like a Dockerfile's and are something else. To read one as a Dockerfile would
  /// report mistakes that nobody made; the list is short, because `Dockerfile.x` is far more often the Dockerfile for x.
  private static let otherExtensions: Set<String> = [
    // BuildKit's own companion of a Dockerfile.
    "dockerignore", "containerignore",
    // Texts about a Dockerfile, and data beside it.
    "md", "markdown", "rst", "adoc", "txt", "html", "yaml", "yml", "json", "toml", "lock",
    // Templates, which become Dockerfiles once somebody fills them in.
    "j2", "jinja", "jinja2", "tmpl", "tpl", "template", "erb", "in", "m4", "mustache", "hbs",
    // What editors and version control leave behind.
    "swp", "swo", "orig", "bak", "rej", "patch", "diff",
  ]

  /// Whether the file is one, by the last part of its path.
  package static func matches(_ path: FilePath) -> Bool {
    let last = path.bytes.lastIndex(of: UInt8(ascii: "/")).map { path.bytes[($0 + 1)...] } ?? path.bytes[...]
    let name = last.map { (65...90).contains($0) ? $0 + 32 : $0 }
    for word in words.map({ Array($0.utf8) }) {
      if name == word { return true }
      guard name.count > word.count else { continue }
      if isSeparator(name[name.count - word.count - 1]), name.suffix(word.count) == word[...] { return true }
      if name.starts(with: word), isSeparator(name[word.count]) { return isVariant(name[(word.count + 1)...]) }
    }
    return false
  }

  /// `Dockerfile.dev`, `dev-Dockerfile`, `dev_dockerfile`.
  private static func isSeparator(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
  }

  /// What follows `Dockerfile.`: `dev`, `ubuntu-24.04`.
  private static func isVariant(_ rest: ArraySlice<UInt8>) -> Bool {
    guard let last = rest.last, last != UInt8(ascii: "~") else { return false }
    let start = rest.lastIndex(of: UInt8(ascii: ".")).map { $0 + 1 } ?? rest.startIndex
    return !otherExtensions.contains(String(decoding: rest[start...], as: UTF8.self))
  }
}
