/// A command that removes what a package manager left behind.
package struct CacheRemoval: Sendable, Hashable {
  package enum What: String, Sendable, Hashable {
    /// The index: `/var/lib/apt/lists`.
    case lists
    /// Downloaded packages.
    case cache
  }

  package var manager: String
  package var what: What
  package var command: Int

  /// From hadolint's DL3009, DL3019, DL3032, DL3036, DL3040, DL3042 and DL3060.
  private static let folders: [(path: String, manager: String, what: What)] = [
    ("/var/lib/apt/lists", "apt-get", .lists), ("/var/cache/apt", "apt-get", .cache), ("/var/cache/apk", "apk", .cache),
    ("/var/cache/yum", "yum", .cache), ("/var/cache/dnf", "dnf", .cache), ("/var/cache/libdnf5", "dnf", .cache),
    ("/var/cache/tdnf", "tdnf", .cache), ("/var/cache/zypp", "zypper", .cache),
    ("~/.cache/pip", "pip", .cache), ("~/.npm", "npm", .cache), ("~/.cache/yarn", "yarn", .cache),
    ("/usr/local/share/.cache/yarn", "yarn", .cache), ("~/.yarn", "yarn", .cache), ("/opt/conda/pkgs", "conda", .cache),
    ("/var/cache/pacman/pkg", "pacman", .cache), ("~/.bun/install/cache", "bun", .cache),
    ("/opt/miniconda3/pkgs", "conda", .cache), ("~/miniconda3/pkgs", "conda", .cache),
  ]

  static func removals(by use: CommandUse, at index: Int) -> [CacheRemoval] {
    guard let name = use.name else { return [] }
    if name == "rm" { return removedFolders(use, index) }
    let operands = use.arguments.operandTexts
    let first = operands.first ?? nil
    let second = operands.count > 1 ? operands[1] : nil
    func removal(_ manager: String, _ what: What) -> [CacheRemoval] {
      [CacheRemoval(manager: manager, what: what, command: index)]
    }
    switch (name, first) {
    case ("apt-get", "clean"), ("apt", "clean"), ("aptitude", "clean"): return removal("apt-get", .cache)
    case ("apt-get", "dist-clean"), ("apt-get", "distclean"), ("apt", "dist-clean"), ("apt", "distclean"):
      return removal("apt-get", .lists) + removal("apt-get", .cache)
    case ("yum", "clean"), ("dnf", "clean"), ("microdnf", "clean"), ("tdnf", "clean"), ("dnf5", "clean"),
      ("dnf4", "clean"), ("dnf-3", "clean"):
      return second == "all" ? removal(name, .cache) + removal(name, .lists) : []
    case ("zypper", "clean"), ("zypper", "cc"): return removal("zypper", .cache)
    case ("apk", "cache"): return second == "clean" || second == "purge" ? removal("apk", .cache) : []
    case ("npm", "cache"), ("yarn", "cache"): return second == "clean" ? removal(name, .cache) : []
    case ("pnpm", "store"): return second == "prune" ? removal("pnpm", .cache) : []
    case ("pip", "cache"), ("pip3", "cache"), ("uv", "cache"):
      return second == "purge" || second == "clean" ? removal(name == "uv" ? "uv" : "pip", .cache) : []
    case ("conda", "clean"), ("mamba", "clean"), ("micromamba", "clean"): return removal(name, .cache)
    case ("composer", "clear-cache"), ("composer", "clearcache"): return removal("composer", .cache)
    case ("pacman", _):
      let cleans = use.arguments.flags.count { $0.name == "-c" || $0.name == "--clean" }
      return cleans >= 2 && use.arguments.hasFlag("-S", "--sync") == .yes ? removal("pacman", .cache) : []
    default: return []
    }
  }

  private static func removedFolders(_ use: CommandUse, _ index: Int) -> [CacheRemoval] {
    let isRecursive = use.arguments.flags.contains { ["-r", "-R", "--recursive"].contains($0.name) }
    var result: [CacheRemoval] = []
    let paths = use.arguments.operands.flatMap { word in
      removedPath(word).map { RemovedPath.all(in: $0, isPattern: word.staticText == nil) } ?? []
    }
    for path in paths {
      guard isRecursive || path.isContents else { continue }
      let removed = path.with { belowHome($0) }
      for folder in folders where removed.takes(folder.path) {
        let removal = CacheRemoval(manager: folder.manager, what: folder.what, command: index)
        if !result.contains(removal) { result.append(removal) }
      }
    }
    return result
  }

  /// What a word names; nil if it is not known, or if a `~` or `*` in it is only a character, in quotes or from a variable.
  private static func removedPath(_ word: ShellWord) -> String? {
    switch word.text {
    case .known(let text): return text.hasPrefix("~") || text.hasSuffix("/*") ? nil : text
    case .pattern(let text): return text
    case .unknown: return pathBelowHome(word.parts)
    }
  }

  /// `$HOME/.npm` and `"$HOME"/.npm` are `~/.npm`.
  private static func pathBelowHome(_ parts: [WordPart]) -> String? {
    var parts = parts
    if case .doubleQuoted(let inner)? = parts.first?.form { parts.replaceSubrange(0..<1, with: inner) }
    guard case .parameter(let home)? = parts.first?.form, home.name == "HOME", home.sign == nil, !home.isIndirect else {
      return nil
    }
    var path = "~"
    for part in parts.dropFirst() {
      switch part.form {
      case .literal(let text), .glob(let text): path += text
      default: return nil
      }
    }
    return path
  }

  /// A folder of a user is one of whoever runs the build: `/home/node/.npm` is `~/.npm`.
  private static func belowHome(_ path: String) -> String {
    if path == "/root" || path.hasPrefix("/root/") { return "~" + path.dropFirst("/root".count) }
    guard path.hasPrefix("/home/"), let end = path.dropFirst("/home/".count).firstIndex(of: "/") else { return path }
    return "~" + path[end...]
  }
}
