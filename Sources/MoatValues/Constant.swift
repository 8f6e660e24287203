/// A value that a policy text, a param or a schema's default fixes before any document is read.
///
/// Text forms of domain types (semver, path, image prefix, …) stay text here, validated when the constant was made.
package indirect enum Constant: Hashable, Sendable {
  case missing
  case bool(Bool)
  case int(Int64)
  /// mantissa × 10^exponent: decimals and quantities. `500m` is 5 × 10^-1, `2Gi` is 2147483648 × 10^0: parsers give the
  /// normal form, so that equal numbers are equal constants.
  case decimal(Decimal)
  case string(String)
  /// Days since 1970-01-01.
  case date(Int32)
  /// Milliseconds.
  case duration(Int64)
  /// The pattern's text; compiled when the program is loaded.
  case regex(String)
  case list([Constant])
  /// In the order written; keys are distinct.
  case map([MapEntry])

  package struct MapEntry: Hashable, Sendable {
    package var key: String
    package var value: Constant

    package init(key: String, value: Constant) {
      self.key = key
      self.value = value
    }
  }
}

/// An exact decimal: mantissa × 10^exponent, sixteen bytes at run time with its tag. What does not fit is undetermined,
/// never rounded; only a quotient without a short form is (`divide`).
public struct Decimal: Hashable, Sendable {
  public var mantissa: Int64
  public var exponent: Int8

  @inlinable
  public init(mantissa: Int64, exponent: Int8 = 0) {
    self.mantissa = mantissa
    self.exponent = exponent
  }
}
