import MoatKinds
import MoatSyntax
import MoatTestSupport
import MoatValues

/// Makes whole rules: what a file declares, params and what the run gives for them, the subject, and checks that lean on
/// each other.
struct RuleGenerator {
  private var expressions: ExpressionGenerator
  private let palette: Palette

  init(seed: UInt64, palette: Palette) {
    expressions = ExpressionGenerator(seed: seed, palette: palette)
    self.palette = palette
  }

  mutating func draft() -> Draft {
    let kinds = expressions.random.pick(Palette.subjects)
    let levels = kinds.map { (kind: $0, name: expressions.freshName("s")) }
    var draft = Draft(subject: levels.map { "\($0.kind) \($0.name)" }.joined(separator: " in "))
    bindValues(&draft)
    bindDefines(&draft)
    expressions.scope = bounds(levels)
    if expressions.random.chance(1, in: 3) { bindConstant(&draft) }
    if expressions.random.chance(3, in: 10) {
      draft.condition = scopeCondition()
    }
    for _ in 0..<expressions.random.pick([1, 1, 1, 2, 2, 3]) { addCheck(&draft) }
    return draft
  }

  /// The variables of the levels, typed from the outermost on: a port of a service is another kind than a container's.
  private func bounds(_ levels: [(kind: String, name: String)]) -> [ExpressionGenerator.Bound] {
    var result: [ExpressionGenerator.Bound] = []
    var outer: ObjectTypeID?
    for level in levels.reversed() {
      guard let asked = kind(level.kind) else { continue }
      let id = outer.flatMap { palette.catalogue.partDomain(of: asked, in: $0)?.part } ?? asked
      result.append(.init(name: level.name, type: .object(id), kind: level.kind))
      outer = id
    }
    return result
  }

  private func kind(_ name: String) -> ObjectTypeID? {
    guard name.hasPrefix("\"") else { return palette.catalogue.kinds(named: name).first?.id }
    let parts = name.dropFirst().dropLast().split(separator: "/").map(String.init)
    return palette.catalogue.customKind(group: parts[0], kind: parts[1])?.id
  }

  /// Params, data sets and a table of the file.
  private mutating func bindValues(_ draft: inout Draft) {
    for _ in 0..<expressions.random.below(3) {
      let (text, type) = expressions.random.pick(Palette.parameterTypes)
      let name = expressions.freshName("p")
      draft.parameters.append(Draft.Binding(head: "param \(name): \(text)", value: expressions.literal(type)))
      if expressions.random.chance(1, in: 2), let constant = Texts.constant(type, &expressions.random) {
        draft.givenParameters[draft.parameters.count - 1] = constant
      }
      expressions.values.append(.init(name: name, type: type, kind: nil))
    }
    if expressions.random.chance(1, in: 4) {
      let (text, type) = expressions.random.pick(Palette.dataTypes)
      let name = expressions.freshName("f")
      draft.declarations.append(Draft.Binding(head: "data \(name): \(text)", value: nil))
      let isGiven = expressions.random.chance(3, in: 4)
      draft.givenData.append(isGiven ? Texts.constant(type, &expressions.random) : nil)
      expressions.values.append(.init(name: name, type: type, kind: nil))
    }
    if expressions.random.chance(1, in: 5) {
      let name = expressions.freshName("t")
      let type = Type.map(expressions.random.pick([Type.int, .string]))
      let text = type == .map(.int) ? "map<string, int>" : "map<string, string>"
      draft.declarations.append(Draft.Binding(head: "let \(name): \(text)", value: expressions.literal(type)))
      expressions.values.append(.init(name: name, type: type, kind: nil))
    }
  }

