import MoatKinds
import MoatValues
import Testing

/// Which ranges of a network policy let in all of the internet.
struct AddressFactTests {
  private static func answer(_ kind: String, _ rules: String, of inputs: (String) -> Inputs = { Inputs($0) }) -> String
  {
    let inputs = inputs(
      "apiVersion: \(kind == "NetworkPolicy" ? "networking.k8s.io/v1" : "cilium.io/v2")\nkind: \(kind)\nmetadata: {name: n}\n"
        + rules)
    let policy = inputs.document(inputs.units("document")[0])
    return inputs.text(inputs.fact(.admitsInternet, of: policy))
  }

  @Test func rangesOfKubernetes() {
    let rows: [(peers: String, expected: String)] = [
      ("[]", "false"), ("[{podSelector: {}}]", "false"), ("[{ipBlock: {cidr: 0.0.0.0/0}}]", "true"),
      ("[{ipBlock: {cidr: '::/0'}}]", "true"), ("[{ipBlock: {cidr: '2000::/3'}}]", "true"),
      ("[{ipBlock: {cidr: '2000::/4'}}, {ipBlock: {cidr: '3000::/4'}}]", "true"),
      ("[{ipBlock: {cidr: '2000::/4'}}]", "false"),
      ("[{ipBlock: {cidr: 0.0.0.0/0, except: [0.0.0.0/1, 128.0.0.0/1]}}]", "false"),
      ("[{ipBlock: {cidr: 0.0.0.0/0, except: [10.0.0.0/8, 192.168.0.0/16]}}]", "true"),
      ("[{ipBlock: {cidr: 0.0.0.0/0, except: [8.8.8.8]}}]", "false"),
      ("[{ipBlock: {cidr: 0.0.0.0/0, except: [8.8.8.8]}}, {ipBlock: {cidr: 8.8.8.8/31}}]", "true"),
      ("[{ipBlock: {cidr: 0.0.0.0/0, except: ['::/0']}}]", "true"),
      ("[{ipBlock: {cidr: 0.0.0.0/1}}, {ipBlock: {cidr: 128.0.0.0/1}}]", "true"),
      ("[{ipBlock: {cidr: 0.0.0.0/1}}, {ipBlock: {cidr: 127.255.255.255/1}}]", "false"),
      ("[{ipBlock: {cidr: x}}]", "undetermined unparsable"),
      ("[{ipBlock: {cidr: x}}, {ipBlock: {cidr: 1.1.1.1/0}}]", "true"),
      ("[{ipBlock: {cidr: 0.0.0.0/0, except: [x]}}]", "undetermined unparsable"),
      ("[{ipBlock: {cidr: '{{ c }}'}}]", "undetermined template"), ("[{ipBlock: {cidr: 7}}]", "undetermined wrongType"),
      ("[null]", "undetermined nullElement"), ("[{ipBlock: []}]", "undetermined wrongType"),
      ("[{ipBlock: {cidr: null, except: null}}]", "false"), ("text", "undetermined wrongType"), ("null", "false"),
      ("[{fromCIDR: [0.0.0.0/0]}]", "false"),
    ]
    for row in rows {
      #expect(Self.answer("NetworkPolicy", "spec: {ingress: [{from: \(row.peers)}]}") == row.expected, "\(row.peers)")
    }
    #expect(
      Self.answer("NetworkPolicy", "spec: {ingress: [{}], egress: [{to: [{ipBlock: {cidr: 0.0.0.0/0}}]}]}") == "false")
    #expect(Self.answer("NetworkPolicy", "specs: [{ingress: [{from: [{ipBlock: {cidr: 0.0.0.0/0}}]}]}]") == "false")
    let half = "from: [{ipBlock: {cidr: 0.0.0.0/1}}]}, {from: [{ipBlock: {cidr: 128.0.0.0/1}}]"
    #expect(Self.answer("NetworkPolicy", "spec: {ingress: [{\(half)}]}") == "true")
  }

  @Test func rangesOfCilium() {
    let rows: [(rules: String, expected: String)] = [
      ("spec: {ingress: [{fromCIDR: [0.0.0.0/1, 128.0.0.0/1]}]}", "true"),
      (
        "spec: {ingress: [{fromCIDR: [0.0.0.0/1]}]}\nspecs: [{ingress: [{fromCIDRSet: [{cidr: 128.0.0.0/1}]}]}]", "true"
      ),
      ("spec: {ingress: [{fromCIDRSet: [{cidr: 0.0.0.0/0, except: [1.0.0.0/8]}, {cidrGroupRef: g}]}]}", "false"),
      ("spec: {ingress: [{from: [{ipBlock: {cidr: 0.0.0.0/0}}]}]}", "false"),
      ("spec: {ingress: [{fromCIDR: [text]}]}", "undetermined unparsable"),
      ("specs: [text]", "undetermined wrongType"), ("specs: []", "false"),
    ]
    for row in rows { #expect(Self.answer("CiliumNetworkPolicy", row.rules) == row.expected, "\(row.rules)") }
  }
}
