internal import MoatDocument
internal import MoatValues

/// What the settings of a pod ask of each other: `pkg/apis/core/validation/validation.go`.
let podSettingChecks: [ObjectCheck] = [
  ObjectCheck("core.HostAlias", "pkg/apis/core/validation, ValidateHostAliases") { validator, alias in
    if let address = validator.member(alias, .ip), let text = validator.text(address), !text.isEmpty,
      !SchemaValidator.isPlaceholder(text), !SchemaValidator.isAddress(text)
    {
      validator.report(.invalidValue, address, "ip", "\(validator.quoted(address)) is not an IP address")
    }
    for name in validator.children(validator.member(alias, .hostnames)) {
      validator.refuseName(name, "hostnames", .subdomain)
    }
  },
  ObjectCheck("core.NodeSelector", "pkg/apis/core/validation, ValidateNodeSelector") { validator, selector in
    guard let terms = validator.member(selector, .nodeSelectorTerms), validator.isEmptyList(terms) else { return }
    validator.report(.conflict, terms, "nodeSelectorTerms", "is empty, and a node selector needs at least one term")
  },
  ObjectCheck("core.TopologySpreadConstraint", "pkg/apis/core/validation, ValidateTopologyKeyField") {
    validator, constraint in
    guard let key = validator.member(constraint, .topologyKey), validator.text(key)?.isEmpty == true else { return }
    validator.report(.conflict, key, "topologyKey", "is empty, and a topology spread constraint needs one")
  },
  ObjectCheck("core.PodSpec", "pkg/apis/core/validation, validateWindowsHostProcessPod") { validator, spec in
    let own = validator.hostProcess(of: spec)
    guard validator.isKnown(own) else { return }
    var (some, others) = (own, false)
    for container in validator.allContainers(of: spec) {
      let written = validator.hostProcess(of: container)
      guard validator.isKnown(written) else { return }
      if validator.bool(written ?? own) == true { some = written ?? own } else { others = true }
    }
    guard let some, validator.bool(some) == true else { return }
    if others {
      validator.report(.conflict, some, "hostProcess", "must be true for all containers of a pod, or for none")
    }
    let network = validator.member(spec, .hostNetwork)
    if validator.isKnown(network), validator.bool(network) != true {
      validator.report(.conflict, some, "hostProcess", "needs hostNetwork: true")
    }
  },
  ObjectCheck("core.PodSpec", "pkg/apis/core/validation, validateLinux, validateWindows") { validator, spec in
    guard let system = validator.string(validator.member(validator.member(spec, .os), .name)),
      system == "windows" || system == "linux"
    else { return }
    let isWindows = system == "windows"
    validator.refuse(isWindows ? windowsLacksInPod : [.windowsOptions], inContextOf: spec, system)
    for container in validator.allContainers(of: spec) {
      validator.refuse(isWindows ? windowsLacksInContainer : [.windowsOptions], inContextOf: container, system)
    }
    for field in isWindows ? [APIKey.hostPID, .hostIPC] : [] {
      guard let written = validator.member(spec, field), validator.bool(written) == true else { continue }
      validator.report(.conflict, written, field.rawValue, "must not be set in a pod for windows")
    }
  },
  ObjectCheck("core.PodSpec", "pkg/apis/core/validation, ValidateContainerResourceRequirements") { validator, spec in
    // The resources of the pod count for its containers.
    guard validator.member(spec, .resources) == nil else { return }
    for container in validator.allContainers(of: spec) {
      let resources = validator.member(container, .resources)
      var amounts: [UInt32] = []
      for list in [APIKey.limits, .requests] {
        let written = validator.member(resources, list)
        guard validator.isKnown(written) else { return }
        amounts += validator.children(written)
      }
      let names = amounts.map(validator.resourceName)
      guard let pages = names.firstIndex(where: { $0.hasPrefix("hugepages-") }), !names.contains("cpu"),
        !names.contains("memory")
      else { continue }
      validator.report(.conflict, amounts[pages], names[pages], "needs cpu or memory beside it")
    }
  },
]

/// Settings that a container or a pod for Windows does not have.
private let windowsLacks: [APIKey] = [.seLinuxOptions, .seccompProfile, .runAsUser, .runAsGroup]
private let windowsLacksInPod = windowsLacks + [.fsGroup, .fsGroupChangePolicy, .supplementalGroups, .sysctls]
private let windowsLacksInContainer =
  windowsLacks + [.capabilities, .readOnlyRootFilesystem, .privileged, .allowPrivilegeEscalation, .procMount]

extension SchemaValidator {
  /// Init containers and ephemeral ones too.
  mutating func allContainers(of spec: UInt32) -> [UInt32] {
    var found: [UInt32] = []
    for list in [APIKey.initContainers, .containers, .ephemeralContainers] { found += children(member(spec, list)) }
    return found
  }

  fileprivate mutating func hostProcess(of object: UInt32) -> UInt32? {
    member(member(member(object, .securityContext), .windowsOptions), .hostProcess)
  }

  fileprivate mutating func refuse(_ fields: [APIKey], inContextOf object: UInt32, _ system: String) {
    guard let context = member(object, .securityContext) else { return }
    for field in fields {
      guard let written = member(context, field) else { continue }
      report(.conflict, written, field.rawValue, "must not be set in a pod for \(system)")
    }
  }

  /// True for an address of IPv4, with leading zeros if need be, or of IPv6.
  static func isAddress(_ text: [UInt8]) -> Bool {
    if text.contains(UInt8(ascii: ":")) {
      return !text.contains(UInt8(ascii: "/")) && Network.parse(text.span) != nil
    }
    return isIPv4(text)
  }

  static func isIPv4(_ text: [UInt8]) -> Bool {
    let parts = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    return parts.count == 4
      && parts.allSatisfy { part in
        !part.isEmpty && part.count < 10 && part.allSatisfy { (0x30...0x39).contains($0) }
          && part.reduce(0) { $0 * 10 + Int($1 - 0x30) } <= 255
      }
  }
}
