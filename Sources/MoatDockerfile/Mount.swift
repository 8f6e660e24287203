internal import MoatSource

/// One `--mount` of RUN.
package struct Mount: Hashable, Sendable {
  package enum Kind: String, Hashable, Sendable, CaseIterable {
    case bind, cache, tmpfs, secret, ssh
  }

  package var kind = Kind.bind
  package var from: ByteText = ""
  package var source: ByteText = ""
  package var target: ByteText = ""
  package var id: ByteText = ""
  package var sharing: ByteText?
  package var isReadOnly = true
  package var isRequired = false
  package var size: ByteText?
  package var mode: ByteText?
  package var userID: ByteText?
  package var groupID: ByteText?
  /// The variable that holds a secret.
  package var environmentName: ByteText?

  /// What can be wrong before variables are filled in.
  static func check(_ token: Token) throws(Failure) {
    for field in try fields(token) {
      guard let (key, value) = field.cut(at: UInt8(ascii: "=")), key.lowercased == "from" else { continue }
      if let dollar = value.bytes.firstIndex(of: UInt8(ascii: "$")), dollar + 1 < value.count {
        let message = "`from` of a mount has no variables; name a stage FROM the variable instead"
        throw Failure(.variableInFrom, message, at: token.span)
      }
    }
  }

  /// As it is written, with its variables in it; nil if it is no mount.
  package static func written(_ token: Token) -> Mount? { try? read(token, expand: { $0 }) }

  /// Reads a mount; `expand` fills the variables of a value.
  static func read(_ token: Token, expand: (ByteText) throws(Failure) -> ByteText) throws(Failure) -> Mount {
    var mount = Mount()
    var isReadOnlySet = false
    for field in try fields(token) {
      let pair = field.cut(at: UInt8(ascii: "="))
      let key = (pair?.before ?? field).lowercased.description
      guard let value = pair?.after else {
        switch key {
        case "readonly", "ro": mount.isReadOnly = true
        case "readwrite", "rw": mount.isReadOnly = false
        case "required": try mount.setRequired(true, token)
        default: throw invalid("`\(field.excerpt)` wants a value", token)
        }
        isReadOnlySet = isReadOnlySet || key != "required"
        continue
      }
      try mount.set(key, try expand(value), token)
      isReadOnlySet = isReadOnlySet || ["readonly", "ro", "readwrite", "rw"].contains(key)
    }
    if !isReadOnlySet { mount.isReadOnly = mount.kind != .cache && mount.kind != .tmpfs }
    try mount.validate(token)
    return mount
  }

  private static func invalid(_ message: String, _ token: Token) -> Failure {
    Failure(.invalidMount, "in this mount, \(message)", at: token.span)
  }

  private mutating func setRequired(_ value: Bool, _ token: Token) throws(Failure) {
    guard kind == .secret || kind == .ssh else {
      throw Self.invalid("`required` belongs to the types secret and ssh", token)
    }
    isRequired = value
  }

  private mutating func set(_ key: String, _ value: ByteText, _ token: Token) throws(Failure) {
    switch key {
    case "type":
      guard let known = Kind(rawValue: value.lowercased.description) else {
        throw Self.invalid("`\(value.excerpt)` is no type: there are bind, cache, tmpfs, secret and ssh", token)
      }
      kind = known
    case "from": from = value
    case "source", "src": source = value
    case "target", "dst", "destination": target = value
    case "readonly", "ro": isReadOnly = try Self.bool(key, value, token)
    case "readwrite", "rw": isReadOnly = !(try Self.bool(key, value, token))
    case "required": try setRequired(try Self.bool(key, value, token), token)
    case "size":
      guard kind == .tmpfs else { throw Self.invalid("`size` belongs to the type tmpfs", token) }
      size = value
    case "id": id = value
    case "sharing":
      guard ["shared", "private", "locked"].contains(value.lowercased) else {
        throw Self.invalid("`sharing` is shared, private or locked", token)
      }
      sharing = value.lowercased
    case "mode": mode = try Self.number(key, value, radix: 8, token)
    case "uid": userID = try Self.number(key, value, radix: 10, token)
    case "gid": groupID = try Self.number(key, value, radix: 10, token)
    case "env": environmentName = value
    default: throw Self.invalid("`\(ByteText(key).excerpt)` is no option", token)
    }
  }

  private static func bool(_ key: String, _ value: ByteText, _ token: Token) throws(Failure) -> Bool {
    switch value {
    case "1", "t", "T", "true", "TRUE", "True": return true
    case "0", "f", "F", "false", "FALSE", "False": return false
    default: throw invalid("`\(key)` is true or false", token)
    }
  }

  private static func number(
    _ key: String, _ value: ByteText, radix: Int, _ token: Token
  ) throws(Failure) -> ByteText {
    guard UInt32(value.description, radix: radix) != nil, value.bytes.first != UInt8(ascii: "+") else {
      throw invalid("`\(key)` is a number", token)
    }
    return value
  }

  private func validate(_ token: Token) throws(Failure) {
    if mode != nil || userID != nil || groupID != nil, kind == .bind || kind == .tmpfs {
      throw Self.invalid("mode, uid and gid do not belong to the type \(kind.rawValue)", token)
    }
    if kind == .secret {
      guard from.isEmpty, sharing == nil else {
        throw Self.invalid("`from` and `sharing` do not belong to the type secret", token)
      }
      guard !source.isEmpty || !target.isEmpty || !id.isEmpty else {
        throw Self.invalid("a secret wants an id, a source or a target", token)
      }
      guard source.isEmpty || id.isEmpty else { throw Self.invalid("a secret has an id or a source, not both", token) }
    }
    if sharing != nil, kind != .cache { throw Self.invalid("`sharing` belongs to the type cache", token) }
  }

  /// The fields of one record of comma-separated values; a field may stand in double quotes.
  static func fields(_ token: Token) throws(Failure) -> [ByteText] {
    let bytes = token.text.bytes
    var fields: [ByteText] = []
    var index = 0
    repeat {
      // The comma before the next field; the first one may be empty, and then the text begins with it.
      if !fields.isEmpty { index += 1 }
      var field: [UInt8] = []
      if index < bytes.count, bytes[index] == UInt8(ascii: "\"") {
        index += 1
        while true {
          guard index < bytes.count else { throw invalid("a quote is not closed", token) }
          if bytes[index] != UInt8(ascii: "\"") {
            field.append(bytes[index])
          } else if index + 1 < bytes.count, bytes[index + 1] == UInt8(ascii: "\"") {
            field.append(bytes[index])
            index += 1
          } else {
            break
          }
          index += 1
        }
        index += 1
        guard index == bytes.count || bytes[index] == UInt8(ascii: ",") else {
          throw invalid("a comma is wanted after a quoted field", token)
        }
      } else {
        while index < bytes.count, bytes[index] != UInt8(ascii: ",") {
          guard bytes[index] != UInt8(ascii: "\"") else { throw invalid("a quote stands within a field", token) }
          field.append(bytes[index])
          index += 1
        }
      }
      fields.append(ByteText(field))
    } while index < bytes.count
    return fields
  }
}
