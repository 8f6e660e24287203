/// A document that a generator makes, and a shrinker makes smaller.
indirect enum Sample: Hashable {
  case null
  case bool(Bool)
  case int(Int64)
  /// A number as it is written.
  case number(String)
  case string(String)
  case list([Sample])
  case object([Member])

  struct Member: Hashable {
    var key: String
    var value: Sample

    init(_ key: String, _ value: Sample) {
      self.key = key
      self.value = value
    }
  }

  var json: String {
    switch self {
    case .null: "null"
    case .bool(let value): value ? "true" : "false"
    case .int(let value): String(value)
    case .number(let text): text
    case .string(let text): Self.quoted(text)
    case .list(let elements): "[\(elements.map(\.json).joined(separator: ","))]"
    case .object(let members):
      "{\(members.map { "\(Self.quoted($0.key)):\($0.value.json)" }.joined(separator: ","))}"
    }
  }

  /// Block style, for a report; quotes are as in JSON.
  func yaml(indent: Int = 0) -> String {
    let space = String(repeating: " ", count: indent)
    switch self {
    case .list(let elements) where !elements.isEmpty:
      return elements.map { "\n\(space)- \($0.inline(indent + 2))" }.joined()
    case .object(let members) where !members.isEmpty:
      return members.map { member in
        let separator = member.value.isBlock ? "" : " "
        return "\n\(space)\(Self.quotedKey(member.key)):\(separator)\(member.value.yaml(indent: indent + 2))"
      }.joined()
    default: return json
    }
  }

  private func inline(_ indent: Int) -> String {
    guard isBlock else { return json }
    // The first line of a block stands behind the dash.
    let text = yaml(indent: indent)
    return String(text.drop { $0 == "\n" || $0 == " " })
  }

  private var isBlock: Bool {
    switch self {
    case .list(let elements): !elements.isEmpty
    case .object(let members): !members.isEmpty
    default: false
    }
  }

  private static func quotedKey(_ text: String) -> String {
    text.utf8.allSatisfy { ($0 | 32) &- 97 < 26 }
      && !["null", "true", "false", "yes", "no", "on", "off", "y", "n"].contains(text)
      ? text : quoted(text)
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }

  /// How many values it is made of.
  var size: Int {
    switch self {
    case .list(let elements): elements.reduce(1) { $0 + $1.size }
    case .object(let members): members.reduce(1) { $0 + $1.value.size }
    default: 1
    }
  }
}
