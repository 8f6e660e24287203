internal import MoatDocument
internal import MoatValues

/// Addresses and ports that exclude each other.
let networkSettingChecks: [ObjectCheck] = [
  ObjectCheck("core.ServiceSpec", "pkg/apis/core/validation, ValidateService") { validator, spec in
    let type = validator.member(spec, .type)
    guard validator.isKnown(type), (validator.string(type) ?? "ClusterIP") == "ClusterIP" else { return }
    for port in validator.children(validator.member(spec, .ports)) {
      guard let node = validator.member(port, .nodePort), let number = validator.integer(node), number != 0 else {
        continue
      }
      validator.report(.conflict, node, "nodePort", "must not be set where type is ClusterIP")
    }
  },
  ObjectCheck("networking.IPBlock", "pkg/apis/networking/validation, ValidateIPBlock") { validator, block in
    guard let cidr = validator.member(block, .cidr), let outer = validator.network(cidr) else { return }
    for except in validator.children(validator.member(block, .except)) {
      // An address of IPv4 may be written as one of IPv6.
      guard let inner = validator.network(except), inner.isIPv6 == outer.isIPv6,
        !inner.isWithin(outer) || inner.prefix == outer.prefix
      else { continue }
      validator.report(
        .conflict, except, "except", "\(validator.quoted(except)) must be a part of cidr \(validator.quoted(cidr))")
    }
  },
  ObjectCheck("networking.IngressRule", "pkg/apis/networking/validation, validateIngressRules") { validator, rule in
    guard let host = validator.member(rule, .host), let text = validator.text(host), SchemaValidator.isIPv4(text) else {
      return
    }
    validator.report(.invalidName, host, "host", "\(validator.quoted(host)) must be a DNS name, not an IP address")
  },
  ObjectCheck("networking.ServiceBackendPort", "pkg/apis/networking/validation, validateIngressBackend") {
    validator, port in
    let name = validator.member(port, .name)
    let number = validator.member(port, .number)
    guard validator.isKnown(name), validator.isKnown(number) else { return }
    if let name, validator.isFilled(name), let value = validator.integer(number), value != 0 {
      validator.report(.conflict, name, "name", "must not be set beside number")
    } else if !validator.isFilled(name), number == nil || validator.integer(number) == 0,
      validator.arena.node(port).kind == .object
    {
      validator.report(.conflict, port, "", "a port of a backend needs name or number")
    }
  },
]

extension SchemaValidator {
  /// A well-formed block of addresses.
  fileprivate func network(_ value: UInt32) -> Network? {
    guard let text = text(value), text.contains(UInt8(ascii: "/")) else { return nil }
    return Network.parse(text.span)
  }
}
