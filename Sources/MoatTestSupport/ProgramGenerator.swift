/// Makes random programs from a grammar: the same seed gives the same program.
package struct ProgramGenerator {
  private let grammar: Grammar
  /// For each class of tokens, texts to choose from.
  private let words: [String: [String]]
  /// How many productions below each one lies the shallowest program.
  private var heights: [String: Int] = [:]
  private var random: SplitMix64
  /// The tokens of the program made last.
  package private(set) var tokens: [String] = []
  private var tokenLimit = 0
  private var depthLimit = 0

  package init(_ grammar: Grammar, words: [String: [String]], seed: UInt64) {
    self.grammar = grammar
    self.words = words
    random = SplitMix64(seed: seed)
    var isChanged = true
    while isChanged {
      isChanged = false
      for (name, node) in grammar.productions {
        if let height = height(node).map({ $0 + 1 }), heights[name] != height {
          heights[name] = height
          isChanged = true
        }
      }
    }
  }

  /// The tokens of one program: beyond `size` tokens or `depth` productions only the shallowest alternatives are taken.
  package mutating func tokens(of production: String, size: Int, depth: Int) -> [String] {
    tokens = []
    tokenLimit = size
    depthLimit = depth
    generate(.production(production), 0)
    return tokens
  }

  /// One program as text, with spaces, line ends and comments between its tokens.
  package mutating func program(_ production: String, size: Int, depth: Int, comments: Bool) -> String {
    var text = ""
    var previous = ""
    for token in tokens(of: production, size: size, depth: depth) {
      text += separator(previous, token, comments)
      text += token
      previous = token
    }
    return text + "\n"
  }

  private mutating func separator(_ left: String, _ right: String, _ comments: Bool) -> String {
    let tight: Set<String> = ["(", ")", "[", "]", ",", "{", "}"]
    if tight.contains(left) || tight.contains(right), random.chance(1, in: 2) { return "" }
    switch random.below(40) {
    case 0 where comments: return "  # at the end of a line\n"
    case 1 where comments: return "\n# on its own line\n"
    case 2 where comments: return "\n\n    #\n## not for all\n\n"
    case 3 where comments: return " #\u{2028}\u{1F6E1} [{(\n#!\n  "
    case 4, 5: return "\n"
    case 6: return "\n\n\n\t"
    case 7: return "\r\n  "
    default: return " "
    }
  }

  private mutating func generate(_ node: Grammar.Node, _ depth: Int) {
    let isExhausted = depth > depthLimit || tokens.count > tokenLimit
    switch node {
    case .terminal(let text): tokens.append(text)
    case .token(let name): tokens.append(random.pick(words[name] ?? [name]))
    case .production(let name):
      if let inner = grammar.productions[name] { generate(inner, depth + 1) }
    case .sequence(let parts):
      for part in parts { generate(part, depth) }
    case .choice(let options):
      if isExhausted {
        let shallowest = options.min { (height($0) ?? .max) < (height($1) ?? .max) }
        if let shallowest { generate(shallowest, depth) }
      } else {
        generate(random.pick(options), depth)
      }
    case .optional(let inner):
      if !isExhausted, random.chance(1, in: 2) { generate(inner, depth) }
    case .repetition(let inner):
      var count = 0
      while count < 4, depth <= depthLimit, tokens.count <= tokenLimit, random.chance(1, in: 3) {
        generate(inner, depth)
        count += 1
      }
    }
  }

  /// Productions on the shallowest way to tokens; nil as long as none is known.
  private func height(_ node: Grammar.Node) -> Int? {
    switch node {
    case .terminal, .token, .optional, .repetition: return 0
    case .production(let name): return heights[name]
    case .sequence(let parts):
      var result = 0
      for part in parts {
        guard let height = height(part) else { return nil }
        result = max(result, height)
      }
      return result
    case .choice(let options): return options.compactMap { height($0) }.min()
    }
  }
}
