internal import MoatDocument
internal import MoatValues

/// The six rules of `DecisionRules` as a programmer would write them in Swift over the same arena: what the machine is
/// measured beside. It asks the same questions of the same nodes, with wrong types as a third answer.
struct HandWrittenDecision {
  private let arena: Arena
  private let spec, template, containers, initContainers, ephemeralContainers, volumes, securityContext: UInt32
  private let privileged, runAsNonRoot, resources, limits, cpu, memory, image, hostPath: UInt32
  private static let registries = ["registry.k8s.io/", "ghcr.io/acme/", "quay.io/acme/"].map { Array($0.utf8) }

  struct Counts: Equatable {
    var failed = 0
    var undetermined = 0
  }

  init(_ arena: Arena) {
    self.arena = arena
    func symbol(_ name: String) -> UInt32 { arena.symbols.lookup(Array(name.utf8)) ?? Symbol.none - 1 }
    spec = symbol("spec")
    template = symbol("template")
    containers = symbol("containers")
    initContainers = symbol("initContainers")
    ephemeralContainers = symbol("ephemeralContainers")
    volumes = symbol("volumes")
    securityContext = symbol("securityContext")
    privileged = symbol("privileged")
    runAsNonRoot = symbol("runAsNonRoot")
    resources = symbol("resources")
    limits = symbol("limits")
    cpu = symbol("cpu")
    memory = symbol("memory")
    image = symbol("image")
    hostPath = symbol("hostPath")
  }

  /// The verdicts over one Deployment: how many subjects fail a rule, and how many are undetermined.
  func decide(_ root: UInt32) -> Counts {
    var counts = Counts()
    let pod = child(child(child(root, spec), template), spec)
    guard pod != NodeIndex.none else { return Counts(failed: 0, undetermined: 6) }
    let podContext = child(pod, securityContext)
    for list in [initContainers, containers, ephemeralContainers] {
      let list = child(pod, list)
      guard list != NodeIndex.none else { continue }
      let node = arena.node(list)
      for container in node.first..<node.first + node.count { check(container, podContext, &counts) }
    }
    let list = child(pod, volumes)
    guard list != NodeIndex.none else { return counts }
    let node = arena.node(list)
    for volume in node.first..<node.first + node.count where child(volume, hostPath) != NodeIndex.none {
      counts.failed += 1
    }
    return counts
  }

  private func check(_ container: UInt32, _ podContext: UInt32, _ counts: inout Counts) {
    let context = child(container, securityContext)
    count(bool(child(context, privileged), else: false).map { !$0 }, &counts)
    let own = child(context, runAsNonRoot)
    count(bool(own == NodeIndex.none ? child(podContext, runAsNonRoot) : own, else: false), &counts)
    let bounds = child(child(container, resources), limits)
    let hasLimits = isQuantity(child(bounds, cpu)).flatMap { cpu in isQuantity(child(bounds, memory)).map { cpu && $0 }
    }
    count(hasLimits, &counts)
    let node = child(container, image)
    guard node != NodeIndex.none, arena.node(node).kind == .string, !arena.node(node).flags.contains(.template) else {
      counts.undetermined += 2
      return
    }
    let text = Value(tag: .string, bits: arena.node(node).bits, aux: arena.node(node).count)
    // Parsed once for both rules, as whoever cares for speed would.
    text.withBytes { image in
      guard let reference = ImageReference.parse(image) else {
        counts.undetermined += 2
        return
      }
      let isFixed = reference.tag.isEmpty ? !reference.digest.isEmpty : !image.equals("latest", at: reference.tag)
      count(isFixed, &counts)
      var isTrusted = false
      for registry in Self.registries where ImagePrefix.contains(image, reference, under: registry.span) {
        isTrusted = true
        break
      }
      count(isTrusted, &counts)
    }
  }

  private func child(_ node: UInt32, _ key: UInt32) -> UInt32 {
    guard node != NodeIndex.none else { return NodeIndex.none }
    let found = arena.child(of: node, key: key)
    return found != NodeIndex.none && arena.node(found).kind == .null ? NodeIndex.none : found
  }

  private func bool(_ index: UInt32, else absent: Bool) -> Bool? {
    guard index != NodeIndex.none else { return absent }
    let node = arena.node(index)
    return node.kind == .bool ? node.bits != 0 : nil
  }

  private func isQuantity(_ index: UInt32) -> Bool? {
    guard index != NodeIndex.none else { return false }
    let value = LeafDecoder.decode(
      arena.node(index), index: index, unit: 0, as: .quantity, in: EnumerationTables.none)
    return value.tag == .undetermined ? nil : true
  }

  private func count(_ holds: Bool?, _ counts: inout Counts) {
    switch holds {
    case true: break
    case false: counts.failed += 1
    case nil: counts.undetermined += 1
    }
  }
}
