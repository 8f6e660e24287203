import MoatSecrets

/// The functions of the language that know secrets, by the tables of `MoatSecrets`.
extension TextFunctions {
  /// The names of the secrets in a text, each once: a name as the text writes it, or a kind of credential.
  package static func secrets(_ text: Value, in scratch: Scratch) -> Value {
    guard text.tag == .string else { return notText(text) }
    var names: [Value] = []
    for name in SecretScanner.names(in: text.bytes) {
      let value = scratch.string(Array(name.utf8))
      if value.tag == .undetermined { return value }
      names.append(value)
    }
    return scratch.list(names)
  }

  /// Whether a name says that its value is a secret.
  package static func namesSecret(_ name: Value) -> Value {
    guard name.tag == .string else { return notText(name) }
    return .bool(SecretName(name.bytes) != .none)
  }

  /// Whether a value is a secret by the name that it has. What is a credential by its form is what `secrets` finds.
  package static func isSecret(_ name: Value, _ value: Value) -> Value {
    guard name.tag == .string, value.tag == .string else { return notText(name.tag == .string ? value : name) }
    return .bool(SecretValue.isSecret(value.bytes, under: SecretName(name.bytes)))
  }
}

extension Value {
  /// A copy of the bytes of a string.
  fileprivate var bytes: [UInt8] { withBytes { $0.bytes(of: Part(0, $0.count)) } }
}
