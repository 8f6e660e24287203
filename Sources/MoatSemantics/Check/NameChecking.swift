import MoatKinds
import MoatSource
import MoatSyntax
import MoatValues

/// Names, fields, indices: what leads to a value.
extension ExpressionChecker {
  func checkName(_ name: String, _ expected: Type?, _ span: MoatSource.Span) -> CheckedExpression {
    if let binding = bindings[name] {
      used.insert(name)
      switch binding {
      case .variable(let variable): return make(.variable(variable), variable.type, span)
      case .parameter(let index, let type): return make(.parameter(index), type, span)
      case .argument(let argument, _): return argument
      case .local(let constant):
        return entering(name, span) { self.checkConstant(constant, expected: expected) }
      }
    }
    if name == "today" { return make(.runFact(.today), .date, span) }
    if let found = names.find([name], from: file) { return checkDeclaration(found, [name], expected, span) }
    if let expected, case .enumeration(let enumeration) = element(of: expected) {
      if enumeration.members.contains(name) { return make(.constant(.string(name)), .enumeration(enumeration), span) }
      report(SemanticMessages.notAMember(name, of: enumeration.name, among: enumeration.members, at: span))
      return invalid(span)
    }
    if element(of: expected ?? .invalid) == .severity, let constant = try? LiteralText.constant(name, as: .severity) {
      return make(.constant(constant), .severity, span)
    }
    // Beside what was reported already a word may well be a member of its enum.
    if expected?.unwrapped == .invalid { return invalid(span) }
    report(
      SemanticMessages.unknownName(name, among: Array(bindings.keys) + Array(file.declarations.keys), at: span))
    return invalid(span)
  }

  /// What a bare word takes from a type: the enum itself, or that of the elements.
  private func element(of type: Type) -> Type {
    switch type.unwrapped {
    case .list(let element), .set(let element): element.unwrapped
    case let other: other
    }
  }

  /// Reads another declaration's text in its own file; one that is being read already is a cycle.
  func entering(
    _ name: String, _ span: MoatSource.Span, in other: FileNames? = nil, _ body: () -> CheckedExpression
  ) -> CheckedExpression {
    let full = (other ?? file).file.source.name + "\n" + name
    guard !open.contains(full) else {
      let cycle = open.drop { $0 != full } + [full]
      let words = cycle.map { String($0.split(separator: "\n").last ?? "") }
      report(SemanticMessages.cycle(words, at: span))
      return invalid(span)
    }
    open.append(full)
    defer { open.removeLast() }
    guard let other else { return body() }
    other.enter(name)
    let (savedFile, savedBindings) = (file, bindings)
    (file, bindings) = (other, [:])
    let result = body()
    (file, bindings) = (savedFile, savedBindings)
    // What is said about the whole is said where it is named, for its own span is one of another file. Flow typing knows
    // a constant by its span.
    if other === savedFile { return result }
    if case .constant = result.form { return result }
    return CheckedExpression(id: result.id, form: result.form, type: result.type, span: span)
  }

  func checkConstant(_ constant: ConstantDeclaration, expected: Type?) -> CheckedExpression {
    guard let syntax = constant.type else { return check(constant.value, expected: expected) }
    return value(constant.value, of: TypeNames.resolve(syntax, in: catalogue, report: report))
  }

  private func checkDeclaration(
    _ found: (file: FileNames, declaration: Declaration), _ chain: [String], _ expected: Type?, _ span: MoatSource.Span
  ) -> CheckedExpression {
    let name = chain.joined(separator: ".")
    switch found.declaration {
    case .constant(let constant):
      used.insert(name)
      return entering(constant.name.text, span, in: found.file) { self.checkConstant(constant, expected: expected) }
    case .data(let data):
      guard let place = names.dataSets.place(of: found.file.qualified(data.name.text)) else {
        isBroken = true
        return invalid(span)
      }
      return make(.data(place), names.dataSets.sets[place].type, span)
    case .define(let define):
      report(
        SemanticMessages.argumentCount(
          name, wanted: "\(define.arguments.count) arguments in parentheses", found: 0, at: span))
    case .rule, .profile, .waiver, .test:
      report(SemanticMessages.unknownName(name, among: bindings.keys, at: span))
    }
    return invalid(span)
  }

