internal import MoatDocument

/// Controllers, budgets and autoscalers.
let controllerChecks: [ObjectCheck] =
  [
    "apps.DeploymentSpec", "apps.ReplicaSetSpec", "apps.StatefulSetSpec", "apps.DaemonSetSpec",
    "core.ReplicationControllerSpec",
  ]
  .map { definition in
    ObjectCheck(definition, "pkg/apis/apps/validation, ValidatePodTemplateSpecForReplicaSet and its like") {
      validator, spec in
      guard let policy = validator.restartPolicy(ofTemplateIn: spec), let text = validator.string(policy),
        !text.isEmpty,
        text == "OnFailure" || text == "Never"
      else { return }
      validator.report(.conflict, policy, "restartPolicy", "is \(text) and must be Always in the pods of a controller")
    }
  } + [
    ObjectCheck("batch.JobSpec", "pkg/apis/batch/validation, validateJobSpec") { validator, spec in
      guard let podSpec = validator.member(validator.member(spec, .template), .spec) else { return }
      let policy = validator.member(podSpec, .restartPolicy)
      guard validator.isKnown(policy), let text = validator.string(policy) ?? (policy == nil ? "" : nil),
        text.isEmpty || text == "Always"
      else { return }
      let found = text.isEmpty ? "is missing" : "is Always"
      validator.report(
        .conflict, policy ?? podSpec, "restartPolicy", "\(found) and must be OnFailure or Never in the pods of a job")
    },
    ObjectCheck("batch.JobSpec", "pkg/apis/batch/validation, validateJobSpec") { validator, spec in
      guard let mode = validator.member(spec, .completionMode), validator.string(mode) == "Indexed",
        validator.member(spec, .completions) == nil
      else { return }
      validator.report(.conflict, mode, "completionMode", "is Indexed, which needs completions")
    },
    ObjectCheck("apps.DeploymentSpec", "pkg/apis/apps/validation, ValidateDeploymentSpec") { validator, spec in
      let progress = validator.member(spec, .progressDeadlineSeconds)
      let ready = validator.member(spec, .minReadySeconds)
      // The server writes 600 and 0 where they are absent.
      guard let deadline = progress == nil ? 600 : validator.integer(progress), deadline >= 0,
        let least = ready == nil ? 0 : validator.integer(ready), deadline <= least, let place = progress ?? ready
      else { return }
      let found = progress == nil ? "is 600 where it is absent" : "is \(deadline)"
      validator.report(
        .conflict, place, "progressDeadlineSeconds", "\(found) and must be above minReadySeconds (\(least))")
    },
    ObjectCheck("apps.DeploymentStrategy", "pkg/apis/apps/validation, ValidateDeploymentStrategy") {
      validator, strategy in
      validator.refuseRollingUpdate(strategy, unless: "Recreate")
    },
    ObjectCheck("apps.StatefulSetUpdateStrategy", "pkg/apis/apps/validation, ValidateStatefulSetSpec") {
      validator, strategy in
      validator.refuseRollingUpdate(strategy, unless: "OnDelete")
    },
    ObjectCheck("apps.RollingUpdateDeployment", "pkg/apis/apps/validation, ValidateRollingUpdateDeployment") {
      validator, update in
      // Where surge is absent the server writes 25%.
      guard let surge = validator.member(update, .maxSurge), validator.isZero(surge),
        let unavailable = validator.member(update, .maxUnavailable), validator.isZero(unavailable)
      else { return }
      validator.report(.conflict, unavailable, "maxUnavailable", "must not be 0 where maxSurge is 0")
    },
    ObjectCheck("apps.RollingUpdateDaemonSet", "pkg/apis/apps/validation, ValidateRollingUpdateDaemonSet") {
      validator, update in
      guard let unavailable = validator.member(update, .maxUnavailable) else { return }
      let surge = validator.member(update, .maxSurge)
      if validator.isZero(unavailable), surge == nil || validator.isZero(surge) {
        validator.report(.conflict, unavailable, "maxUnavailable", "must not be 0 where maxSurge is 0")
      } else if let surge, validator.isNonzero(surge), validator.isNonzero(unavailable) {
        validator.report(.conflict, surge, "maxSurge", "must be 0 where maxUnavailable is not")
      }
    },
    ObjectCheck("policy.PodDisruptionBudgetSpec", "pkg/apis/policy/validation, ValidatePodDisruptionBudgetSpec") {
      validator, spec in
      guard let least = validator.member(spec, .minAvailable), let most = validator.member(spec, .maxUnavailable),
        validator.isKnown(least), validator.isKnown(most)
      else { return }
      validator.report(.conflict, most, "maxUnavailable", "must not be set beside minAvailable")
    },
    ObjectCheck(
      "autoscaling.HorizontalPodAutoscalerSpec", "pkg/apis/autoscaling/validation, validateHorizontalPodAutoscalerSpec"
    ) {
      validator, spec in
      guard let most = validator.member(spec, .maxReplicas), let highest = validator.integer(most), highest > 0,
        let lowest = validator.integer(validator.member(spec, .minReplicas)), highest < lowest
      else { return }
      validator.report(.conflict, most, "maxReplicas", "is \(highest) and must be at least minReplicas (\(lowest))")
    },
  ]

/// An empty selector would select every pod of the namespace.
let selectorChecks: [ObjectCheck] =
  ["apps.DeploymentSpec", "apps.ReplicaSetSpec", "apps.StatefulSetSpec", "apps.DaemonSetSpec"].map { definition in
    ObjectCheck(definition, "pkg/apis/apps/validation, ValidateDeploymentSpec and its like") { validator, spec in
      guard let selector = validator.member(spec, .selector), validator.arena.node(selector).kind == .object else {
        return
      }
      let labels = validator.member(selector, .matchLabels)
      let expressions = validator.member(selector, .matchExpressions)
      guard !validator.isFilled(labels), !validator.isFilled(expressions), validator.isKnown(labels),
        validator.isKnown(expressions)
      else { return }
      validator.report(.conflict, selector, "selector", "is empty, and a controller needs a selector of its own pods")
    }
  } + [
    ObjectCheck("scheduling.PriorityClass", "pkg/apis/scheduling/validation, ValidatePriorityClass") {
      validator, priority in
      let name = validator.member(validator.member(priority, .metadata), .name)
      guard let value = validator.member(priority, .value), let number = validator.integer(value),
        number > 1_000_000_000, let text = validator.string(name), !text.hasPrefix("system-")
      else { return }
      validator.report(.invalidNumber, value, "value", "is \(number) and must be at most 1000000000")
    }
  ]

extension SchemaValidator {
  fileprivate mutating func restartPolicy(ofTemplateIn spec: UInt32) -> UInt32? {
    member(member(member(spec, .template), .spec), .restartPolicy)
  }

  fileprivate mutating func refuseRollingUpdate(_ strategy: UInt32, unless type: String) {
    guard string(member(strategy, .type)) == type, let update = member(strategy, .rollingUpdate) else { return }
    report(.conflict, update, "rollingUpdate", "must not be set where type is \(type)")
  }

  /// 0, "0" or a percentage of 0.
  fileprivate func isZero(_ value: UInt32?) -> Bool {
    integer(value) == 0 || string(value) == "0%"
  }

  fileprivate func isNonzero(_ value: UInt32) -> Bool {
    if let number = integer(value) { return number > 0 }
    return string(value).map { $0.hasSuffix("%") && $0 != "0%" } ?? false
  }
}
