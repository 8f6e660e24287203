/// The keys under which the objects of an API keep containers, and what role these have: the one table of them.
///
/// Pods have the first three. The others are those of widely used custom resources: Tekton (`steps`, `sidecars`, `stepTemplate`),
/// Argo Workflows (`container`, `script`, `sidecars`, `containerSet`), and the many operators and charts that take
/// `extraContainers` and the like. A key counts only if what it holds has the shape of containers (`ContainerShape`).
///
/// Sources: tekton.dev/docs/pipelines/tasks, argo-workflows.readthedocs.io/en/latest/fields (Template).
struct ContainerRow {
  enum Form {
    /// A list of containers, or a map from names to containers.
    case many
    /// One container.
    case one
  }

  /// In lower case.
  let name: String
  /// True if longer keys that end so count too.
  let isSuffix: Bool
  let form: Form
  /// A member of `container-role`.
  let role: StaticString
  /// True where `restartPolicy` may make sidecars of the containers.
  var isInit: Bool { role.description == "init" }

  /// The longer suffixes first: the first row that fits is the one.
  static let table = [
    ContainerRow(name: "initcontainers", isSuffix: true, form: .many, role: "init"),
    ContainerRow(name: "ephemeralcontainers", isSuffix: true, form: .many, role: "ephemeral"),
    ContainerRow(name: "sidecarcontainers", isSuffix: true, form: .many, role: "sidecar"),
    ContainerRow(name: "sidecars", isSuffix: true, form: .many, role: "sidecar"),
    ContainerRow(name: "containers", isSuffix: true, form: .many, role: "app"),
    ContainerRow(name: "steps", isSuffix: false, form: .many, role: "app"),
    ContainerRow(name: "initcontainer", isSuffix: true, form: .one, role: "init"),
    ContainerRow(name: "sidecarcontainer", isSuffix: true, form: .one, role: "sidecar"),
    ContainerRow(name: "sidecar", isSuffix: true, form: .one, role: "sidecar"),
    ContainerRow(name: "container", isSuffix: true, form: .one, role: "app"),
    ContainerRow(name: "script", isSuffix: false, form: .one, role: "app"),
    // What every step of a Tekton task has unless it says otherwise: a container as far as rules are concerned.
    ContainerRow(name: "steptemplate", isSuffix: false, form: .one, role: "app"),
  ]

  /// How many lists and maps of containers of one object count, as many as a pod has; all members with one container count as one
  /// list. So the containers are bounded by the largest collection, that often. Those beyond are not looked at, and are a finding.
  static let memberLimit = 3

  /// The row of a key; nil for a key that never holds containers.
  static func row(of key: [UInt8]) -> ContainerRow? {
    guard key.count >= shortest else { return nil }
    let lower = key.map { $0 >= 0x41 && $0 <= 0x5A ? $0 | 0x20 : $0 }
    return bytes.first { $0.row.isSuffix ? lower.hasSuffix($0.name) : lower == $0.name }?.row
  }

  private static let bytes = table.map { (name: Array($0.name.utf8), row: $0) }
  private static let shortest = table.map(\.name.utf8.count).min() ?? 0
}

extension [UInt8] {
  fileprivate func hasSuffix(_ other: [UInt8]) -> Bool {
    count >= other.count && suffix(other.count).elementsEqual(other)
  }
}
