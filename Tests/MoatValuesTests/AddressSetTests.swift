import MoatValues
import Testing

/// Unions and differences of networks, held against a list of all addresses.
struct AddressSetTests {
  private static func network(_ text: String) -> Network {
    Network.parse(text) ?? Network.parse("0.0.0.0/0")!
  }

  private static func range(_ text: String, _ exceptions: String...) -> AddressSet.Range {
    AddressSet.Range(network(text), except: exceptions.map(network))
  }

  @Test func unions() {
    let rows: [(ranges: [AddressSet.Range], wanted: String, isHeld: Bool)] = [
      ([], "1.1.1.1", false), ([Self.range("0.0.0.0/0")], "0.0.0.0/0", true),
      ([Self.range("::/0")], "0.0.0.0/0", false),
      ([Self.range("::/1"), Self.range("8000::/1")], "::/0", true), ([Self.range("8000::/1")], "::/0", false),
      ([Self.range("ffff::/16"), Self.range("::/0", "ffff::/16")], "::/0", true),
      ([Self.range("::/0", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")], "::/0", false),
      ([Self.range("::/0", "::/0")], "::1", false), ([Self.range("10.0.0.0/8", "11.0.0.0/8")], "10.0.0.0/8", true),
      ([Self.range("10.0.0.0/8", "0.0.0.0/0")], "10.1.1.1", false),
    ]
    for row in rows { #expect(AddressSet(row.ranges).holds(Self.network(row.wanted)) == row.isHeld, "\(row)") }
  }

  /// All sets of a few networks of 16 addresses against the addresses one by one.
  @Test func everyAddress() {
    var networks: [Network] = []
    for prefix in 28...32 {
      for start in stride(from: 0, to: 16, by: 1 << (32 - prefix)) {
        networks.append(Self.network("10.0.0.\(start)/\(prefix)"))
      }
    }
    func isIn(_ address: Int, _ network: Network) -> Bool { Self.network("10.0.0.\(address)").isWithin(network) }
    var state: UInt64 = 7
    func next(_ count: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % count
    }
    for _ in 0..<400 {
      let ranges = (0..<next(4)).map { _ in
        AddressSet.Range(
          networks[next(networks.count)], except: (0..<next(4)).map { _ in networks[next(networks.count)] })
      }
      let set = AddressSet(ranges)
      let held = (0..<16).map { address in
        ranges.contains { range in isIn(address, range.network) && !range.exceptions.contains { isIn(address, $0) } }
      }
      for network in networks {
        let expected = (0..<16).allSatisfy { !isIn($0, network) || held[$0] }
        #expect(set.holds(network) == expected, "\(ranges) \(network)")
      }
    }
  }

  @Test func partsOfNetworks() {
    #expect(Network.parts(of: "10.0.0.0/30", without: []) == [Self.network("10.0.0.0/30")])
    #expect(
      Network.parts(of: "10.0.0.0/30", without: [Self.network("10.0.0.1")])
        == [Self.network("10.0.0.0"), Self.network("10.0.0.2/31")])
    #expect(Network.parts(of: "10.0.0.0/30", without: [Self.network("0.0.0.0/0")]).isEmpty)
  }
}
