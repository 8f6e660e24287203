/// How much a name says of its value: the one table of names of secrets, for all kinds of documents.
///
/// A name is read by its words (`dbPassword`, `DB_PASSWORD` and `db.password` are `db`, `password`). The last word that
/// means a secret decides, unless a word after it says that the value is something else (`PASSWORD_FILE`, `TOKEN_TTL`)
/// or a word before it does (`MAX_TOKENS`, `PUBLIC_KEY`).
public enum SecretName: Int, Sendable {
  case none
  /// A key of some kind: only a value that looks random is a secret.
  case key
  /// A token, API key or secret.
  case token
  case password

  /// Names end here: what is longer is judged by its end.
  private static let longest = 160

  public init(_ name: [UInt8]) { self.init(name, 0..<name.count) }

  public init(_ name: String) { self.init(Array(name.utf8)) }

  init(_ text: [UInt8], _ range: Range<Int>) {
    let range = max(range.lowerBound, range.upperBound - Self.longest)..<range.upperBound
    guard Self.mayName(text, range) else {
      self = .none
      return
    }
    // The working directory of a shell.
    if range.count == 3, text.starts("PWD", at: range.lowerBound) {
      self = .none
      return
    }
    self = Self.judge(Self.words(text, range))
  }

  /// A quick test on two letters, which most names fail.
  private static func mayName(_ text: [UInt8], _ range: Range<Int>) -> Bool {
    guard range.count > 1 else { return false }
    for index in range.lowerBound..<range.upperBound - 1 {
      let next = text[index + 1].lowered
      switch text[index].lowered {
      case UInt8(ascii: "p"):
        if next == UInt8(ascii: "a") || next == UInt8(ascii: "w") || next == UInt8(ascii: "s") { return true }
      case UInt8(ascii: "s"): if next == UInt8(ascii: "e") { return true }
      case UInt8(ascii: "t"): if next == UInt8(ascii: "o") { return true }
      case UInt8(ascii: "k"): if next == UInt8(ascii: "e") { return true }
      case UInt8(ascii: "c"): if next == UInt8(ascii: "r") { return true }
      case UInt8(ascii: "a"): if next == UInt8(ascii: "u") { return true }
      default: continue
      }
    }
    return false
  }

  /// The words of a name in lower case; digits are left out, since they only number it.
  static func words(_ text: [UInt8], _ range: Range<Int>) -> [String] {
    var words: [String] = []
    var start = range.lowerBound
    var index = start
    func end(_ end: Int) { if end > start { words.append(text.lowered(start..<end)) } }
    while index < range.upperBound {
      let byte = text[index]
      if !byte.isLetter {
        end(index)
        start = index + 1
      } else if byte.isUpper, index > start {
        let isNewWord = text[index - 1].isLower
        // Of several capitals the last one begins the next word: HTTPToken.
        let isLastCapital = index + 1 < range.upperBound && text[index + 1].isLower && text[index - 1].isUpper
        if isNewWord || isLastCapital {
          end(index)
          start = index
        }
      }
      index += 1
    }
    end(range.upperBound)
    return words
  }

  private static func judge(_ words: [String]) -> SecretName {
    guard let (place, name) = last(words) else { return .none }
    if words[(place + 1)...].contains(where: Self.harmlessAfter.contains) { return .none }
    if words[..<place].contains(where: Self.harmlessBefore.contains) { return .none }
    return name
  }

  /// The last word that means a secret, with what it means.
  private static func last(_ words: [String]) -> (Int, SecretName)? {
    for place in words.indices.reversed() {
      let word = words[place]
      if passwords.contains(word) || word == "pw" && words.count > 1 { return (place, .password) }
      if tokens.contains(word) { return (place, .token) }
      if word == "pat", place > 0, place == words.count - 1 { return (place, .token) }
      if word == "key" || word == "keys" {
        guard place > 0 else { return words.count == 1 ? (place, .key) : nil }
        let before = words[place - 1]
        if secretKeys.contains(before) { return (place, .token) }
        if word == "keys" || passwords.contains(before) || before == "token" { return nil }
        return publicKeys.contains(before) ? nil : (place, .key)
      }
      if word == "auth", place == words.count - 1 { return (place, .key) }
      // PGPASSWORD, dbpassword, clientsecret.
      if !word.hasPrefix("no"), !otherPasses.contains(word),
        let ending = endings.first(where: { word.utf8.count > $0.utf8.count && word.hasSuffix($0) })
      {
        return (place, ending.hasPrefix("pass") ? .password : .token)
      }
    }
    return nil
  }

  private static let passwords: Set = [
    "password", "passwords", "passwd", "passphrase", "passcode", "pass", "pwd", "pword", "psw", "passwort",
    "bindpw", "rootpw", "adminpw", "dbpw", "userpw",
  ]

