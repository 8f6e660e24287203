/// Patterns of `*` (any run of characters) and `?` (one character), as IAM writes actions and resources. There is no
/// escape. Each question is answered in time proportional to the product of the lengths, without memory.
///
/// `covers` and `overlaps` are about the sets of texts that patterns match: every text of one is a text of the other;
/// some text is in both.
package enum Wildcard {
  static let star = UInt8(ascii: "*")
  static let question = UInt8(ascii: "?")

  package static func matches(_ pattern: Bytes, _ text: Bytes, ignoringCase: Bool = false) -> Bool {
    matches(pattern, Part(0, pattern.count), text, Part(0, text.count), ignoringCase: ignoringCase)
  }

  /// Matches a part of a text against a part of a pattern: at a mismatch the last star takes one character more.
  package static func matches(
    _ pattern: Bytes, _ wanted: Part, _ text: Bytes, _ part: Part, ignoringCase folds: Bool = false
  ) -> Bool {
    var patternIndex = wanted.start
    var textIndex = part.start
    var retryPattern = -1
    var retryText = part.start
    while textIndex < part.end {
      if patternIndex < wanted.end, pattern[patternIndex] == star {
        retryPattern = patternIndex + 1
        retryText = textIndex
        patternIndex += 1
      } else if patternIndex < wanted.end, pattern[patternIndex] == question {
        patternIndex += 1
        textIndex = next(text, textIndex, part.end)
      } else if patternIndex < wanted.end, same(pattern[patternIndex], text[textIndex], folds) {
        patternIndex += 1
        textIndex += 1
      } else if retryPattern >= 0 {
        retryText = next(text, retryText, part.end)
        patternIndex = retryPattern
        textIndex = retryText
      } else {
        return false
      }
    }
    while patternIndex < wanted.end, pattern[patternIndex] == star { patternIndex += 1 }
    return patternIndex == wanted.end
  }

  /// True if every text that `inner` matches is matched by `outer`.
  ///
  /// `inner` is read as a text whose `*` only a star of `outer` can take, and whose `?` only a `?` or a star. A run of
  /// `*` and `?` in `outer` takes any stretch of `inner` with at least as many characters as it has `?`.
  package static func covers(_ outer: Bytes, _ inner: Bytes, ignoringCase folds: Bool = false) -> Bool {
    var outerIndex = 0
    var innerIndex = 0
    // The gap to come back to: where `outer` goes on after it, and where its shortest stretch ends now.
    var retryOuter = -1
    var retryInner = 0
    while true {
      if outerIndex < outer.count, isWild(outer[outerIndex]) {
        let gap = Gap(outer, outerIndex)
        outerIndex = gap.end
        if gap.hasStar {
          guard let end = skip(inner, from: innerIndex, characters: gap.characters, acrossStars: true) else {
            return false
          }
          retryOuter = outerIndex
          retryInner = end
          innerIndex = end
          continue
        }
        if let end = skip(inner, from: innerIndex, characters: gap.characters, acrossStars: false) {
          innerIndex = end
          continue
        }
      } else if outerIndex < outer.count, innerIndex < inner.count {
        if !isWild(inner[innerIndex]), same(outer[outerIndex], inner[innerIndex], folds) {
          outerIndex += 1
          innerIndex += 1
          continue
        }
      } else if outerIndex == outer.count, innerIndex == inner.count {
        return true
      }
      // A mismatch: the last star takes one character (or one star) of `inner` more.
      guard retryOuter >= 0, retryInner < inner.count else { return false }
      retryInner = next(inner, retryInner, inner.count)
      outerIndex = retryOuter
      innerIndex = retryInner
    }
  }

  /// True if some text is matched by both patterns.
  package static func overlaps(_ left: Bytes, _ right: Bytes, ignoringCase folds: Bool = false) -> Bool {
    let leftHasStar = left.index(of: star) < left.count
    let rightHasStar = right.index(of: star) < right.count
    if leftHasStar, rightHasStar {
      // What stands before the first star of each must agree as far as both go, and so from the ends: between them the
      // star of one takes all that the other wants.
      return agreeBeforeStar(left, right, folds) && agreeAfterStar(left, right, folds)
    }
    return leftHasStar ? meets(left, right, folds) : meets(right, left, folds)
  }

  /// Matches `pattern` against a text whose `?` stand for any one character.
  private static func meets(_ pattern: Bytes, _ text: Bytes, _ folds: Bool) -> Bool {
    var patternIndex = 0
    var textIndex = 0
    var retryPattern = -1
    var retryText = 0
    while textIndex < text.count {
      if patternIndex < pattern.count, pattern[patternIndex] == star {
        patternIndex += 1
        retryPattern = patternIndex
        retryText = textIndex
      } else if patternIndex < pattern.count,
        pattern[patternIndex] == question || text[textIndex] == question
          || sameCharacter(pattern, patternIndex, text, textIndex, folds)
      {
        patternIndex = next(pattern, patternIndex, pattern.count)
        textIndex = next(text, textIndex, text.count)
      } else if retryPattern >= 0 {
        retryText = next(text, retryText, text.count)
        patternIndex = retryPattern
        textIndex = retryText
      } else {
        return false
      }
    }
    while patternIndex < pattern.count, pattern[patternIndex] == star { patternIndex += 1 }
    return patternIndex == pattern.count
  }

  private static func agreeBeforeStar(_ left: Bytes, _ right: Bytes, _ folds: Bool) -> Bool {
    var leftIndex = 0
    var rightIndex = 0
    while left[leftIndex] != star, right[rightIndex] != star {
      guard
        left[leftIndex] == question || right[rightIndex] == question
          || sameCharacter(left, leftIndex, right, rightIndex, folds)
      else { return false }
      leftIndex = next(left, leftIndex, left.count)
      rightIndex = next(right, rightIndex, right.count)
    }
    return true
  }

  private static func agreeAfterStar(_ left: Bytes, _ right: Bytes, _ folds: Bool) -> Bool {
    var leftIndex = previous(left, left.count)
    var rightIndex = previous(right, right.count)
    while left[leftIndex] != star, right[rightIndex] != star {
      guard
        left[leftIndex] == question || right[rightIndex] == question
          || sameCharacter(left, leftIndex, right, rightIndex, folds)
      else { return false }
      leftIndex = previous(left, leftIndex)
      rightIndex = previous(right, rightIndex)
    }
    return true
  }

  /// A run of `*` and `?`: at least so many characters, and any number more if it has a star.
  private struct Gap {
    var end: Int
    var characters = 0
    var hasStar = false

    init(_ pattern: Bytes, _ start: Int) {
      end = start
      while end < pattern.count, isWild(pattern[end]) {
        if pattern[end] == star { hasStar = true } else { characters += 1 }
        end += 1
      }
    }
  }

  /// The index after so many characters of a pattern, stars not counted; nil if it has fewer, or a star where none may
  /// be.
  private static func skip(_ inner: Bytes, from start: Int, characters: Int, acrossStars: Bool) -> Int? {
    var index = start
    var left = characters
    while left > 0 {
      guard index < inner.count else { return nil }
      if inner[index] == star {
        guard acrossStars else { return nil }
      } else {
        left -= 1
      }
      index = next(inner, index, inner.count)
    }
    return index
  }

  private static func isWild(_ byte: UInt8) -> Bool { byte == star || byte == question }

  private static func same(_ left: UInt8, _ right: UInt8, _ folds: Bool) -> Bool {
    folds ? ASCII.lower(left) == ASCII.lower(right) : left == right
  }

  private static func sameCharacter(_ left: Bytes, _ first: Int, _ right: Bytes, _ second: Int, _ folds: Bool) -> Bool {
    let count = next(left, first, left.count) - first
    guard next(right, second, right.count) - second == count else { return false }
    for offset in 0..<count where !same(left[first + offset], right[second + offset], folds) { return false }
    return true
  }

  /// The index after the UTF-8 sequence that begins at `index`.
  static func next(_ text: Bytes, _ index: Int, _ end: Int) -> Int {
    var result = index + 1
    while result < end, ASCII.isContinuation(text[result]) { result += 1 }
    return min(result, end)
  }

  /// The index of the UTF-8 sequence that ends before `index`; 0 at the beginning.
  private static func previous(_ text: Bytes, _ index: Int) -> Int {
    var result = index - 1
    while result > 0, ASCII.isContinuation(text[result]) { result -= 1 }
    return max(result, 0)
  }
}

extension Wildcard {
  package static func matches(_ pattern: String, _ text: String, ignoringCase: Bool = false) -> Bool {
    matches(Array(pattern.utf8).span, Array(text.utf8).span, ignoringCase: ignoringCase)
  }

  package static func covers(_ outer: String, _ inner: String, ignoringCase: Bool = false) -> Bool {
    covers(Array(outer.utf8).span, Array(inner.utf8).span, ignoringCase: ignoringCase)
  }

  package static func overlaps(_ left: String, _ right: String, ignoringCase: Bool = false) -> Bool {
    overlaps(Array(left.utf8).span, Array(right.utf8).span, ignoringCase: ignoringCase)
  }
}
