/// The addresses of some networks, less those that each of them leaves out. IPv4 and IPv6 are apart, as with `Network`.
///
/// The set is exact: networks of any size, in any order, that meet, overlap or lie in one another. Building it takes the time of
/// sorting them.
package struct AddressSet: Sendable {
  /// A network and the parts of it that do not count.
  package struct Range: Sendable {
    package var network: Network
    package var exceptions: [Network]

    package init(_ network: Network, except exceptions: [Network] = []) {
      self.network = network
      self.exceptions = exceptions
    }
  }

  /// Addresses that follow one another.
  private struct Span {
    var first: UInt128
    var last: UInt128

    init(_ network: Network) {
      let hostBits = (network.isIPv6 ? 128 : 32) - network.prefix
      first = network.address
      last = network.address | (hostBits >= 128 ? UInt128.max : (1 << UInt128(hostBits)) - 1)
    }

    init(_ first: UInt128, _ last: UInt128) {
      self.first = first
      self.last = last
    }
  }

  /// In ascending order; between two of them at least one address is missing.
  private let version4: [Span]
  private let version6: [Span]

  package init(_ ranges: [Range]) {
    version4 = Self.union(ranges.filter { !$0.network.isIPv6 }.flatMap(Self.remainder))
    version6 = Self.union(ranges.filter(\.network.isIPv6).flatMap(Self.remainder))
  }

  /// True if every address of the network is in the set.
  package func holds(_ network: Network) -> Bool {
    let wanted = Span(network)
    let spans = network.isIPv6 ? version6 : version4
    return spans.contains { $0.first <= wanted.first && wanted.last <= $0.last }
  }

  /// What is left of a range.
  private static func remainder(of range: Range) -> [Span] {
    let whole = Span(range.network)
    var rest: [Span] = []
    var next: UInt128? = whole.first
    for hole in union(range.exceptions.filter { $0.isIPv6 == range.network.isIPv6 }.map(Span.init)) {
      guard let first = next, first <= whole.last else { break }
      if hole.last < first { continue }
      if hole.first > whole.last { break }
      if hole.first > first { rest.append(Span(first, hole.first - 1)) }
      next = hole.last == .max ? nil : hole.last + 1
    }
    if let first = next, first <= whole.last { rest.append(Span(first, whole.last)) }
    return rest
  }

  /// Joins what overlaps or touches.
  private static func union(_ spans: [Span]) -> [Span] {
    var joined: [Span] = []
    for span in spans.sorted(by: { $0.first < $1.first }) {
      if let previous = joined.last, previous.last == .max || span.first <= previous.last + 1 {
        joined[joined.count - 1].last = max(previous.last, span.last)
      } else {
        joined.append(span)
      }
    }
    return joined
  }
}
