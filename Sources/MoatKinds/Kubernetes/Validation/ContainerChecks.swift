internal import MoatDocument
internal import MoatSource
internal import MoatValues

/// Containers: `pkg/apis/core/validation/validation.go`.
let containerChecks: [ObjectCheck] =
  ["core.Container", "core.EphemeralContainer"].flatMap(checksOfContainer) + [
    ObjectCheck("core.EnvVar", "pkg/apis/core/validation, validateEnvVarValueFrom") { validator, variable in
      guard validator.isFilled(validator.member(variable, .value)), let source = validator.member(variable, .valueFrom)
      else { return }
      validator.report(.conflict, source, "valueFrom", "must not be set where value is not empty")
    },
    ObjectCheck("core.EnvVarSource", "pkg/apis/core/validation, validateEnvVarValueFrom") { validator, source in
      validator.refuseUnlessOne(
        of: [.fieldRef, .resourceFieldRef, .configMapKeyRef, .secretKeyRef, .fileKeyRef], in: source, "valueFrom")
    },
    ObjectCheck("core.Probe", "pkg/apis/core/validation, validateHandler") { validator, probe in
      validator.refuseUnlessOne(of: [.exec, .httpGet, .tcpSocket, .grpc], in: probe, "a probe")
    },
    ObjectCheck("core.LifecycleHandler", "pkg/apis/core/validation, validateHandler") { validator, handler in
      validator.refuseUnlessOne(of: [.exec, .httpGet, .tcpSocket, .sleep], in: handler, "a lifecycle handler")
    },
    ObjectCheck("core.ResourceRequirements", "pkg/apis/core/validation, ValidateContainerResourceRequirements") {
      validator, resources in
      validator.refuseResources(resources)
    },
    ObjectCheck("core.LimitRangeItem", "pkg/apis/core/validation, ValidateLimitRange") { validator, item in
      let order: [(APIKey, APIKey)] = [(.min, .max), (.min, .defaults), (.defaults, .max), (.defaultRequest, .max)]
      for (lower, upper) in order { validator.refuseAbove(item, lower, upper) }
    },
    ObjectCheck("core.SecurityContext", "pkg/apis/core/validation, ValidateSecurityContext") { validator, context in
      guard let escalation = validator.member(context, .allowPrivilegeEscalation), validator.bool(escalation) == false
      else { return }
      if validator.bool(validator.member(context, .privileged)) == true {
        validator.report(
          .conflict, escalation, "allowPrivilegeEscalation", "must not be false where privileged is true")
      }
      let added = validator.children(validator.member(validator.member(context, .capabilities), .add))
      if added.contains(where: { validator.string($0) == "CAP_SYS_ADMIN" }) {
        validator.report(
          .conflict, escalation, "allowPrivilegeEscalation", "must not be false where CAP_SYS_ADMIN is added")
      }
    },
    ObjectCheck("core.SeccompProfile", "pkg/apis/core/validation, validateSeccompProfileField") { validator, profile in
      validator.refuseLocalhostProfile(profile)
    },
    ObjectCheck("core.AppArmorProfile", "pkg/apis/core/validation, ValidateAppArmorProfileField") {
      validator, profile in
      validator.refuseLocalhostProfile(profile)
    },
  ]

private func checksOfContainer(_ definition: String) -> [ObjectCheck] {
  [
    ObjectCheck(definition, "pkg/apis/core/validation, ValidateVolumeMounts") { validator, container in
      let mounts = validator.member(container, .volumeMounts)
      validator.refuseRepeated(mounts, .mountPath, of: "volumeMounts")
      for mount in validator.children(mounts) {
        guard validator.isFilled(validator.member(mount, .subPath)),
          let expression = validator.member(mount, .subPathExpr), validator.isFilled(expression)
        else { continue }
        validator.report(.conflict, expression, "subPathExpr", "must not be set beside subPath")
      }
    },
    ObjectCheck(
      definition, "pkg/apis/core/validation, validateLivenessProbe, validateStartupProbe, validateReadinessProbe"
    ) {
      validator, container in
      for probe in [APIKey.livenessProbe, .startupProbe] {
        guard let threshold = validator.member(validator.member(container, probe), .successThreshold),
          let count = validator.integer(threshold), count > 1
        else { continue }
        validator.report(
          .conflict, threshold, "successThreshold", "is \(count) and must be 1 in a \(probe.rawValue)")
      }
      if let grace = validator.member(validator.member(container, .readinessProbe), .terminationGracePeriodSeconds) {
        validator.report(
          .conflict, grace, "terminationGracePeriodSeconds", "must not be set in a readinessProbe")
      }
    },
  ]
}

