package import MoatDocument

extension ListKeys {
  /// How Kubernetes tells the elements of its lists apart: the merge keys of its API (`x-kubernetes-list-map-keys` and
  /// `x-kubernetes-patch-merge-key` of the published schemas), by the name of the list. A path by these names does not
  /// change when an element moves.
  package static let kubernetes = ListKeys([
    "allowedTopologies": ["key"],
    "conditions": ["type"],
    "containers": ["name"],
    "devices": ["name"],
    "env": ["name"],
    "ephemeralContainers": ["name"],
    "hostAliases": ["ip"],
    "imagePullSecrets": ["name"],
    "initContainers": ["name"],
    "items": ["key"],
    "ownerReferences": ["uid"],
    // Of a container and of a service: one number may stand once for each protocol.
    "ports": ["name", "containerPort", "port", "protocol"],
    "readinessGates": ["conditionType"],
    "resourceClaims": ["name"],
    "rules": ["host"],
    "secrets": ["name"],
    "subjects": ["kind", "namespace", "name"],
    "sysctls": ["name"],
    "tolerations": ["key", "operator", "effect"],
    "topologySpreadConstraints": ["topologyKey", "whenUnsatisfiable"],
    "versions": ["name"],
    "volumeClaimTemplates": ["name"],
    "volumeDevices": ["devicePath"],
    "volumeMounts": ["mountPath"],
    "volumes": ["name"],
    "webhooks": ["name"],
    // Of Dockerfiles, where nothing has a name that must be its own: what is alike is told apart by an ordinal.
    "assignments": ["name"],
    "commands": ["name", "subcommand"],
    "instructions": ["keyword", "destination", "path"],
    "packages": ["name"],
    "pipelines": ["text"],
    "stages": ["name"],
    "variables": ["name"],
  ])
}
