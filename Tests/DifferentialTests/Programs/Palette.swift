import MoatKinds
import MoatTestSupport
import MoatValues

/// What a generated policy draws from: the kinds and fields of the catalogue, and literals of each type.
final class Palette {
  let catalogue = Catalogue(customResourceDefinitions: Gadget.schema)
  private var fieldsOfType: [Type: [Field]] = [:]
  private var curatedOfType: [Type: [Field]] = [:]
  private var favouredOfType: [Type: [Field]] = [:]

  /// Fields on the way to what is rare: selectors, networks, images, quantities, inherited values.
  private static let favoured: Set<String> = [
    "image", "resources", "limits", "requests", "memory", "cpu", "securityContext", "runAsUser", "runAsNonRoot",
    "seccompProfile", "selector", "podSelector", "ingress", "from", "ipBlock", "cidr", "except", "hostPath", "path",
    "labels", "targetPort", "capabilities", "drop", "mountPath", "volumes", "containers", "command", "args",
  ]

  /// Kinds to write rules about, the common ones more than once: the binders, outermost last.
  static let subjects: [[String]] = [
    ["container", "workload"], ["container", "workload"], ["container", "workload"], ["workload"], ["workload"],
    ["workload"], ["port", "container", "workload"], ["env", "container", "workload"],
    ["mount", "container", "workload"], ["handler", "container", "workload"], ["volume", "workload"], ["service"],
    ["service"], ["port", "service"], ["ingress"], ["ingressrule", "ingress"], ["ingressbackend", "ingress"],
    ["ingressbackend", "ingress"], ["networkpolicy"], ["networkpolicy"],
    ["namespace"],
    ["serviceaccount"], ["role"], ["permission", "role"], ["binding"], ["subject", "binding"], ["configmap"],
    ["secret"], ["persistentvolumeclaim"], ["horizontalpodautoscaler"], ["poddisruptionbudget"], ["document"],
    ["document"], ["problem", "document"], ["Deployment"], ["CronJob"], ["container", "Deployment"],
    ["\"acme.example/Widget\""], ["\"acme.example/Widget\""], ["\"acme.example/Gadget\""],
    ["\"acme.example/Gadget\""], ["dockerfile"], ["stage", "dockerfile"],
    ["instruction", "dockerfile"], ["instruction", "dockerfile"], ["instruction", "stage", "dockerfile"],
    ["pipeline", "instruction", "dockerfile"], ["command", "instruction", "dockerfile"],
    ["command", "pipeline", "instruction", "dockerfile"], ["command", "stage", "dockerfile"],
    ["command", "stage", "dockerfile"], ["variable", "instruction", "dockerfile"],
  ]

  /// Kinds of documents to join with.
  static let joined = [
    "workload", "service", "service", "serviceaccount", "configmap", "networkpolicy", "Deployment", "dockerfile",
  ]

  /// Parts by the kind around them.
  static let parts: [String: [String]] = [
    "workload": ["container", "container", "volume"], "Deployment": ["container"],
    "container": ["port", "env", "mount", "handler"], "service": ["port"], "role": ["permission"],
    "binding": ["subject"], "ingress": ["ingressrule", "ingressbackend"],
    "dockerfile": ["stage", "instruction", "command"],
    "stage": ["instruction", "command"], "instruction": ["command", "pipeline", "variable"],
    "pipeline": ["command"], "command": ["variable"],
  ]

  /// Names of fields that no schema describes.
  static let untyped = ["spec", "data", "flag", "items", "size", "name", "mode"]

  static let parameterTypes: [(text: String, type: Type)] = [
    ("int", .int), ("bool", .bool), ("string", .string), ("quantity", .quantity), ("duration", .duration),
    ("date", .date), ("semver", .semver), ("path", .path), ("decimal", .decimal), ("severity", .severity),
    ("image-prefix", .imagePrefix), ("cidr", .cidr), ("glob", .glob), ("regex", .regex), ("set<string>", .set(.string)),
    ("set<image-prefix>", .set(.imagePrefix)), ("set<path>", .set(.path)), ("list<int>", .list(.int)),
    ("set<quantity>", .set(.quantity)), ("list<string>", .list(.string)), ("map<string, int>", .map(.int)),
    ("list<duration>", .list(.duration)), ("list<date>", .list(.date)), ("list<semver>", .list(.semver)),
    ("url", .url), ("arn", .arn), ("action-pattern", .actionPattern), ("image-reference", .imageReference),
  ]

  static let dataTypes: [(text: String, type: Type)] = [
    ("set<string>", .set(.string)), ("map<string, date>", .map(.date)), ("map<string, int>", .map(.int)),
    ("list<int>", .list(.int)),
  ]

  /// The fields of a type that a policy can write.
  func fields(of type: Type) -> [Field] {
    if let known = fieldsOfType[type] { return known }
    let found = catalogue.fieldNames(of: type).filter(Self.isWord).compactMap { catalogue.field(named: $0, of: type) }
    fieldsOfType[type] = found
    favouredOfType[type] = found.filter { Self.favoured.contains($0.name) }
    curatedOfType[type] = found.filter { !$0.source.isEmpty || $0.inheritance != nil }
    return found
  }

