"""The closed sets of strings of the Kubernetes APIs, which the JSON schemas give as plain strings.

Keys are package, definition and field; the sets hold in every API version that has the field. A set is the union over
the minor versions of the table, feature gates included, so that a value is outside of it only if no version takes it.

Sources: the constants of `staging/src/k8s.io/api/PACKAGE/VERSION/types.go` and of `apimachinery/pkg/apis/meta/v1`
(Kubernetes 1.37), and what the API server accepts of them (`pkg/apis/PACKAGE/validation/validation.go`). Left out on purpose:
sets that anybody may extend (`Secret.type`, `LimitRangeItem.type`, `FSType`, condition types), fields that the API server
does not check (`Event.type`), and the status of objects, which the cluster writes itself.
"""

PROTOCOL = ("TCP", "UDP", "SCTP")
PULL_POLICY = ("Always", "IfNotPresent", "Never")
RESTART_POLICY = ("Always", "OnFailure", "Never")
PREEMPTION_POLICY = ("PreemptLowerPriority", "Never")
ACCESS_MODES = ("ReadWriteOnce", "ReadOnlyMany", "ReadWriteMany", "ReadWriteOncePod")
VOLUME_MODE = ("Filesystem", "Block")
SECURITY_PROFILE = ("Unconfined", "RuntimeDefault", "Localhost")
SET_OPERATOR = ("In", "NotIn", "Exists", "DoesNotExist")
EXIT_CODE_OPERATOR = ("In", "NotIn")
TAINT_EFFECT = ("NoSchedule", "PreferNoSchedule", "NoExecute")
DEVICE_TAINT_EFFECT = ("None", "NoSchedule", "NoExecute")
NODE_INCLUSION = ("Ignore", "Honor")
ALLOCATION_MODE = ("ExactCount", "All")
FAILURE_POLICY = ("Ignore", "Fail")
MATCH_POLICY = ("Exact", "Equivalent")
REINVOCATION = ("Never", "IfNeeded")
RULE_SCOPE = ("Cluster", "Namespaced", "*")
RULE_OPERATIONS = ("CREATE", "UPDATE", "DELETE", "CONNECT", "*")
# v1 refuses Unknown and Some, which v1beta1 had.
SIDE_EFFECTS = ("None", "NoneOnDryRun")
QUOTA_SCOPES = (
    "Terminating", "NotTerminating", "BestEffort", "NotBestEffort", "PriorityClass", "CrossNamespacePodAffinity",
    "VolumeAttributesClass")
CLAIM_RETENTION = ("Retain", "Delete")
EVICTION_INTENT = ("Eviction", "Withdrawn")
SIGNALS = tuple("SIG" + name for name in (
    "ABRT ALRM BUS CHLD CLD CONT FPE HUP ILL INT IO IOT KILL PIPE POLL PROF PWR QUIT SEGV STKFLT STOP SYS TERM TRAP TSTP "
    "TTIN TTOU URG USR1 USR2 VTALRM WINCH XCPU XFSZ RTMIN").split()) + tuple(
        "SIGRTMIN+%d" % n for n in range(1, 16)) + tuple("SIGRTMAX-%d" % n for n in range(14, 0, -1)) + ("SIGRTMAX",)
# The kubelet refuses any other medium (pkg/volume/emptydir); the sizes are the huge pages of the supported architectures.
EMPTY_DIR_MEDIUM = ("Memory", "HugePages") + tuple(
    "HugePages-" + size for size in ("64Ki", "1Mi", "2Mi", "16Mi", "32Mi", "512Mi", "1Gi", "2Gi", "16Gi"))
KEY_USAGES = (
    "signing", "digital signature", "content commitment", "key encipherment", "key agreement", "data encipherment",
    "cert sign", "crl sign", "encipher only", "decipher only", "any", "server auth", "client auth", "code signing",
    "email protection", "s/mime", "ipsec end system", "ipsec tunnel", "ipsec user", "timestamping", "ocsp signing",
    "microsoft sgc", "netscape sgc")

