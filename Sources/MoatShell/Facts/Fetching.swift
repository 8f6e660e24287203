/// What a command that fetches something does with it.
struct Fetching {
  /// It writes it to its standard output.
  private(set) var writesToOutput = false
  /// Paths of the files that it writes.
  private(set) var files: [String] = []

  /// From the manuals of curl 8, GNU Wget 1.24 and Wget2, aria2 1.37, Lynx 2.9 and HTTPie 3. Nil if the command is none of these.
  init?(_ use: CommandUse) {
    switch use.name {
    case "curl": readCurl(use.arguments)
    case "wget", "wget2":
      read(use.arguments, output: ["-O", "--output-document"], directory: ["-P", "--directory-prefix"], isNamed: true)
    // It checks the digest itself.
    case "aria2c" where use.arguments.flags.contains { $0.name == "--checksum" }: return nil
    case "aria2c": read(use.arguments, output: ["-o", "--out"], directory: ["-d", "--dir"], isNamed: true)
    case "lynx": writesToOutput = use.arguments.flags.contains { ["-source", "-dump"].contains($0.name) }
    case "http", "https", "xh", "xhs": read(use.arguments, output: ["-o", "--output"], directory: [], isNamed: false)
    default: return nil
    }
  }

  private mutating func readCurl(_ arguments: CommandArguments) {
    let isNamed = arguments.flags.contains { ["-O", "--remote-name", "--remote-name-all"].contains($0.name) }
    read(arguments, output: ["-o", "--output"], directory: ["--output-dir"], isNamed: isNamed)
  }

  /// `isNamed`: without an output the file has the name that the address ends in.
  private mutating func read(
    _ arguments: CommandArguments, output: Set<String>, directory: Set<String>, isNamed: Bool
  ) {
    let outputs = arguments.flags.filter { output.contains($0.name) && $0.hasValue }
    let folder = arguments.flags.last { directory.contains($0.name) && $0.hasValue }.flatMap(Self.path)
    for flag in outputs {
      guard let path = Self.path(flag) else { continue }
      if path == "-" || path == "/dev/stdout" {
        writesToOutput = true
      } else {
        files.append(folder.map { $0 + "/" + path } ?? path)
      }
    }
    guard outputs.isEmpty else { return }
    guard isNamed else {
      writesToOutput = true
      return
    }
    for word in arguments.operands {
      let name = FetchedFiles.baseName(FetchedFiles.text(word))
      if !name.isEmpty { files.append(folder.map { $0 + "/" + name } ?? name) }
    }
  }

  private static func path(_ flag: CommandFlag) -> String? { flag.value ?? flag.valueWord.flatMap(FetchedFiles.path) }
}

/// Commands that check a digest or a signature.
enum Verification {
  private static let digests: Set<String> = [
    "sha1sum", "sha224sum", "sha256sum", "sha384sum", "sha512sum", "sha3sum", "b2sum", "b3sum", "md5sum", "cksum",
    "shasum",
    "sha1", "sha256", "sha512", "rhash",
  ]

  /// What a command checks.
  enum Scope {
    /// The files that a list names, which is the operand; or the standard input, where there is none.
    case list
    /// Those that its words name.
    case words
  }

  /// Nil if it checks nothing.
  static func scope(of use: CommandUse) -> Scope? {
    guard let name = use.name else { return nil }
    let flags = use.arguments.flags
    func has(_ names: String...) -> Bool { flags.contains { names.contains($0.name) } }
    let first = use.arguments.operandTexts.first ?? nil
    switch name {
    case _ where digests.contains(name): return has("-c", "--check") ? .list : nil
    case "gpg", "gpg2": return has("--verify", "--verify-files") ? .words : nil
    case "gpgv", "gpgv2", "sqv": return .words
    case "sq", "slsa-verifier", "notation": return first?.hasPrefix("verify") == true ? .words : nil
    case "cosign": return first == "verify-blob" || first == "verify-blob-attestation" ? .words : nil
    case "minisign", "signify", "signify-openbsd": return has("-V") ? .words : nil
    case "openssl": return first == "dgst" && has("-verify") || first == "pkeyutl" && has("-verify") ? .words : nil
    case "gh": return first == "attestation" ? .words : nil
    case "rpm", "rpmkeys": return has("-K", "--checksig") ? .words : nil
    case "jarsigner": return has("-verify") ? .words : nil
    default: return nil
    }
  }

  /// Whether a command prints the digest of its operands, for a comparison.
  static func isDigest(_ use: CommandUse) -> Bool {
    guard let name = use.name, scope(of: use) == nil else { return false }
    return digests.contains(name) || (name == "openssl" && use.arguments.operandTexts.first == "dgst")
  }
}
