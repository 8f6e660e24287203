/// The bounds of a reader. Each is a named constant with its reason; each has a flag on the command line.
package struct Limits: Sendable, Hashable {
  /// Bytes of one input. A manifest of 64 MiB is no manifest; etcd itself takes 1.5 MiB an object.
  package var bytes = 256 << 20
  /// Nesting of lists and objects. Kubernetes' own deepest schema (CRDs aside) stays under 30.
  package var depth = 256
  /// Nodes of one input: 32 bits index them, and memory stays bounded at some 50 bytes a node.
  package var nodes = 20_000_000
  /// Nodes that aliases and merge keys may copy in one input: a billion laughs ends here.
  package var aliasNodes = 1_000_000
  /// Bytes of one key; labels have at most 317.
  package var keyBytes = 4096

  package init() {}
}
