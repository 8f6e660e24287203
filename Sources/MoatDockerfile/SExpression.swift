import MoatSource

/// The tree in the notation of BuildKit's own tests: `(run "ls -l")`, one instruction a line.
package enum SExpression {
  /// - Parameter masksSecrets: whether secrets among the words are masked.
  package static func of(_ dockerfile: Dockerfile, masksSecrets: Bool = false) -> String {
    let source = masksSecrets ? dockerfile.source : nil
    return dockerfile.instructions.map { "(" + of($0, source) + ")" }.joined(separator: "\n")
  }

  /// One instruction without its parentheses. Instructions nest at most `DockerfileLimits.onbuildDepth` deep.
  private static func of(_ node: InstructionNode, _ source: SourceFile?) -> String {
    func word(_ token: Token) -> String {
      guard let source else { return quoted(token.text) }
      let text = token.text.description
      let masked = source.masked(text, at: token.span)
      return quoted(masked == text ? token.text : ByteText(masked))
    }
    // A name that is none may hold anything; BuildKit writes it as it stands.
    var parts = [CodeFrame.sanitized(node.name.description)]
    if !node.flags.isEmpty { parts.append("[" + node.flags.map(word).joined(separator: " ") + "]") }
    parts += node.nested.map { "(" + of($0, source) + ")" }
    parts += node.arguments.map(word)
    let text = parts.joined(separator: " ")
    return ByteText(text).trimmed.description
  }

  /// A text in double quotes, with escapes for what does not print, as Go quotes it.
  static func quoted(_ text: ByteText) -> String {
    var result = "\""
    var index = 0
    while index < text.bytes.count {
      let (scalar, width) = Scalars.decode(text.bytes, index, text.bytes.count)
      if scalar == Scalars.replacement, width == 1 {
        result += "\\x" + hexadecimal(UInt32(text.bytes[index]), digits: 2)
      } else {
        result += escaped(scalar)
      }
      index += width
    }
    return result + "\""
  }

  private static func escaped(_ scalar: Unicode.Scalar) -> String {
    switch scalar {
    case "\"": return "\\\""
    case "\\": return "\\\\"
    case "\u{07}": return "\\a"
    case "\u{08}": return "\\b"
    case "\u{0C}": return "\\f"
    case "\n": return "\\n"
    case "\r": return "\\r"
    case "\t": return "\\t"
    case "\u{0B}": return "\\v"
    default: break
    }
    if isPrintable(scalar) { return String(scalar) }
    if scalar.value < 0x20 || scalar.value == 0x7F { return "\\x" + hexadecimal(scalar.value, digits: 2) }
    if scalar.value < 0x1_0000 { return "\\u" + hexadecimal(scalar.value, digits: 4) }
    return "\\U" + hexadecimal(scalar.value, digits: 8)
  }

  private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
    if CodeFrame.isUnsafe(scalar) { return false }
    if scalar.isASCII { return true }
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned: return false
    case .spaceSeparator, .lineSeparator, .paragraphSeparator: return false
    default: return true
    }
  }

  private static func hexadecimal(_ value: UInt32, digits: Int) -> String {
    let text = String(value, radix: 16)
    return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
  }
}
