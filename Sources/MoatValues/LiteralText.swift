/// Text literals that take the type of what they meet: checked when a policy compiles, and when a param or a data set
/// is loaded.
package enum LiteralText {
  /// What is wrong with a literal, as a whole sentence without its place.
  package struct Problem: Error, Hashable, Sendable {
    package var message: String
    /// The byte of the text at which it goes wrong, where that is known.
    package var offset: Int?

    package init(_ message: String, offset: Int? = nil) {
      self.message = message
      self.offset = offset
    }
  }

  /// The constant that a text is as a type. Domain texts stay text; numbers, dates and durations become values. Types
  /// that no text can be (bool, int, lists, objects …) are a problem too.
  package static func constant(_ text: String, as type: Type) throws(Problem) -> Constant {
    switch type.unwrapped {
    case .string, .any, .intOrString: return .string(text)
    case .quantity: return .decimal(try number(Quantity.parse(text), text, "a quantity such as 500m or 2Gi"))
    case .decimal: return .decimal(try number(Decimal.parse(text), text, "a decimal number"))
    case .duration: return .duration(try number(Duration.parse(text), text, "a duration such as 30d or 1h30min"))
    case .date:
      guard let days = CalendarDate.parse(text), let small = Int32(exactly: days) else {
        throw Problem("'\(text)' is not a date: write YYYY-MM-DD")
      }
      return .date(small)
    case .severity:
      guard let severity = SeverityName.names.firstIndex(where: { "\($0)" == text }) else {
        throw Problem("'\(text)' is not a severity: info, low, medium, high, critical")
      }
      return .int(Int64(severity))
    case .enumeration(let enumeration):
      guard enumeration.members.contains(where: { Array($0.utf8) == Array(text.utf8) }) else {
        throw Problem("'\(text)' is not a \(enumeration.name)")
      }
      return .string(text)
    case .regex:
      do {
        _ = try RegularExpression(text)
      } catch {
        throw Problem("the regular expression does not compile: \(error.message)", offset: error.offset)
      }
      return .regex(text)
    default: return .string(try wellFormed(text, as: type.unwrapped))
    }
  }

  private static func wellFormed(_ text: String, as type: Type) throws(Problem) -> String {
    if type == .imagePrefix, let problem = ImagePrefix.problem(text) {
      throw Problem("the image prefix '\(text)' \(problem)")
    }
    guard let leaf = Leaf(type), let isValid = LeafDecoder.isWellFormed(Array(text.utf8).span, as: leaf) else {
      throw Problem("a text cannot be a value of this type")
    }
    guard isValid else { throw Problem("'\(text)' is not \(name(of: leaf))") }
    return text
  }

  private static func number<Result>(_ parsed: Parsed<Result>, _ text: String, _ form: String) throws(Problem) -> Result
  {
    switch parsed {
    case .value(let value): return value
    case .unparsable: throw Problem("'\(text)' is not \(form)")
    case .overflow: throw Problem("'\(text)' is too large")
    }
  }

  private static func name(of leaf: Leaf) -> String {
    switch leaf {
    case .semver: "a version such as 1.25 or 1.25.0"
    case .cidr: "a network such as 10.0.0.0/8"
    case .path: "a path"
    case .url: "a URL"
    case .imageReference: "an image reference"
    case .imagePrefix: "an image prefix"
    case .glob: "a glob pattern"
    case .arn: "an ARN"
    case .actionPattern: "an action pattern"
    case .vulnerabilityID: "the id of a vulnerability"
    default: "of this type"
    }
  }
}
