import MoatKinds
import MoatTestSupport
import MoatValues

/// Makes expressions that type-check by construction: a path is walked through the catalogue first, and what is asked of
/// it follows from its type.
struct ExpressionGenerator {
  /// A name in scope.
  struct Bound {
    var name: String
    var type: Type
    /// The kind as a policy writes it; nil for what is no kind.
    var kind: String?
  }

  /// A path and what the checker knows of it.
  struct Walk {
    var term: Term
    var isOptional: Bool
    var field: Field?
    /// False for an element by its place, of which flow typing does not know that two spellings are one.
    var isNarrowed = true
    /// False where a key on the way is computed.
    var isPath = true
    /// True for a list or map of which the checker refuses `exists` and `is missing`.
    var hidesItsAbsence: Bool { field?.hidesItsAbsence ?? false }
  }

  struct Define {
    var name: String
    var arguments: [Type]
    var result: Type
  }

  var random: SplitMix64
  let palette: Palette
  var scope: [Bound] = []
  /// Params, data sets and constants by their types.
  var values: [Bound] = []
  var defines: [Define] = []
  /// Paths that earlier checks have proven present.
  var proven: Set<String> = []
  private var nextName = 0

  init(seed: UInt64, palette: Palette) {
    random = SplitMix64(seed: seed)
    self.palette = palette
  }

  /// No member of any enum is called so.
  mutating func freshName(_ prefix: String) -> String {
    nextName += 1
    return "\(prefix)_\(nextName)"
  }

  // MARK: Paths

  mutating func walk(from start: Bound? = nil) -> Walk {
    let bound = start ?? random.pick(scope)
    var walk = Walk(term: Term(bound.type, "\(bound.name)"), isOptional: false, field: nil)
    var steps = 0
    while steps < 6, let next = step(walk) {
      walk = next
      steps += 1
    }
    return walk
  }

  /// One field or index further; nil where the path ends.
  private mutating func step(_ walk: Walk) -> Walk? {
    let term = walk.term
    switch term.type {
    case _ where palette.isUntyped(term.type):
      if term.type == .any, random.chance(1, in: 2) { return nil }
      return untyped(walk)
    case .object:
      let curated = palette.curatedFields(of: term.type)
      let favoured = palette.favouredFields(of: term.type)
      let isCurated = !curated.isEmpty && random.chance(7, in: 10)
      let isFavoured = !favoured.isEmpty && random.chance(1, in: 3)
      let fields = isFavoured ? favoured : isCurated ? curated : palette.fields(of: term.type)
      guard !fields.isEmpty, walk.field == nil || !random.chance(1, in: 12) else { return nil }
      return self.field(random.pick(fields), of: walk)
    case .imageReference, .intOrString, .labelSelector, .entry:
      guard random.chance(term.type == .imageReference ? 2 : 4, in: 5) else { return nil }
      return self.field(random.pick(palette.fields(of: term.type)), of: walk)
    case .list(let element), .set(let element):
      guard random.chance(1, in: 8) else { return nil }
      return Walk(
        term: Term(element, "\(term)[\(String(random.below(3)))]"), isOptional: true, field: nil, isNarrowed: false,
        isPath: walk.isPath)
    case .map(let content):
      guard random.chance(1, in: 3) else { return nil }
      return entry(content, of: walk)
    default: return nil
    }
  }

  func field(_ field: Field, of walk: Walk) -> Walk {
    Walk(
      term: Term(field.type, "\(walk.term).\(field.name)"), isOptional: walk.isOptional || field.reading == .none,
      field: field, isNarrowed: walk.isNarrowed, isPath: walk.isPath)
  }

