internal import MoatDocument

/// Services, ingresses and network policies.
let networkChecks: [ObjectCheck] = [
  ObjectCheck("core.ServiceSpec", "pkg/apis/core/validation, ValidateService") { validator, spec in
    let ports = validator.member(spec, .ports)
    let list = validator.children(ports)
    validator.refuseRepeated(ports, .name, of: "ports")
    var seen: Set<[String]> = []
    for port in list {
      guard let number = validator.member(port, .port), let value = validator.integer(number),
        let transport = validator.transport(of: port)
      else { continue }
      if !seen.insert([String(value), transport]).inserted {
        validator.report(.conflict, number, "port", "\(value)/\(transport) stands twice in ports")
      }
      if list.count > 1, let name = validator.unnamed(port) {
        validator.report(.conflict, name, "name", "is missing, and a service with several ports names each of them")
      }
    }
  },
  ObjectCheck("core.ServiceSpec", "pkg/apis/core/validation, ValidateService") { validator, spec in
    let type = validator.member(spec, .type)
    let kind = validator.string(type) ?? (type == nil ? "ClusterIP" : "")
    let address = validator.member(spec, .clusterIP)
    let isHeadless = validator.string(address) == "None"
    if kind == "ExternalName" {
      let name = validator.member(spec, .externalName)
      if !validator.isFilled(name), validator.isKnown(name) {
        validator.report(.conflict, type ?? spec, "type", "is ExternalName, which needs externalName")
      }
    } else if ["ClusterIP", "NodePort", "LoadBalancer"].contains(kind), !isHeadless, validator.isKnown(address) {
      let ports = validator.member(spec, .ports)
      // A spec with neither is a patch that another tool merges.
      let isPatch = ports == nil && validator.member(spec, .selector) == nil
      if !isPatch, ports == nil || validator.isEmptyList(ports) {
        validator.report(.conflict, ports ?? spec, "ports", "is empty, and only a headless service has no ports")
      }
    }
    if isHeadless, kind == "NodePort" || kind == "LoadBalancer", let address {
      validator.report(.conflict, address, "clusterIP", "must not be None where type is \(kind)")
    }
  },
  ObjectCheck("networking.NetworkPolicyPort", "pkg/apis/networking/validation, ValidateNetworkPolicyPort") {
    validator, entry in
    guard let end = validator.member(entry, .endPort), let last = validator.integer(end) else { return }
    let port = validator.member(entry, .port)
    if port == nil {
      validator.report(.conflict, end, "endPort", "can be set only beside port")
    } else if let first = validator.integer(port), last < first {
      validator.report(.conflict, end, "endPort", "is \(last) and must be at least port (\(first))")
    } else if validator.string(port) != nil {
      validator.report(.conflict, end, "endPort", "can be set only where port is a number")
    }
  },
  ObjectCheck("networking.NetworkPolicyPeer", "pkg/apis/networking/validation, ValidateNetworkPolicyPeer") {
    validator, peer in
    let block = validator.member(peer, .ipBlock)
    let podSelector = validator.member(peer, .podSelector)
    let hasSelector = podSelector != nil || validator.member(peer, .namespaceSelector) != nil
    if let block, hasSelector {
      validator.report(.conflict, block, "ipBlock", "must not be set beside podSelector or namespaceSelector")
    } else if block == nil, !hasSelector, validator.arena.node(peer).kind == .object {
      validator.report(.conflict, peer, "", "a peer needs one of ipBlock, podSelector, namespaceSelector")
    }
  },
  ObjectCheck("networking.IngressSpec", "pkg/apis/networking/validation, ValidateIngressSpec") { validator, spec in
    let rules = validator.member(spec, .rules)
    guard rules == nil || validator.isEmptyList(rules), validator.member(spec, .defaultBackend) == nil,
      validator.member(spec, .backend) == nil
    else { return }
    validator.report(.conflict, rules ?? spec, "rules", "is empty, and an ingress needs rules or defaultBackend")
  },
  ObjectCheck("networking.IngressRule", "pkg/apis/networking/validation, validateIngressRules") { validator, rule in
    guard let host = validator.member(rule, .host), let text = validator.text(host), !text.isEmpty,
      !SchemaValidator.isPlaceholder(text)
    else { return }
    let name = text.starts(with: Array("*.".utf8)) ? Array(text.dropFirst(2)) : text
    if !NameForm.subdomain.matches(name) {
      validator.report(
        .invalidName, host, "host",
        "\(validator.quoted(host)) is neither \(NameForm.subdomain.description) nor a wildcard such as *.example.com")
    }
  },
  ObjectCheck("networking.HTTPIngressPath", "pkg/apis/networking/validation, validateHTTPIngressPath") {
    validator, entry in
    guard let path = validator.member(entry, .path), let text = validator.text(path), !text.isEmpty,
      let type = validator.string(validator.member(entry, .pathType)), type == "Exact" || type == "Prefix",
      !SchemaValidator.isPlaceholder(text), text.first != UInt8(ascii: "/")
    else { return }
    validator.report(
      .invalidValue, path, "path", "\(validator.quoted(path)) must begin with / where pathType is \(type)")
  },
]

extension SchemaValidator {
  mutating func transport(of port: UInt32) -> String? {
    let written = member(port, .transport)
    return written == nil ? "TCP" : string(written).map { $0.isEmpty ? "TCP" : $0 }
  }

  /// The node to point at where a port has no name.
  fileprivate mutating func unnamed(_ port: UInt32) -> UInt32? {
    let name = member(port, .name)
    return !isFilled(name) && isKnown(name) ? name ?? port : nil
  }
}
