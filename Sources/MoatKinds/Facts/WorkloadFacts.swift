import MoatDocument
import MoatValues

/// Facts of a workload and its volumes.
enum WorkloadFacts {
  /// All containers in source order, whatever list they stand in.
  static func containers(_ scope: FactScope) -> Value {
    let podSpec = scope.podSpec
    guard podSpec != NodeIndex.none else { return scope.undetermined(.requiredAbsent, at: scope.document) }
    let spec = scope.node(at: podSpec)
    guard spec.kind == .object else { return LeafDecoder.wrongKind(spec, index: podSpec, unit: scope.unit) }
    if scope.flags & UnitFlag.byShape != 0 { return containersByShape(scope) }
    var count = 0
    var hasApplication = false
    for offset in 0..<spec.count {
      let child = spec.first + offset
      let node = scope.node(at: child)
      guard node.kind != .null, isContainerList(node, in: scope) else { continue }
      guard node.kind == .list else { return scope.mismatch(child) }
      count += Int(node.count)
      if scope.stands(node, under: .containers) { hasApplication = true }
    }
    guard hasApplication else { return scope.undetermined(.requiredAbsent, at: podSpec) }
    var list = ScratchList(capacity: count, in: scope.scratch)
    for offset in 0..<spec.count {
      let node = scope.node(at: spec.first + offset)
      guard node.kind == .list, isContainerList(node, in: scope) else { continue }
      for element in 0..<node.count {
        let container = node.first + element
        if let cause = scope.wrongElement(container) { return cause }
        list.append(scope.value(container))
      }
    }
    return list.value
  }

  /// The containers of a custom resource, by the table of `ContainerRow`.
  private static func containersByShape(_ scope: FactScope) -> Value {
    let arena = scope.arena
    let members = ContainerShape(arena).containerMembers(of: scope.podSpec).found
    if members.isEmpty, scope.flags & UnitFlag.partial == 0 {
      return scope.undetermined(.requiredAbsent, at: scope.podSpec)
    }
    var count = 0
    for (member, row) in members {
      guard !scope.node(at: member).isUnknown else { return scope.mismatch(member) }
      count += row.form == .one ? 1 : Int(scope.node(at: member).count)
    }
    var list = ScratchList(capacity: count, in: scope.scratch)
    for (member, row) in members {
      guard row.form == .many else {
        list.append(scope.value(member))
        continue
      }
      let node = scope.node(at: member)
      for container in node.first..<node.first + node.count {
        if let cause = scope.wrongElement(container) { return cause }
        list.append(scope.value(container))
      }
    }
    return list.value
  }

  private static func isContainerList(_ node: Node, in scope: FactScope) -> Bool {
    scope.stands(node, under: .containers) || scope.stands(node, under: .initContainers)
      || scope.stands(node, under: .ephemeralContainers)
  }

  /// `spec.replicas`, or 1.
  static func replicas(_ scope: FactScope) -> Value {
    switch scope.member(.spec, of: scope.document, as: .object) {
    case .absent: return .int(1)
    case .wrong(let cause): return cause
    case .present(let spec):
      switch scope.member(.replicas, of: spec, as: .int) {
      case .absent: return .int(1)
      case .wrong(let cause): return cause
      case .present(let node): return .int(Int64(bitPattern: scope.node(at: node).bits))
      }
    }
  }

  /// Whether the pod gets a token of its service account: the pod's own word, else the account's, else yes.
  ///
  /// An account that is not in the set is taken to say nothing, if the set is whole; over a part of a set the answer
  /// may lie outside.
  /// Source: kubernetes.io/docs/tasks/configure-pod-container/configure-service-account.
  static func mountsToken(_ scope: FactScope, in context: EvaluationContext) -> Value {
    guard scope.podSpec != NodeIndex.none else { return scope.undetermined(.requiredAbsent, at: scope.document) }
    if let own = automount(of: scope.podSpec, in: scope) { return own }
    var account = scope.name(.serviceAccountName, of: scope.podSpec)
    if account.tag == .missing { account = scope.name(.serviceAccount, of: scope.podSpec) }
    if account.tag == .missing { account = .string("default") }
    guard account.tag == .string else { return account }
    let documents = scope.documents
    let namespace = unsafe documents.unit(scope.unit)?.namespace ?? .missing
    guard namespace.tag == .string else {
      return namespace.tag == .missing ? scope.undetermined(.noAnswer, at: scope.document) : namespace
    }
    var open: Value?
    for other in documents.units(of: KubernetesKind.serviceAccount.id) {
      guard let candidate = unsafe documents.unit(other) else { continue }
      let unknown = unsafe [candidate.name, candidate.namespace].first(where: isNotKnown)
      guard unsafe isText(candidate.name, account) || isNotKnown(candidate.name),
        unsafe isText(candidate.namespace, namespace) || isNotKnown(candidate.namespace)
      else { continue }
      if let unknown {
        open = open ?? unknown
        continue
      }
      guard let found = FactScope(unsafe .node(candidate.anchors.0, unit: other), in: context)
      else { continue }
      return automount(of: found.node, in: found) ?? .bool(true)
    }
    // An account of which the name is not known may be this one.
    if let open { return open }
    guard let gap = documents.gap(of: KubernetesKind.serviceAccount.id, in: namespace) else { return .bool(true) }
    return .undetermined(partOfSet: gap, node: scope.document, unit: scope.unit)
  }

  private static func isNotKnown(_ value: Value) -> Bool { value.tag == .undetermined && value.cause == .notKnown }

  private static func isText(_ value: Value, _ text: Value) -> Bool {
    let equal = ValueOrder.equal(value, text)
    return equal.tag == .bool && equal.boolValue
  }

  /// What a pod spec or a service account says itself; nil if nothing.
  private static func automount(of node: UInt32, in scope: FactScope) -> Value? {
    switch scope.member(.automountServiceAccountToken, of: node, as: .bool) {
    case .absent: nil
    case .wrong(let cause): cause
    case .present(let child): .bool(scope.node(at: child).bits != 0)
    }
  }

  /// Which one-of field is set. None is an `emptyDir`, as the API server has it; several are undetermined, and so is a
  /// field that no version of the schema has, which might be a misspelt type.
  static func volumeType(_ scope: FactScope) -> Value {
    let volume = scope.node(at: scope.node)
    guard volume.kind == .object else { return LeafDecoder.wrongKind(volume, index: scope.node, unit: scope.unit) }
    var found = NodeIndex.none
    for offset in 0..<volume.count {
      let child = volume.first + offset
      let node = scope.node(at: child)
      guard node.kind != .null, !scope.stands(node, under: .name) else { continue }
      // A null would be no source at all.
      guard !node.isUnknown else { return scope.mismatch(child) }
      guard VolumeTypes.set.contains(scope.arena.symbols.name(of: node.key)) else {
        return scope.undetermined(.unknownMember, at: child)
      }
      guard found == NodeIndex.none else { return scope.undetermined(.noAnswer, at: scope.node) }
      found = child
    }
    return found == NodeIndex.none ? .string("emptyDir") : scope.key(of: found)
  }
}