  /// `a.b.c` as words, if it is only words.
  static func chain(_ expression: Expression) -> [String]? {
    switch expression.form {
    case .name(let name): [name]
    case .field(let base, let name): chain(base).map { $0 + [name.text] }
    default: nil
    }
  }

  func checkField(_ whole: Expression, _ base: Expression, _ name: Name) -> CheckedExpression {
    if let chain = Self.chain(whole), bindings[chain[0]] == nil {
      if let fact = findingFacts.firstIndex(where: { chain == ["finding", $0.name] }) {
        return make(.parameter(fact), findingFacts[fact].type, whole.span)
      }
      if !findingFacts.isEmpty, chain.count == 2, chain[0] == "finding" {
        report(
          SemanticMessages.unknownField(
            name.text, of: "a finding", among: findingFacts.map(\.name), at: name.span))
        return invalid(whole.span)
      }
      if chain == ["kubernetes", "version"] { return make(.runFact(.kubernetesVersion), .semver, whole.span) }
      if let found = names.find(chain, from: file) { return checkDeclaration(found, chain, nil, whole.span) }
    }
    return read(name, of: check(base), whole.span)
  }

  func read(_ name: Name, of base: CheckedExpression, _ span: MoatSource.Span) -> CheckedExpression {
    let type = base.type.unwrapped
    if type == .invalid { return invalid(span) }
    guard let field = field(name.text, of: type) else {
      let isMap = if case .map = type { true } else { false }
      report(
        SemanticMessages.unknownField(
          name.text, of: describe(type), among: catalogue.fieldNames(of: type), isMap: isMap, at: name.span))
      return invalid(span)
    }
    let mayMiss = base.type.isOptional || field.reading == .none
    return narrowed(make(.field(base, field), mayMiss ? field.type.asOptional : field.type, span))
  }

  /// A field of the catalogue, or of what no schema describes: there each field is optional and of any type.
  private func field(_ name: String, of type: Type) -> Field? {
    if let known = catalogue.field(named: name, of: type) { return known }
    let untyped = Field(name: name, type: .any, access: .keys(from: .value, [name]), reading: .none)
    switch type {
    case .any: return untyped
    case .object(let id):
      let isOpen = id == KubernetesKind.document.id || catalogue.objectType(id)?.role == .untyped
      return isOpen ? Field(name: name, type: .any, access: .keys(from: .document, [name]), reading: .none) : nil
    default: return nil
    }
  }

  func checkIndex(_ base: Expression, _ key: Expression, _ span: MoatSource.Span) -> CheckedExpression {
    let collection = check(base)
    let result: Type
    let checkedKey: CheckedExpression
    switch collection.type.unwrapped {
    case .map(let value): (result, checkedKey) = (value, self.value(key, of: .string))
    case .list(let element), .set(let element): (result, checkedKey) = (element, self.value(key, of: .int))
    case .any: (result, checkedKey) = (.any, value(key))
    case .invalid: return invalid(span)
    default:
      report(SemanticMessages.notACollection(describe(collection.type), at: collection.span))
      return invalid(span)
    }
    return narrowed(make(.index(collection, checkedKey), result.asOptional, span))
  }

  /// The same expression without its `?` where flow typing proved it present.
  private func narrowed(_ expression: CheckedExpression) -> CheckedExpression {
    guard expression.type.isOptional, let path = Narrowing.path(expression), let origin = proven[path] else {
      return expression
    }
    if let origin { leansOn.insert(origin) }
    return make(expression.form, expression.type.unwrapped, expression.span)
  }
}
