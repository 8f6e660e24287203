/// What a schema has against a document, at one node.
package struct SchemaProblem: Sendable, Hashable {
  package enum Kind: String, Sendable, CaseIterable {
    /// The server drops the field, or refuses the document: no schema of any version has it here.
    case unknownField
    case missingField
    case wrongType
    /// `null` as the element of a list.
    case nullElement
    /// A string outside the closed set that the schema gives.
    case notAMember
    /// The field exists, but not in the version that the run asks about.
    case notInVersion
    /// A number that does not fit the field's 32 bits.
    case outOfRange
    /// A string that is not in the field's format: base64, a quantity, a timestamp.
    case malformed
    /// A template (`{{ … }}`) where its text must be known to say more.
    case notRendered
    /// A number that the type allows and the API server refuses: a negative count, a port above 65535.
    case invalidNumber
    /// A name in a form that the API server refuses.
    case invalidName
    /// A text in a form that the API server refuses: a schedule, a CIDR block.
    case invalidValue
    /// Fields that each are fine and that the API server refuses together, or a field that another one asks for.
    case conflict

    /// True if the schema has nothing against it, and the API server's own validation does.
    package var isRefusal: Bool {
      switch self {
      case .invalidNumber, .invalidName, .invalidValue, .conflict: true
      default: false
      }
    }
  }

  /// The value; for a missing field, the object that should have it.
  package var node: UInt32
  /// True if the key is what is wrong, and not the value: point at it.
  package var isKey: Bool
  package var kind: Kind
  /// The name of the field, or of the field whose list or map holds the value; empty at the root.
  package var field: String
  /// What the schema wants: `boolean`; for a field of another version, the versions that have it. Of what the API server
  /// refuses beyond its schema, the rest of the sentence that `field` begins.
  package var expected: String
  /// What stands there: `string "true"`; for a field, the object that holds it.
  package var found: String
  /// What was probably meant: a field's name or a value as it should be written.
  package var suggestion: String?

  /// One sentence without a full stop.
  package var message: String {
    let hint = suggestion.map { "; did you mean \($0)?" } ?? ""
    let place = field.isEmpty ? "" : "\(field): "
    switch kind {
    case .unknownField: return "\(found) has no field \(field)\(hint)"
    case .missingField: return "\(found) needs the field \(field) (\(expected))"
    case .wrongType: return "\(place)expected \(expected), found \(found)\(hint)"
    case .nullElement: return "\(place)null is no element of a list"
    case .notAMember: return "\(place)expected \(expected), found \(found)\(hint)"
    case .notInVersion: return "\(found) has the field \(field) \(expected)"
    case .outOfRange: return "\(place)\(found) does not fit 32 bits"
    case .malformed: return "\(place)expected \(expected), found \(found)"
    case .notRendered: return "\(place)expected \(expected), found a template that was not rendered"
    case .invalidNumber, .invalidName, .invalidValue, .conflict:
      return field.isEmpty ? expected : "\(field) \(expected)"
    }
  }
}
