/// The six rules of the decision that all engines are timed on (`shared/bench`), in Moat's language.
enum DecisionRules {
  static let text = """
    policy bench version "1.0.0"

    rule privileged {
      severity critical
      for container c in workload
      deny when c.securityContext.privileged
      message "container {c.name} must not be privileged"
    }

    rule limits {
      severity medium
      for container c in workload
      require c.resources.limits.cpu exists and c.resources.limits.memory exists
      message "container {c.name} must have a cpu limit and a memory limit"
    }

    rule latest {
      severity medium
      for container c in workload
      require (c.image.tag else "") != "latest" and (c.image.tag exists or c.image.digest exists)
      message "container {c.name} must not use :latest ({c.image})"
    }

    rule non-root {
      severity high
      for container c in workload
      require c.securityContext.runAsNonRoot
      message "container {c.name} must run as non root"
    }

    rule host-path {
      severity high
      for volume v in workload
      deny when v.hostPath exists
      message "volume {v.name} must not use hostPath"
    }

    rule registry {
      severity high
      param registries: set<image-prefix> = ["registry.k8s.io/", "ghcr.io/acme/", "quay.io/acme/"]
      for container c in workload
      require c.image is under any of registries
      message "container {c.name}: image {c.image} is not from a trusted registry"
    }

    """
}