ENUMERATIONS = {
    "core.PodSpec.restartPolicy": RESTART_POLICY,
    "core.PodSpec.dnsPolicy": ("ClusterFirst", "ClusterFirstWithHostNet", "Default", "None"),
    "core.PodSpec.preemptionPolicy": PREEMPTION_POLICY,
    "core.PodOS.name": ("linux", "windows"),
    "core.Container.imagePullPolicy": PULL_POLICY,
    "core.Container.restartPolicy": RESTART_POLICY,
    "core.Container.terminationMessagePolicy": ("File", "FallbackToLogsOnError"),
    "core.EphemeralContainer.imagePullPolicy": PULL_POLICY,
    "core.EphemeralContainer.terminationMessagePolicy": ("File", "FallbackToLogsOnError"),
    "core.ContainerPort.protocol": PROTOCOL,
    "core.ContainerResizePolicy.restartPolicy": ("NotRequired", "RestartContainer"),
    "core.ContainerResizePolicy.resourceName": ("cpu", "memory"),
    "core.ContainerRestartRule.action": ("Restart", "RestartAllContainers"),
    "core.ContainerRestartRuleOnExitCodes.operator": EXIT_CODE_OPERATOR,
    "core.HTTPGetAction.scheme": ("HTTP", "HTTPS"),
    "core.GRPCAction.mode": ("TLS", "Plaintext"),
    "core.Lifecycle.stopSignal": SIGNALS,
    "core.SecurityContext.procMount": ("Default", "Unmasked"),
    "core.SeccompProfile.type": SECURITY_PROFILE,
    "core.AppArmorProfile.type": SECURITY_PROFILE,
    "core.PodSecurityContext.fsGroupChangePolicy": ("OnRootMismatch", "Always"),
    "core.PodSecurityContext.seLinuxChangePolicy": ("Recursive", "MountOption"),
    "core.PodSecurityContext.supplementalGroupsPolicy": ("Merge", "Strict"),
    "core.VolumeMount.mountPropagation": ("None", "HostToContainer", "Bidirectional"),
    "core.VolumeMount.recursiveReadOnly": ("Disabled", "IfPossible", "Enabled"),
    "core.VolumeMount.bindMountOptions": ("noexec", "nodev", "nosuid"),
    "core.HostPathVolumeSource.type": (
        "DirectoryOrCreate", "Directory", "FileOrCreate", "File", "Socket", "CharDevice", "BlockDevice"),
    "core.EmptyDirVolumeSource.medium": EMPTY_DIR_MEDIUM,
    "core.ImageVolumeSource.pullPolicy": PULL_POLICY,
    "core.AzureDiskVolumeSource.cachingMode": ("None", "ReadOnly", "ReadWrite"),
    "core.AzureDiskVolumeSource.kind": ("Shared", "Dedicated", "Managed"),
    "core.PodCertificateProjection.keyType": (
        "RSA3072", "RSA4096", "ECDSAP256", "ECDSAP384", "ECDSAP521", "ED25519"),
    "core.Toleration.operator": ("Exists", "Equal", "Lt", "Gt"),
    "core.Toleration.effect": TAINT_EFFECT,
    "core.Taint.effect": TAINT_EFFECT,
    "core.NodeSelectorRequirement.operator": SET_OPERATOR + ("Gt", "Lt"),
    "core.TopologySpreadConstraint.whenUnsatisfiable": ("DoNotSchedule", "ScheduleAnyway"),
    "core.TopologySpreadConstraint.nodeAffinityPolicy": NODE_INCLUSION,
    "core.TopologySpreadConstraint.nodeTaintsPolicy": NODE_INCLUSION,
    "core.ServiceSpec.type": ("ClusterIP", "NodePort", "LoadBalancer", "ExternalName"),
    "core.ServiceSpec.sessionAffinity": ("ClientIP", "None"),
    "core.ServiceSpec.externalTrafficPolicy": ("Cluster", "Local"),
    "core.ServiceSpec.internalTrafficPolicy": ("Cluster", "Local"),
    "core.ServiceSpec.ipFamilies": ("IPv4", "IPv6"),
    "core.ServiceSpec.ipFamilyPolicy": ("SingleStack", "PreferDualStack", "RequireDualStack"),
    "core.ServiceSpec.trafficDistribution": ("PreferClose", "PreferSameZone", "PreferSameNode"),
    "core.ServicePort.protocol": PROTOCOL,
    "core.EndpointPort.protocol": PROTOCOL,
    "core.PersistentVolumeSpec.accessModes": ACCESS_MODES,
    "core.PersistentVolumeSpec.volumeMode": VOLUME_MODE,
    "core.PersistentVolumeSpec.persistentVolumeReclaimPolicy": ("Recycle", "Delete", "Retain"),
    "core.PersistentVolumeClaimSpec.accessModes": ACCESS_MODES,
    "core.PersistentVolumeClaimSpec.volumeMode": VOLUME_MODE,
    "core.ResourceQuotaSpec.scopes": QUOTA_SCOPES,
    "core.ScopedResourceSelectorRequirement.scopeName": QUOTA_SCOPES,
    "core.ScopedResourceSelectorRequirement.operator": SET_OPERATOR,
    "meta.LabelSelectorRequirement.operator": SET_OPERATOR,
    "meta.FieldSelectorRequirement.operator": SET_OPERATOR,
    "apps.DeploymentStrategy.type": ("Recreate", "RollingUpdate"),
    "apps.DaemonSetUpdateStrategy.type": ("RollingUpdate", "OnDelete"),
    "apps.StatefulSetUpdateStrategy.type": ("RollingUpdate", "OnDelete"),
    "apps.StatefulSetSpec.podManagementPolicy": ("OrderedReady", "Parallel"),
    "apps.StatefulSetPersistentVolumeClaimRetentionPolicy.whenDeleted": CLAIM_RETENTION,
    "apps.StatefulSetPersistentVolumeClaimRetentionPolicy.whenScaled": CLAIM_RETENTION,
    "batch.CronJobSpec.concurrencyPolicy": ("Allow", "Forbid", "Replace"),
    "batch.JobSpec.completionMode": ("NonIndexed", "Indexed"),
    "batch.JobSpec.podReplacementPolicy": ("TerminatingOrFailed", "Failed"),
    "batch.PodFailurePolicyRule.action": ("FailJob", "FailIndex", "Ignore", "Count"),
    "batch.PodFailurePolicyOnExitCodesRequirement.operator": EXIT_CODE_OPERATOR,
    "batch.PodFailurePolicyOnPodConditionsPattern.status": ("True", "False", "Unknown"),
    "autoscaling.HPAScalingPolicy.type": ("Pods", "Percent"),
    "autoscaling.HPAScalingRules.selectPolicy": ("Max", "Min", "Disabled"),
    "autoscaling.MetricSpec.type": ("Object", "Pods", "Resource", "ContainerResource", "External"),
    "autoscaling.MetricTarget.type": ("Utilization", "Value", "AverageValue"),
    "policy.PodDisruptionBudgetSpec.unhealthyPodEvictionPolicy": ("IfHealthyBudget", "AlwaysAllow"),
    "scheduling.PriorityClass.preemptionPolicy": PREEMPTION_POLICY,
    "networking.HTTPIngressPath.pathType": ("Exact", "Prefix", "ImplementationSpecific"),
    "networking.NetworkPolicyPort.protocol": PROTOCOL,
    "networking.NetworkPolicySpec.policyTypes": ("Ingress", "Egress"),
    "networking.IngressClassParametersReference.scope": ("Cluster", "Namespace"),
    "discovery.EndpointSlice.addressType": ("IPv4", "IPv6", "FQDN"),
    "discovery.EndpointPort.protocol": PROTOCOL,
    "rbac.Subject.kind": ("User", "Group", "ServiceAccount"),
    "rbac.RoleRef.kind": ("Role", "ClusterRole"),
    "storage.StorageClass.reclaimPolicy": ("Delete", "Retain"),
    "storage.StorageClass.volumeBindingMode": ("Immediate", "WaitForFirstConsumer"),
    "storage.CSIDriverSpec.fsGroupPolicy": ("ReadWriteOnceWithFSType", "File", "None"),
    "storage.CSIDriverSpec.volumeLifecycleModes": ("Persistent", "Ephemeral"),
    "admissionregistration.ValidatingWebhook.failurePolicy": FAILURE_POLICY,
    "admissionregistration.ValidatingWebhook.matchPolicy": MATCH_POLICY,
    "admissionregistration.ValidatingWebhook.sideEffects": SIDE_EFFECTS,
    "admissionregistration.MutatingWebhook.failurePolicy": FAILURE_POLICY,
    "admissionregistration.MutatingWebhook.matchPolicy": MATCH_POLICY,
    "admissionregistration.MutatingWebhook.reinvocationPolicy": REINVOCATION,
    "admissionregistration.MutatingWebhook.sideEffects": SIDE_EFFECTS,
    "admissionregistration.RuleWithOperations.scope": RULE_SCOPE,
    "admissionregistration.RuleWithOperations.operations": RULE_OPERATIONS,
    "admissionregistration.NamedRuleWithOperations.scope": RULE_SCOPE,
    "admissionregistration.NamedRuleWithOperations.operations": RULE_OPERATIONS,
    "admissionregistration.MatchResources.matchPolicy": MATCH_POLICY,
    "admissionregistration.ParamRef.parameterNotFoundAction": ("Allow", "Deny"),
    "admissionregistration.ValidatingAdmissionPolicySpec.failurePolicy": FAILURE_POLICY,
    "admissionregistration.ValidatingAdmissionPolicyBindingSpec.validationActions": ("Deny", "Warn", "Audit"),
    "admissionregistration.MutatingAdmissionPolicySpec.failurePolicy": FAILURE_POLICY,
    "admissionregistration.MutatingAdmissionPolicySpec.reinvocationPolicy": REINVOCATION,
    "admissionregistration.Mutation.patchType": ("ApplyConfiguration", "JSONPatch"),
    "apiextensions.CustomResourceDefinitionSpec.scope": ("Cluster", "Namespaced"),
    "apiextensions.CustomResourceConversion.strategy": ("None", "Webhook"),
    "apiextensions.JSONSchemaProps.x-kubernetes-list-type": ("atomic", "set", "map"),
    "apiextensions.JSONSchemaProps.x-kubernetes-map-type": ("granular", "atomic"),
    "apiextensions.CustomResourceColumnDefinition.type": ("integer", "number", "string", "boolean", "date"),
    "certificates.CertificateSigningRequestSpec.usages": KEY_USAGES,
    "flowcontrol.FlowDistinguisherMethod.type": ("ByUser", "ByNamespace"),
    "flowcontrol.LimitResponse.type": ("Queue", "Reject"),
    "flowcontrol.PriorityLevelConfigurationSpec.type": ("Exempt", "Limited"),
    "flowcontrol.Subject.kind": ("User", "Group", "ServiceAccount"),
    "resource.DeviceRequest.allocationMode": ALLOCATION_MODE,
    "resource.DeviceSubRequest.allocationMode": ALLOCATION_MODE,
    "resource.ExactDeviceRequest.allocationMode": ALLOCATION_MODE,
    "resource.DeviceTaint.effect": DEVICE_TAINT_EFFECT,
    "resource.DeviceToleration.effect": DEVICE_TAINT_EFFECT,
    "resource.DeviceToleration.operator": ("Exists", "Equal"),
    "scheduling.CompositePodGroupSpec.preemptionPolicy": PREEMPTION_POLICY,
    "scheduling.CompositePodGroupTemplate.preemptionPolicy": PREEMPTION_POLICY,
    "scheduling.PodGroupSpec.preemptionPolicy": PREEMPTION_POLICY,
    "scheduling.PodGroupTemplate.preemptionPolicy": PREEMPTION_POLICY,
    "lifecycle.EvictionRequestSpec.intent": EVICTION_INTENT,
    "lifecycle.Requester.intent": EVICTION_INTENT,
}


def enumerate_fields(definitions):
    """Gives the fields of `definitions` (name in full: object with `fields`) their closed sets.

    A key that names no field is an error: a field that Kubernetes renamed would lose its set in silence.
    """
    unused = set(ENUMERATIONS)
    for full, definition in definitions.items():
        parts = full.split(".")
        for name, field in definition.fields.items():
            key = "%s.%s.%s" % (parts[-3], parts[-1], name) if len(parts) >= 3 else name
            if key not in ENUMERATIONS:
                continue
            unused.discard(key)
            members = {"type": "string", "enum": list(ENUMERATIONS[key])}
            kind = field.schema.get("type")
            kinds = kind if isinstance(kind, list) else [kind]
            if "array" in kinds:
                field.schema = dict(field.schema, items=members)
            elif "string" in kinds:
                field.schema = dict(field.schema, **members)
            else:
                raise SystemExit("%s is not a string or a list of strings" % key)
    if unused:
        raise SystemExit("no field of the schemas is called: %s" % ", ".join(sorted(unused)))
