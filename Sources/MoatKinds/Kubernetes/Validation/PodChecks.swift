internal import MoatDocument

/// Pods: `pkg/apis/core/validation/validation.go`.
let podChecks: [ObjectCheck] = [
  ObjectCheck("core.PodSpec", "pkg/apis/core/validation, validateContainers") { validator, spec in
    guard let containers = validator.member(spec, .containers), validator.isEmptyList(containers) else { return }
    validator.report(.conflict, containers, "containers", "is empty, and a pod needs at least one container")
  },
  ObjectCheck("core.PodSpec", "pkg/apis/core/validation, validateInitContainers") { validator, spec in
    for container in validator.children(validator.member(spec, .initContainers)) {
      // With a restart policy of its own an init container may be a sidecar, which has probes.
      guard validator.member(container, .restartPolicy) == nil else { continue }
      for field in [APIKey.lifecycle, .livenessProbe, .readinessProbe, .startupProbe] {
        guard let written = validator.member(container, field) else { continue }
        validator.report(
          .conflict, written, field.rawValue, "must not be set on an init container without restartPolicy: Always")
      }
    }
  },
  ObjectCheck("core.PodSpec", "pkg/apis/core/validation, validateHostNetwork") { validator, spec in
    guard validator.bool(validator.member(spec, .hostNetwork)) == true else { return }
    for list in [APIKey.containers, .initContainers] {
      for container in validator.children(validator.member(spec, list)) {
        for port in validator.children(validator.member(container, .ports)) {
          let hostPort = validator.member(port, .hostPort)
          guard let host = validator.integer(hostPort), host != 0, let hostPort,
            let own = validator.integer(validator.member(port, .containerPort)), own != host
          else { continue }
          validator.report(
            .conflict, hostPort, "hostPort", "is \(host) and must be containerPort (\(own)) in a pod with hostNetwork")
        }
      }
    }
  },
  ObjectCheck("core.PodSpec", "pkg/apis/core/validation, AccumulateUniqueHostPorts") { validator, spec in
    var seen: Set<[String]> = []
    for container in validator.children(validator.member(spec, .containers)) {
      for port in validator.children(validator.member(container, .ports)) {
        let written = validator.member(port, .hostPort)
        let address = validator.member(port, .hostIP)
        guard let number = validator.integer(written), number != 0, let written, validator.isKnown(address),
          let transport = validator.transport(of: port),
          !seen.insert([String(number), transport, validator.string(address) ?? ""]).inserted
        else { continue }
        validator.report(.conflict, written, "hostPort", "\(number)/\(transport) is taken twice in this pod")
      }
    }
  },
  ObjectCheck("core.PodSpec", "pkg/apis/core/validation, ValidateVolumes") { validator, spec in
    validator.refuseRepeated(validator.member(spec, .volumes), .name, of: "volumes")
  },
  ObjectCheck("core.Volume", "pkg/apis/core/validation, validateVolumeSource") { validator, volume in
    let sources = validator.children(volume).filter {
      let node = validator.arena.node($0)
      let name = validator.name(ofSymbol: node.key)
      // A key that no schema has is an unknown field, and no second source.
      return node.kind != .null && name != APIKey.name.index && name < validator.source.table.fieldNameCount
    }
    guard sources.count > 1, let second = sources.dropFirst().first else { return }
    let key = validator.arena.symbols.name(of: validator.arena.node(second).key)
    validator.report(.conflict, second, SchemaScalars.bounded(key), "is a second volume type; a volume has exactly one")
  },
  ObjectCheck("core.PodSpec", "pkg/apis/core/validation, validatePodDNSConfig") { validator, spec in
    guard let policy = validator.member(spec, .dnsPolicy), validator.string(policy) == "None" else { return }
    let servers = validator.member(validator.member(spec, .dnsConfig), .nameservers)
    guard servers == nil || validator.isEmptyList(servers) else { return }
    validator.report(.conflict, policy, "dnsPolicy", "is None, which needs dnsConfig.nameservers")
  },
  ObjectCheck("core.PodSpec", "pkg/apis/core/validation, validateTopologySpreadConstraints") { validator, spec in
    var seen: Set<[String]> = []
    for constraint in validator.children(validator.member(spec, .topologySpreadConstraints)) {
      guard let key = validator.member(constraint, .topologyKey), let topology = validator.string(key),
        let action = validator.string(validator.member(constraint, .whenUnsatisfiable)),
        !seen.insert([topology, action]).inserted
      else { continue }
      validator.report(
        .conflict, key, "topologyKey", "\(validator.quoted(key)) with whenUnsatisfiable \(action) is listed twice")
    }
  },
  ObjectCheck("core.TopologySpreadConstraint", "pkg/apis/core/validation, validateMinDomains") {
    validator, constraint in
    guard let domains = validator.member(constraint, .minDomains), validator.integer(domains) != nil,
      validator.string(validator.member(constraint, .whenUnsatisfiable)) == "ScheduleAnyway"
    else { return }
    validator.report(.conflict, domains, "minDomains", "can be set only where whenUnsatisfiable is DoNotSchedule")
  },
  ObjectCheck("core.Toleration", "pkg/apis/core/validation, ValidateTolerations") { validator, toleration in
    let operation = validator.member(toleration, .operation)
    let kind = validator.string(operation) ?? (operation == nil ? "Equal" : "")
    if let value = validator.member(toleration, .value), validator.isFilled(value), kind == "Exists" {
      validator.report(.conflict, value, "value", "must be empty where operator is Exists")
    }
    let key = validator.member(toleration, .key)
    if !validator.isFilled(key), validator.isKnown(key), kind == "Equal" {
      validator.report(.conflict, toleration, "operator", "must be Exists where key is empty")
    }
    let effect = validator.member(toleration, .effect)
    if let seconds = validator.member(toleration, .tolerationSeconds), validator.isKnown(effect),
      validator.string(effect) ?? "" != "NoExecute"
    {
      validator.report(.conflict, seconds, "tolerationSeconds", "can be set only where effect is NoExecute")
    }
  },
  ObjectCheck("core.NodeSelectorRequirement", "pkg/apis/core/validation, ValidateNodeSelectorRequirement") {
    validator, requirement in
    validator.refuseValues(requirement, single: ["Gt", "Lt"])
  },
  ObjectCheck(
    "meta.LabelSelectorRequirement", "apimachinery/pkg/apis/meta/v1/validation, ValidateLabelSelectorRequirement"
  ) { validator, requirement in
    validator.refuseValues(requirement, single: [])
  },
  ObjectCheck("core.PodAffinityTerm", "pkg/apis/core/validation, validatePodAffinityTerm") { validator, term in
    guard let key = validator.member(term, .topologyKey), validator.text(key)?.isEmpty == true else { return }
    validator.report(.conflict, key, "topologyKey", "is empty, and a pod affinity term needs one")
  },
]

