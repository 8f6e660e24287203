internal import MoatDocument

/// Roles and bindings: `pkg/apis/rbac/validation/validation.go`. Secrets: `pkg/apis/core/validation/validation.go`.
let accessChecks: [ObjectCheck] = [
  ObjectCheck("rbac.Role", "pkg/apis/rbac/validation, ValidateRole") { validator, role in
    for rule in validator.children(validator.member(role, .rules)) {
      guard let urls = validator.member(rule, .nonResourceURLs), validator.isFilled(urls) else { continue }
      validator.report(.conflict, urls, "nonResourceURLs", "can be set only in a ClusterRole, not in a namespaced Role")
    }
  },
  ObjectCheck("rbac.PolicyRule", "pkg/apis/rbac/validation, ValidatePolicyRule") { validator, rule in
    let verbs = validator.member(rule, .verbs)
    if let verbs, validator.isEmptyList(verbs) {
      validator.report(.conflict, verbs, "verbs", "is empty, and a rule needs at least one verb")
    }
    let groups = validator.member(rule, .apiGroups)
    let resources = validator.member(rule, .resources)
    if let urls = validator.member(rule, .nonResourceURLs), validator.isFilled(urls) {
      if validator.isFilled(groups) || validator.isFilled(resources) {
        validator.report(.conflict, urls, "nonResourceURLs", "must not be set beside apiGroups and resources")
      }
      return
    }
    if groups == nil || validator.isEmptyList(groups) {
      validator.report(.conflict, groups ?? rule, "apiGroups", "is empty, and a rule for resources needs an API group")
    }
    if resources == nil || validator.isEmptyList(resources) {
      validator.report(
        .conflict, resources ?? rule, "resources", "is empty, and a rule needs resources or nonResourceURLs")
    }
  },
  ObjectCheck("rbac.ClusterRoleBinding", "pkg/apis/rbac/validation, ValidateClusterRoleBinding") { validator, binding in
    if let kind = validator.member(validator.member(binding, .roleRef), .kind), validator.string(kind) == "Role" {
      validator.report(.conflict, kind, "kind", "is Role, and a ClusterRoleBinding can refer only to a ClusterRole")
    }
    for subject in validator.children(validator.member(binding, .subjects)) {
      let namespace = validator.member(subject, .namespace)
      guard validator.string(validator.member(subject, .kind)) == "ServiceAccount", !validator.isFilled(namespace),
        validator.isKnown(namespace)
      else { continue }
      validator.report(
        .conflict, namespace ?? subject, "namespace",
        "is missing, and a ServiceAccount of a ClusterRoleBinding needs one")
    }
  },
  ObjectCheck("core.Secret", "pkg/apis/core/validation, ValidateSecret") { validator, secret in
    guard let type = validator.member(secret, .type), let kind = validator.string(type),
      let needed = neededKeys[kind]
    else { return }
    let lists = [validator.member(secret, .data), validator.member(secret, .stringData)]
    let keys = lists.flatMap { validator.children($0) }.map {
      validator.arena.symbols.name(of: validator.arena.node($0).key)
    }
    // A list that is one text, such as a template, may hold any key.
    guard lists.allSatisfy(validator.isKnown), !keys.contains(where: { $0.contains("{{") }) else { return }
    for group in needed where !group.contains(where: keys.contains) {
      validator.report(.conflict, type, "type", "is \(kind), which needs the key \(group.joined(separator: " or "))")
    }
  },
]

/// The keys that a type of Secret needs: of each group one.
private let neededKeys: [String: [[String]]] = [
  "kubernetes.io/tls": [["tls.crt"], ["tls.key"]],
  "kubernetes.io/dockerconfigjson": [[".dockerconfigjson"]],
  "kubernetes.io/dockercfg": [[".dockercfg"]],
  "kubernetes.io/basic-auth": [["username", "password"]],
  "kubernetes.io/ssh-auth": [["ssh-privatekey"]],
]
