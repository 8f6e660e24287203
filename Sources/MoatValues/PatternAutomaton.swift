/// A regular expression as a finite automaton, for texts of which only parts are known: what it says of all of them at once,
/// PCRE2 cannot say. Only what is regular and plain is understood; of anything else there is no automaton.
struct PatternAutomaton {
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

  /// How many steps an automaton has, and how much work one text may take; beyond that nothing is said.
  static let maximumSteps = 1000
  private static let maximumWork = 200_000

  let steps: [Step]
  let first: Int
  /// One symbol of each set that the pattern does not tell apart.
  private let representatives: [Int]

  /// Nil if the pattern has more than is understood.
  init?(_ pattern: [UInt8]) {
    var parser = PatternParser(pattern)
    guard let parsed = parser.parse() else { return nil }
    (steps, first) = parsed
    var seen: Set<[Bool]> = []
    var sets: Set<Symbols> = []
    for case .symbols(let set, _) in steps { sets.insert(set) }
    representatives = (0..<Symbols.count).filter { symbol in seen.insert(sets.map { $0.contains(symbol) }).inserted }
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
    var work = 0
    var now: Set<Places> = [places(from: [first], isStart: true, isEnd: false, &work)]
    for (index, piece) in pieces.enumerated() {
      if index > 0 {
        guard let reached = closed(now, &work) else { return nil }
        now = reached
      }
      for symbol in Self.symbols(of: piece) {
        now = Set(now.map { step($0, symbol, &work) })
        if work > Self.maximumWork { return nil }
      }
    }
    let answers = Set(
      now.map { state in
        state.hasMatched || places(from: state.steps, isStart: state.isStart, isEnd: true, &work).hasMatched
      })
    return answers.count == 1 ? answers.first : nil
  }

  /// What may be reached by any text.
  private func closed(_ states: Set<Places>, _ work: inout Int) -> Set<Places>? {
    var reached = states
    var open = Array(states)
    while let state = open.popLast() {
      for symbol in representatives {
        let next = step(state, symbol, &work)
        if reached.insert(next).inserted { open.append(next) }
      }
      if work > Self.maximumWork { return nil }
    }
    return reached
  }

  private func step(_ state: Places, _ symbol: Int, _ work: inout Int) -> Places {
    work += 1
    guard !state.hasMatched else { return state }
    // A match may begin anywhere.
    var next = [first]
    for index in state.steps {
      if case .symbols(let set, let target) = steps[index], set.contains(symbol) { next.append(target) }
    }
    return places(from: next, isStart: false, isEnd: false, &work)
  }

  private func places(from start: [Int], isStart: Bool, isEnd: Bool, _ work: inout Int) -> Places {
    var result = Places(isStart: isStart)
    var seen: Set<Int> = []
    var open = start
    while let index = open.popLast() {
      work += 1
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
