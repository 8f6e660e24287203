/// A published framework whose paragraphs the rules of the library answer to.
struct ControlFramework: Sendable {
  /// As the policies write it: `cis.kubernetes`.
  let name: String
  let title: String
  /// The edition that the identifiers are of: the next one may number anew.
  let edition: String
  let source: String
  /// True of an identifier that this edition has.
  let has: @Sendable (String) -> Bool

  static func named(_ name: String) -> ControlFramework? { all.first { $0.name == name } }

  static let all = [
    ControlFramework(
      name: "cis.docker", title: "CIS Docker Benchmark, images and build files", edition: "1.6.0",
      source: "https://www.cisecurity.org/benchmark/docker",
      has: { $0.wholeMatch(of: /4\.([1-9]|1[0-2])/) != nil }),
    ControlFramework(
      name: "cis.kubernetes", title: "CIS Kubernetes Benchmark", edition: "1.10",
      source: "https://www.cisecurity.org/benchmark/kubernetes",
      has: { identifier in
        identifier.wholeMatch(of: /1\.2\.([1-9]|[12][0-9])/) != nil
          || identifier.wholeMatch(of: /5\.[12]\.([1-9]|1[0-3])/) != nil
          || identifier.wholeMatch(of: /5\.[34]\.[12]|5\.5\.1|5\.7\.[1-4]/) != nil
      }),
    ControlFramework(
      name: "nsa.kubernetes", title: "NSA and CISA, Kubernetes Hardening Guide, by the title of the section",
      edition: "1.2, August 2022",
      source: "https://media.defense.gov/2022/Aug/29/2003066362/-1/-1/0/"
        + "CTR_KUBERNETES_HARDENING_GUIDANCE_1.2_20220829.PDF",
      has: { hardeningGuideSections.contains($0) }),
    ControlFramework(
      name: "owasp.kubernetes", title: "OWASP Kubernetes Top Ten", edition: "2022",
      source: "https://owasp.org/www-project-kubernetes-top-ten/",
      // The edition of 2025 gives the same numbers to other risks, so the year belongs to the identifier.
      has: { $0.wholeMatch(of: /K(0[1-9]|10):2022/) != nil }),
    ControlFramework(
      name: "pss.baseline", title: "Pod Security Standards, level baseline, by the name of the control",
      edition: "Kubernetes 1.37", source: "https://kubernetes.io/docs/concepts/security/pod-security-standards/",
      has: { baselineControls.contains($0) }),
    ControlFramework(
      name: "pss.restricted", title: "Pod Security Standards, level restricted, by the name of the control",
      edition: "Kubernetes 1.37", source: "https://kubernetes.io/docs/concepts/security/pod-security-standards/",
      has: { restrictedControls.contains($0) }),
  ]

  /// The sections that ask something of a cluster, in the order of the guide.
  private static let hardeningGuideSections: Set<String> = [
    "Kubernetes Pod security",
    "\"Non-root\" containers and \"rootless\" container engines",
    "Immutable container file systems",
    "Building secure container images",
    "Pod security enforcement",
    "Protecting Pod service account tokens",
    "Hardening container environments",
    "Network separation and hardening",
    "Namespaces",
    "Network policies",
    "Resource policies",
    "Control plane hardening",
    "Worker node segmentation",
    "Encryption",
    "Secrets",
    "Protecting sensitive cloud infrastructure",
    "Authentication and authorization",
    "Authentication",
    "Role-based access control",
    "Logging",
  ]

  private static let baselineControls: Set<String> = [
    "HostProcess", "Host Namespaces", "Privileged Containers", "Capabilities", "HostPath Volumes", "Host Ports",
    "Host Probes / Lifecycle Hooks", "AppArmor", "SELinux", "/proc Mount Type", "Seccomp", "Sysctls",
  ]

  private static let restrictedControls: Set<String> = [
    "Volume Types", "Privilege Escalation", "Running as Non-root", "Running as Non-root user", "Seccomp",
    "Capabilities", "/proc Mount Type",
  ]
}
