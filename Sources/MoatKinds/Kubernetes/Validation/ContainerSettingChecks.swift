internal import MoatDocument
internal import MoatValues

/// What a container takes from elsewhere, and what it asks for: `pkg/apis/core/validation/validation.go`.
let containerSettingChecks: [ObjectCheck] =
  ["core.Container", "core.EphemeralContainer"].flatMap(checksOfMounts) + [
    ObjectCheck("core.EnvFromSource", "pkg/apis/core/validation, ValidateEnvFrom") { validator, source in
      validator.refuseUnlessOne(of: [.configMapRef, .secretRef], in: source, "envFrom")
    },
    ObjectCheck("core.ExecAction", "pkg/apis/core/validation, validateExecAction") { validator, action in
      let command = validator.member(action, .command)
      guard command == nil || validator.isEmptyList(command), validator.arena.node(action).kind == .object else {
        return
      }
      validator.report(.conflict, command ?? action, "command", "is empty, and exec needs one")
    },
    ObjectCheck("core.EnvVarSource", "pkg/apis/core/validation, validateObjectFieldSelector") { validator, source in
      validator.refuseFieldPath(of: source, among: environmentPaths)
      validator.refuseResourcePath(of: source)
    },
    ObjectCheck("core.DownwardAPIVolumeFile", "pkg/apis/core/validation, validateDownwardAPIVolumeFile") {
      validator, file in
      validator.refuseFieldPath(of: file, among: volumePaths)
      validator.refuseResourcePath(of: file)
      guard let resource = validator.member(file, .resourceFieldRef) else { return }
      let name = validator.member(resource, .containerName)
      guard !validator.isFilled(name), validator.isKnown(name), validator.arena.node(resource).kind == .object else {
        return
      }
      validator.report(.conflict, name ?? resource, "containerName", "is missing, and a file of a volume needs it")
    },
    ObjectCheck("core.ResourceRequirements", "pkg/apis/core/validation, validateContainerResourceName") {
      validator, resources in
      validator.refuseResourceNames(resources)
    },
    ObjectCheck("core.SecretVolumeSource", "pkg/apis/core/validation, validateSecretVolumeSource") {
      validator, source in
      validator.refuseAbsence(of: .secretName, in: source, "a volume of a Secret")
    },
    ObjectCheck("core.ConfigMapVolumeSource", "pkg/apis/core/validation, validateConfigMapVolumeSource") {
      validator, source in
      validator.refuseAbsence(of: .name, in: source, "a volume of a ConfigMap")
    },
    ObjectCheck("core.EmptyDirVolumeSource", "pkg/apis/core/validation, validateEmptyDirVolumeSource") {
      validator, source in
      guard let limit = validator.member(source, .sizeLimit), let amount = validator.quantity(limit),
        Decimal.compare(amount, Decimal(mantissa: 0)) < 0
      else { return }
      validator.report(
        .invalidNumber, limit, "sizeLimit", "is \(validator.written(limit)) and must not be negative")
    },
  ]

private func checksOfMounts(_ definition: String) -> [ObjectCheck] {
  [
    ObjectCheck(definition, "pkg/apis/core/validation, ValidateVolumeMounts, validateMountPropagation") {
      validator, container in
      let context = validator.member(container, .securityContext)
      let privileged = validator.member(context, .privileged)
      for mount in validator.children(validator.member(container, .volumeMounts)) {
        if let path = validator.member(mount, .mountPath), validator.text(path)?.isEmpty == true {
          validator.report(.conflict, path, "mountPath", "is empty, and a mount needs one")
        }
        guard let propagation = validator.member(mount, .mountPropagation),
          validator.string(propagation) == "Bidirectional", validator.isKnown(context), validator.isKnown(privileged),
          validator.bool(privileged) != true
        else { continue }
        validator.report(
          .conflict, propagation, "mountPropagation", "is Bidirectional, which only a privileged container may have")
      }
    }
  ]
}

