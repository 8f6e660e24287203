import MoatSource

/// How a command reads its flags.
package struct FlagRule: Sendable {
  package enum Style: Sendable {
    /// `-yq` is `-y -q`, long names have two dashes.
    case clusters
    /// `-name` is one flag: find, go, java, openssl.
    case singleDash
  }

  /// `-nv` of wget is `-n` with its letters, each a flag of its own: `-nv`, `-nc`.
  var negates = false
  /// Flags whose value is attached or the next word.
  package var values: Set<String> = []
  var style = Style.clusters

  static func rule(of command: String?) -> FlagRule {
    guard let command else { return FlagRule() }
    if let rule = table[command] { return rule }
    if command.hasPrefix("python") { return FlagRule(values: ["-m", "-c", "-W", "-X"]) }
    if command.hasPrefix("pip") { return pip }
    return singleDash.contains(command) ? FlagRule(style: .singleDash) : FlagRule()
  }

  private static let singleDash: Set<String> = [
    "java", "javac", "openssl", "gcc", "g++", "cc", "c++", "clang", "convert", "ffmpeg", "terraform",
    "keytool",
  ]

  /// From pip 24's `pip install --help`.
  static let pip = FlagRule(values: [
    "-r", "--requirement", "-c", "--constraint", "-i", "--index-url", "--extra-index-url", "-f", "--find-links", "-t",
    "--target", "--prefix", "--root", "--src", "-e", "--editable", "--trusted-host", "--cache-dir", "--proxy",
    "--python",
    "--timeout", "--retries", "--platform", "--python-version", "--implementation", "--abi", "--no-binary",
    "--only-binary", "--progress-bar", "--upgrade-strategy", "--global-option", "--install-option", "--config-settings",
    "-C", "--cert", "--client-cert", "--log", "--exists-action", "--root-user-action", "--report", "--group",
  ])

  private static let rpm = FlagRule(values: [
    "-c", "-d", "-e", "-R", "-x", "--config", "--debuglevel", "--errorlevel", "--exclude", "--enablerepo",
    "--disablerepo", "--repo", "--repoid", "--releasever", "--installroot", "--setopt", "--disableplugin",
    "--enableplugin",
    "--disableexcludes", "--forcearch", "--advisory", "--comment", "--downloaddir", "--destdir", "--from-repo",
    "--setvar",
  ])
  private static let apt = FlagRule(values: [
    "-o", "-c", "-t", "-a", "--option", "--config-file", "--target-release", "--default-release", "--host-architecture",
    "--solver", "--with-source", "--build-profiles", "-P",
  ])
  private static let npm = FlagRule(values: [
    "--prefix", "--registry", "--omit", "--include", "--cache", "--loglevel", "-w", "--workspace", "--tag",
    "--userconfig", "--fetch-retries", "--fetch-timeout", "-C", "--package", "-c", "--call",
  ])
  private static let pnpm = FlagRule(values: [
    "-C", "--dir", "--filter", "-F", "--store-dir", "--registry", "--reporter", "--package",
  ])
  private static let bun = FlagRule(values: [
    "-p", "--package", "-c", "--config", "--cwd", "--registry", "--cache-dir", "--backend", "--omit",
  ])
  private static let uv = FlagRule(
    values: FlagRule.pip.values.union([
      "-p", "--directory", "--project", "--with", "--extra", "--link-mode", "--from", "--default-index", "--index",
      "--allow-insecure-host", "--requirements",
    ]))
  private static let conda = FlagRule(values: [
    "-c", "-n", "-p", "-f", "--channel", "--name", "--prefix", "--file", "--solver", "--revision", "--repodata-fn",
    "-r", "--root-prefix",
  ])

  /// Each set from the manual page or `--help` of its command: apt 2.9, apk-tools 2.14, dnf 4, zypper 1.14, npm 10,
  /// yarn 1.22, pnpm 9, RubyGems 3.5, cargo 1.80, conda 24, uv 0.5, curl 8, wget 1.24, tar 1.35, shadow 4.15.
  package static let table: [String: FlagRule] = [
    "apt-get": apt, "apt": apt, "aptitude": apt,
    "apk": FlagRule(values: [
      "-t", "--virtual", "-X", "--repository", "-p", "--root", "--arch", "--cache-dir", "--keys-dir",
      "--repositories-file", "--wait", "--cache-max-age", "--progress-fd",
    ]),
    "yum": rpm, "dnf": rpm, "dnf5": rpm, "dnf4": rpm, "dnf-3": rpm, "microdnf": rpm, "tdnf": rpm,
    "yum-config-manager": rpm, "dnf-config-manager": rpm,
    "zypper": FlagRule(values: [
      "-c", "-R", "-r", "-p", "-t", "-D", "--config", "--root", "--installroot", "--repo", "--from", "--type",
      "--plus-repo", "--plus-content", "--reposd-dir", "--cache-dir", "--releasever", "--name", "--download",
    ]),
    "pacman": FlagRule(values: [
      "-b", "-r", "--dbpath", "--root", "--config", "--cachedir", "--arch", "--color", "--gpgdir", "--hookdir",
      "--logfile", "--ignore", "--ignoregroup", "--overwrite", "--assume-installed", "--print-format", "--sysroot",
    ]),
    "npm": npm, "npx": FlagRule(values: npm.values.union(["-p"])),
    "bun": bun, "bunx": bun,
    "yarn": FlagRule(values: [
      "--cwd", "--cache-folder", "--registry", "--network-timeout", "--modules-folder", "--mutex",
      "--network-concurrency",
      "--use-yarnrc",
    ]),
    "pnpm": pnpm, "pnpx": pnpm,
    "gem": FlagRule(values: [
      "-v", "--version", "-i", "--install-dir", "-n", "--bindir", "-s", "--source", "-P", "--trust-policy",
      "--platform",
      "-g", "--file", "--document", "-p", "--http-proxy", "--target-rbconfig",
    ]),
    "bundle": FlagRule(values: [
      "--gemfile", "--jobs", "-j", "--path", "--retry", "--without", "--with", "--binstubs", "--trust-policy",
    ]),
    "cargo": FlagRule(values: [
      "--version", "--vers", "--git", "--branch", "--tag", "--rev", "--path", "--root", "--features", "-F", "--target",
      "--target-dir", "--registry", "--index", "--profile", "-j", "--jobs", "--bin", "--config", "--color", "-Z",
      "--manifest-path", "-p", "--package",
    ]),
    // From `go help build` of Go 1.22.
    "go": FlagRule(
      values: [
        "-C", "-p", "-asmflags", "-buildmode", "-compiler", "-gccgoflags", "-gcflags", "-installsuffix", "-ldflags",
        "-mod", "-modfile", "-overlay", "-pgo", "-pkgdir", "-tags", "-toolexec", "-o",
      ], style: .singleDash),
    "conda": conda, "mamba": conda, "micromamba": conda,
    "composer": FlagRule(values: ["-d", "--working-dir", "--prefer-install"]),
    "uv": uv, "uvx": uv,
    "pipx": FlagRule(values: [
      "--spec", "--python", "--suffix", "--pip-args", "-i", "--index-url", "--preinstall", "--backend", "-r",
      "--requirement",
    ]),
    "poetry": FlagRule(values: [
      "-C", "--directory", "--with", "--without", "--only", "-E", "--extras", "-P", "--project",
    ]),
    "pipenv": FlagRule(values: [
      "--python", "-i", "--index", "-r", "--requirements", "-e", "--editable", "--categories",
    ]),
    "find": FlagRule(
      values: [
        "-name", "-iname", "-path", "-ipath", "-wholename", "-regex", "-type", "-maxdepth", "-mindepth", "-user",
        "-group",
        "-perm", "-newer", "-size", "-mtime", "-mmin", "-atime", "-ctime", "-printf", "-fprintf",
      ], style: .singleDash),
    "curl": FlagRule(values: [
      "-A", "-b", "-c", "-C", "-d", "-D", "-e", "-E", "-F", "-H", "-K", "-m", "-o", "-P", "-Q", "-r", "-T", "-u", "-U",
      "-w", "-x", "-X", "-y", "-Y", "-z", "--output", "--header", "--data", "--retry", "--retry-delay", "--max-time",
      "--connect-timeout", "--user", "--user-agent", "--request", "--proto", "--url", "--cacert", "--output-dir",
      "--retry-max-time", "--write-out", "--proxy", "--data-binary", "--form", "--range", "--ciphers", "--resolve",
    ]),
    "wget": wget, "wget2": wget,
    "aria2c": FlagRule(values: [
      "-o", "-d", "-x", "-s", "-j", "-k", "-l", "-i", "-m", "-t", "--out", "--dir", "--checksum", "--header",
    ]),
    "tar": FlagRule(values: [
      "-f", "-C", "-b", "-X", "-T", "-I", "-K", "-N", "--file", "--directory", "--exclude", "--strip-components",
      "--transform", "--use-compress-program", "--wildcards-match-slash", "--owner", "--group", "--mode",
    ]),
    "useradd": FlagRule(values: [
      "-b", "-c", "-d", "-e", "-f", "-g", "-G", "-k", "-K", "-p", "-R", "-s", "-u", "-Z", "--uid", "--gid", "--groups",
      "--home-dir", "--home", "--shell", "--comment", "--base-dir", "--password", "--expiredate", "--inactive",
      "--skel",
    ]),
    "git": FlagRule(values: [
      "-C", "-c", "-b", "--branch", "--depth", "--git-dir", "--work-tree", "-m", "-o", "--origin",
    ]),
    "ln": FlagRule(values: ["-S", "-t", "--suffix", "--target-directory"]),
    "install": FlagRule(values: ["-g", "-m", "-o", "-S", "-t", "--group", "--mode", "--owner"]),
    "su": FlagRule(values: ["-c", "-g", "-G", "-s", "--command", "--group", "--shell"]),
    "sh": shell, "bash": shell, "dash": shell, "ash": shell, "zsh": shell, "ksh": shell,
  ]
  private static let wget = FlagRule(
    negates: true,
    values: [
      "-O", "-P", "-o", "-a", "-t", "-T", "-U", "-e", "-i", "-D", "-A", "-R", "-w", "-Q", "--output-document",
      "--directory-prefix", "--output-file", "--tries", "--timeout", "--user-agent", "--header", "--input-file",
      "--user", "--password", "--execute",
    ])
  private static let shell = FlagRule(values: ["-o", "-O", "--rcfile", "--init-file"])
}

