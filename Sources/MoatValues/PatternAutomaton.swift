/// A regular expression as a finite automaton, for texts of which only parts are known: what it says of all of them at once,
/// PCRE2 cannot say. Only what is regular and plain is understood; of anything else there is no automaton.
///
/// A text then costs a step a character. It serves one thread at a time.
final class PatternAutomaton {
  /// Symbols: the characters of ASCII, all others as one, and the two others that fold to a letter of ASCII.
  struct Symbols: Hashable {
    static let count = 131
    static let other = 128
    static let kelvin = 129
    static let longS = 130
    var words: (UInt64, UInt64, UInt64) = (0, 0, 0)

    static func == (left: Symbols, right: Symbols) -> Bool { left.words == right.words }

    func hash(into hasher: inout Hasher) {
      hasher.combine(words.0)
      hasher.combine(words.1)
      hasher.combine(words.2)
    }

    func contains(_ symbol: Int) -> Bool {
      let word = symbol < 64 ? words.0 : symbol < 128 ? words.1 : words.2
      return word & (1 << UInt64(symbol & 63)) != 0
    }

    mutating func insert(_ symbol: Int) {
      let bit: UInt64 = 1 << UInt64(symbol & 63)
      if symbol < 64 { words.0 |= bit } else if symbol < 128 { words.1 |= bit } else { words.2 |= bit }
    }

    mutating func formUnion(_ other: Symbols) {
      words = (words.0 | other.words.0, words.1 | other.words.1, words.2 | other.words.2)
    }

    var inverted: Symbols { Symbols(words: (~words.0, ~words.1, ~words.2 & 7)) }

    /// With the letters of the other case.
    var folded: Symbols {
      var result = self
      for letter in 0x61...0x7A where contains(letter) || contains(letter - 0x20) {
        result.insert(letter)
        result.insert(letter - 0x20)
      }
      if result.contains(0x6B) { result.insert(Self.kelvin) }
      if result.contains(0x73) { result.insert(Self.longS) }
      return result
    }
  }

  enum Step: Hashable {
    case symbols(Symbols, next: Int)
    case fork(Int, Int)
    case start(next: Int)
    case end(next: Int)
    case match
  }

  /// How many steps an automaton has, and how many states its walks may come to; beyond that nothing is said.
  static let maximumSteps = 1000
  private static let maximumStates = 256
  /// The longest texts that are walked.
  private static let maximumText = 4096

  private let steps: [Step]
  private let first: Int
  /// For each symbol the number of its kind: those that the pattern does not tell apart are of one.
  private let kinds: [Int]
  /// One symbol of each kind.
  private let representatives: [Int]

  /// The states by their numbers, of which the first is that of the empty text; and for each the one that follows by the kind
  /// of a symbol. All are found at once, so that an answer does not depend on what was asked before.
  private var states: [Places] = []
  private var next: [[Int]] = []
  private var numbers: [Places: Int] = [:]
  private var reachable: [Int: Set<Int>] = [:]

  /// Nil if the pattern has more than is understood, or comes to too many states.
  init?(_ pattern: [UInt8]) {
    var parser = PatternParser(pattern)
    guard let parsed = parser.parse() else { return nil }
    (steps, first) = parsed
    var sets: Set<Symbols> = []
    for case .symbols(let set, _) in steps { sets.insert(set) }
    var kindOf: [[Bool]: Int] = [:]
    var kinds: [Int] = []
    var representatives: [Int] = []
    for symbol in 0..<Symbols.count {
      let membership = sets.map { $0.contains(symbol) }
      if kindOf[membership] == nil {
        kindOf[membership] = representatives.count
        representatives.append(symbol)
      }
      kinds.append(kindOf[membership] ?? 0)
    }
    (self.kinds, self.representatives) = (kinds, representatives)
    _ = number(of: places(from: [first], isStart: true, isEnd: false))
    var state = 0
    while state < states.count {
      next.append(representatives.map { follower(of: state, $0) })
      guard states.count <= Self.maximumStates else { return nil }
      state += 1
    }
  }

  /// The places of the automaton at once, after some text. A match once found stays one.
  private struct Places: Hashable {
    var steps: [Int] = []
    var isStart = false
    var hasMatched = false
  }

  /// What it says of every text that has these pieces in their order, with anything between each two: that it matches, that
  /// it does not; nil if that depends, or takes too long to say.
  func answer(_ pieces: [[UInt8]]) -> Bool? {
    guard pieces.reduce(0, { $0 + $1.count }) <= Self.maximumText else { return nil }
    var now: Set<Int> = [0]
    for (index, piece) in pieces.enumerated() {
      if index > 0 { now = now.reduce(into: []) { $0.formUnion(reached(from: $1)) } }
      for symbol in Self.symbols(of: piece) {
        now = Set(now.map { next[$0][kinds[symbol]] })
      }
    }
    let answers = Set(now.map { matches(states[$0]) })
    return answers.count == 1 ? answers.first : nil
  }

  private func matches(_ state: Places) -> Bool {
    state.hasMatched || places(from: state.steps, isStart: state.isStart, isEnd: true).hasMatched
  }

  private func number(of state: Places) -> Int {
    if let known = numbers[state] { return known }
    numbers[state] = states.count
    states.append(state)
    return states.count - 1
  }

  /// What may be reached by any text, the state itself by none.
  private func reached(from state: Int) -> Set<Int> {
    if let known = reachable[state] { return known }
    var found: Set<Int> = [state]
    var open = [state]
    while let index = open.popLast() {
      for following in next[index] where found.insert(following).inserted { open.append(following) }
    }
    reachable[state] = found
    return found
  }

  private func follower(of state: Int, _ symbol: Int) -> Int {
    let now = states[state]
    guard !now.hasMatched else { return state }
    // A match may begin anywhere.
    var following = [first]
    for index in now.steps {
      if case .symbols(let set, let target) = steps[index], set.contains(symbol) { following.append(target) }
    }
    return number(of: places(from: following, isStart: false, isEnd: false))
  }

  private func places(from start: [Int], isStart: Bool, isEnd: Bool) -> Places {
    var result = Places(isStart: isStart)
    var seen: Set<Int> = []
    var open = start
    while let index = open.popLast() {
      guard seen.insert(index).inserted else { continue }
      switch steps[index] {
      case .symbols: result.steps.append(index)
      case .fork(let left, let right): open += [left, right]
      case .start(let next): if isStart { open.append(next) }
      case .end(let next):
        // It is passed at the end alone, and so it waits.
        if isEnd { open.append(next) } else { result.steps.append(index) }
      case .match: return Places(hasMatched: true)
      }
    }
    result.steps.sort()
    return result
  }

  private static func symbols(of text: [UInt8]) -> [Int] {
    String(decoding: text, as: UTF8.self).unicodeScalars.map { scalar in
      switch scalar.value {
      case 0..<128: Int(scalar.value)
      case 0x212A: Symbols.kelvin
      case 0x17F: Symbols.longS
      default: Symbols.other
      }
    }
  }
}
