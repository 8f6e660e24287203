import MoatDocument
import MoatValues

/// Which addresses a network policy lets in, all of its ranges together.
///
/// The policies of Kubernetes have their ranges in `ingress[].from[].ipBlock`, those of Cilium in `ingress[].fromCIDR` and
/// `ingress[].fromCIDRSet`, under `spec` or in each element of `specs`. In both, `except` takes parts of a range away.
enum AddressFacts {
  /// True if the ranges hold every public address of IPv4, or every one of IPv6 that is routed on the internet. What cannot be
  /// read leaves the answer open, unless the other ranges are enough.
  static func admitsInternet(_ scope: FactScope) -> Value {
    var found = Found()
    forEachRule(scope, &found) { rule, found in
      if scope.flags & UnitFlag.custom == 0 {
        forEachObject(.from, of: rule, scope, &found) { peer, found in
          guard let block = object(.ipBlock, of: peer, scope, &found) else { return }
          add(block, scope, &found)
        }
      } else {
        forEachElement(.fromCIDR, of: rule, scope, &found) { range, found in
          if let network = network(range, scope, &found) { found.ranges.append(AddressSet.Range(network)) }
        }
        forEachObject(.fromCIDRSet, of: rule, scope, &found) { add($0, scope, &$1) }
      }
    }
    let admitted = AddressSet(found.ranges)
    if publicIPv4.allSatisfy(admitted.holds) || routedIPv6.allSatisfy(admitted.holds) { return .bool(true) }
    return found.unknown ?? .bool(false)
  }

  /// What was read of a policy.
  private struct Found {
    var ranges: [AddressSet.Range] = []
    /// The first thing that cannot be read.
    var unknown: Value?
  }

  /// IPv4 less what no host of the internet has: the special-purpose registry of IANA (RFC 6890 and its updates), multicast and
  /// the reserved end.
  private static let publicIPv4: [Network] = {
    let special = [
      "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
      "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
      "224.0.0.0/4", "240.0.0.0/4",
    ].compactMap { Network.parse($0) }
    return Network.parts(of: "0.0.0.0/0", without: special)
  }()

  /// All that IANA gave to the registries: 2000::/3.
  private static let routedIPv6: [Network] = ["2000::/3"].compactMap { Network.parse($0) }

  // MARK: Reading

  private static func forEachRule(_ scope: FactScope, _ found: inout Found, _ body: (UInt32, inout Found) -> Void) {
    if let spec = object(.spec, of: scope.document, scope, &found) {
      forEachObject(.ingress, of: spec, scope, &found, body)
    }
    guard scope.flags & UnitFlag.custom != 0 else { return }
    forEachObject(.specs, of: scope.document, scope, &found) { spec, found in
      forEachObject(.ingress, of: spec, scope, &found, body)
    }
  }

  /// A range with its exceptions. One that cannot be read leaves out nobody knows how much: the whole range is open then.
  private static func add(_ range: UInt32, _ scope: FactScope, _ found: inout Found) {
    let text = scope.arena.child(of: range, key: scope.symbol(.cidr))
    guard text != NodeIndex.none, scope.node(at: text).kind != .null else { return }
    var exceptions = Found()
    forEachElement(.except, of: range, scope, &exceptions) { part, exceptions in
      if let network = network(part, scope, &exceptions) { exceptions.ranges.append(AddressSet.Range(network)) }
    }
    guard let network = network(text, scope, &found) else { return }
    guard exceptions.unknown == nil else {
      found.unknown = found.unknown ?? exceptions.unknown
      return
    }
    found.ranges.append(AddressSet.Range(network, except: exceptions.ranges.map(\.network)))
  }

  private static func network(_ node: UInt32, _ scope: FactScope, _ found: inout Found) -> Network? {
    guard scope.node(at: node).isPlainText else {
      found.unknown = found.unknown ?? scope.mismatch(node)
      return nil
    }
    if let network = Network.parse(scope.arena.string(node)) { return network }
    found.unknown = found.unknown ?? scope.undetermined(.unparsable, at: node)
    return nil
  }

  private static func object(
    _ key: KnownKey, of index: UInt32, _ scope: FactScope, _ found: inout Found
  ) -> UInt32? {
    switch scope.member(key, of: index, as: .object) {
    case .absent: return nil
    case .present(let node): return node
    case .wrong(let cause):
      found.unknown = found.unknown ?? cause
      return nil
    }
  }

  private static func forEachElement(
    _ key: KnownKey, of index: UInt32, _ scope: FactScope, _ found: inout Found, _ body: (UInt32, inout Found) -> Void
  ) {
    switch scope.member(key, of: index, as: .list) {
    case .absent: return
    case .wrong(let cause): found.unknown = found.unknown ?? cause
    case .present(let node):
      let list = scope.node(at: node)
      for offset in 0..<list.count { body(list.first + offset, &found) }
    }
  }

  private static func forEachObject(
    _ key: KnownKey, of index: UInt32, _ scope: FactScope, _ found: inout Found, _ body: (UInt32, inout Found) -> Void
  ) {
    forEachElement(key, of: index, scope, &found) { element, found in
      if let cause = scope.wrongElement(element) {
        found.unknown = found.unknown ?? cause
      } else {
        body(element, &found)
      }
    }
  }
}