extension CommandArguments {
  /// Sorts the words behind a command's name.
  init(_ words: ArraySlice<ShellWord>, of command: String?, growsAtRunTime: Bool) {
    self.words = Array(words)
    self.growsAtRunTime = growsAtRunTime
    isComplete = !growsAtRunTime
    let rule = FlagRule.rule(of: command)
    var index = 0
    var flagsEnded = false
    while index < self.words.count {
      let word = self.words[index]
      index += 1
      let prefix = word.staticPrefix
      let isOperand = flagsEnded || !prefix.hasPrefix("-") || word.staticText == "-"
      if isOperand {
        if word.writtenText == nil, prefix.isEmpty || word.maySplit, !flagsEnded, !word.isBelowFolder {
          isComplete = false
        }
        operands.append(word)
      } else if word.staticText == "--" {
        flagsEnded = true
      } else {
        let before = flags.count
        addFlags(word, prefix, rule)
        let maySplit = word.maySplit && !word.isBelowFolder
        if word.staticText == nil, maySplit || !isClosed(prefix, rule, since: before) { isComplete = false }
        // The last flag of the word may still need its value.
        if flags.count > before, let last = flags.last, rule.values.contains(last.name), !last.hasValue,
          index < self.words.count
        {
          let value = self.words[index]
          if value.writtenText == nil, value.maySplit, !value.isBelowFolder { isComplete = false }
          flags[flags.count - 1].hasValue = true
          flags[flags.count - 1].value = value.staticText
          flags[flags.count - 1].valueWord = value
          index += 1
        }
      }
    }
  }