  private mutating func untyped(_ walk: Walk) -> Walk {
    let known = palette.fields(of: walk.term.type)
    if !known.isEmpty, random.chance(1, in: 3) { return field(random.pick(known), of: walk) }
    if walk.term.type == .any, random.chance(1, in: 6) {
      if random.chance(1, in: 2) {
        return Walk(
          term: Term(.any, "\(walk.term)[\(String(random.below(2)))]"), isOptional: true, field: nil, isNarrowed: false,
          isPath: walk.isPath)
      }
      return entry(.any, of: walk)
    }
    let name = random.pick(Palette.untyped)
    if let known = known.first(where: { $0.name == name }) { return field(known, of: walk) }
    return Walk(
      term: Term(.any, "\(walk.term).\(name)"), isOptional: true, field: nil, isNarrowed: walk.isNarrowed,
      isPath: walk.isPath)
  }

  /// What stands under a key: a literal, or another text.
  mutating func entry(_ content: Type, of walk: Walk) -> Walk {
    let isLiteral = random.chance(4, in: 5)
    let key = isLiteral ? Term(.string, "\"\(random.pick(["a", "b", "app", "tier"]))\"") : value(of: .string, depth: 0)
    return Walk(
      term: Term(content, "\(walk.term)[\(key)]"), isOptional: true, field: nil,
      isNarrowed: walk.isNarrowed && isLiteral, isPath: walk.isPath && isLiteral)
  }

  // MARK: Values

  /// A path of a type that is there, or nil if none was met.
  mutating func path(of type: Type, tries: Int = 4) -> Term? {
    for bound in values.shuffled(using: &random) where bound.type == type && random.chance(2, in: 3) {
      return Term(type, "\(bound.name)")
    }
    guard !scope.isEmpty else { return nil }
    for _ in 0..<tries {
      let walk = walk()
      guard walk.term.type == type else { continue }
      if !walk.isOptional { return walk.term }
      // An earlier check may have proven what the list is a field of; then its `else` would be refused.
      if walk.hidesItsAbsence { continue }
      return Term(type, "(\(walk.term) else \(literal(type)))")
    }
    return nil
  }

  mutating func literal(_ type: Type) -> Term {
    switch type {
    case .list(let element), .set(let element):
      let elements = (0..<(1 + random.below(3))).map { _ in literal(element).text }
      return Term(type, "[\(elements.joined(separator: ", "))]")
    case .map(let content):
      let entries = ["a", "b", "app"].prefix(1 + random.below(3)).map { "\"\($0)\": \(literal(content).text)" }
      return Term(type, "[\(entries.joined(separator: ", "))]")
    default: return Term(type, "\(Texts.literal(random.pick(Texts.pool(type).filter { $0 != "1e3" }), type))")
    }
  }

  /// A value of a type; `depth` is how much may be computed.
  mutating func value(of type: Type, depth: Int) -> Term {
    if random.chance(1, in: 4), let path = path(of: type) { return path }
    if depth > 0, random.chance(1, in: 3), let computed = computed(type, depth: depth - 1) { return computed }
    return literal(type)
  }

