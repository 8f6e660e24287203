/// Text with its secrets replaced.
public enum SecretMask {
  /// What stands in the place of a secret. It has one length, so that it does not tell that of the secret.
  public static let replacement = "***"

  /// A text without the secrets that show by what stands around them.
  public static func masked(_ text: String) -> String {
    // Nothing shorter has a name, a sign and a value.
    guard text.utf8.count > 4 else { return text }
    let bytes = Array(text.utf8)
    let matches = SecretScanner.matches(in: bytes, masking: true)
    return matches.isEmpty ? text : replacing(matches.map(\.range), in: bytes)
  }

  /// The beginning of a text for a message, without its secrets: a secret that was cut could not be found any more.
  ///
  /// - Parameter limit: characters.
  public static func excerpt(_ text: some Collection<UInt8>, limit: Int) -> String {
    let masked = masked(String(decoding: text.prefix(excerptBytes), as: UTF8.self))
    return masked.count > limit ? masked.prefix(limit) + "…" : masked
  }

  /// How much of a text is searched for secrets before it is cut, so that a long text costs little.
  private static let excerptBytes = 4_096

  /// - Parameter ranges: in order; those that overlap become one.
  static func replacing(_ ranges: [Range<Int>], in text: [UInt8]) -> String {
    var result: [UInt8] = []
    result.reserveCapacity(text.count)
    var end = 0
    for range in ranges where range.upperBound > end {
      if range.lowerBound >= end, !range.isEmpty {
        result += text[end..<range.lowerBound]
        result += replacement.utf8
      }
      end = range.upperBound
    }
    result += text[min(end, text.count)...]
    return String(decoding: result, as: UTF8.self)
  }
}

/// The secrets of one file: where they stand, and what they are, so that they are found again in texts that are made of it.
public struct FileSecrets: Sendable {
  /// In order, without overlaps.
  public let ranges: [Range<Int>]
  private let values: ValueTree
  private let text: [UInt8]

  /// Secrets of one place that are looked for one by one; where there are more, all of the place is masked.
  private static let secretsOfPlace = 32

  public static let none = FileSecrets([])

  /// Scans a file, in time linear in its length.
  ///
  /// - Parameter others: parts of the file that are secrets whatever stands there, each perhaps with its quotes.
  public init(_ text: [UInt8], and others: [Range<Int>] = []) {
    self.text = text
    var values = ValueTree()
    var ranges: [Range<Int>] = []
    for match in SecretScanner.matches(in: text, masking: true) {
      if let last = ranges.last, match.range.lowerBound < last.upperBound { continue }
      ranges.append(match.range)
      values.insert(text, match.range)
    }
    let known = others.filter { $0.upperBound <= text.count }.map { Self.withoutQuotes($0, in: text) }
    for range in known { values.insert(text, range) }
    ranges = known.isEmpty ? ranges : Self.merged(ranges, known)
    // Where the file has a value a second time, whatever its name is there.
    let again = values.occurrences(in: text)
    self.ranges = Self.merged(ranges, again)
    self.values = values
  }

  private static func withoutQuotes(_ range: Range<Int>, in text: [UInt8]) -> Range<Int> {
    guard range.count >= 2, let first = text[range].first, first == text[range].last, first.isQuote else {
      return range
    }
    return range.lowerBound + 1..<range.upperBound - 1
  }

  /// Two lists of ranges in order as one; those that overlap become one range.
  private static func merged(_ first: [Range<Int>], _ second: [Range<Int>]) -> [Range<Int>] {
    var merged: [Range<Int>] = []
    for range in (first + second).sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if let last = merged.last, range.lowerBound < last.upperBound {
        merged[merged.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
      } else {
        merged.append(range)
      }
    }
    return merged
  }

  /// A text that was made of the file, without its secrets.
  ///
  /// - Parameter place: the bytes of the file that the text comes from, where that is known.
  public func masked(_ shown: String, at place: Range<Int>? = nil) -> String {
    guard !ranges.isEmpty else { return SecretMask.masked(shown) }
    var shown = shown
    if let place {
      let touched = self.touched(by: place)
      if touched.count > Self.secretsOfPlace { return SecretMask.replacement }
      for range in touched {
        let secret = Array(text[range])
        let bytes = Array(shown.utf8)
        let found = occurrences(of: secret, in: bytes) + beginnings(of: secret, in: bytes)
        if !found.isEmpty {
          shown = SecretMask.replacing(found.sorted { $0.lowerBound < $1.lowerBound }, in: bytes)
        } else if range.lowerBound <= place.lowerBound && place.upperBound <= range.upperBound {
          // The secret as the file writes it may be escaped.
          return SecretMask.replacement
        }
      }
    }
    let bytes = Array(shown.utf8)
    let found = values.occurrences(in: bytes)
    return SecretMask.masked(found.isEmpty ? shown : SecretMask.replacing(found, in: bytes))
  }

