import MoatSyntax
import MoatValues

/// Reads the settings of policy tests: the values of params, by the types that the rules give them.
enum ParameterReading {
  /// `image-tag.mutable` of its path; nil for anything but words and dots.
  static func name(_ path: Expression) -> String? {
    switch path.form {
    case .name(let name): name
    case .field(let base, let field): name(base).map { $0 + "." + field.text }
    default: nil
    }
  }

  /// Nil for what is no constant of that type.
  static func constant(_ expression: Expression, of type: Type) -> Constant? {
    switch (expression.form, type.unwrapped) {
    case (.literal(let literal), let type): constant(literal, of: type)
    case (.name(let word), .enumeration): .string(word)
    case (.name(let word), .severity): try? LiteralText.constant(word, as: .severity)
    case (.list(let elements), .list(let element)), (.list(let elements), .set(let element)):
      all(elements.map { constant($0, of: element) }).map { .list($0) }
    case (.list(let elements), .map) where elements.isEmpty: .map([])
    case (.map(let pairs), .map(let element)):
      all(
        pairs.map { pair in
          guard case .string(let key)? = constant(pair.key, of: .string) else { return nil }
          return constant(pair.value, of: element).map { Constant.MapEntry(key: key, value: $0) }
        }
      ).map { .map($0) }
    default: nil
    }
  }

  private static func constant(_ literal: Literal, of type: Type) -> Constant? {
    switch literal {
    case .bool(let value): .bool(value)
    case .int(let digits) where type == .int: Int64(digits).map { .int($0) }
    case .int(let text), .string(let text), .regex(let text), .date(let text), .duration(let text),
      .quantity(let text), .decimal(let text):
      try? LiteralText.constant(text, as: type)
    }
  }

  private static func all<Element>(_ elements: [Element?]) -> [Element]? {
    let found = elements.compactMap { $0 }
    return found.count == elements.count ? found : nil
  }
}
