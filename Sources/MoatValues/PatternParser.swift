/// Reads the plain part of the language of PCRE2: characters, classes, groups, alternatives, repetitions, `^` and `$`, and
/// `(?i)` for all of a pattern or of a group.
struct PatternParser {
  typealias Symbols = PatternAutomaton.Symbols
  typealias Step = PatternAutomaton.Step

  /// A part of the automaton is made from its end, so that it knows what follows.
  private indirect enum Node {
    case symbols(Symbols)
    case sequence([Node])
    case alternatives([Node])
    case repeated(Node, least: Int, most: Int?)
    case start
    case end
  }

  private let pattern: [UInt8]
  private var index = 0
  private var depth = 0
  private var steps: [Step] = []

  private static let maximumRepetition = 64
  private static let maximumDepth = 32

  init(_ pattern: [UInt8]) { self.pattern = pattern }

  /// The steps and the first of them; nil if the pattern has more than is understood.
  mutating func parse() -> (steps: [Step], first: Int)? {
    guard pattern.allSatisfy({ $0 < 0x80 }), let node = alternatives(folds: false), index == pattern.count else {
      return nil
    }
    steps = [.match]
    guard let first = emit(node, next: 0) else { return nil }
    return (steps, first)
  }

  // MARK: Reading

  private var peek: UInt8? { index < pattern.count ? pattern[index] : nil }

  private mutating func take(_ text: String) -> Bool {
    guard pattern[index...].starts(with: text.utf8) else { return false }
    index += text.utf8.count
    return true
  }

  private mutating func alternatives(folds: Bool) -> Node? {
    var folds = folds
    var all: [Node] = []
    repeat {
      guard let one = sequence(&folds) else { return nil }
      all.append(one)
    } while take("|")
    return all.count == 1 ? all[0] : .alternatives(all)
  }

  private mutating func sequence(_ folds: inout Bool) -> Node? {
    var nodes: [Node] = []
    while let byte = peek, byte != UInt8(ascii: "|"), byte != UInt8(ascii: ")") {
      if take("(?i)") {
        folds = true
        continue
      }
      guard let atom = atom(folds), let repeated = repetition(of: atom) else { return nil }
      nodes.append(repeated)
    }
    return .sequence(nodes)
  }