  /// The secrets that a part of the file has to do with.
  public func ranges(in place: Range<Int>) -> ArraySlice<Range<Int>> {
    let first = firstIndex(endingAfter: place.lowerBound)
    var end = first
    while end < ranges.count, ranges[end].lowerBound < place.upperBound { end += 1 }
    return ranges[first..<end]
  }

  /// The same, as far as they are looked for one by one.
  private func touched(by place: Range<Int>) -> ArraySlice<Range<Int>> {
    let low = firstIndex(endingAfter: place.lowerBound)
    var end = low
    while end < ranges.count, ranges[end].lowerBound < place.upperBound, end - low <= Self.secretsOfPlace { end += 1 }
    return ranges[low..<end]
  }

  private func firstIndex(endingAfter offset: Int) -> Int {
    var low = 0
    var high = ranges.count
    while low < high {
      let middle = (low + high) / 2
      if ranges[middle].upperBound <= offset { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// What a cut left of a secret: its beginning, before `…` or at the end.
  private func beginnings(of secret: [UInt8], in text: [UInt8]) -> [Range<Int>] {
    let dots = Array("\u{2026}".utf8)
    let ends = occurrences(of: dots, in: text).map(\.lowerBound) + [text.count]
    return ends.prefix(Self.secretsOfPlace).compactMap { end in
      var length = min(secret.count - 1, end)
      while length >= 3, !text[end - length..<end].elementsEqual(secret[..<length]) { length -= 1 }
      return length >= 3 ? end - length..<end : nil
    }
  }

  private func occurrences(of secret: [UInt8], in text: [UInt8]) -> [Range<Int>] {
    guard let first = secret.first else { return [] }
    var found: [Range<Int>] = []
    var index = 0
    while index + secret.count <= text.count {
      if text[index] == first, text[index..<index + secret.count].elementsEqual(secret) {
        found.append(index..<index + secret.count)
        index += secret.count
      } else {
        index += 1
      }
    }
    return found
  }
}

/// Values of secrets as a tree of their bytes, so that all of them are looked for at once.
struct ValueTree: Sendable {
  /// By a node and a byte.
  private var edges: [UInt64: UInt32] = [:]
  private var ends: Set<UInt32> = []
  private var count: UInt32 = 1

  /// Bytes of a value that count.
  private static let depth = 128
  /// Nodes of one tree; a file with more secrets has them masked by what stands around them alone.
  private static let limit: UInt32 = 1 << 20

  /// Adds a value that is told from an ordinary word: `postgres` may be a password, and is the name of an image too.
  mutating func insert(_ text: [UInt8], _ range: Range<Int>) {
    let range = range.lowerBound..<min(range.upperBound, range.lowerBound + Self.depth)
    guard range.count >= 5, count < Self.limit, Self.isUnusual(text, range) else { return }
    var node: UInt32 = 0
    for index in range {
      let edge = UInt64(node) << 8 | UInt64(text[index])
      if let next = edges[edge] {
        node = next
      } else {
        edges[edge] = count
        node = count
        count += 1
      }
    }
    ends.insert(node)
  }

  private static func isUnusual(_ text: [UInt8], _ range: Range<Int>) -> Bool {
    var digits = 0
    var letters = 0
    var others = 0
    for index in range {
      if text[index].isDigit { digits += 1 } else if text[index].isLetter { letters += 1 } else { others += 1 }
    }
    return digits > 0 && letters > 0 || others > 0 && range.count >= 8 || range.count >= 16
  }

  /// Where a value stands in a text: the longest at each place.
  func occurrences(in text: [UInt8]) -> [Range<Int>] {
    guard !ends.isEmpty else { return [] }
    var found: [Range<Int>] = []
    var start = 0
    while start < text.count {
      var node: UInt32 = 0
      var index = start
      var end: Int?
      while index < text.count, let next = edges[UInt64(node) << 8 | UInt64(text[index])] {
        node = next
        index += 1
        if ends.contains(node) { end = index }
      }
      if let end {
        found.append(start..<end)
        start = end
      } else {
        start += 1
      }
    }
    return found
  }
}
