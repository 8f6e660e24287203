import MoatKinds
import MoatSemantics
import MoatSyntax
import MoatValues

/// What the generated programs hold, counted: a form that is never made is never tested.
struct Coverage {
  private(set) var counts: [String: Int] = [:]

  mutating func count(_ key: String) { counts[key, default: 0] += 1 }

  mutating func count(_ rule: CheckedRule) {
    for level in rule.levels { count("subject/\(level.domain == nil ? "documents" : "parts")") }
    if let condition = rule.condition {
      count("rule/where")
      count(condition)
    }
    for check in rule.checks {
      count("check/\(check.form)")
      if !check.leansOn.isEmpty { count("rule/leaning check") }
      if let excuse = check.excuse {
        count("rule/unless")
        count(excuse)
      }
      if let place = check.outcomes.place {
        count("rule/at")
        count(place)
      }
      count(check.condition)
    }
  }

  private mutating func count(_ expression: CheckedExpression) {
    for operand in expression.operands { count(operand) }
    switch expression.form {
    case .constant(let constant): count("form/constant \(Self.name(constant))")
    case .variable: count("form/variable")
    case .field(_, let field): count(field)
    case .index(let base, _): count("form/index of \(Self.collection(base.type))")
    case .runFact(let fact): count("form/run fact \(fact.rawValue)")
    case .parameter: count("form/parameter")
    case .data: count("form/data")
    case .call(let function, _): count("function/\(function.rawValue)")
    case .negate: count("form/negate")
    case .arithmetic(let sign, let left, _): count("arithmetic/\(Self.number(left.type)) \(sign.rawValue)")
    case .otherwise: count("form/else")
    case .comparison(let comparison, _, _, let folds):
      count("comparison/\(comparison.rawValue)")
      if folds { count("form/ignoring case") }
    case .relation(let relation, let isNegated, let many, _, _, let folds):
      count("relation/\(relation.rawValue)\(many.map { " \($0.rawValue) of" } ?? "")")
      if isNegated { count("form/negated relation") }
      if folds { count("form/ignoring case") }
    case .test(let test, let isNegated, _): count("state/\(isNegated ? "not " : "")\(test.rawValue)")
    case .not: count("form/not")
    case .and: count("form/and")
    case .or: count("form/or")
    case .quantified(let quantified): count(quantified)
    case .list: count("form/list")
    case .map: count("form/map")
    case .comprehension(_, _, let domain, let condition):
      count("form/comprehension")
      if condition != nil { count("form/comprehension where") }
      count("domain/\(Self.name(domain))")
    }
  }

  private mutating func count(_ field: Field) {
    switch field.access {
    case .keys(let anchor, _): count("anchor/\(anchor)")
    case .fact(let fact): count("fact/\(fact)")
    }
    let reading =
      switch field.reading {
      case .required: "required"
      case .none: "none"
      case .defaults: "defaults"
      case .transparent: "transparent"
      case .empty: "empty"
      }
    count("reading/\(reading)")
    if field.inheritance != nil { count("reading/inherited") }
    if field.emptyIsAbsence { count("reading/empty is absence") }
    if let leaf = Leaf(field.type, isIdentifier: field.isIdentifier) { count("leaf/\(leaf)") }
  }

  private mutating func count(_ quantified: CheckedQuantified) {
    let name =
      switch quantified.amount {
      case .some: "some"
      case .every: "every"
      case .no: "no"
      case .exactly: "exactly"
      case .atLeast: "at least"
      case .atMost: "at most"
      }
    count("quantifier/\(name)")
    count("domain/\(Self.name(quantified.domain))")
    if !quantified.others.isEmpty { count("quantifier/other") }
    if quantified.condition != nil { count("quantifier/where") }
    if case .entry = quantified.variable.type { count("domain/entries") }
  }

  private static func name(_ domain: CheckedDomain) -> String {
    switch domain {
    case .elements: "elements"
    case .parts: "parts"
    case .documents(_, let sameField, _): sameField == nil ? "all documents" : "same documents"
    }
  }