  private static let tokens: Set = [
    "secret", "secrets", "token", "tokens", "apikey", "apikeys", "credential", "credentials", "creds", "privatekey",
    "secretkey", "accesskey", "authkey", "bearer", "activationkey", "masterkey", "encryptionkey", "signingkey",
  ]

  private static let endings = [
    "password", "passwd", "passphrase", "pass", "secret", "token", "apikey", "secretkey", "accesskey", "privatekey",
    "authkey",
  ]

  /// Words that end in `pass` and mean something else.
  private static let otherPasses: Set = [
    "compass", "bypass", "trespass", "surpass", "encompass", "keepass", "lastpass", "multipass", "renderpass",
    "overpass",
    "underpass", "subpass", "firstpass", "bandpass", "highpass", "lowpass", "proxypass",
  ]

  /// Words before `key` that make it a secret.
  private static let secretKeys: Set = [
    "api", "access", "secret", "private", "priv", "encryption", "encrypt", "decryption", "signing", "sign", "master",
    "account", "storage", "auth", "shared", "session", "admin", "deploy", "client", "cipher", "crypto", "hmac", "aes",
    "ssh", "subscription", "application", "jwt", "write", "app", "rsa", "vault", "webhook", "activation",
  ]

  /// Words before `key` that make it none.
  private static let publicKeys: Set = [
    "public", "pub", "gpg", "pgp", "primary", "foreign", "cache", "partition", "sort", "hash", "routing", "object",
    "group", "row", "unique", "lookup", "label", "apt", "release", "repo", "repository", "trusted", "topology",
    "registry", "host", "image", "s", "map", "config", "annotation", "metrics", "any", "index", "order", "shard",
  ]

  /// What a value of a name with one of these words after the word of a secret is, and not the secret: where it lies, how
  /// it is called, how long it holds, what it is like.
  private static let harmlessAfter: Set = [
    "file", "files", "filename", "path", "paths", "dir", "dirs", "directory", "folder", "location", "url", "urls",
    "uri",
    "uris", "endpoint", "endpoints", "host", "hostname", "name", "names", "id", "ids", "length", "len", "ttl",
    "timeout",
    "expiry", "expiration", "expires", "expire", "expired", "exp", "age", "lifetime", "lifespan", "duration",
    "interval",
    "period", "rotation", "issuer", "issuers", "iss", "audience", "audiences", "aud", "algorithm", "algorithms", "algo",
    "alg", "type", "types", "kind", "policy", "policies", "validation", "validator", "validators", "valid", "enabled",
    "enable", "disabled", "disable", "ref", "refs", "reference", "mount", "mounts", "store", "stores", "provider",
    "providers", "namespace", "namespaces", "max", "min", "limit", "limits", "size", "count", "counts", "port",
    "header",
    "headers", "prefix", "suffix", "field", "fields", "attribute", "claim", "claims", "format", "pattern", "regex",
    "template", "strength", "version", "versions", "alias", "aliases", "arn", "server", "manager", "engine", "backend",
    "scope", "scopes", "cookie", "label", "labels", "hint", "prompt", "method", "methods", "mode", "modes", "source",
    "sources", "index", "env", "variable", "var", "lookup", "required", "optional", "encoder", "encoding", "hash",
    "hasher", "hashers", "hashing", "iterations", "rounds", "cost", "complexity", "history", "characters", "chars",
    "uppercase", "lowercase", "digits", "special", "limiter", "budget", "usage", "window", "per", "rate", "reader",
    "review", "reviews", "reviewer", "request", "requests", "response", "controller", "creation", "projection",
    "annotation", "class", "protection", "less", "sync", "operator", "injector", "public", "pub", "fingerprint", "sock",
    "agent", "key", "keys", "cert", "crt", "pem", "ca", "html", "htm", "md", "py", "js", "ts", "go", "java", "rb",
    "php",
    "sh", "css", "json", "yaml", "yml", "xml", "conf", "cfg", "ini", "toml", "properties", "tpl", "tmpl", "sql", "lua",
    "log", "svg", "png", "csv", "proto", "txt", "state", "status", "error", "message", "description", "title", "helper",
    "command", "cmd", "program", "script", "url64", "binding", "bindings", "exchange", "endpointurl", "authenticator",
    "checker", "plugin", "module", "service", "account", "stdin", "attr", "attrs", "attributes", "forgot", "forgotten",
    "question", "invalid", "mismatch", "placeholder", "tooltip", "caption", "msg", "warning",
  ]

  /// Words before it: a number of them, a switch, one that everybody may know, the name of an object.
  private static let harmlessBefore: Set = [
    "max", "min", "num", "number", "use", "uses", "enable", "enabled", "disable", "disabled", "has", "is", "no",
    "require", "requires", "required", "allow", "allows", "skip", "without", "public", "pub", "validate", "existing",
    "show", "hide", "mount", "automount", "pull", "forgot", "count", "total", "supports", "ask",
    "with", "error", "errors", "invalid", "wrong",
  ]
}