  private mutating func atom(_ folds: Bool) -> Node? {
    guard let byte = peek else { return nil }
    index += 1
    switch byte {
    case UInt8(ascii: "("): return group(folds)
    case UInt8(ascii: "["): return characterClass(folds)
    case UInt8(ascii: "."):
      var newline = Symbols()
      newline.insert(0x0A)
      return .symbols(newline.inverted)
    case UInt8(ascii: "^"): return .start
    case UInt8(ascii: "$"): return .end
    case UInt8(ascii: "\\"): return escape().map { .symbols(folds ? $0.folded : $0) }
    case UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "?"): return nil
    case UInt8(ascii: "{") where bounds(at: index) != nil: return nil
    default:
      var set = Symbols()
      set.insert(Int(byte))
      return .symbols(folds ? set.folded : set)
    }
  }

  private mutating func group(_ folds: Bool) -> Node? {
    depth += 1
    defer { depth -= 1 }
    var folds = folds
    if take("?") {
      if take("i:") {
        folds = true
      } else if take("<") || take("P<") {
        while let byte = peek, ASCII.isAlphanumeric(byte) || byte == UInt8(ascii: "_") { index += 1 }
        guard take(">") else { return nil }
      } else if !take(":") {
        return nil
      }
    } else if peek == UInt8(ascii: "*") {
      return nil
    }
    guard depth <= Self.maximumDepth, let inner = alternatives(folds: folds), take(")") else { return nil }
    return inner
  }

  private mutating func repetition(of atom: Node) -> Node? {
    var node = atom
    while let byte = peek {
      var range: (least: Int, most: Int?)
      switch byte {
      case UInt8(ascii: "*"): range = (0, nil)
      case UInt8(ascii: "+"): range = (1, nil)
      case UInt8(ascii: "?"): range = (0, 1)
      case UInt8(ascii: "{"):
        guard let found = bounds(at: index + 1) else { return node }
        range = (found.least, found.most)
        index = found.end - 1
      default: return node
      }
      index += 1
      // A lazy repetition matches the same texts; a possessive one does not.
      if peek == UInt8(ascii: "+") { return nil }
      if peek == UInt8(ascii: "?") { index += 1 }
      guard max(range.least, range.most ?? 0) <= Self.maximumRepetition else { return nil }
      node = .repeated(node, least: range.least, most: range.most)
    }
    return node
  }

  /// `2}`, `2,}` and `2,3}`, as they stand behind the brace.
  private func bounds(at start: Int) -> (least: Int, most: Int?, end: Int)? {
    guard let close = pattern[start...].firstIndex(of: UInt8(ascii: "}")), close - start <= 12 else { return nil }
    let parts = String(decoding: pattern[start..<close], as: UTF8.self)
      .split(separator: ",", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), let least = Int(parts[0]), least >= 0 else { return nil }
    guard parts.count == 2 else { return (least, least, close + 1) }
    if parts[1].isEmpty { return (least, nil, close + 1) }
    guard let most = Int(parts[1]), most >= least else { return nil }
    return (least, most, close + 1)
  }

  /// What stands behind a backslash.
  private mutating func escape() -> Symbols? {
    guard let byte = peek else { return nil }
    index += 1
    var set = Symbols()
    switch byte {
    case UInt8(ascii: "d"), UInt8(ascii: "D"): for digit in 0x30...0x39 { set.insert(digit) }
    case UInt8(ascii: "w"), UInt8(ascii: "W"):
      for symbol in 0..<128 where ASCII.isAlphanumeric(UInt8(symbol)) || symbol == 0x5F { set.insert(symbol) }
    case UInt8(ascii: "s"), UInt8(ascii: "S"):
      for symbol in [0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x20] { set.insert(symbol) }
    case UInt8(ascii: "n"): set.insert(0x0A)
    case UInt8(ascii: "t"): set.insert(0x09)
    case UInt8(ascii: "r"): set.insert(0x0D)
    default:
      guard !ASCII.isAlphanumeric(byte) else { return nil }
      set.insert(Int(byte))
    }
    return [UInt8(ascii: "D"), UInt8(ascii: "W"), UInt8(ascii: "S")].contains(byte) ? set.inverted : set
  }

  private mutating func characterClass(_ folds: Bool) -> Node? {
    var set = Symbols()
    let isNot = take("^")
    var isFirst = true
    while let byte = peek, isFirst || byte != UInt8(ascii: "]") {
      isFirst = false
      index += 1
      guard byte != UInt8(ascii: "[") || !(peek.map { ":.=".utf8.contains($0) } ?? false) else { return nil }
      var low = Int(byte)
      if byte == UInt8(ascii: "\\") {
        let isShorthand = peek.map { "dDwWsS".utf8.contains($0) } ?? false
        guard let escaped = escape() else { return nil }
        guard !isShorthand, let symbol = (0..<128).first(where: { escaped.contains($0) }) else {
          set.formUnion(escaped)
          continue
        }
        low = symbol
      }
      guard peek == UInt8(ascii: "-"), index + 1 < pattern.count, pattern[index + 1] != UInt8(ascii: "]") else {
        set.insert(low)
        continue
      }
      let high = Int(pattern[index + 1])
      guard high != Int(UInt8(ascii: "\\")), high != Int(UInt8(ascii: "[")), low <= high else { return nil }
      index += 2
      for symbol in low...high { set.insert(symbol) }
    }
    guard take("]") else { return nil }
    if folds { set = set.folded }
    return .symbols(isNot ? set.inverted : set)
  }

  // MARK: Writing

  /// The step at which a part begins that goes on at `next`; nil if it all grows too large.
  private mutating func emit(_ node: Node, next: Int) -> Int? {
    guard steps.count < PatternAutomaton.maximumSteps else { return nil }
    switch node {
    case .symbols(let set): return add(.symbols(set, next: next))
    case .start: return add(.start(next: next))
    case .end: return add(.end(next: next))
    case .sequence(let nodes):
      var next = next
      for node in nodes.reversed() {
        guard let first = emit(node, next: next) else { return nil }
        next = first
      }
      return next
    case .alternatives(let nodes):
      var first: Int?
      for node in nodes.reversed() {
        guard let one = emit(node, next: next) else { return nil }
        first = first.map { add(.fork(one, $0)) } ?? one
      }
      return first
    case .repeated(let node, let least, let most):
      var next = next
      if let most {
        let end = next
        for _ in least..<most {
          guard let first = emit(node, next: next) else { return nil }
          next = add(.fork(first, end))
        }
      } else {
        let loop = add(.fork(0, next))
        guard let first = emit(node, next: loop) else { return nil }
        steps[loop] = .fork(first, next)
        next = loop
      }
      for _ in 0..<least {
        guard let first = emit(node, next: next) else { return nil }
        next = first
      }
      return next
    }
  }

  private mutating func add(_ step: Step) -> Int {
    steps.append(step)
    return steps.count - 1
  }
}