  /// Those that the curated table knows.
  func curatedFields(of type: Type) -> [Field] {
    _ = fields(of: type)
    return curatedOfType[type] ?? []
  }

  /// Those that lead to what is rare.
  func favouredFields(of type: Type) -> [Field] {
    _ = fields(of: type)
    return favouredOfType[type] ?? []
  }

  private static func isWord(_ name: String) -> Bool {
    !name.isEmpty && name.utf8.allSatisfy { $0 == 45 || $0 == 95 || ($0 | 32) &- 97 < 26 || $0 &- 48 < 10 }
      && name.utf8.first.map { ($0 | 32) &- 97 < 26 } == true
  }

  /// True if nothing is known of the fields of the type.
  func isUntyped(_ type: Type) -> Bool {
    guard case .object(let id) = type else { return type == .any }
    return id == KubernetesKind.document.id || catalogue.objectType(id)?.role == .untyped
  }
}

/// Texts of each type: what literals say, and what leaves of documents hold.
enum Texts {
  static func pool(_ type: Type) -> [String] {
    switch type {
    case .bool: ["true", "false"]
    case .int: ["0", "1", "2", "3", "80", "8080", "1000", "65535", "9223372036854775807"]
    case .decimal: ["0.5", "1.0", "2.5", "100"]
    case .quantity: ["100m", "0.5", "1", "2", "128Mi", "1Gi", "2Gi", "1e3"]
    case .duration: ["30s", "90s", "10min", "1h30min", "30d", "365d"]
    case .date: ["2024-02-29", "2025-06-30", "2026-01-01", "2027-03-31"]
    case .semver: ["1.25", "1.29.3", "1.30", "1.37", "1.9", "2.0.0-rc.1"]
    case .cidr: ["10.0.0.0/8", "10.1.0.0/16", "0.0.0.0/0", "192.168.1.7/32", "::/0"]
    case .path: ["/", "/var", "/var/run/docker.sock", "/etc/../var/log", "/data"]
    case .url: ["https://acme.example/a", "http://10.0.0.1:8080/"]
    case .imageReference:
      [
        "nginx", "nginx:latest", "nginx:1.27", "registry.k8s.io/pause:3.9", "docker.io/library/nginx",
        "ghcr.io/acme/web@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
      ]
    case .imagePrefix: ["registry.k8s.io/", "docker.io/library/", "ghcr.io/acme/"]
    case .glob: ["*", "web-*", "/var/**", "[a-c]*"]
    case .regex: ["^[a-z]+$", "a|b", "(?i)WEB", "^.{3}$", "[0-9]"]
    case .arn: ["arn:aws:s3:::bucket/*", "arn:aws:iam::123456789012:role/a"]
    case .actionPattern: ["s3:Get*", "*", "iam:PassRole"]
    case .severity: ["info", "low", "medium", "high", "critical"]
    case .enumeration(let enumeration): enumeration.members
    default: ["a", "b", "app", "web", "Web", "web-1", "kube-system", "default", "ALL", "NET_ADMIN", "a b", "/var"]
    }
  }

  /// The literal of a text; a bare word for some types.
  static func literal(_ text: String, _ type: Type) -> String {
    switch type {
    case .bool, .int, .decimal, .quantity, .duration, .date, .severity: text
    case .regex: "r\"\(text)\""
    case .enumeration where isBareWord(text): text
    default: "\"\(text)\""
    }
  }

  static let reserved: Set<String> = [
    "or", "and", "not", "some", "every", "no", "exactly", "at", "in", "where", "satisfies", "for", "ignoring",
    "includes", "contains", "starts", "ends", "matches", "selects", "covers", "overlaps", "is", "exists", "else",
    "true",
    "false", "unless",
  ]

  private static func isBareWord(_ text: String) -> Bool {
    !text.isEmpty && !reserved.contains(text) && text.utf8.first.map { ($0 | 32) &- 97 < 26 } == true
      && text.utf8.last != 45 && text.utf8.allSatisfy { $0 == 45 || ($0 | 32) &- 97 < 26 || $0 &- 48 < 10 }
  }

  /// The constant that a run gives for a param or data set.
  static func constant(_ type: Type, _ random: inout SplitMix64) -> Constant? {
    switch type {
    case .bool: return .bool(random.chance(1, in: 2))
    case .int: return .int(Int64(random.below(4)))
    case .list(let element), .set(let element):
      return .list((0..<random.below(4)).compactMap { _ in constant(element, &random) })
    case .map(let content):
      let keys = ["a", "b", "app", "web"].prefix(random.below(4))
      return .map(keys.compactMap { key in constant(content, &random).map { .init(key: key, value: $0) } })
    default: return try? LiteralText.constant(random.pick(pool(type)), as: type)
    }
  }
}
