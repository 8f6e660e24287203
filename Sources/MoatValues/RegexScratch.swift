internal import CPCRE2

/// What a match says. A limit is no answer: its rule is undetermined.
@frozen
package enum RegexOutcome: UInt8, Sendable {
  case matched
  case unmatched
  case limit
}

/// The working memory of one worker for regular expressions: match data, a context with the limits, and a stack for
/// compiled code. It serves one thread at a time; the expressions themselves are shared.
///
/// The limits are numbers of steps and of bytes, never of seconds, so that a busy machine gives no other verdict.
@safe
package final class RegexScratch {
  /// Backtracking steps from one start of a match, over short texts. `(a+)+b` ends after some milliseconds.
  private static let matchLimit = 1_000_000
  /// Steps over all the starts of a long text; a text of n bytes has n starts.
  private static let totalSteps = 50_000_000
  private static let minimalMatchLimit = 2_000
  /// Nested backtracking points of the interpreter.
  private static let depthLimit: UInt32 = 20_000
  /// KiB of heap for the interpreter.
  private static let heapLimit: UInt32 = 16 << 10
  /// Bytes of stack for compiled code.
  private static let stack = (initial: 32 << 10, maximal: 1 << 20)
  /// The longest text for an expression that may take the square of its length: 2^31 steps, about a second.
  package static let maximalQuadraticText = 64 << 10

  private let data: OpaquePointer?
  private let context: OpaquePointer?
  private let jitStack: OpaquePointer?
  private var currentLimit = 0
  /// By the pattern; nil where there is none.
  private var automata: [[UInt8]: PatternAutomaton?] = [:]
  private static let maximalAutomata = 256

  package init() {
    unsafe data = unsafe pcre2_match_data_create_8(1, nil)
    unsafe context = unsafe pcre2_match_context_create_8(nil)
    unsafe jitStack = unsafe pcre2_jit_stack_create_8(Self.stack.initial, Self.stack.maximal, nil)
    unsafe pcre2_set_depth_limit_8(context, Self.depthLimit)
    unsafe pcre2_set_heap_limit_8(context, Self.heapLimit)
    if unsafe jitStack != nil { unsafe pcre2_jit_stack_assign_8(context, nil, UnsafeMutableRawPointer(jitStack)) }
  }

  deinit {
    unsafe pcre2_match_data_free_8(data)
    unsafe pcre2_match_context_free_8(context)
    unsafe pcre2_jit_stack_free_8(jitStack)
  }

  /// The automaton of an expression; nil if it has more than one of those understands.
  func automaton(of expression: RegularExpression) -> PatternAutomaton? {
    if let known = automata[expression.pattern] { return known }
    if automata.count >= Self.maximalAutomata { automata.removeAll() }
    let made = PatternAutomaton(expression.pattern)
    automata[expression.pattern] = made
    return made
  }

  /// Whether an expression matches somewhere in a text. The text is valid UTF-8: the readers have made sure of it.
  package func match(_ expression: RegularExpression, _ text: Value) -> RegexOutcome {
    guard text.hasNames else { return unsafe match(expression, text.buffer) }
    var outcome = RegexOutcome.unmatched
    text.forEachName { name in
      switch unsafe match(expression, name.buffer) {
      case .matched: outcome = .matched
      case .limit: outcome = .limit
      case .unmatched: break
      }
      return outcome != .matched
    }
    return outcome
  }

  @unsafe
  package func match(_ expression: RegularExpression, _ text: UnsafeBufferPointer<UInt8>) -> RegexOutcome {
    guard unsafe data != nil, unsafe context != nil else { return .limit }
    if expression.mayBeQuadratic, text.count > Self.maximalQuadraticText { return .limit }
    let wanted = max(Self.minimalMatchLimit, min(Self.matchLimit, Self.totalSteps / max(1, text.count)))
    if wanted != currentLimit {
      unsafe pcre2_set_match_limit_8(context, UInt32(wanted))
      currentLimit = wanted
    }
    // An empty text may have no address, and PCRE2 wants one.
    guard let start = text.baseAddress else {
      var nothing: UInt8 = 0
      return unsafe outcome(
        pcre2_match_8(expression.code, &nothing, 0, 0, UInt32(PCRE2_NO_UTF_CHECK), data, context))
    }
    return unsafe outcome(
      pcre2_match_8(expression.code, start, text.count, 0, UInt32(PCRE2_NO_UTF_CHECK), data, context))
  }

  /// For texts at compile time and in tests.
  package func match(_ expression: RegularExpression, _ text: String) -> RegexOutcome {
    unsafe Array(text.utf8).withUnsafeBufferPointer { unsafe match(expression, $0) }
  }

  /// 0 is a match too (the offsets did not fit); every error but "no match" is a limit, so that none can pass as an
  /// answer.
  private func outcome(_ code: Int32) -> RegexOutcome {
    if code >= 0 { return .matched }
    return code == PCRE2_ERROR_NOMATCH ? .unmatched : .limit
  }
}
