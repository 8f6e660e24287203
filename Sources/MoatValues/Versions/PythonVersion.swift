/// Versions by PEP 440: `[N!]N(.N)*[{a|b|rc}N][.postN][.devN][+local]`, with the spellings that it allows besides.
struct PythonVersion {
  private var epoch: ArraySlice<UInt8> = []
  private var release: [ArraySlice<UInt8>] = []
  /// 0 for alpha, 1 for beta, 2 for a candidate.
  private var phase: (rank: Int, number: ArraySlice<UInt8>)?
  private var post: ArraySlice<UInt8>?
  private var development: ArraySlice<UInt8>?
  private var local: [ArraySlice<UInt8>]?

  /// A constraint without a local label is about every label.
  static func compare(_ left: ArraySlice<UInt8>, _ right: ArraySlice<UInt8>) -> Int? {
    guard let left = PythonVersion(left), let right = PythonVersion(right) else { return nil }
    let orders = [
      VersionDigits.compare(left.epoch, right.epoch), compareReleases(left.release, right.release),
      left.phaseRank - right.phaseRank,
      VersionDigits.compare(left.phase?.number ?? [], right.phase?.number ?? []),
      // Without it a version is below its post-releases and above its development releases.
      (left.post == nil ? 0 : 1) - (right.post == nil ? 0 : 1),
      VersionDigits.compare(left.post ?? [], right.post ?? []),
      (left.development == nil ? 1 : 0) - (right.development == nil ? 1 : 0),
      VersionDigits.compare(left.development ?? [], right.development ?? []),
    ]
    if let order = orders.first(where: { $0 != 0 }) { return order }
    return right.local.map { compareLocals(left.local ?? [], $0) } ?? 0
  }

  /// A development release of no phase is below every phase of its release.
  private var phaseRank: Int {
    if let phase { return phase.rank }
    return post == nil && development != nil ? -1 : 3
  }

  private static func compareReleases(_ left: [ArraySlice<UInt8>], _ right: [ArraySlice<UInt8>]) -> Int {
    for index in 0..<max(left.count, right.count) {
      let order = VersionDigits.compare(
        index < left.count ? left[index] : [], index < right.count ? right[index] : [])
      if order != 0 { return order }
    }
    return 0
  }

  /// Numbers are above words, and a label is above what it begins with.
  private static func compareLocals(_ left: [ArraySlice<UInt8>], _ right: [ArraySlice<UInt8>]) -> Int {
    for (first, second) in zip(left, right) {
      let areNumbers = (VersionDigits.isNumber(first), VersionDigits.isNumber(second))
      if areNumbers.0 != areNumbers.1 { return areNumbers.0 ? 1 : -1 }
      let order = areNumbers.0 ? VersionDigits.compare(first, second) : VersionDigits.bytes(first, second)
      if order != 0 { return order }
    }
    return left.count - right.count
  }

  private init?(_ text: ArraySlice<UInt8>) {
    var reader = Reader(text.map { ASCII.lower($0) })
    _ = reader.take(["v"])
    if reader.text.contains(UInt8(ascii: "!")) {
      guard let number = reader.number(), reader.take(["!"]) != nil else { return nil }
      epoch = number
    }
    guard let first = reader.number() else { return nil }
    release = [first]
    while let number = reader.attempt({ $0.take(["."]) == nil ? nil : $0.number() }) { release.append(number) }
    let phases = ["alpha": 0, "a": 0, "beta": 1, "b": 1, "preview": 2, "pre": 2, "rc": 2, "c": 2]
    if let read = reader.marked(["alpha", "a", "beta", "b", "preview", "pre", "rc", "c"]) {
      phase = (phases[read.word] ?? 2, read.number)
    }
    // `1.0-1` is a post-release too.
    if let number = reader.attempt({ $0.take(["-"]) == nil ? nil : $0.number() }) {
      post = number
    } else if let read = reader.marked(["post", "rev", "r"]) {
      post = read.number
    }
    if let read = reader.marked(["dev"]) { development = read.number }
    if reader.take(["+"]) != nil {
      let separators = Array("-_.".utf8)
      let labels = reader.text.split(omittingEmptySubsequences: false) { separators.contains($0) }
      guard labels.allSatisfy({ !$0.isEmpty && $0.allSatisfy { ASCII.isDigit($0) || ASCII.isLower($0) } }) else {
        return nil
      }
      local = labels
      reader.text = []
    }
    guard reader.text.isEmpty else { return nil }
  }

  private struct Reader {
    var text: ArraySlice<UInt8>

    init(_ text: [UInt8]) { self.text = text[...] }

    /// The first of the words that stands here.
    mutating func take(_ words: [String]) -> String? {
      guard let word = words.first(where: { text.starts(with: $0.utf8) }) else { return nil }
      text = text.dropFirst(word.utf8.count)
      return word
    }

    mutating func number() -> ArraySlice<UInt8>? {
      let digits = text.prefix { ASCII.isDigit($0) }
      text = text[digits.endIndex...]
      return digits.isEmpty ? nil : digits
    }

    /// Reads nothing if there is no answer.
    mutating func attempt<Answer>(_ read: (inout Reader) -> Answer?) -> Answer? {
      let start = text
      guard let answer = read(&self) else {
        text = start
        return nil
      }
      return answer
    }

    /// `[-_.]?word[-_.]?N?`.
    mutating func marked(_ words: [String]) -> (word: String, number: ArraySlice<UInt8>)? {
      let separators = ["-", "_", "."]
      return attempt { reader in
        _ = reader.take(separators)
        guard let word = reader.take(words) else { return nil }
        let number = reader.attempt { reader in
          _ = reader.take(separators)
          return reader.number()
        }
        return (word, number ?? [])
      }
    }
  }
}
