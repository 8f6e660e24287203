import MoatKinds
import MoatTestSupport
import MoatValues

/// Conditions on one value, by its type.
extension ExpressionGenerator {
  /// A condition about a path; what may be missing is spoken of first.
  mutating func predicate(_ walk: Walk, depth: Int) -> Term {
    let term = walk.term
    if !walk.isOptional || proven.contains(term.text) {
      return random.chance(1, in: 8) && walk.field != nil ? state(walk) : condition(on: term, depth: depth)
    }
    switch random.below(walk.isNarrowed ? 8 : 2) {
    case 0: return state(walk)
    // Of a list that hides its absence only its elements can be asked for, though what it is a field of may be missing.
    case 2... where walk.hidesItsAbsence:
      return Term(.bool, "(\(term) is not empty and \(condition(on: term, depth: depth)))")
    case 1 where walk.isNarrowed: return state(walk)
    case 2, 3: return Term(.bool, "(\(term) exists and \(condition(on: term, depth: depth)))")
    case 4: return Term(.bool, "(\(term) is missing or \(condition(on: term, depth: depth)))")
    case 5: return Term(.bool, "(not (\(term) is missing) and \(condition(on: term, depth: depth)))")
    default:
      guard let other = fallback(term.type) else { return state(walk) }
      // What no schema describes has, with `else`, the type of the literal.
      return condition(on: Term(other.type, "(\(term) else \(other))"), depth: depth)
    }
  }

  /// What `else` gives in the place of a missing value.
  private mutating func fallback(_ type: Type) -> Term? {
    switch type {
    case .object, .labelSelector, .serviceSelector, .intOrString, .entry: nil
    case .list(let element) where !isScalar(element), .set(let element) where !isScalar(element),
      .map(let element) where !isScalar(element):
      nil
    case .any: literal(random.pick([.string, .int, .bool]))
    default: literal(type)
    }
  }

  /// Whether a path stands, is missing, is null or is empty.
  mutating func state(_ walk: Walk) -> Term {
    // Whether a computed place exists is no question of the language.
    guard walk.isPath else { return Term(.bool, "\(walk.term) \(random.pick(["is null", "is not null"]))") }
    var tests = ["exists", "is missing", "is written", "is null", "is not missing", "is not written", "is not null"]
    var isAlwaysThere = walk.hidesItsAbsence
    if case .some(let field) = walk.field, !walk.isOptional, case .defaults = field.reading { isAlwaysThere = true }
    if isAlwaysThere {
      // A path that is always there is not asked whether it is.
      tests = ["is written", "is null", "is not written"]
    }
    switch walk.term.type {
    case .list, .set, .map, .any, .labelSelector, .serviceSelector, .string, .imageReference, .path, .enumeration:
      tests += ["is empty", "is not empty"]
    default: break
    }
    return Term(.bool, "\(walk.term) \(random.pick(tests))")
  }

  /// A condition on a value that is there.
  mutating func condition(on term: Term, depth: Int) -> Term {
    switch term.type {
    case .bool:
      switch random.below(4) {
      case 0: return Term(.bool, "\(term) == \(value(of: .bool, depth: 0))")
      case 1: return Term(.bool, "not (\(term))")
      default: return term
      }
    case .int, .decimal, .quantity, .duration, .date, .semver, .severity: return ordered(term, depth)
    case .string, .path, .url, .glob, .arn, .actionPattern, .imagePrefix, .cidr, .imageReference:
      return text(term, depth)
    case .enumeration:
      switch random.below(4) {
      case 0: return Term(.bool, "\(term) \(random.pick(["in", "not in"])) \(literal(.set(term.type)))")
      case 1:
        return Term(.bool, "\(term) \(random.pick(["starts with", "contains"])) \"\(random.pick(["A", "C", "Ro"]))\"")
      default: return Term(.bool, "\(term) \(random.pick(["==", "!="])) \(literal(term.type))")
      }
    case .list, .set: return list(term, depth)
    case .map(let content): return map(term, content, depth)
    case .labelSelector, .serviceSelector: return selector(term)
    case .any: return untyped(term, depth)
    case .entry: return predicate(field(of: term, random.pick(["key", "value"])), depth: depth)
    case .object, .intOrString: return whole(term, depth)
    default: return Term(.bool, "\(term) == \(literal(term.type))")
    }
  }