  private mutating func bindDefines(_ draft: inout Draft) {
    guard expressions.random.chance(1, in: 4) else { return }
    let (name, argument) = (expressions.freshName("g"), expressions.freshName("a"))
    let saved = (expressions.scope, expressions.values)
    defer { (expressions.scope, expressions.values) = saved }
    // A body sees its arguments and what the file declares.
    expressions.values.removeAll { $0.name.hasPrefix("p_") }
    if expressions.random.chance(2, in: 3) {
      let kind = expressions.random.pick(["workload", "container", "service"])
      guard let id = self.kind(kind) else { return }
      expressions.scope = [.init(name: argument, type: .object(id), kind: kind)]
      let body = expressions.condition(depth: 1)
      draft.declarations.append(Draft.Binding(head: "define \(name)(\(argument): \(kind)): bool", value: body))
      expressions.defines.append(.init(name: name, arguments: [.object(id)], result: .bool))
    } else {
      let (text, type) = expressions.random.pick([("int", Type.int), ("string", .string), ("quantity", .quantity)])
      let right = type == .quantity ? Term(type, "1Gi") : expressions.literal(type)
      let left = Term(type, "\(argument)")
      draft.declarations.append(
        Draft.Binding(
          head: "define \(name)(\(argument): \(text)): \(text)", value: Term(type, "(\(left) + \(right))")))
      expressions.defines.append(.init(name: name, arguments: [type], result: type))
    }
  }

  /// A `let` of the rule: a path or something computed.
  private mutating func bindConstant(_ draft: inout Draft) {
    let type = expressions.random.pick([Type.int, .string, .quantity, .set(.string), .bool])
    let name = expressions.freshName("l")
    let value =
      type == .bool ? expressions.condition(depth: 1) : expressions.path(of: type) ?? expressions.literal(type)
    let head = type == .set(.string) ? "let \(name): set<string>" : "let \(name)"
    // A quantity without its type would be taken for a number.
    let text = type == .quantity ? "let \(name): quantity" : head
    draft.constants.append(Draft.Binding(head: text, value: value))
    expressions.values.append(.init(name: name, type: type, kind: nil))
  }

  private mutating func scopeCondition() -> Term {
    let walk = expressions.walk()
    if walk.isOptional, walk.isNarrowed, expressions.random.chance(1, in: 2) {
      expressions.proven.insert(walk.term.text)
      return Term(.bool, "\(walk.term) \(walk.hidesItsAbsence ? "is not empty" : "exists")")
    }
    return expressions.condition(depth: 1)
  }

  private mutating func addCheck(_ draft: inout Draft) {
    let form = expressions.random.pick([Check.Form.require, .require, .denyWhen, .denyWhen, .warnWhen, .warnWhen])
    var check: Draft.Check
    if form != .warnWhen, expressions.random.chance(1, in: 5), let (condition, path) = presence(form) {
      check = Draft.Check(form: form, condition: condition, excuse: nil, outcomes: outcomes())
      draft.checks.append(check)
      // The next check may lean on this one.
      expressions.proven.insert(path.term.text)
      let leaning = expressions.condition(on: path.term, depth: 1)
      check = Draft.Check(form: .denyWhen, condition: leaning, excuse: nil, outcomes: outcomes())
      draft.checks.append(check)
      return
    }
    let condition = expressions.condition(depth: 1 + expressions.random.below(3))
    let excuse = expressions.random.chance(1, in: 6) ? expressions.condition(depth: 1) : nil
    draft.checks.append(Draft.Check(form: form, condition: condition, excuse: excuse, outcomes: outcomes()))
  }

  /// A check that a path is there, and the path.
  private mutating func presence(_ form: Check.Form) -> (Term, ExpressionGenerator.Walk)? {
    for _ in 0..<8 {
      let walk = expressions.walk()
      guard walk.isOptional, walk.isNarrowed, !walk.hidesItsAbsence, !expressions.proven.contains(walk.term.text)
      else { continue }
      let test = form == .require ? "exists" : "is missing"
      return (Term(.bool, "\(walk.term) \(test)"), walk)
    }
    return nil
  }

  private mutating func outcomes() -> String {
    let bound = expressions.random.pick(expressions.scope)
    var text = "message \"of {\(bound.name)}\""
    if expressions.random.chance(1, in: 8) {
      // A place is a path; a key in it would be no path in a message, but is one here.
      let walk = expressions.walk()
      text += "\n  at \(walk.term.text)"
    }
    return text
  }
}
