package import MoatDocument
import MoatSource

/// Resources of the Trivy operator (`aquasecurity.github.io/v1alpha1`): what it found about one container, workload or cluster.
extension DocumentCursor {
  /// Kinds that tell of vulnerabilities, secrets, packages and configurations; the prefix `Cluster` says no more than that the
  /// resource is in no namespace.
  enum OperatorKind: String {
    case vulnerabilities = "VulnerabilityReport"
    case secrets = "ExposedSecretReport"
    case bill = "SbomReport"
    case configuration = "ConfigAuditReport"
    case roles = "RbacAssessmentReport"
    case infrastructure = "InfraAssessmentReport"

    init?(_ kind: String) {
      self.init(rawValue: kind.hasPrefix("Cluster") ? String(kind.dropFirst("Cluster".count)) : kind)
    }
  }

  /// - Returns: nil for a kind that is not read; then there is a problem.
  mutating func trivyOperator(_ root: UInt32, _ blank: ImageModel, kind name: String? = nil) -> ImageModel? {
    let written = name ?? text(root, "kind").value.map { String(decoding: $0, as: UTF8.self) } ?? ""
    guard let kind = OperatorKind(written) else {
      report(
        ImageProblem(
          unread:
            "\(Self.shown(Array(written.utf8))) of the Trivy operator is not read: it sums up what its other reports say",
          at: place(root)))
      return nil
    }
    guard let content = member(root, "report", .object) else {
      report(ImageProblem("a \(written) must have a `report`", at: place(root)))
      return nil
    }
    var image = blank
    if kind == .bill, let bill = member(content, "components", .object) { image = cycloneDX(bill, blank) }
    image.tool = .present(Array("trivy".utf8), at: place(content))
    if let scanner = member(content, "scanner", .object) { image.toolVersion = text(scanner, "version") }
    image.scanned = date(content, "updateTimestamp")
    switch kind {
    case .vulnerabilities, .secrets, .bill: readOperatorArtifact(content, into: &image)
    case .configuration, .roles, .infrastructure: image.isNoImage(at: place(root))
    }
    image.place = place(root)
    switch kind {
    case .vulnerabilities: readOperatorVulnerabilities(content, into: &image)
    case .secrets: image.secrets.append(section(content, "secrets") { $0.operatorSecret($1) })
    case .bill: break
    case .configuration, .roles, .infrastructure:
      let subject = operatorSubject(root)
      image.misconfigurations.append(section(content, "checks") { $0.operatorCheck($1, subject) })
    }
    return image
  }

  // MARK: The image

  /// The digest of the artifact is that of the manifest where the container names one, and else the image's ID.
  private mutating func readOperatorArtifact(_ content: UInt32, into image: inout ImageModel) {
    image.isImage = .present(true, at: place(content))
    guard let artifact = member(content, "artifact", .object) else { return }
    guard case .present(let repository) = text(artifact, "repository").absentIfEmpty else { return }
    let server = member(content, "registry", .object).flatMap { text($0, "server").absentIfEmpty.value }
    let name = (server.map { $0 + [UInt8(ascii: "/")] } ?? []) + repository.value
    let digest = text(artifact, "digest").absentIfEmpty
    if case .present(let tag) = text(artifact, "tag").absentIfEmpty {
      image.tags = .present([Located(name + [UInt8(ascii: ":")] + tag.value, at: tag.place)], at: place(artifact))
      image.configDigest = digest.unknownIfAbsent(.notAtHand)
      image.repositoryDigests = .unknown(.notAtHand, place(artifact))
    } else if case .present(let digest) = digest {
      image.tags = .absent(place(artifact))
      image.repositoryDigests = .present(
        [Located(name + [UInt8(ascii: "@")] + digest.value, at: digest.place)], at: place(artifact))
    }
  }

  private mutating func readOperatorVulnerabilities(_ content: UInt32, into image: inout ImageModel) {
    image.distribution = ImageDistribution(reason: .unnamed, place: place(content))
    if let os = member(content, "os", .object), ![nil, [], Array("none".utf8)].contains(text(os, "family").value) {
      image.distribution.family = text(os, "family")
      image.distribution.version = text(os, "name").absentIfEmpty.unknownIfAbsent(.ambiguous)
      image.distribution.isEndOfLife = bool(os, "eosl").unknownIfAbsent(.ambiguous)
    }
    guard let list = member(content, "vulnerabilities") else {
      image.vulnerabilities = .unknown(.notAtHand, place(content))
      return
    }
    guard kind(list) == .list else {
      image.vulnerabilities = wrongType(list, "a list")
      return
    }
    var found: [ImageVulnerability] = []
    for node in children(list) {
      guard kind(node) == .object else {
        report(ImageProblem("each vulnerability must be an object", at: place(node)))
        continue
      }
      let url =
        text(node, "packagePURL").absentIfEmpty.isAbsent ? .absent(place(node)) : packageURL(node, "packagePURL")
      let type = packageType(url, else: text(node, "packageType").absentIfEmpty)
      found.append(
        ImageVulnerability(
          place: place(node), id: text(node, "vulnerabilityID"), severity: severity(text(node, "severity")),
          package: packageName(text(node, "resource"), url: url, type: type), packageURL: url, packageType: type,
          installed: text(node, "installedVersion"),
          fixedIn: versions(text(node, "fixedVersion")), status: .absent(place(node)),
          published: operatorDate(node, "publishedDate"), isKnownExploited: .unknown(.notInForm, place(node)),
          url: text(node, "primaryLink").absentIfEmpty))
    }
    image.vulnerabilities = .present(found, at: place(list))
  }