  private func field(of term: Term, _ name: String) -> Walk {
    guard let field = palette.catalogue.field(named: name, of: term.type) else {
      return Walk(term: term, isOptional: false, field: nil)
    }
    return Walk(term: Term(field.type, "\(term).\(name)"), isOptional: field.reading == .none, field: field)
  }

  private mutating func ordered(_ term: Term, _ depth: Int) -> Term {
    let sign = random.pick(["==", "!=", "<", "<=", ">", ">="])
    var left = term
    if depth > 0, random.chance(1, in: 5) {
      switch term.type {
      case .int: left = Term(.int, "(\(term) \(random.pick(["+", "-", "*"])) \(value(of: .int, depth: 0)))")
      case .date: return Term(.bool, "today - \(term) \(sign) \(value(of: .duration, depth: 0))")
      case .quantity: left = Term(.quantity, "(\(term) \(random.pick(["*", "/"])) \(literal(.int)))")
      default: break
      }
    }
    if random.chance(1, in: 6) {
      return Term(.bool, "\(left) \(random.pick(["in", "not in"])) \(value(of: .set(term.type), depth: 0))")
    }
    let right = value(of: term.type, depth: depth)
    let isLiteralFirst = left.text == term.text && random.chance(1, in: 6)
    return isLiteralFirst ? Term(.bool, "\(right) \(sign) \(left)") : Term(.bool, "\(left) \(sign) \(right)")
  }

  private mutating func text(_ term: Term, _ depth: Int) -> Term {
    let isFolded = random.chance(1, in: 5)
    let folds = isFolded ? " ignoring case" : ""
    // Types with an equality of their own do not go by the case of letters.
    let foldsEquality = isFolded && Comparison(term.type) == .plain ? " ignoring case" : ""
    let many = random.pick(["any of", "all of"])
    switch term.type {
    case .path where random.chance(1, in: 2):
      if random.chance(1, in: 3) { return Term(.bool, "\(term) is under \(many) \(value(of: .set(.path), depth: 0))") }
      return Term(.bool, "\(term) is \(random.pick(["", "not "]))under \(value(of: .path, depth: 0))")
    case .imageReference where random.chance(1, in: 4):
      let amount = random.pick(["some", "no", "every"])
      return Term(.bool, "(\(amount) image described in all satisfies same-image(described, \(term)))")
    case .imageReference where random.chance(1, in: 2):
      if random.chance(1, in: 2) {
        return Term(.bool, "\(term) is under \(many) \(value(of: .set(.imagePrefix), depth: 0))")
      }
      return Term(.bool, "\(term) is \(random.pick(["", "not "]))under \(value(of: .imagePrefix, depth: 0))")
    case .cidr where random.chance(2, in: 3):
      if random.chance(1, in: 3) { return Term(.bool, "\(term) is within \(many) \(literal(.set(.cidr)))") }
      return Term(.bool, "\(term) is \(random.pick(["", "not "]))within \(value(of: .cidr, depth: 0))")
    case .string where random.chance(1, in: 12):
      if random.chance(1, in: 2) { return Term(.bool, "\(term) is within \(many) \(literal(.set(.cidr)))") }
      return Term(.bool, "\(term) is within \(literal(.cidr))")
    default: break
    }
    switch random.below(13) {
    case 0:
      return Term(
        .bool, "\(term) \(random.pick(["in", "not in"])) \(value(of: .set(term.type), depth: 0))\(foldsEquality)")
    case 1:
      let relation = random.pick(["starts with", "ends with", "contains"])
      return Term(.bool, "\(term) \(relation) \(value(of: .string, depth: depth))\(folds)")
    case 2:
      let relation = random.pick(["starts with", "ends with", "contains"])
      return Term(.bool, "\(term) \(relation) \(many) \(value(of: .set(.string), depth: 0))\(folds)")
    case 3: return Term(.bool, "\(term) matches \(value(of: .regex, depth: 0))")
    case 4:
      return values.contains { $0.type == .glob }
        ? Term(.bool, "\(term) matches \(glob())") : equality(term, foldsEquality)
    case 5:
      return Term(.bool, "\(term) \(random.pick(["covers", "overlaps"])) \(value(of: term.type, depth: 0))\(folds)")
    case 6:
      guard term.type == .string else { return equality(term, foldsEquality) }
      let kind = random.pick(["semver", "url", "email", "hash", "text", "spdx", "rfc3339", "git-hash"])
      return Term(.bool, "well-formed(\(term), \"\(kind)\")")
    case 7:
      let other = value(of: .string, depth: 0)
      switch random.below(6) {
      case 3:
        let range = random.pick(["vers:deb/<2|!=1.1", "vers:npm/>=1.0.0|<2.0.0", "vers:gem/*", "<1"])
        return Term(.bool, "in-version-range(\(term), \"\(range)\")")
      case 0: return Term(.bool, "secrets(\(term)) includes \(other)")
      case 1: return Term(.bool, "names-secret(\(term))")
      case 2: return Term(.bool, "is-secret(\(other), \(term))")
      default: return Term(.bool, "words(\(term)) includes \(other)")
      }
    case 8: return Term(.bool, "lower(\(term)) == \(value(of: .string, depth: depth))")
    case 9: return Term(.bool, "count(split(\(term), \"\(random.pick(["-", "/", ":"]))\")) > \(literal(.int))")
    case 10 where depth > 0: return Term(.bool, "first(split(\(term), \"/\")) == \(value(of: .string, depth: depth))")
    case 11 where random.chance(1, in: 10):
      return Term(.bool, "(\(term) + \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!\") matches r\"(a+)+$\"")
    default: return equality(term, foldsEquality)
    }
  }