extension SchemaValidator {
  func isEmptyList(_ value: UInt32?) -> Bool {
    guard let value else { return false }
    let node = arena.node(value)
    return node.kind == .list && node.count == 0
  }

  /// Two elements of a list that have one text in a field.
  mutating func refuseRepeated(_ list: UInt32?, _ field: APIKey, of name: String) {
    var seen: Set<[UInt8]> = []
    for element in children(list) {
      guard let value = member(element, field), let text = text(value), !text.isEmpty, !seen.insert(text).inserted
      else {
        continue
      }
      report(.conflict, value, field.rawValue, "\(quoted(value)) stands twice in \(name)")
    }
  }

  /// Whether a requirement of a selector has as many values as its operator takes.
  mutating func refuseValues(_ requirement: UInt32, single: [String]) {
    guard let operation = string(member(requirement, .operation)) else { return }
    let values = member(requirement, .values)
    let count = children(values).count
    switch operation {
    case "In", "NotIn":
      guard count == 0, values == nil || isEmptyList(values) else { return }
      report(.conflict, values ?? requirement, "values", "must not be empty where operator is \(operation)")
    case "Exists", "DoesNotExist":
      guard let values, count > 0 else { return }
      report(.conflict, values, "values", "must be empty where operator is \(operation)")
    default:
      guard single.contains(operation), count != 1, values == nil || arena.node(values ?? 0).kind == .list else {
        return
      }
      report(.conflict, values ?? requirement, "values", "must have exactly one value where operator is \(operation)")
    }
  }

  /// More than one, or none, of the members of which an object has exactly one.
  mutating func refuseUnlessOne(of fields: [APIKey], in object: UInt32, _ what: String) {
    var found: [(APIKey, UInt32)] = []
    for field in fields {
      if let written = member(object, field) { found.append((field, written)) }
    }
    if found.isEmpty, arena.node(object).kind == .object {
      report(.conflict, object, "", "\(what) needs one of \(fields.map(\.rawValue).joined(separator: ", "))")
    }
    for (field, written) in found.dropFirst() {
      report(
        .conflict, written, field.rawValue, "is set beside \(found[0].0.rawValue); \(what) has exactly one of the two")
    }
  }
}
