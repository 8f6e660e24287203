import MoatDocument

/// The keys that facts and the classifier read. The number of each is its place in `KnownSymbols`.
enum KnownKey: Int, CaseIterable {
  case apiVersion, automountServiceAccountToken, backend, containers, defaultBackend, egress, ephemeralContainers, host,
    http, httpGet, image
  case imagePullPolicy, initContainers, items, jobTemplate, kind, lifecycle, livenessProbe, metadata, name, namespace
  case number, path, paths, policyTypes, port, postStart, preStop, readinessProbe, replicas, restartPolicy, rules,
    service, serviceAccount
  case serviceAccountName, serviceName, servicePort, spec, startupProbe, tcpSocket, template
  // Of custom resources: what makes an object a container or the settings of a pod, by its shape.
  case args, command, containerSet, env, envFrom, hostIPC, hostNetwork, hostPID, manifest, objects, podMetadata
  case podSpecPatch, ports, resources, securityContext, volumeMounts, volumes, workingDir
  case add, allowPrivilegeEscalation, annotations, capabilities, description, digest, hostPath, mountPath, privileged
  case registry, repository, tag
  // Of ports.
  case containerPort, `protocol`
  // Of autoscalers.
  case scaleTargetRef
  // Of network policies.
  case cidr, except, from, fromCIDR, fromCIDRSet, ingress, ipBlock, specs
  // Of Dockerfiles, beside `args` and `command`: the lists, and the numbers by which their elements name each other.
  case commandCount, commands, finalStage, firstCommand, firstInstruction, instructionCount,
    instructions, keyword, parentStage
  case pipelineNumber, pipelines, position, stageNumber, stages, trigger, wrapped

  /// The key as it is written.
  var text: String { String(describing: self) }
}

/// The symbols of the known keys in one table, so that a fact compares numbers. Immutable.
@safe
final class KnownSymbols: @unchecked Sendable {
  private let symbols: UnsafeMutablePointer<UInt32>

  init(in table: SymbolTable) {
    unsafe symbols = .allocate(capacity: KnownKey.allCases.count)
    for key in KnownKey.allCases {
      // A key that no document of the table has gets a symbol that no node has.
      unsafe symbols[key.rawValue] = table.lookup(Array(key.text.utf8)) ?? Symbol.none - 2
    }
  }

  deinit {
    unsafe symbols.deallocate()
  }

  subscript(_ key: KnownKey) -> UInt32 { unsafe symbols[key.rawValue] }
}

/// The symbols of the known keys for the arenas of a run. It belongs to one worker.
package final class FactKeys {
  private var table: SymbolTable?
  private var known: KnownSymbols?

  package init() {}

  func symbols(_ arena: Arena) -> KnownSymbols {
    if let known, table === arena.symbols { return known }
    let found = KubernetesSymbols.known(in: arena.symbols)
    table = arena.symbols
    known = found
    return found
  }
}