/// The fields of a pod that a variable and a file can have. `spec.host` is the old name of `spec.nodeName`.
///
/// Source: pkg/apis/core/validation, validEnvDownwardAPIFieldPathExpressions, validVolumeDownwardAPIFieldPathExpressions;
/// pkg/apis/core/pods, ConvertDownwardAPIFieldLabel.
private let environmentPaths: Set<String> = [
  "metadata.name", "metadata.namespace", "metadata.uid", "spec.host", "spec.nodeName", "spec.serviceAccountName",
  "status.hostIP", "status.hostIPs", "status.podIP", "status.podIPs",
]
private let volumePaths: Set<String> = [
  "metadata.annotations", "metadata.labels", "metadata.name", "metadata.namespace", "metadata.uid",
]
/// Source: pkg/apis/core/validation, validContainerResourceFieldPathExpressions.
private let resourcePaths: Set<String> = [
  "limits.cpu", "limits.memory", "limits.ephemeral-storage", "requests.cpu", "requests.memory",
  "requests.ephemeral-storage",
]

extension SchemaValidator {
  fileprivate mutating func refuseFieldPath(of source: UInt32, among paths: Set<String>) {
    guard let path = member(member(source, .fieldRef), .fieldPath), let text = text(path), !text.isEmpty,
      !Self.isPlaceholder(text)
    else { return }
    let name = String(decoding: text, as: UTF8.self)
    // One label or annotation: metadata.labels['app'].
    let isEntry =
      name.hasSuffix("']") && (name.hasPrefix("metadata.labels['") || name.hasPrefix("metadata.annotations['"))
    guard !isEntry, !paths.contains(name) else { return }
    report(.invalidValue, path, "fieldPath", "\(quoted(path)) is no field of a pod that can be read here")
  }

  fileprivate mutating func refuseResourcePath(of source: UInt32) {
    guard let resource = member(member(source, .resourceFieldRef), .resource), let text = text(resource), !text.isEmpty,
      !Self.isPlaceholder(text)
    else { return }
    let name = String(decoding: text, as: UTF8.self)
    guard !resourcePaths.contains(name), !name.hasPrefix("limits.hugepages-"), !name.hasPrefix("requests.hugepages-")
    else { return }
    report(
      .invalidValue, resource, "resource",
      "\(quoted(resource)) is none of \(resourcePaths.sorted().joined(separator: ", "))")
  }

  /// Names that a container cannot ask for, and fractions of what comes in whole pieces (`IsIntegerResourceName`).
  fileprivate mutating func refuseResourceNames(_ resources: UInt32) {
    for list in [APIKey.limits, .requests] {
      for amount in children(member(resources, list)) {
        let key = arena.symbols.bytes(of: arena.node(amount).key)
        guard !Self.isPlaceholder(key) else { continue }
        let name = String(decoding: key, as: UTF8.self)
        if !NameForm.qualifiedName.matches(key) {
          report(
            .invalidName, amount, resourceName(amount), "is not \(NameForm.qualifiedName.description)", isKey: true)
        } else if !name.contains("/") {
          guard !["cpu", "memory", "ephemeral-storage"].contains(name), !name.hasPrefix("hugepages-") else { continue }
          report(
            .invalidName, amount, resourceName(amount),
            "is no resource of a container: cpu, memory, ephemeral-storage, hugepages-SIZE, or one with a domain",
            isKey: true)
        } else if Self.isExtendedResource(name), let value = quantity(amount), !Self.isWhole(value) {
          report(.invalidNumber, amount, resourceName(amount), "is \(written(amount)) and must be an integer")
        }
      }
    }
  }

  private static func isWhole(_ value: Decimal) -> Bool {
    guard value.exponent < 0 else { return true }
    guard value.exponent >= -18 else { return value.mantissa == 0 }
    let divisor = (0..<(-Int(value.exponent))).reduce(Int64(1)) { power, _ in power * 10 }
    return value.mantissa % divisor == 0
  }

  mutating func refuseAbsence(of field: APIKey, in object: UInt32, _ what: String) {
    let written = member(object, field)
    guard !isFilled(written), isKnown(written), arena.node(object).kind == .object else { return }
    report(.conflict, written ?? object, field.rawValue, "is missing, and \(what) needs it")
  }
}