  private static func name(_ constant: Constant) -> String {
    switch constant {
    case .missing: "missing"
    case .bool: "bool"
    case .int: "int"
    case .decimal: "decimal"
    case .string: "string"
    case .date: "date"
    case .duration: "duration"
    case .regex: "regex"
    case .list: "list"
    case .map: "map"
    }
  }

  private static func collection(_ type: Type) -> String {
    switch type.unwrapped {
    case .list, .set: "list"
    case .map: "map"
    default: "any"
    }
  }

  private static func number(_ type: Type) -> String {
    switch type.unwrapped {
    case .list, .set: "list"
    case .int: "int"
    case .decimal: "decimal"
    case .quantity: "quantity"
    case .duration: "duration"
    case .date: "date"
    case .string: "string"
    default: "other"
    }
  }

  /// Everything that has to come up.
  static let wanted: [String] = {
    var keys: [String] = []
    func add(_ group: String, _ names: [String]) { keys += names.map { "\(group)/\($0)" } }
    add("subject", ["documents", "parts"])
    add("rule", ["where", "unless", "at", "leaning check"])
    add("check", ["require", "denyWhen", "warnWhen"])
    add(
      "form",
      ["constant", "bool", "int", "decimal", "string", "date", "duration", "regex", "list", "map"]
        .dropFirst().map { "constant \($0)" })
    add(
      "form",
      [
        "variable", "index of list", "index of map", "index of any", "run fact today", "run fact kubernetes.version",
        "parameter", "data", "negate", "else", "ignoring case", "negated relation", "not", "and", "or", "list", "map",
        "comprehension", "comprehension where",
      ])
    add("function", Function.allCases.map(\.rawValue))
    add(
      "arithmetic",
      [
        "int +", "int -", "int *", "int /", "quantity +", "quantity -", "quantity *", "quantity /", "duration +",
        "duration *", "duration /", "date +", "date -", "string +", "list +", "list -", "decimal /",
      ])
    add("comparison", ["==", "!=", "<", "<=", ">", ">="])
    let many = ["starts with", "ends with", "contains", "is under", "is within", "includes"]
    add(
      "relation",
      [
        "in", "includes", "contains", "starts with", "ends with", "matches", "selects", "covers", "overlaps",
        "is under",
        "is within",
      ])
    add("relation", many.flatMap { ["\($0) any of", "\($0) all of"] })
    let states = ["exists", "missing", "empty", "written", "null"]
    add("state", states + ["missing", "empty", "written", "null"].map { "not \($0)" })
    add("quantifier", ["some", "every", "no", "exactly", "at least", "at most", "other", "where"])
    add("domain", ["elements", "parts", "all documents", "same documents", "entries"])
    add("anchor", ["document", "podSpec", "podMetadata", "value"])
    add("reading", ["required", "none", "defaults", "transparent", "empty", "inherited", "empty is absence"])
    add(
      "leaf",
      [
        "bool", "int", "text", "name", "quantity", "date", "semver", "cidr", "path", "imageReference", "enumeration",
        "intOrString", "list", "object", "any",
      ])
    add("fact", Fact.allCases.filter { !unreached.contains($0) }.map { "\($0)" })
    let causes = Cause.allCases.filter { $0 != .overCost }
    add("cause", causes.map { "\($0)" })
    return keys
  }()

  /// Facts that no field of the catalogue gives: domains of quantifiers and subjects reach them.
  private static let unreached: Set<Fact> = [.unitName, .workloadReplicas]

  /// What has not come up.
  var missing: [String] { Self.wanted.filter { counts[$0] == nil } }

  /// All counts in groups, a line each.
  var table: String {
    let groups = Dictionary(grouping: counts.keys.sorted()) { String($0.prefix { $0 != "/" }) }
    return groups.sorted { $0.key < $1.key }.map { group, keys in
      let cells = keys.map { "\($0.dropFirst(group.count + 1)) \(counts[$0] ?? 0)" }
      return "\(group): \(cells.joined(separator: ", "))"
    }.joined(separator: "\n")
  }
}
