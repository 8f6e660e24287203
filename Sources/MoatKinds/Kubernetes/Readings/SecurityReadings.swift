import MoatValues

private typealias Enums = KubernetesEnumerations

/// Security contexts. `SecurityContext` stands in containers only: what it leaves out may come from the pod.
let securityReadings: [CuratedDefinition] = [
  CuratedDefinition(
    "core.SecurityContext", source: Source.reference("core/v1 SecurityContext"),
    [
      Curation("privileged", .bool(false)),
      // The kubelet sets no_new_privs only for an explicit false.
      Curation(
        "allowPrivilegeEscalation", .bool(true),
        source: "kubernetes.io/docs/tasks/configure-pod-container/security-context: it controls no_new_privs, "
          + "which an absent field leaves off"),
      Curation("readOnlyRootFilesystem", .bool(false)),
      Curation("procMount", .string("Default"), type: Enums.procMount),
      Curation("runAsNonRoot", .bool(false), inherits: .podSecurity("runAsNonRoot")),
      Curation("runAsUser", Reading.none, inherits: .podSecurity("runAsUser")),
      Curation("runAsGroup", Reading.none, inherits: .podSecurity("runAsGroup")),
      Curation("capabilities", .transparent, source: Source.zeroObject),
      // These three are taken over whole: a container that sets one hides all of the pod's.
      Curation("seccompProfile", Reading.none, inherits: .podSecurity("seccompProfile")),
      Curation("appArmorProfile", Reading.none, inherits: .podSecurity("appArmorProfile")),
      Curation("seLinuxOptions", .transparent, inherits: .podSecurity("seLinuxOptions")),
      // Windows options are merged field by field, by the fields' own inheritance.
      Curation("windowsOptions", .transparent, source: Source.zeroObject),
    ]),
  CuratedDefinition(
    "core.PodSecurityContext", source: Source.reference("core/v1 PodSecurityContext"),
    [
      Curation("runAsNonRoot", .bool(false)),
      Curation("seLinuxOptions", .transparent, source: Source.zeroObject),
      Curation("windowsOptions", .transparent, source: Source.zeroObject),
      Curation("seLinuxChangePolicy", type: Enums.seLinuxChange),
      Curation("fsGroupChangePolicy", .string("Always"), type: Enums.groupChange),
      Curation("supplementalGroupsPolicy", .string("Merge"), type: Enums.supplementalGroups),
    ]),
  CuratedDefinition(
    "core.Capabilities", source: Source.reference("core/v1 Capabilities"),
    [
      Curation("add", .empty),
      Curation("drop", .empty),
    ]),
  CuratedDefinition(
    "core.SeccompProfile", source: Source.reference("core/v1 SeccompProfile"),
    [Curation("type", .required, type: Enums.seccompProfile)]),
  CuratedDefinition(
    "core.AppArmorProfile", source: Source.reference("core/v1 AppArmorProfile"),
    [Curation("type", .required, type: Enums.appArmorProfile)]),
  // The runtime chooses what is not set; the Pod Security Standards read that as the empty string.
  CuratedDefinition(
    "core.SELinuxOptions", source: "kubernetes.io/docs/concepts/security/pod-security-standards, SELinux",
    [
      Curation("user", .string("")),
      Curation("role", .string("")),
      Curation("type", .string("")),
      Curation("level", .string("")),
    ]),
  CuratedDefinition(
    "core.WindowsSecurityContextOptions", source: Source.reference("core/v1 WindowsSecurityContextOptions"),
    [
      Curation("hostProcess", .bool(false), inherits: .podSecurity("windowsOptions", "hostProcess")),
      Curation("runAsUserName", Reading.none, inherits: .podSecurity("windowsOptions", "runAsUserName")),
      Curation(
        "gmsaCredentialSpecName", Reading.none, inherits: .podSecurity("windowsOptions", "gmsaCredentialSpecName")),
      Curation(
        "gmsaCredentialSpec", Reading.none, inherits: .podSecurity("windowsOptions", "gmsaCredentialSpec"),
        isIdentifier: false),
    ]),
]
