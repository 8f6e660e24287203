import MoatDocument
import MoatValues

/// The keys that facts read. The number of each is its place in the tables of `FactKeys`.
enum FactKey: Int, CaseIterable {
  case apiVersion, automountServiceAccountToken, containers, egress, ephemeralContainers, host, http, httpGet, image
  case imagePullPolicy, initContainers, kind, lifecycle, livenessProbe, name, path, paths, policyTypes, postStart
  case preStop, readinessProbe, replicas, restartPolicy, rules, serviceAccount, serviceAccountName, spec
  case startupProbe, tcpSocket

  /// The keys as they are written.
  static let texts = allCases.map { Array(String(describing: $0).utf8) }
}

/// The symbols of the keys that facts read, looked up once an arena, so that a fact compares numbers. It belongs to one
/// worker.
package final class FactKeys {
  /// By arena of the document set; empty until the arena is asked for.
  private var tables: [[UInt32]] = []

  package init() {}

  func symbols(ofArena index: UInt32, _ arena: Arena) -> [UInt32] {
    let place = Int(index)
    if place < tables.count, !tables[place].isEmpty { return tables[place] }
    while tables.count <= place { tables.append([]) }
    // A key that no document of the arena has gets a symbol that no node has.
    let table = FactKey.texts.map { arena.symbols.lookup($0) ?? Symbol.none - 1 }
    tables[place] = table
    return table
  }
}
