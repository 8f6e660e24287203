/// A range of versions as VERS writes it, the version range specifier of package URLs: `vers:deb/>=1.2|<1.4|1.6`.
///
/// The constraints may stand in any order. A text that is not a range, or of a scheme whose order is unknown, gives nil.
package struct VersionRange: Sendable {
  fileprivate enum Comparator: Sendable { case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual }

  private struct Constraint: Sendable {
    var comparator: Comparator
    var version: [UInt8]
  }

  private let scheme: VersionScheme
  /// In the order of their versions; nil for `*`, which is every version.
  private var constraints: [Constraint]?

  /// Constraints that one range has at most.
  private static let maximumCount = 256

  package init?(_ text: ArraySlice<UInt8>) {
    let prefix = Array("vers:".utf8)
    guard text.starts(with: prefix), let slash = text.firstIndex(of: UInt8(ascii: "/")),
      let scheme = VersionScheme(text[text.startIndex + prefix.count..<slash])
    else { return nil }
    self.scheme = scheme
    let written = text[(slash + 1)...].filter { $0 != UInt8(ascii: " ") }[...]
    if written.elementsEqual([UInt8(ascii: "*")]) { return }
    let parts = written.split(separator: UInt8(ascii: "|"), omittingEmptySubsequences: false)
    guard parts.count <= Self.maximumCount else { return nil }
    var constraints: [Constraint] = []
    for part in parts {
      guard let constraint = Self.constraint(part),
        scheme.compare(constraint.version[...], constraint.version[...]) == 0
      else { return nil }
      constraints.append(constraint)
    }
    constraints.sort { (scheme.compare($0.version[...], $1.version[...]) ?? 0) < 0 }
    for (first, second) in zip(constraints, constraints.dropFirst())
    where scheme.compare(first.version[...], second.version[...]) == 0 { return nil }
    self.constraints = constraints
  }

  private static func constraint(_ text: ArraySlice<UInt8>) -> Constraint? {
    let signs: [(String, Comparator)] = [
      (">=", .greaterOrEqual), ("<=", .lessOrEqual), ("!=", .notEqual), ("=", .equal), ("<", .less), (">", .greater),
    ]
    let sign = signs.first { text.starts(with: $0.0.utf8) }
    guard let version = decoded(text.dropFirst(sign?.0.utf8.count ?? 0)), !version.isEmpty else { return nil }
    return Constraint(comparator: sign?.1 ?? .equal, version: version)
  }

  /// Without its percent-encoding; nil if that is malformed.
  private static func decoded(_ text: ArraySlice<UInt8>) -> [UInt8]? {
    var result: [UInt8] = []
    var index = text.startIndex
    while index < text.endIndex {
      guard text[index] == UInt8(ascii: "%") else {
        result.append(text[index])
        index += 1
        continue
      }
      guard index + 2 < text.endIndex,
        let byte = UInt8(String(decoding: text[index + 1...index + 2], as: UTF8.self), radix: 16)
      else { return nil }
      result.append(byte)
      index += 3
    }
    return result
  }

  /// Whether a version is in the range; nil if it is not a version of the scheme.
  package func contains(_ version: ArraySlice<UInt8>) -> Bool? {
    guard scheme.compare(version, version) == 0 else { return nil }
    guard let constraints else { return true }
    var orders: [(comparator: Comparator, order: Int)] = []
    for constraint in constraints {
      guard let order = scheme.compare(version, constraint.version[...]) else { return nil }
      if order == 0 {
        switch constraint.comparator {
        case .equal, .lessOrEqual, .greaterOrEqual: return true
        case .notEqual: return false
        case .less, .greater: break
        }
      }
      if constraint.comparator != .equal, constraint.comparator != .notEqual {
        orders.append((constraint.comparator, order))
      }
    }
    // What only excludes single versions holds every other.
    guard let first = orders.first, let last = orders.last else {
      return constraints.allSatisfy { $0.comparator == .notEqual }
    }
    if first.order < 0, first.comparator.isUpper { return true }
    if last.order > 0, !last.comparator.isUpper { return true }
    return zip(orders, orders.dropFirst()).contains { low, high in
      !low.comparator.isUpper && high.comparator.isUpper && low.order > 0 && high.order < 0
    }
  }
}

extension VersionRange.Comparator {
  fileprivate var isUpper: Bool { self == .less || self == .lessOrEqual }
}

extension TextFunctions {
  /// Whether a version is in a range of VERS. What is not a version of the range's scheme, and a range that is malformed or of a
  /// scheme whose order is unknown, has no answer.
  package static func isInVersionRange(_ version: Value, _ range: Value) -> Value {
    guard version.tag == .string, range.tag == .string else { return notText(version.tag == .string ? range : version) }
    let version = version.withBytes { $0.bytes(of: Part(0, $0.count)) }
    let text = range.withBytes { $0.bytes(of: Part(0, $0.count)) }
    guard let answer = VersionRange(text[...])?.contains(version[...]) else { return .undetermined(.noAnswer) }
    return .bool(answer)
  }
}
