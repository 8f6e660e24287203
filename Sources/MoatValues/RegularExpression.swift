internal import CPCRE2

/// A regular expression of PCRE2, compiled once and shared by all threads. It is matched through a `RegexScratch`.
///
/// The dialect is PCRE2's with UTF-8, with these settings: `$` is the very end of the text (elsewhere it also matches
/// before a final newline, so that `^[a-z]+$` lets `root\n` through); `\w`, `\d` and `\s` are ASCII; `\C` is refused. A
/// pattern matches anywhere in the text unless it is anchored.
@safe
package final class RegularExpression: @unchecked Sendable {
  /// A pattern is written by a person; a longer one is generated, and belongs into a set.
  package static let maximalPatternBytes = 4096
  /// The parser of PCRE2 recurses on parentheses.
  private static let maximalNesting: UInt32 = 100

  let code: OpaquePointer
  /// As it is written.
  let pattern: [UInt8]
  /// True if one start of a match may read the text to its end: the pattern repeats something without a bound, and
  /// is not anchored. Then the time grows with the square of the text, within every limit on backtracking.
  let mayBeQuadratic: Bool
  /// False where the system forbids executable memory. Matching is then slower, with the same answers, except that the
  /// limits are met at other numbers of steps.
  package let isJustInTime: Bool

  /// Why a pattern does not compile, and at which byte of it.
  package struct Failure: Error, Hashable, Sendable {
    package var message: String
    package var offset: Int

    package init(message: String, offset: Int) {
      self.message = message
      self.offset = offset
    }
  }

  /// Compiles a pattern. An empty one is refused: it matches everything, which nobody means.
  package init(_ pattern: [UInt8]) throws(Failure) {
    guard !pattern.isEmpty else { throw Failure(message: "the pattern is empty", offset: 0) }
    guard pattern.count <= Self.maximalPatternBytes else {
      throw Failure(
        message: "the pattern has more than \(Self.maximalPatternBytes) bytes", offset: Self.maximalPatternBytes)
    }
    var error: Int32 = 0
    var offset = 0
    let context = unsafe pcre2_compile_context_create_8(nil)
    defer { unsafe pcre2_compile_context_free_8(context) }
    unsafe pcre2_set_parens_nest_limit_8(context, Self.maximalNesting)
    let options = UInt32(PCRE2_UTF) | UInt32(PCRE2_NEVER_BACKSLASH_C) | UInt32(PCRE2_DOLLAR_ENDONLY)
    let compiled = unsafe pattern.withUnsafeBufferPointer { buffer in
      unsafe pcre2_compile_8(buffer.baseAddress, buffer.count, options, &error, &offset, context)
    }
    self.pattern = pattern
    guard let compiled = unsafe compiled else {
      throw Failure(message: Self.message(of: error), offset: min(offset, pattern.count))
    }
    unsafe code = compiled
    // A failure is none: the interpreter serves. What was made is told by its size.
    _ = unsafe pcre2_jit_compile_8(compiled, UInt32(PCRE2_JIT_COMPLETE))
    var size = 0
    _ = unsafe pcre2_pattern_info_8(compiled, UInt32(PCRE2_INFO_JITSIZE), &size)
    isJustInTime = size > 0
    var allOptions: UInt32 = 0
    _ = unsafe pcre2_pattern_info_8(compiled, UInt32(PCRE2_INFO_ALLOPTIONS), &allOptions)
    mayBeQuadratic = allOptions & UInt32(PCRE2_ANCHORED) == 0 && Self.repeatsWithoutBound(pattern)
  }

  package convenience init(_ pattern: String) throws(Failure) {
    try self.init(Array(pattern.utf8))
  }

  deinit { unsafe pcre2_code_free_8(code) }

  private static func message(of error: Int32) -> String {
    var buffer = [UInt8](repeating: 0, count: 256)
    let count = unsafe buffer.withUnsafeMutableBufferPointer { buffer in
      unsafe pcre2_get_error_message_8(error, buffer.baseAddress, buffer.count)
    }
    guard count > 0 else { return "the pattern does not compile" }
    return String(decoding: buffer.prefix(Int(count)), as: UTF8.self)
  }

  /// Repetitions up to here count as bounded.
  private static let smallBound = 64

  /// Looks for `*`, `+`, `{n,}`, large bounds and recursion outside of character classes. It may say yes too often (a
  /// quoted star), which only lowers the length of text that is taken.
  static func repeatsWithoutBound(_ pattern: [UInt8]) -> Bool {
    var index = 0
    var isInClass = false
    while index < pattern.count {
      switch pattern[index] {
      case UInt8(ascii: "\\"):
        // `\X` and subroutine calls `\g` read on; `\Q` is read as if it were not there.
        let next = index + 1 < pattern.count ? pattern[index + 1] : 0
        if !isInClass, next == UInt8(ascii: "X") || next == UInt8(ascii: "g") { return true }
        index += 1
      case UInt8(ascii: "["):
        if !isInClass {
          isInClass = true
          // A bracket that comes first is a member, so that the class does not end here.
          if index + 1 < pattern.count, pattern[index + 1] == UInt8(ascii: "^") { index += 1 }
          if index + 1 < pattern.count, pattern[index + 1] == UInt8(ascii: "]") { index += 1 }
        }
      case UInt8(ascii: "]"): isInClass = false
      case UInt8(ascii: "*"), UInt8(ascii: "+"):
        if !isInClass { return true }
      case UInt8(ascii: "{"):
        if !isInClass, isLargeBound(pattern, index + 1) { return true }
      case UInt8(ascii: "("):
        if !isInClass, isRecursion(pattern, index + 1) { return true }
      default: break
      }
      index += 1
    }
    return false
  }

  private static func isLargeBound(_ pattern: [UInt8], _ start: Int) -> Bool {
    var numbers = [0]
    var index = start
    while index < pattern.count, pattern[index] != UInt8(ascii: "}") {
      if pattern[index] == UInt8(ascii: ",") {
        if index + 1 < pattern.count, pattern[index + 1] == UInt8(ascii: "}") { return true }
        numbers.append(0)
      } else if ASCII.isDigit(pattern[index]) {
        numbers[numbers.count - 1] = min(numbers[numbers.count - 1] * 10 + Int(pattern[index] &- 0x30), 100_000)
      } else {
        return false
      }
      index += 1
    }
    return numbers.contains { $0 > smallBound }
  }

  /// `(?R)`, `(?1)`, `(?&name)`, `(?P>name)` and verbs `(*…)`, which may hold anything.
  private static func isRecursion(_ pattern: [UInt8], _ start: Int) -> Bool {
    guard start + 1 < pattern.count else { return false }
    if pattern[start] == UInt8(ascii: "*") { return true }
    guard pattern[start] == UInt8(ascii: "?") else { return false }
    let kind = pattern[start + 1]
    let isRelative = kind == UInt8(ascii: "-") && start + 2 < pattern.count && ASCII.isDigit(pattern[start + 2])
    let isNamedCall = kind == UInt8(ascii: "P") && start + 2 < pattern.count && pattern[start + 2] == UInt8(ascii: ">")
    return isNamedCall || kind == UInt8(ascii: "R") || kind == UInt8(ascii: "&")
      || kind == UInt8(ascii: "+") || ASCII.isDigit(kind) || isRelative
  }
}
