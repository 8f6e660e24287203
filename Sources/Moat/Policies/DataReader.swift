import MoatDocument
import MoatKinds
import MoatSource
import MoatValues

/// Reads a data set (`data kev: map<string, date>`) from a JSON or YAML file into a constant of its declared type.
struct DataReader {
  /// A data set is a table, not a warehouse; its nesting is that of its type.
  static let limits: Limits = {
    var limits = Limits()
    limits.bytes = 64 << 20
    limits.depth = 32
    return limits
  }()

  private let arena: Arena

  static func read(_ file: String, as type: Type) throws(OptionError) -> Constant {
    do throws(InputProblem) {
      let bytes = try InputReader.read(Input(path: FilePath(file)), limit: limits.bytes)
      return try read(SourceFile(name: file, bytes: bytes), as: type).get()
    } catch {
      throw OptionError("\(error.path): \(error.message)")
    }
  }

  /// The constant, or what is wrong with the first place that does not fit.
  static func read(_ source: SourceFile, as type: Type) -> Result<Constant, InputProblem> {
    let arena = DocumentReader.read(source, symbols: SymbolTable(), limits: limits)
    let reader = DataReader(arena: arena)
    if let failure = arena.failures.first { return .failure(reader.problem(failure.message, at: failure.span)) }
    if let duplicate = arena.duplicateKeys.first {
      return .failure(reader.problem(arena.message(of: duplicate), at: duplicate.span))
    }
    guard arena.roots.count == 1 else {
      let message = "holds \(arena.roots.count) documents; a data set is one"
      return .failure(InputProblem(path: source.name, message: message))
    }
    do throws(InputProblem) {
      return .success(try reader.constant(arena.roots[0], as: type.unwrapped))
    } catch {
      return .failure(error)
    }
  }

  /// Recursion ends at the reader's limit of depth.
  private func constant(_ index: UInt32, as type: Type) throws(InputProblem) -> Constant {
    let node = arena.node(index)
    switch (type.unwrapped, node.kind) {
    case (.optional, .null), (.any, .null): return .missing
    case (.list(let element), .list), (.set(let element), .list): return try list(node, of: element)
    case (.map(let element), .object): return try map(node, of: element)
    case (.any, .list): return try list(node, of: .any)
    case (.any, .object): return try map(node, of: .any)
    case (.bool, .bool), (.any, .bool): return .bool(node.bits != 0)
    case (.int, .int), (.any, .int), (.intOrString, .int): return .int(Int64(bitPattern: node.bits))
    case (.decimal, .int), (.quantity, .int): return .decimal(try number(String(Int64(bitPattern: node.bits)), index))
    case (.decimal, .float), (.quantity, .float), (.any, .float):
      return .decimal(try number(arena.string(index), index))
    // `1.25` without quotes is a number to YAML, and a version to whoever wrote it.
    case (.semver, .float): return try text(arena.string(index), as: type, index)
    case (_, .string): return try text(arena.string(index), as: type, index)
    default: throw problem("is not of the type that the data set declares", at: arena.span(index))
    }
  }

  private func list(_ node: Node, of element: Type) throws(InputProblem) -> Constant {
    var elements: [Constant] = []
    for offset in 0..<node.count { elements.append(try constant(node.first + offset, as: element)) }
    return .list(elements)
  }

  private func map(_ node: Node, of element: Type) throws(InputProblem) -> Constant {
    var entries: [Constant.MapEntry] = []
    for offset in 0..<node.count {
      let key = arena.symbols.name(of: arena.node(node.first + offset).key)
      entries.append(.init(key: key, value: try constant(node.first + offset, as: element)))
    }
    return .map(entries)
  }

  private func number(_ text: String, _ index: UInt32) throws(InputProblem) -> MoatValues.Decimal {
    guard case .decimal(let value) = try self.text(text, as: .decimal, index) else {
      throw problem("'\(text)' is no number", at: arena.span(index))
    }
    return value
  }

  private func text(_ text: String, as type: Type, _ index: UInt32) throws(InputProblem) -> Constant {
    do throws(LiteralText.Problem) {
      return try LiteralText.constant(text, as: type)
    } catch {
      throw problem(error.message, at: arena.span(index))
    }
  }

  private func problem(_ message: String, at span: Span) -> InputProblem {
    let place = arena.source.place(of: span.start)
    return InputProblem(path: "\(arena.source.name):\(place.line):\(place.column)", message: message)
  }
}
