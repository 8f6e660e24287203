import MoatSource

/// The file and its one-line declarations.
extension RecursiveDescent {
  // grammar: file = [ header ] { import } { declaration } ;
  mutating func file() -> PolicyFile {
    var file = PolicyFile(source: source, comments: comments)
    while !at(.end) {
      let start = index
      do throws(Abandoned) {
        if at(.policy) {
          try fileHeader(&file)
        } else if at(.import) {
          if !file.declarations.isEmpty {
            report(Messages.misplaced("import", "before the declarations", token.span))
          }
          file.imports.append(try importClause())
        } else {
          file.declarations.append(try declaration())
        }
      } catch {
        if index == start { advance() }
        skipToDeclaration()
      }
    }
    return file
  }

  private mutating func fileHeader(_ file: inout PolicyFile) throws(Abandoned) {
    if file.header != nil {
      report(Messages.repeated("policy", in: "a file", token.span))
    } else if !file.imports.isEmpty || !file.declarations.isEmpty {
      report(Messages.misplaced("policy", "first in its file", token.span))
    }
    file.header = try header()
  }

  // grammar: header = "policy" qname "version" STRING ;
  private mutating func header() throws(Abandoned) -> Header {
    let start = try expect(.policy)
    let name = try qualifiedName("the name of the policy")
    try expect(.version)
    let version = try string("the version as a string")
    return Header(name: name, version: version, span: span(from: start))
  }

  // grammar: import = "import" ( qname [ "as" NAME ] | "crd" STRING ) ;
  private mutating func importClause() throws(Abandoned) -> Import {
    let start = try expect(.import)
    if at(.crd), peek().kind == .string {
      advance()
      let file = try string("the file of the definition")
      return Import(target: .customResourceDefinition(file), span: span(from: start))
    }
    let name = try qualifiedName("the name of a policy or `crd \"file\"`")
    let alias = take(.as) ? try boundName("an import") : nil
    return Import(target: .policy(name, alias: alias), span: span(from: start))
  }

  // grammar: declaration = rule | define | const | data | waiver | profile | test ;
  private mutating func declaration() throws(Abandoned) -> Declaration {
    let documentation = documentation(of: token)
    switch token.keyword {
    case .rule: return .rule(try rule(documentation))
    case .define: return .define(try define(documentation))
    case .let: return .constant(try constant(documentation))
    case .data: return .data(try data(documentation))
    case .waive: return .waiver(try waiver(documentation))
    case .profile: return .profile(try profile(documentation))
    case .test: return .test(try test(documentation))
    default:
      if token.kind != .unknown {
        report(
          Messages.unknownDeclaration(
            found(token), suggestion: suggestion(among: Keyword.declarations), token.span))
      }
      throw Abandoned()
    }
  }

  // grammar: const = "let" NAME [ ":" type ] "=" expr ;
  mutating func constant(_ documentation: String) throws(Abandoned) -> ConstantDeclaration {
    let start = try expect(.let)
    let name = try boundName("a constant")
    let type = take(.colon) ? try type() : nil
    try expect(.assign)
    let value = expressionOrInvalid()
    return ConstantDeclaration(
      documentation: documentation, name: name, type: type, value: value, span: span(from: start))
  }

  // grammar: define = "define" NAME "(" [ arg { "," arg } ] ")" ":" type "=" expr ;
  private mutating func define(_ documentation: String) throws(Abandoned) -> DefineDeclaration {
    let start = try expect(.define)
    let name = try boundName("a definition")
    try expect(.leftParenthesis)
    var arguments: [DefineDeclaration.Argument] = []
    if !at(.rightParenthesis) {
      repeat { arguments.append(try argument()) } while take(.comma)
    }
    try expect(.rightParenthesis)
    guard take(.colon) else { throw expected("`:` and the type of the definition") }
    let result = try type()
    try expect(.assign)
    let body = expressionOrInvalid()
    return DefineDeclaration(
      documentation: documentation, name: name, arguments: arguments, result: result, body: body,
      span: span(from: start))
  }

  // grammar: arg = NAME ":" type ;
  private mutating func argument() throws(Abandoned) -> DefineDeclaration.Argument {
    let name = try boundName("an argument")
    guard take(.colon) else { throw expected("`:` and the type of the argument") }
    return DefineDeclaration.Argument(name: name, type: try type())
  }

  // grammar: data = "data" NAME ":" type ;
  private mutating func data(_ documentation: String) throws(Abandoned) -> DataDeclaration {
    let start = try expect(.data)
    let name = try boundName("a data set")
    guard take(.colon) else { throw expected("`:` and the type of the data set") }
    let type = try type()
    return DataDeclaration(documentation: documentation, name: name, type: type, span: span(from: start))
  }

  // grammar: type = ( "any" | qname ) [ "<" type { "," type } ">" ] [ "?" ] ;
  mutating func type() throws(Abandoned) -> TypeSyntax {
    guard nesting < Parser.maximumDepth else { throw tooDeep(token.span) }
    nesting += 1
    defer { nesting -= 1 }
    let name = at(.any) ? Name("any", advance().span) : try qualifiedName("a type")
    var arguments: [TypeSyntax] = []
    var end = name.span.end
    if take(.less) {
      repeat { arguments.append(try type()) } while take(.comma)
      if at(.greaterOrEqual) {
        // `set<int>= […]`: the lexer took two signs for one, and its rest is the `=`.
        tokens[index].kind = .assign
        tokens[index].span.start += 1
        end = token.span.start
      } else {
        end = try expect(.greater).span.end
      }
    }
    let isOptional = at(.question)
    if isOptional { end = advance().span.end }
    return TypeSyntax(
      name: name, arguments: arguments, isOptional: isOptional, span: Span(start: name.span.start, end: end))
  }

  // MARK: Documentation

  /// The doc comments on the lines directly above a declaration, without their first space.
  private func documentation(of token: Token) -> String {
    var lines: [String] = []
    var below = Int(token.span.start)
    var candidate = commentIndex(before: token.span.start) - 1
    while candidate >= 0 {
      let comment = comments[candidate]
      guard !comment.isTrailing, comment.span.end > (index > 0 ? tokens[index - 1].span.end : 0),
        isOneLineEnd(Int(comment.span.end)..<below)
      else { break }
      if comment.isDocumentation {
        lines.append(comment.text.hasPrefix(" ") ? String(comment.text.dropFirst()) : comment.text)
      }
      below = Int(comment.span.start)
      candidate -= 1
    }
    return lines.reversed().joined(separator: "\n")
  }

  /// How many comments begin before an offset.
  private func commentIndex(before offset: UInt32) -> Int {
    var low = 0
    var high = comments.count
    while low < high {
      let middle = (low + high) / 2
      if comments[middle].span.start < offset { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// True if space with exactly one end of line stands in the range.
  private func isOneLineEnd(_ range: Range<Int>) -> Bool {
    var count = 0
    var position = range.lowerBound
    while position < range.upperBound, count < 2 {
      if Lexer.isLineEnd(source.bytes[position]) {
        count += 1
        position = TextLiteral.afterLineEnd(source.bytes, position)
      } else {
        position += 1
      }
    }
    return count == 1
  }
}