  /// Whether what is not known of a flag's word is only a value: `--prefix="$X"`, `-o"$X"`.
  private func isClosed(_ prefix: String, _ rule: FlagRule, since start: Int) -> Bool {
    guard flags.count > start, let last = flags.last, last.hasValue else { return false }
    return prefix.contains("=") || rule.values.contains(last.name)
  }

  private mutating func addFlags(_ word: ShellWord, _ prefix: String, _ rule: FlagRule) {
    let isKnown = word.staticText != nil
    let isLong = prefix.hasPrefix("--") || rule.style == .singleDash
    if isLong || !Self.isCluster(prefix, rule) {
      guard let equals = prefix.firstIndex(of: "=") else {
        flags.append(flag(prefix, value: nil, hasValue: !isKnown, word))
        return
      }
      let value = isKnown ? String(prefix[prefix.index(after: equals)...]) : nil
      flags.append(flag(String(prefix[..<equals]), value: value, hasValue: true, word))
      return
    }
    let letters = Array(prefix.dropFirst())
    for (index, letter) in letters.enumerated() {
      let rest = letters[(index + 1)...]
      if rule.negates, letter == "n", !rest.isEmpty {
        for negated in rest { flags.append(flag("-n\(negated)", value: nil, hasValue: false, word)) }
        return
      }
      let takesRest = rule.values.contains("-\(letter)") && (!rest.isEmpty || !isKnown)
      if rest.first == "=" || takesRest || Self.isNumber(rest) {
        let value = String(rest.first == "=" ? rest.dropFirst() : rest)
        flags.append(flag("-\(letter)", value: isKnown ? value : nil, hasValue: true, word))
        return
      }
      flags.append(flag("-\(letter)", value: nil, hasValue: false, word))
    }
  }

  private func flag(_ name: String, value: String?, hasValue: Bool, _ word: ShellWord) -> CommandFlag {
    CommandFlag(name: name, value: value, hasValue: hasValue, isAttached: hasValue, span: word.span)
  }

  private static func isNumber(_ letters: ArraySlice<Character>) -> Bool {
    !letters.isEmpty && letters.allSatisfy { $0.isASCII && $0.isNumber }
  }

  /// Letters behind one dash, the last perhaps with a value: a number (`-j4`), or what the table says.
  private static func isCluster(_ prefix: String, _ rule: FlagRule) -> Bool {
    let letters = Array(prefix.dropFirst())
    for (index, letter) in letters.enumerated() {
      if index > 0, isNumber(letters[index...]) { return true }
      if rule.values.contains("-\(letter)") || letter == "=" { return true }
      guard letter.isASCII, letter.isLetter else { return false }
    }
    return true
  }
}