  private func glob() -> Term {
    let known = values.first { $0.type == .glob }
    return Term(.glob, "\(known?.name ?? "\"*\"")")
  }

  private mutating func equality(_ term: Term, _ folds: String) -> Term {
    var other = random.chance(1, in: 6) ? path(of: .string) : nil
    // The namespaces of two kinds may be ones that never match.
    if let path = other, [path, term].allSatisfy({ $0.text.hasSuffix(".namespace") }) { other = nil }
    let right = other ?? value(of: term.type, depth: 0)
    let sign = random.pick(["==", "!="])
    return random.chance(1, in: 5)
      ? Term(.bool, "\(right) \(sign) \(term)\(folds)") : Term(.bool, "\(term) \(sign) \(right)\(folds)")
  }

  private mutating func list(_ term: Term, _ depth: Int) -> Term {
    guard let element = element(of: term.type) else { return Term(.bool, "\(term) is empty") }
    let isScalar = isScalar(element)
    switch random.below(isScalar ? 11 : 6) {
    case 0: return Term(.bool, "\(term) is \(random.pick(["", "not "]))empty")
    case 1: return Term(.bool, "count(\(term)) \(random.pick(["==", "<", ">", ">="])) \(literal(.int))")
    case 2 where depth > 0: return overComprehension(term, element, depth - 1)
    case 2, 3, 4: return quantified(over: term, element, depth: depth)
    case 5:
      // An element that may be missing is asked for in the same breath.
      let place = Term(element, "\(term)[\(String(random.below(3)))]")
      return predicate(Walk(term: place, isOptional: true, field: nil, isNarrowed: false), depth: 0)
    case 6: return Term(.bool, "\(term) includes \(value(of: element, depth: 0))")
    case 7: return Term(.bool, "\(term) includes \(random.pick(["any of", "all of"])) \(literal(.set(element)))")
    case 8: return Term(.bool, "duplicates(\(term)) is \(random.pick(["", "not "]))empty")
    case 9: return condition(on: Term(element, "\(random.pick(["first", "last"]))(\(term))"), depth: 0)
    default: return Term(.bool, "\(term) == \(value(of: term.type, depth: 1))")
    }
  }

