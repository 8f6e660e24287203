/// The fields that the checks of the API server read, as indices of their names in the table of schemas.
enum APIKey: String, CaseIterable {
  case accessModes, add, allowPrivilegeEscalation, annotations, apiGroups, averageUtilization, backend, backoffLimit
  case capabilities, cidr, clusterIP, completionMode, completions, containerPort, containers, data, defaultMode
  case dnsConfig, dnsPolicy, effect, egress, emptyDir, endPort, env, except, exec, expirationSeconds, externalName
  case activeDeadlineSeconds, binaryData, defaultBackend, failedJobsHistoryLimit, failureThreshold, from, fsGroup
  case generateName, grpc, healthCheckNodePort, host, hostNetwork, hostPort, http, httpGet, ingress, initContainers
  case initialDelaySeconds, ipBlock, jobTemplate, key, kind, labels, lifecycle, limits, livenessProbe
  case loadBalancerSourceRanges, localhostProfile, matchLabels, maxReplicas, maxSkew, maxSurge, maxUnavailable, metadata
  case minAvailable, minDomains, minReadySeconds, minReplicas, mode, mountPath, name, nameservers, namespace
  case namespaceSelector, nodePort, nonResourceURLs, number
  case operation = "operator"
  case parallelism, partition, path, paths
  case pathType, periodSeconds, podSelector, port, ports, privileged, progressDeadlineSeconds, readinessProbe, replicas
  case requests, resource, resources, restartPolicy, revisionHistoryLimit, roleRef, rollingUpdate, rules, runAsGroup
  case runAsUser, schedule, secretName, selector, service, sleep, spec, stabilizationWindowSeconds,
    startingDeadlineSeconds
  case startupProbe, strategy, stringData, subPath, subPathExpr, subjects, successThreshold, successfulJobsHistoryLimit
  case supplementalGroups, targetCPUUtilizationPercentage, targetPort, tcpSocket, template
  case terminationGracePeriodSeconds, timeoutSeconds, to, tolerationSeconds, topologyKey, topologySpreadConstraints
  case ttlSecondsAfterFinished, type, updateStrategy, value, valueFrom, values, verbs, volumeMounts, volumes, weight
  case whenUnsatisfiable, ordinals, start
  case transport = "protocol"
  case hostUsers, fieldRef, configMapKeyRef, secretKeyRef
  case resourceFieldRef, fileKeyRef, hostIP, matchExpressions, min, max, defaultRequest
  case defaults = "default"
  case command, configMapRef, containerName, containerResource, envFrom, ephemeralContainers
  case external, fieldPath, fsGroupChangePolicy, hostAliases, hostIPC, hostPID, hostProcess, hostname, hostnames, ip,
    manualSelector
  case metrics, mountPropagation, nodeSelector, nodeSelectorTerms, object, os, podFailurePolicy, pods, priorityClassName
  case procMount, readOnlyRootFilesystem, runtimeClassName, seLinuxOptions, seccompProfile, secretRef, securityContext
  case serviceAccountName, shareProcessNamespace, sizeLimit, subdomain, sysctls, timeZone, windowsOptions

  /// The name's index in the table; a name that no schema has would be a mistake in this list.
  var index: UInt32 { Self.indices[self] ?? UInt32.max }

  private static let indices: [APIKey: UInt32] = {
    var found: [APIKey: UInt32] = [:]
    for key in allCases { found[key] = SchemaTable.shared.fieldName(Array(key.rawValue.utf8)) }
    return found
  }()
}
