import Glibc
import MoatValues

/// All that an object's group, version and kind say of it.
final class DocumentKind: Sendable {
  /// What the catalogue knows of a kind.
  struct Place {
    var isBuiltIn: Bool
    /// The schema of exactly this version, or of what took the place of a removed one.
    var definition: ObjectTypeID?
    /// The kind under its API's name.
    var api: ObjectTypeID?
  }

  let identity: GroupVersionKind
  /// The apiVersion and the kind as they are written.
  let apiVersion: [UInt8]
  let written: [UInt8]
  /// `apps/Deployment`, `/Service`.
  let name: String
  let isBuiltIn: Bool
  let definition: ObjectTypeID?
  let isClusterWide: Bool
  /// The kinds of a document's first unit; further pod templates are workloads only.
  let kinds: [ObjectTypeID]
  /// From the object to its pod template; nil if it has none, or if its place is not known.
  let templateKeys: [KnownKey]?
  /// What makes pods of the template, and labels them.
  let controller: ControllerLabels.Controller
  let definesCustomResource: Bool
  /// True for a kind of which nothing has to be reported and whose objects hold no others.
  let isPlain: Bool

  init(_ identity: GroupVersionKind, _ place: Place) {
    let (group, kind) = (identity.group, identity.kind)
    self.identity = identity
    apiVersion = Array(identity.apiVersion.utf8)
    written = Array(kind.utf8)
    name = "\(group)/\(kind)"
    isBuiltIn = place.isBuiltIn
    definition = place.definition
    isClusterWide = place.isBuiltIn && Scope.isClusterWide(group: group, kind: kind)
    var kinds = [KubernetesKind.document.id]
    if !place.isBuiltIn {
      kinds.append(CustomKinds.id(group: group, kind: kind))
    } else {
      if let api = place.api { kinds.append(api) }
      if let kind = KindShapes.kind(group: group, kind: kind), kind.role == .documents { kinds.append(kind.id) }
    }
    self.kinds = kinds
    templateKeys = PodTemplatePath.known(group: group, kind: kind)
    controller = PodTemplatePath.controller(group: group, kind: kind)
    definesCustomResource = group == "apiextensions.k8s.io" && kind == "CustomResourceDefinition"
    isPlain = place.definition != nil && !kind.hasSuffix("List")
  }
}

/// The kinds that this process met, of those that have a schema: there are some hundreds, so that no input can make the
/// table grow beyond them.
enum DocumentKinds {
  /// By a hash of what is written; of two kinds with one hash the first is kept. `lock` guards it.
  nonisolated(unsafe) private static var kinds: [UInt64: DocumentKind] = [:]
  nonisolated(unsafe) private static let lock: UnsafeMutablePointer<pthread_mutex_t> = {
    let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    unsafe lock.initialize(to: pthread_mutex_t())
    unsafe pthread_mutex_init(lock, nil)
    return unsafe lock
  }()

  static func find(_ identity: GroupVersionKind) -> DocumentKind? {
    let (version, kind) = (Array(identity.apiVersion.utf8), Array(identity.kind.utf8))
    return find(version.span, kind.span)
  }

  static func find(apiVersion: Value, kind: Value) -> DocumentKind? {
    apiVersion.withBytes { version in kind.withBytes { find(version, $0) } }
  }

  private static func find(_ apiVersion: Bytes, _ kind: Bytes) -> DocumentKind? {
    let hash = hash(apiVersion, kind)
    unsafe pthread_mutex_lock(lock)
    let found = unsafe kinds[hash]
    unsafe pthread_mutex_unlock(lock)
    guard let found else { return nil }
    let (knownVersion, knownKind) = (found.apiVersion, found.written)
    guard TextSearch.equals(knownVersion.span, apiVersion), TextSearch.equals(knownKind.span, kind) else { return nil }
    return found
  }

  static func keep(_ kind: DocumentKind) {
    guard kind.isPlain else { return }
    let (version, written) = (kind.apiVersion, kind.written)
    let hash = hash(version.span, written.span)
    unsafe pthread_mutex_lock(lock)
    defer { unsafe pthread_mutex_unlock(lock) }
    if unsafe kinds[hash] == nil { unsafe kinds[hash] = kind }
  }

  /// FNV-1a over both texts.
  private static func hash(_ apiVersion: Bytes, _ kind: Bytes) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for index in 0..<apiVersion.count { hash = (hash ^ UInt64(apiVersion[index])) &* 0x100_0000_01B3 }
    hash = (hash ^ 0x20) &* 0x100_0000_01B3
    for index in 0..<kind.count { hash = (hash ^ UInt64(kind[index])) &* 0x100_0000_01B3 }
    return hash
  }
}