  private mutating func overComprehension(_ term: Term, _ element: Type, _ depth: Int) -> Term {
    let name = freshName("y")
    let bound = Bound(name: name, type: element, kind: nil)
    scope.append(bound)
    defer { scope.removeLast() }
    let walk = walk(from: bound)
    let filter: Pieces = random.chance(1, in: 3) ? " where \(predicate(self.walk(from: bound), depth: 0))" : ""
    var content = walk.term
    if walk.isOptional {
      guard let other = fallback(walk.term.type) else { return Term(.bool, "count(\(term)) > 0") }
      content = Term(other.type, "(\(walk.term) else \(other))")
    }
    let suffix = Term(.bool, filter)
    let collected = Term(.list(content.type), "[\(content) for \(name) in \(term)\(suffix)]")
    guard isScalar(content.type) else { return Term(.bool, "count(\(collected)) > \(literal(.int))") }
    switch random.below(4) {
    case 0: return Term(.bool, "count(\(collected)) > \(literal(.int))")
    case 1: return Term(.bool, "duplicates(\(collected)) is empty")
    case 2 where [.int, .quantity].contains(content.type):
      return Term(.bool, "\(random.pick(["sum", "min", "max"]))(\(collected)) > \(literal(content.type))")
    default: return Term(.bool, "\(collected) includes \(literal(content.type))")
    }
  }

  func element(of type: Type) -> Type? {
    switch type {
    case .list(let element), .set(let element): element
    case .map(let content): .entry(content)
    default: nil
    }
  }

  func isScalar(_ type: Type) -> Bool {
    switch type {
    case .list, .set, .map, .object, .entry, .labelSelector, .serviceSelector, .any, .intOrString, .regex: false
    default: true
    }
  }

  private mutating func map(_ term: Term, _ content: Type, _ depth: Int) -> Term {
    switch random.below(6) {
    case 0: return Term(.bool, "\(term) is \(random.pick(["", "not "]))empty")
    case 1: return Term(.bool, "\(term) includes \(value(of: .string, depth: 0))")
    case 2: return Term(.bool, "\(value(of: .string, depth: 0)) \(random.pick(["in", "not in"])) \(term)")
    case 3: return predicate(entry(content, of: Walk(term: term, isOptional: false, field: nil)), depth: 0)
    case 4: return Term(.bool, "count(\(term)) > \(literal(.int))")
    default: return quantified(over: term, .entry(content), depth: depth)
    }
  }

  private mutating func selector(_ term: Term) -> Term {
    guard random.chance(3, in: 4), let labels = path(of: .map(.string), tries: 12), !labels.text.contains("[") else {
      return Term(.bool, "\(term) is \(random.pick(["", "not "]))empty")
    }
    return Term(.bool, "\(term) selects \(labels)")
  }

  /// A value of which no schema says anything.
  private mutating func untyped(_ term: Term, _ depth: Int) -> Term {
    let type = random.pick([Type.string, .string, .int, .bool, .list(.string)])
    switch random.below(10) {
    case 0: return Term(.bool, "\(term) is \(random.pick(["", "not "]))\(random.pick(["null", "empty"]))")
    case 1: return Term(.bool, "\(term) \(random.pick(["<", ">="])) \(literal(.int))")
    case 2: return Term(.bool, "\(term) includes \(literal(random.pick([.string, .int])))")
    case 3: return Term(.bool, "\(term) in \(literal(.list(random.pick([.string, .int]))))")
    case 4: return Term(.bool, "\(term) \(random.pick(["contains", "starts with"])) \(literal(.string))")
    case 5: return Term(.bool, "count(\(term)) > \(literal(.int))")
    case 6,
      7 where depth > 0:
      return quantified(over: term, .any, depth: depth)
    case 8: return term
    case 9 where random.chance(2, in: 3): return Term(.bool, "beyond(\(term), \(literal(.int))) == 1")
    default: return Term(.bool, "\(term) \(random.pick(["==", "!="])) \(literal(type))")
    }
  }

  /// Objects: what a field of theirs says, or whether two are the same.
  private mutating func whole(_ term: Term, _ depth: Int) -> Term {
    if random.chance(1, in: 10), let other = path(of: term.type) {
      return Term(.bool, "\(term) \(random.pick(["==", "!="])) \(other)")
    }
    let fields = palette.fields(of: term.type)
    guard depth >= 0, !fields.isEmpty else { return Term(.bool, "\(term) == \(term)") }
    return predicate(field(of: term, random.pick(fields).name), depth: depth - 1)
  }
}