  /// Arithmetic and functions, of what gives this type.
  mutating func computed(_ type: Type, depth: Int) -> Term? {
    switch type {
    case .int:
      if random.chance(1, in: 2), let list = collection() { return Term(.int, "count(\(list.term))") }
      if random.chance(1, in: 3) { return extreme(of: type) }
      if random.chance(1, in: 4) { return Term(.int, "(-\(value(of: .int, depth: depth)))") }
      let sign = random.pick(["+", "-", "*"])
      return Term(.int, "(\(value(of: .int, depth: depth)) \(sign) \(value(of: .int, depth: depth)))")
    case .decimal:
      let pairs: [(Type, Type)] = [(.int, .int), (.quantity, .quantity), (.duration, .duration), (.decimal, .int)]
      let (left, right) = random.pick(pairs)
      return Term(.decimal, "(\(present(left, depth)) / \(present(right, depth)))")
    case .quantity:
      if random.chance(1, in: 4) { return extreme(of: type) }
      if random.chance(1, in: 2) {
        return Term(.quantity, "(\(present(.quantity, depth)) \(random.pick(["+", "-"])) \(present(.quantity, depth)))")
      }
      return Term(.quantity, "(\(present(.quantity, depth)) \(random.pick(["*", "/"])) \(present(.int, depth)))")
    case .duration:
      switch random.below(5) {
      case 0: return extreme(of: type)
      case 1: return Term(.duration, "(today - \(present(.date, depth)))")
      case 2: return Term(.duration, "(\(present(.duration, depth)) + \(present(.duration, depth)))")
      default: return Term(.duration, "(\(present(.duration, depth)) * \(literal(.int)))")
      }
    case .date:
      if random.chance(1, in: 3) { return extreme(of: type) }
      return Term(
        .date, "(\(random.pick(["today", "2026-01-01"])) \(random.pick(["+", "-"])) \(present(.duration, depth)))")
    case .semver: return random.chance(1, in: 3) ? extreme(of: type) : Term(.semver, "kubernetes.version")
    case .string:
      switch random.below(4) {
      case 0: return Term(.string, "lower(\(value(of: .string, depth: depth)))")
      case 1: return Term(.string, "(\(value(of: .string, depth: depth)) + \(value(of: .string, depth: depth)))")
      case 2: return Term(.string, "\(random.pick(["first", "last"]))(\(texts(depth)))")
      default: return nil
      }
    case .list(let element), .set(let element):
      return lists(type, element, depth)
    default: return nil
    }
  }

  private mutating func lists(_ type: Type, _ element: Type, _ depth: Int) -> Term {
    let sign = random.pick(["+", "-"])
    return Term(type, "(\(value(of: type, depth: depth)) \(sign) \(value(of: .list(element), depth: 0)))")
  }

  /// A value that is not a bare literal where a literal's type would be guessed wrongly: `1Gi / 2Gi` are quantities, and
  /// so is `(limit else 1)`.
  private mutating func present(_ type: Type, _ depth: Int) -> Term {
    let found = path(of: type) ?? literal(type)
    let digits = found.text.utf8.allSatisfy { $0 &- 48 < 10 || $0 == 46 || $0 == 101 }
    switch type {
    case .quantity where digits: return Term(type, "\(random.pick(["100m", "1Gi", "2Ki"]))")
    case .decimal where digits: return Term(type, "\(random.pick(["0.5", "2.5"]))")
    default: return found
    }
  }

  /// The least or greatest of some values, or their sum.
  private mutating func extreme(of type: Type) -> Term {
    let canAdd = type == .int || type == .quantity || type == .duration
    let function = random.pick(canAdd ? ["min", "max", "sum"] : ["min", "max"])
    let list: Term
    if let known = values.first(where: { $0.type == .list(type) || $0.type == .set(type) }), random.chance(2, in: 3) {
      list = Term(known.type, "\(known.name)")
    } else {
      // Texts in a list of their own are texts; a version gives the others its type.
      let first = type == .semver ? Term(.semver, "kubernetes.version") : present(type, 0)
      list = Term(.list(type), "[\(first), \(present(type, 0))]")
    }
    return Term(type, "\(function)(\(list))")
  }

  /// A list of texts: words, the parts of a split, or a path.
  mutating func texts(_ depth: Int) -> Term {
    switch random.below(4) {
    case 0: return Term(.list(.string), "words(\(value(of: .string, depth: depth)))")
    case 1:
      return Term(
        .list(.string), "split(\(value(of: .string, depth: depth)), \"\(random.pick(["-", "/", " ", "."]))\")")
    case 2: return path(of: .list(.string)) ?? literal(.list(.string))
    default: return literal(.list(.string))
    }
  }

  /// A path to something with elements; nil if none was met.
  mutating func collection(tries: Int = 8) -> Walk? {
    for _ in 0..<tries {
      let walk = walk()
      switch walk.term.type {
      case .list, .set, .map: if !walk.isOptional || proven.contains(walk.term.text) { return walk }
      default: continue
      }
    }
    return nil
  }
}
