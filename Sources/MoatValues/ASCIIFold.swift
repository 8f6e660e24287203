/// Comparison `ignoring case`: ASCII letters are folded, every other byte is compared as it is. Identifiers that
/// platforms compare so (IAM actions, host names) are ASCII; a fold of all of Unicode would make strings equal that no
/// platform takes for equal.
package enum ASCIIFold {
  package static func equals(_ left: Bytes, _ first: Part, _ right: Bytes, _ second: Part) -> Bool {
    first.count == second.count && matches(left, first.start, right, second)
  }

  package static func equals(_ text: Bytes, _ part: Part, _ literal: StaticString) -> Bool {
    let count = literal.utf8CodeUnitCount
    guard part.count == count else { return false }
    return literal.withUTF8Buffer { buffer in
      for offset in 0..<count {
        if unsafe ASCII.lower(buffer[offset]) != ASCII.lower(text[part.start + offset]) { return false }
      }
      return true
    }
  }

  package static func equals(_ left: Bytes, _ right: Bytes) -> Bool {
    left.count == right.count && matches(left, 0, right, Part(0, right.count))
  }

  package static func hasPrefix(_ text: Bytes, _ prefix: Bytes) -> Bool {
    matches(text, 0, prefix, Part(0, prefix.count))
  }

  package static func hasSuffix(_ text: Bytes, _ suffix: Bytes) -> Bool {
    text.count >= suffix.count && matches(text, text.count - suffix.count, suffix, Part(0, suffix.count))
  }

  package static func contains(_ text: Bytes, _ needle: Bytes) -> Bool {
    TextSearch.contains(text, needle, ignoringCase: true)
  }

  private static func matches(_ text: Bytes, _ start: Int, _ pattern: Bytes, _ part: Part) -> Bool {
    guard start >= 0, start <= text.count - part.count else { return false }
    for offset in 0..<part.count
    where ASCII.lower(text[start + offset]) != ASCII.lower(pattern[part.start + offset]) {
      return false
    }
    return true
  }
}

/// Search of one text in another, byte by byte.
package enum TextSearch {
  package static func equals(_ left: Bytes, _ right: Bytes) -> Bool {
    left.count == right.count && hasPrefix(left, right)
  }

  package static func hasPrefix(_ text: Bytes, _ prefix: Bytes) -> Bool {
    guard prefix.count <= text.count else { return false }
    for index in 0..<prefix.count where text[index] != prefix[index] { return false }
    return true
  }

  package static func hasSuffix(_ text: Bytes, _ suffix: Bytes) -> Bool {
    let start = text.count - suffix.count
    guard start >= 0 else { return false }
    for index in 0..<suffix.count where text[start + index] != suffix[index] { return false }
    return true
  }

  package static func contains(_ text: Bytes, _ needle: Bytes) -> Bool {
    contains(text, needle, ignoringCase: false)
  }

  /// In time linear in both texts together, whatever they repeat: the two-way scheme needs no memory. The needle is cut
  /// where its largest suffix begins; the right part is compared first, and a mismatch moves past what was seen.
  static func contains(_ text: Bytes, _ needle: Bytes, ignoringCase folds: Bool) -> Bool {
    guard needle.count <= text.count else { return false }
    guard needle.count > 1 else {
      guard needle.count == 1 else { return true }
      let wanted = fold(needle[0], folds)
      for index in 0..<text.count where fold(text[index], folds) == wanted { return true }
      return false
    }
    let (cut, period) = criticalCut(needle, folds)
    var isPeriodic = period + cut <= needle.count
    if isPeriodic {
      for index in 0..<cut where fold(needle[index], folds) != fold(needle[index + period], folds) {
        isPeriodic = false
        break
      }
    }
    let shift = isPeriodic ? period : max(cut, needle.count - cut) + 1
    var position = 0
    // How much of the needle's beginning is known to match after a shift by the period.
    var known = 0
    while position <= text.count - needle.count {
      var index = max(cut, known)
      while index < needle.count, fold(needle[index], folds) == fold(text[position + index], folds) { index += 1 }
      if index < needle.count {
        position += index - cut + 1
        known = 0
        continue
      }
      index = cut
      while index > known, fold(needle[index - 1], folds) == fold(text[position + index - 1], folds) { index -= 1 }
      if index <= known { return true }
      position += shift
      known = isPeriodic ? needle.count - period : 0
    }
    return false
  }

  /// Where the lexicographically largest suffix begins, by one order of bytes and by its reverse: the later of the two,
  /// with the period of the suffix there.
  private static func criticalCut(_ needle: Bytes, _ folds: Bool) -> (cut: Int, period: Int) {
    let first = largestSuffix(needle, folds, isReversed: false)
    let second = largestSuffix(needle, folds, isReversed: true)
    return first.cut > second.cut ? first : second
  }

  private static func largestSuffix(_ needle: Bytes, _ folds: Bool, isReversed: Bool) -> (cut: Int, period: Int) {
    var best = -1
    var candidate = 0
    var offset = 1
    var period = 1
    while candidate + offset < needle.count {
      let a = fold(needle[candidate + offset], folds)
      let b = fold(needle[best + offset], folds)
      if a == b {
        if offset == period {
          candidate += period
          offset = 1
        } else {
          offset += 1
        }
      } else if isReversed ? a > b : a < b {
        candidate += offset
        offset = 1
        period = candidate - best
      } else {
        best = candidate
        candidate += 1
        offset = 1
        period = 1
      }
    }
    return (best + 1, period)
  }

  @inline(__always)
  private static func fold(_ byte: UInt8, _ folds: Bool) -> UInt8 { folds ? ASCII.lower(byte) : byte }
}