  /// A date that is an empty text where there is none.
  private mutating func operatorDate(_ node: UInt32, _ name: String) -> ImageField<[UInt8]> {
    let field = text(node, name)
    return field.value == [] ? .absent(field.place) : date(node, name)
  }

  private mutating func operatorSecret(_ node: UInt32) -> ExposedSecret {
    hide(node, "match")
    return ExposedSecret(
      place: place(node), rule: text(node, "ruleID"), title: text(node, "title").absentIfEmpty,
      category: text(node, "category"), severity: severity(text(node, "severity")), path: text(node, "target"),
      line: .unknown(.notInForm, place(node)))
  }

  // MARK: Configurations

  /// What was checked, by the labels that the operator gives its reports.
  private mutating func operatorSubject(_ root: UInt32) -> ImageField<[UInt8]> {
    guard let metadata = member(root, "metadata", .object) else { return .absent(place(root)) }
    if let labels = member(metadata, "labels", .object),
      case .present(let kind) = text(labels, "trivy-operator.resource.kind"),
      case .present(let name) = text(labels, "trivy-operator.resource.name")
    {
      return .present(kind.value + [UInt8(ascii: "/")] + name.value, at: name.place)
    }
    return text(metadata, "name")
  }

  private mutating func operatorCheck(_ node: UInt32, _ subject: ImageField<[UInt8]>) -> Misconfiguration {
    let messages = texts(node, "messages")
    return Misconfiguration(
      place: place(node), id: text(node, "checkID"), title: text(node, "title").absentIfEmpty,
      severity: severity(text(node, "severity")), passed: bool(node, "success"),
      message: messages.value?.first.map { .present($0) } ?? .absent(messages.place),
      remedy: text(node, "remediation").absentIfEmpty, path: subject, line: .absent(place(node)),
      url: .absent(place(node)))
  }
}

/// Reports that stand as Kubernetes objects among others.
extension ImageDocument {
  private static let operatorGroup = Array("aquasecurity.github.io/".utf8)
  private static let kubescapeGroup = Array("spdx.softwarecomposition.kubescape.io/".utf8)
  private static let policyGroups = ["wgpolicyk8s.io/", "openreports.io/", "reports.kyverno.io/"].map { Array($0.utf8) }

  /// What the objects of a text tell, and which of them are reports; nil if none is. A text that holds other objects too is
  /// still one of Kubernetes. In a stream, reports stand beside such objects.
  package static func resources(in arena: Arena) -> (reading: ImageReading, nodes: Set<UInt32>)? {
    var cursor = DocumentCursor(arena, source: 0)
    let sources = [ImageSource(name: arena.source.name, arena: arena)]
    var reading = ImageReading(sources: sources)
    var nodes: Set<UInt32> = []
    for root in arena.roots {
      for (node, group, kind) in cursor.reportObjects(root, [operatorGroup, kubescapeGroup] + policyGroups) {
        if policyGroups.contains(group), !kind.hasSuffix("Report") { continue }
        nodes.insert(node)
        nodes.insert(root)
        let blank = ImageModel(form: .trivyOperator, sources: sources, place: cursor.place(node), reason: .notInForm)
        if group == kubescapeGroup {
          let report = UnreadReport(
            "\(DocumentCursor.shown(Array(kind.utf8))) of Kubescape", "give the report of a scanner, or an SBOM")
          cursor.report(report.problem(at: cursor.place(node)))
        } else if policyGroups.contains(group) {
          let report = UnreadReport(
            DocumentCursor.shown(Array(kind.utf8)),
            "it has results of a policy engine; give Moat the objects themselves",
            mayTellOfImages: false)
          cursor.report(report.problem(at: cursor.place(node)))
        } else if let image = cursor.trivyOperator(node, blank, kind: kind) {
          reading.images.append(image)
        }
      }
    }
    reading.problems = cursor.problems
    reading.secrets = cursor.secrets
    let others = arena.roots.filter { cursor.member($0, "apiVersion") == nil }
    // A text that is one document was asked already.
    if arena.roots.count > 1 || !arena.failures.isEmpty,
      let found = ReportSearch.read(others, in: arena, isStream: true, besideImages: !reading.images.isEmpty)
    {
      reading.add(found.reading)
      nodes.formUnion(found.nodes)
    }
    return nodes.isEmpty ? nil : (reading, nodes)
  }
}

extension DocumentCursor {
  /// The reports among an object and what it lists, with their groups and kinds.
  fileprivate func reportObjects(_ root: UInt32, _ groups: [[UInt8]]) -> [(UInt32, [UInt8], String)] {
    func identity(_ node: UInt32) -> (version: [UInt8], kind: String)? {
      guard kind(node) == .object, let version = member(node, "apiVersion", .string),
        let kind = member(node, "kind", .string)
      else { return nil }
      return (arena.bytes(version), String(decoding: arena.bytes(kind), as: UTF8.self))
    }
    guard let own = identity(root) else { return [] }
    let group = groups.first { own.version.starts(with: $0) }
    guard let items = member(root, "items", .list), own.kind.hasSuffix("List") else {
      return group.map { [(root, $0, own.kind)] } ?? []
    }
    return children(items).compactMap { item in
      if let identity = identity(item) {
        return groups.first { identity.version.starts(with: $0) }.map { (item, $0, identity.kind) }
      }
      // What the elements of a typed list are, the list says.
      return group.flatMap { kind(item) == .object ? (item, $0, String(own.kind.dropLast("List".count))) : nil }
    }
  }
}
