import MoatKinds
import MoatSource
import MoatSyntax
import MoatValues

/// Types by the names that a policy writes, and the names of types for messages.
enum TypeNames {
  static let simple: [String: Type] = [
    "bool": .bool, "int": .int, "decimal": .decimal, "string": .string, "quantity": .quantity, "duration": .duration,
    "date": .date, "semver": .semver, "cidr": .cidr, "path": .path, "url": .url, "image-reference": .imageReference,
    "image-prefix": .imagePrefix, "glob": .glob, "regex": .regex, "arn": .arn, "action-pattern": .actionPattern,
    "vulnerability-id": .vulnerabilityID,
    "severity": .severity, "int-or-string": .intOrString, "label-selector": .labelSelector,
    "service-selector": .serviceSelector, "any": .any,
  ]

  /// 0 info to 4 critical.
  static func severityRank(_ word: String) -> Int? {
    if case .int(let rank)? = try? LiteralText.constant(word, as: .severity) { return Int(rank) }
    return nil
  }

  static func resolve(
    _ syntax: TypeSyntax, in catalogue: Catalogue, report: (Diagnostic) -> Void
  ) -> Type {
    let inner: Type
    let name = syntax.name.text
    switch (name, syntax.arguments.count) {
    case ("list", 1): inner = .list(resolve(syntax.arguments[0], in: catalogue, report: report))
    case ("set", 1): inner = .set(resolve(syntax.arguments[0], in: catalogue, report: report))
    case ("map", 2):
      if resolve(syntax.arguments[0], in: catalogue, report: report) != .string {
        report(SemanticMessages.typeArguments(name, "map<string, …>", at: syntax.arguments[0].span))
      }
      inner = .map(resolve(syntax.arguments[1], in: catalogue, report: report))
    case ("list", _), ("set", _):
      report(SemanticMessages.typeArguments(name, "\(name)<…>", at: syntax.span))
      return .invalid
    case ("map", _):
      report(SemanticMessages.typeArguments(name, "map<string, …>", at: syntax.span))
      return .invalid
    default:
      guard syntax.arguments.isEmpty else {
        report(SemanticMessages.typeArguments(name, name, at: syntax.span))
        return .invalid
      }
      let kinds = catalogue.kinds(named: name)
      if let type = simple[name] {
        inner = type
      } else if let enumeration = catalogue.enumeration(named: name) {
        inner = .enumeration(enumeration)
      } else if kinds.count == 1 {
        inner = .object(kinds[0].id)
      } else {
        report(
          kinds.isEmpty
            ? SemanticMessages.unknownType(name, at: syntax.name.span)
            : SemanticMessages.ambiguousKind(name, at: syntax.name.span))
        return .invalid
      }
    }
    return syntax.isOptional ? inner.asOptional : inner
  }

  /// How a message speaks of a type: `a quantity`, `a list of strings`.
  static func describe(_ type: Type, in catalogue: Catalogue) -> String {
    switch type {
    case .list(let element): return "a list of \(plain(element, in: catalogue))"
    case .set(let element): return "a set of \(plain(element, in: catalogue))"
    case .map(let value): return "a map to \(plain(value, in: catalogue))"
    case .entry: return "an entry of a map"
    case .object(let id): return "a \(catalogue.objectType(id)?.name ?? "document")"
    case .optional(let wrapped): return describe(wrapped, in: catalogue) + " that may be missing"
    case .enumeration(let enumeration): return "a \(enumeration.name)"
    case .any: return "a value of any type"
    case .invalid: return "something that was reported already"
    default:
      let name = simple.first { $0.value == type }?.key ?? "value"
      return (["a", "e", "i", "o", "u"].contains(name.prefix(1)) ? "an " : "a ") + name
    }
  }

  private static func plain(_ type: Type, in catalogue: Catalogue) -> String {
    let text = describe(type, in: catalogue)
    return text.hasPrefix("an ") ? String(text.dropFirst(3)) : text.hasPrefix("a ") ? String(text.dropFirst(2)) : text
  }
}

/// Which types may meet.
enum TypeRules {
  /// True if two values of these types can be equal at all.
  static func comparable(_ left: Type, _ right: Type) -> Bool {
    let (left, right) = (left.unwrapped, right.unwrapped)
    if left == right { return true }
    switch (left, right) {
    case (.invalid, _), (_, .invalid), (.any, _), (_, .any): return true
    case (.int, .decimal), (.decimal, .int): return true
    case (.enumeration(let a), .enumeration(let b)): return !Set(a.members).isDisjoint(with: b.members)
    case (.list(let a), .list(let b)), (.list(let a), .set(let b)), (.set(let a), .list(let b)),
      (.set(let a), .set(let b)),
      (.map(let a), .map(let b)):
      return comparable(a, b)
    case (.serviceSelector, .map(let value)), (.map(let value), .serviceSelector): return value == .string
    default: return isText(left) && isText(right) && (left == .string || right == .string)
    }
  }

  /// True if a value of `actual` may stand where `expected` is declared.
  static func accepts(_ expected: Type, _ actual: Type) -> Bool {
    if actual.isOptional, !expected.isOptional { return false }
    switch (expected.unwrapped, actual.unwrapped) {
    case (.any, _), (.invalid, _), (_, .invalid): return true
    case (.decimal, .int): return true
    case (.object(let a), .object(let b)): return Catalogue.accepts(a, b)
    case (.list(let a), .list(let b)), (.set(let a), .list(let b)), (.list(let a), .set(let b)),
      (.set(let a), .set(let b)),
      (.map(let a), .map(let b)):
      return accepts(a, b)
    case (let a, let b): return a == b || a == .string && isText(b)
    }
  }

  /// Types whose value at run time is a text.
  static func isText(_ type: Type) -> Bool {
    switch type {
    case .string, .semver, .cidr, .path, .url, .imageReference, .imagePrefix, .glob, .arn, .actionPattern,
      .vulnerabilityID, .enumeration:
      true
    default: false
    }
  }

  /// False for collections of quantities, paths, versions and the like: collections are compared as data, by which `1Gi`
  /// and `1024Mi` differ.
  static func isComparedInside(_ type: Type) -> Bool {
    switch type.unwrapped {
    case .list(let element), .set(let element), .map(let element), .entry(let element):
      switch element.unwrapped {
      case .quantity, .duration, .date, .semver, .cidr, .path, .imageReference, .actionPattern, .severity: false
      default: isComparedInside(element)
      }
    default: true
    }
  }

  static func isOrdered(_ type: Type) -> Bool {
    switch type {
    case .int, .decimal, .quantity, .duration, .date, .semver, .severity, .any, .invalid: true
    case .enumeration(let enumeration): enumeration.isOrdered
    default: false
    }
  }

  static func element(of type: Type) -> Type? {
    switch type.unwrapped {
    case .list(let element), .set(let element): element
    case .map(let value): .entry(value)
    case .any: .any
    case .invalid: .invalid
    default: nil
    }
  }
}
