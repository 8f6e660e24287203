/// A grammar in the EBNF of `grammar/moat.ebnf`: made to check a parser against, and to make random programs from.
package struct Grammar: Sendable {
  package indirect enum Node: Sendable {
    /// A word or sign in quotes.
    case terminal(String)
    /// An upper-case name: a class of tokens.
    case token(String)
    case production(String)
    case sequence([Node])
    case choice([Node])
    case optional(Node)
    case repetition(Node)
  }

  /// The productions by name, and their text with single spaces.
  package private(set) var productions: [String: Node] = [:]
  package private(set) var texts: [String: String] = [:]

  package struct Malformed: Error { package let message: String }

  package init(_ text: String) throws {
    var reader = Reader(pieces: Self.pieces(text))
    while let name = reader.peek {
      reader.advance()
      try reader.expect("=")
      let begin = reader.index
      let node = try reader.choice()
      try reader.expect(";")
      productions[name] = node
      texts[name] = reader.pieces[begin..<reader.index - 1].joined(separator: " ")
    }
  }

  /// One text in the form of `texts`, without its name and end.
  package static func normalized(_ text: String) -> String { pieces(text).joined(separator: " ") }

  /// Names, quoted terminals and signs; comments are left out.
  private static func pieces(_ text: String) -> [String] {
    var result: [String] = []
    var rest = text.unicodeScalars[...]
    while let first = rest.first {
      if first.properties.isWhitespace {
        rest.removeFirst()
      } else if rest.starts(with: "(*".unicodeScalars) {
        rest.removeFirst(2)
        while !rest.isEmpty, !rest.starts(with: "*)".unicodeScalars) { rest.removeFirst() }
        rest = rest.dropFirst(2)
      } else if first == "\"" {
        let inner = rest.dropFirst().prefix { $0 != "\"" }
        result.append("\"\(String(inner))\"")
        rest = rest.dropFirst(inner.count + 2)
      } else if isNameScalar(first) {
        let name = rest.prefix(while: isNameScalar)
        result.append(String(name))
        rest = rest.dropFirst(name.count)
      } else {
        result.append(String(first))
        rest.removeFirst()
      }
    }
    return result
  }

  private static func isNameScalar(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "_" || scalar.properties.isAlphabetic
  }

  /// Recursive descent over the pieces of a grammar that stands in the repository.
  private struct Reader {
    let pieces: [String]
    var index = 0

    var peek: String? { index < pieces.count ? pieces[index] : nil }

    mutating func advance() { index += 1 }

    mutating func expect(_ piece: String) throws {
      guard peek == piece else { throw Malformed(message: "expected \(piece), found \(peek ?? "the end")") }
      advance()
    }

    mutating func choice() throws -> Node {
      var options = [try sequence()]
      while peek == "|" {
        advance()
        options.append(try sequence())
      }
      return options.count == 1 ? options[0] : .choice(options)
    }

    private mutating func sequence() throws -> Node {
      var parts: [Node] = []
      while let piece = peek, !["|", ")", "]", "}", ";"].contains(piece) { parts.append(try factor(piece)) }
      guard !parts.isEmpty else { throw Malformed(message: "an empty sequence before \(peek ?? "the end")") }
      return parts.count == 1 ? parts[0] : .sequence(parts)
    }

    private mutating func factor(_ piece: String) throws -> Node {
      advance()
      switch piece {
      case "(":
        let node = try choice()
        try expect(")")
        return node
      case "[":
        let node = try choice()
        try expect("]")
        return .optional(node)
      case "{":
        let node = try choice()
        try expect("}")
        return .repetition(node)
      default:
        if piece.hasPrefix("\"") { return .terminal(String(piece.dropFirst().dropLast())) }
        return piece == piece.uppercased() ? .token(piece) : .production(piece)
      }
    }
  }
}