extension SchemaValidator {
  /// Negative amounts, requests above their limits, and requests that differ from limits where the resource cannot be
  /// overcommitted: huge pages and extended resources.
  fileprivate mutating func refuseResources(_ resources: UInt32) {
    let limits = member(resources, .limits)
    let requests = member(resources, .requests)
    for amount in Array(children(limits)) + Array(children(requests)) {
      guard let value = quantity(amount), Decimal.compare(value, Decimal(mantissa: 0)) < 0 else { continue }
      let name = resourceName(amount)
      report(.invalidNumber, amount, name, "is \(written(amount)) and must not be negative")
    }
    var limitOfKey: [UInt32: UInt32] = [:]
    for limit in children(limits) { limitOfKey[arena.node(limit).key] = limit }
    for request in children(requests) {
      let name = resourceName(request)
      let isExclusive = name.hasPrefix("hugepages-") || Self.isExtendedResource(name)
      guard let wanted = quantity(request) else { continue }
      guard let limit = limitOfKey[arena.node(request).key] else {
        if isExclusive, isKnown(limits) {
          report(.conflict, request, name, "needs a limit that is equal to its request")
        }
        continue
      }
      guard let allowed = quantity(limit) else { continue }
      let order = Decimal.compare(wanted, allowed)
      if order > 0 {
        report(.conflict, request, name, "request \(written(request)) is above the limit \(written(limit))")
      } else if order < 0, isExclusive {
        report(.conflict, request, name, "request \(written(request)) must be equal to the limit \(written(limit))")
      }
    }
  }

  /// Amounts of one list that are above those of another.
  fileprivate mutating func refuseAbove(_ object: UInt32, _ lower: APIKey, _ upper: APIKey) {
    var bounds: [UInt32: UInt32] = [:]
    for amount in children(member(object, upper)) { bounds[arena.node(amount).key] = amount }
    for amount in children(member(object, lower)) {
      guard let bound = bounds[arena.node(amount).key], let low = quantity(amount), let high = quantity(bound),
        Decimal.compare(low, high) > 0
      else { continue }
      let name = resourceName(amount)
      report(
        .conflict, amount, name, "\(lower.rawValue) \(written(amount)) is above \(upper.rawValue) \(written(bound))")
    }
  }

  /// A resource of a domain other than Kubernetes' own: `nvidia.com/gpu`.
  static func isExtendedResource(_ name: String) -> Bool {
    guard let slash = name.firstIndex(of: "/") else { return false }
    return !name[..<slash].hasSuffix("kubernetes.io")
  }

  func resourceName(_ amount: UInt32) -> String {
    SchemaScalars.bounded(arena.symbols.name(of: arena.node(amount).key))
  }

  func written(_ amount: UInt32) -> String {
    SchemaScalars.bounded(arena.source.text(arena.span(amount)))
  }

  func quantity(_ amount: UInt32) -> Decimal? {
    switch arena.node(amount).kind {
    case .int: integer(amount).map { Decimal(mantissa: $0) }
    case .float: Quantity.parse(arena.bytes(amount).span).value
    case .string: text(amount).flatMap { Quantity.parse($0.span).value }
    default: nil
    }
  }

  fileprivate mutating func refuseLocalhostProfile(_ profile: UInt32) {
    let local = member(profile, .localhostProfile)
    guard let type = member(profile, .type), let kind = string(type), isKnown(local) else { return }
    if kind == "Localhost", !isFilled(local) {
      report(.conflict, type, "type", "is Localhost, which needs localhostProfile")
    } else if kind == "RuntimeDefault" || kind == "Unconfined", let local {
      report(.conflict, local, "localhostProfile", "can be set only where type is Localhost")
    }
  }
}
