/// What BuildKit takes for the values of options, and refuses otherwise (`convert_copy.go`, `convert.go` of BuildKit 0.15).
enum BuildValues {
  /// `--chmod`: an octal number up to 7777, or clauses as chmod(1) has them.
  static func isMode(_ text: ByteText) -> Bool {
    if !text.isEmpty, text.bytes.allSatisfy({ $0 >= 0x30 && $0 <= 0x37 }) {
      guard let number = UInt32(text.description, radix: 8) else { return false }
      return number <= 0o7777
    }
    return text.split(at: UInt8(ascii: ",")).allSatisfy(isClause)
  }

  /// `go+rX`, `u=rwx`, `+x`, `a-w+r`.
  private static func isClause(_ clause: ByteText) -> Bool {
    let rest = clause.bytes.drop { Array("ugoa".utf8).contains($0) }
    guard let first = rest.first, isOperator(first) else { return false }
    return rest.allSatisfy { isOperator($0) || Array("rwxXstugo".utf8).contains($0) }
  }

  private static func isOperator(_ byte: UInt8) -> Bool { Array("+-=".utf8).contains(byte) }

  /// STOPSIGNAL: a number but zero, or a name of Linux with or without `SIG`, as moby/sys/signal has them.
  static func isSignal(_ text: ByteText) -> Bool {
    if let number = Int(text.description) { return number != 0 }
    let upper = text.uppercased.description
    let name = upper.hasPrefix("SIG") ? String(upper.dropFirst(3)) : upper
    if signals.contains(name) { return true }
    for (prefix, most) in [("RTMIN+", 15), ("RTMAX-", 14)] where name.hasPrefix(prefix) {
      let digits = name.dropFirst(prefix.count)
      guard digits.first != "0", let number = Int(digits) else { return false }
      return number >= 1 && number <= most
    }
    return false
  }

  private static let signals: Set<String> = [
    "ABRT", "ALRM", "BUS", "CHLD", "CLD", "CONT", "FPE", "HUP", "ILL", "INT", "IO", "IOT", "KILL", "PIPE", "POLL",
    "PROF", "PWR", "QUIT", "SEGV", "STKFLT", "STOP", "SYS", "TERM", "TRAP", "TSTP", "TTIN", "TTOU", "URG", "USR1",
    "USR2", "VTALRM", "WINCH", "XCPU", "XFSZ", "RTMIN", "RTMAX",
  ]

  /// `OS`, `ARCHITECTURE`, `OS/ARCHITECTURE` or `OS/ARCHITECTURE/VARIANT`, as `platforms.Parse` of containerd 2.1 reads it.
  static func isPlatform(_ text: ByteText) -> Bool {
    let parts = text.split(at: UInt8(ascii: "/"))
    guard parts.count <= 3, let first = parts.first else { return false }
    // Behind an operating system its version may stand: `windows(10.0.17763)`.
    let system = first.cut(at: UInt8(ascii: "("))?.before ?? first
    guard ([system] + parts.dropFirst()).allSatisfy(isPlatformWord) else { return false }
    return parts.count > 1 || systems.contains(system.lowercased) || architectures.contains(system.lowercased)
  }

  private static func isPlatformWord(_ word: ByteText) -> Bool {
    !word.isEmpty
      && word.bytes.allSatisfy {
        $0 >= 0x30 && $0 <= 0x39 || $0 >= 0x41 && $0 <= 0x5A || $0 >= 0x61 && $0 <= 0x7A
          || Array("_.-".utf8).contains($0)
      }
  }

  private static let systems: Set<ByteText> = [
    "aix", "android", "darwin", "dragonfly", "freebsd", "hurd", "illumos", "ios", "js", "linux", "nacl", "netbsd",
    "openbsd", "plan9", "solaris", "windows", "zos", "macos",
  ]

  private static let architectures: Set<ByteText> = [
    "386", "amd64", "amd64p32", "arm", "armbe", "arm64", "arm64be", "ppc64", "ppc64le", "loong64", "mips", "mipsle",
    "mips64", "mips64le", "mips64p32", "mips64p32le", "ppc", "riscv", "riscv64", "s390", "s390x", "sparc", "sparc64",
    "wasm", "i386", "i486", "i586", "i686", "x86_64", "x86-64", "aarch64", "armhf", "armel", "local",
  ]

  /// A file of HTTP(S) or a Git repository, which ADD fetches. `github.com/a/b` may be a path, and is none.
  static func isRemote(_ text: ByteText) -> Bool {
    text.hasPrefix("http://") || text.hasPrefix("https://") || isGit(text)
  }

  static func isGit(_ text: ByteText) -> Bool {
    if text.hasPrefix("git://") || text.hasPrefix("ssh://") || text.hasPrefix("git@") && text.contains(0x3A) {
      return true
    }
    guard text.hasPrefix("http://") || text.hasPrefix("https://") else { return false }
    let path = text.bytes.prefix { $0 != UInt8(ascii: "#") && $0 != UInt8(ascii: "?") }
    return path.reversed().starts(with: ".git".utf8.reversed())
  }

  /// The algorithms of the OCI, each with its number of lower-case hexadecimal digits.
  static func isDigest(_ text: ByteText) -> Bool {
    guard let (algorithm, digits) = text.cut(at: UInt8(ascii: ":")) else { return false }
    let lengths: [ByteText: Int] = ["sha256": 64, "sha384": 96, "sha512": 128]
    return lengths[algorithm] == digits.count
      && digits.bytes.allSatisfy { $0 >= 0x30 && $0 <= 0x39 || $0 >= 0x61 && $0 <= 0x66 }
  }
}
