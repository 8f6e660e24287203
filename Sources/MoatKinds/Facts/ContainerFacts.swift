import MoatDocument
import MoatValues

/// Facts of a container and its handlers.
enum ContainerFacts {
  /// `app`, `init`, `sidecar` or `ephemeral`, by the list that the container stands in, or by the key that it stands under itself
  /// (`ContainerRow`). An init container that restarts always is a sidecar.
  static func role(_ scope: FactScope) -> Value {
    let list = scope.arena.parent(scope.node)
    guard list != NodeIndex.none else { return scope.undetermined(.noAnswer, at: scope.node) }
    let holder = scope.node(at: list)
    if scope.stands(holder, under: .containers) { return .string("app") }
    if scope.stands(holder, under: .ephemeralContainers) { return .string("ephemeral") }
    if !scope.stands(holder, under: .initContainers) {
      guard let row = row(of: holder, in: scope) ?? row(of: scope.node(at: scope.node), in: scope) else {
        return scope.undetermined(.noAnswer, at: scope.node)
      }
      if !row.isInit { return .string(row.role) }
    }
    let policy = scope.name(.restartPolicy, of: scope.node)
    switch policy.tag {
    case .missing: return .string("init")
    case .string: return policy.text == "Always" ? .string("sidecar") : .string("init")
    default: return policy
    }
  }

  private static func row(of node: Node, in scope: FactScope) -> ContainerRow? {
    node.key == Symbol.none ? nil : ContainerRow.row(of: scope.arena.symbols.bytes(of: node.key))
  }

  /// The probes, and the hooks of the lifecycle, in source order.
  static func handlers(_ scope: FactScope) -> Value {
    let container = scope.node(at: scope.node)
    guard container.kind == .object else { return scope.mismatch(scope.node) }
    var list = ScratchList(capacity: 5, in: scope.scratch)
    for offset in 0..<container.count {
      let child = container.first + offset
      let node = scope.node(at: child)
      guard node.kind != .null else { continue }
      let isProbe =
        scope.stands(node, under: .livenessProbe) || scope.stands(node, under: .readinessProbe)
        || scope.stands(node, under: .startupProbe)
      guard isProbe || scope.stands(node, under: .lifecycle) else { continue }
      guard node.kind == .object else { return scope.mismatch(child) }
      if isProbe {
        list.append(scope.value(child))
      } else if let cause = appendHooks(of: node, to: &list, scope) {
        return cause
      }
    }
    return list.value
  }

  private static func appendHooks(of lifecycle: Node, to list: inout ScratchList, _ scope: FactScope) -> Value? {
    for offset in 0..<lifecycle.count {
      let hook = lifecycle.first + offset
      let node = scope.node(at: hook)
      guard node.kind != .null, scope.stands(node, under: .postStart) || scope.stands(node, under: .preStop) else {
        continue
      }
      guard node.kind == .object else { return scope.mismatch(hook) }
      list.append(scope.value(hook))
    }
    return nil
  }

  static func handlerKind(_ scope: FactScope) -> Value {
    scope.key(of: scope.node)
  }

  /// The host that a probe or hook asks instead of the pod: of its `httpGet`, or of its `tcpSocket`.
  static func handlerHost(_ scope: FactScope) -> Value {
    for action in [KnownKey.httpGet, .tcpSocket] {
      switch scope.member(action, of: scope.node, as: .object) {
      case .absent: continue
      case .wrong(let cause): return cause
      case .present(let node):
        let host = scope.name(.host, of: node)
        if host.tag != .missing { return host }
      }
    }
    return .missing
  }

  /// The words of `command` and `args`, with blanks between them: an option and its value are two words of a list, and one
  /// text to whoever looks for both. Undetermined if a word is no text.
  static func commandLine(_ scope: FactScope) -> Value {
    guard scope.node(at: scope.node).kind == .object else { return scope.mismatch(scope.node) }
    var text: [UInt8] = []
    for key in [KnownKey.command, .args] {
      let list = scope.arena.child(of: scope.node, key: scope.symbol(key))
      guard list != NodeIndex.none, scope.node(at: list).kind != .null else { continue }
      guard scope.node(at: list).kind == .list else { return scope.mismatch(list) }
      for offset in 0..<scope.node(at: list).count {
        let word = scope.node(at: list).first + offset
        guard scope.node(at: word).kind == .string, !scope.node(at: word).isUnknown else { return scope.mismatch(word) }
        if !text.isEmpty { text.append(UInt8(ascii: " ")) }
        text += scope.arena.bytes(word)
      }
    }
    return scope.scratch.string(text)
  }

  /// As written; else `Always` for the tag `latest`, written or implied, and `IfNotPresent` for every other reference. A
  /// digest without a tag counts as another reference.
  ///
  /// Source: kubernetes.io/docs/concepts/containers/images, default image pull policy.
  static func pullPolicy(_ scope: FactScope) -> Value {
    let written = scope.name(.imagePullPolicy, of: scope.node)
    switch written.tag {
    case .missing: break
    case .string:
      switch written.text {
      case "Always", "IfNotPresent", "Never": return written
      default:
        return scope.undetermined(
          .unknownMember, at: scope.arena.child(of: scope.node, key: scope.symbol(.imagePullPolicy)))
      }
    default: return written
    }
    let image = scope.name(.image, of: scope.node)
    guard image.tag == .string else {
      return image.tag == .missing ? scope.undetermined(.requiredAbsent, at: scope.node) : image
    }
    let isLatest: Bool? = image.withBytes { text in
      guard let reference = ImageReference.parse(text) else { return nil }
      guard reference.tag.isEmpty else { return text.equals("latest", at: reference.tag) }
      return reference.digest.isEmpty
    }
    guard let isLatest else {
      return scope.undetermined(.unparsable, at: scope.arena.child(of: scope.node, key: scope.symbol(.image)))
    }
    return isLatest ? .string("Always") : .string("IfNotPresent")
  }
}
