import MoatKinds
import MoatSemantics
import MoatSyntax
import MoatValues

/// Says which documents of a set a run may lack, by what kept them away.
enum MissingDocuments {
  private static let dockerfiles = Set(DockerfileKind.allCases.map(\.id))
  private static let images = Set(ImageKind.allCases.map(\.id))

  /// Where a document stands that a run could have.
  enum Domain: Hashable, Sendable {
    case kubernetes
    case dockerfile
    case image

    var kinds: DocumentGap.Kinds {
      switch self {
      case .kubernetes: .allBut(dockerfiles.union(images))
      case .dockerfile: .only(dockerfiles)
      case .image: .only(images)
      }
    }
  }

  /// The domain of a kind that rules are about.
  static func domain(of kind: ObjectTypeID) -> Domain {
    dockerfiles.contains(kind) ? .dockerfile : images.contains(kind) ? .image : .kubernetes
  }

  /// An input that was not read. Its name tells what it could have held: a Dockerfile holds no manifest.
  static func gap(_ problem: InputProblem) -> DocumentGap {
    let path = FilePath(problem.path)
    let kinds: DocumentGap.Kinds =
      if DockerfileName.matches(path) {
        .only(dockerfiles)
      } else if InputFinder.archiveSuffixes.contains(where: path.hasSuffix) {
        .only(images)
      } else if InputFinder.documentSuffixes.contains(where: path.hasSuffix) {
        .allBut(dockerfiles)
      } else {
        .all
      }
    return DocumentGap(.unread(file: problem.path, line: nil, message: problem.message), kinds: kinds)
  }

  /// A document of an input that was not read. A text that is none of a Dockerfile may be a manifest or tell of an image.
  static func gap(_ failure: CheckReport.NotEvaluated, in domain: Domain) -> DocumentGap {
    DocumentGap(
      .unread(file: failure.file, line: failure.line, message: failure.message),
      kinds: domain == .kubernetes ? .allBut(dockerfiles) : domain.kinds)
  }

  /// A document that is not what it says; nil if rules see it all the same.
  static func gap(_ hidden: HiddenDocument, file: String, line: Int, message: String) -> DocumentGap? {
    guard !hidden.isInSet, hidden.kinds != [] else { return nil }
    return DocumentGap(
      .misspelt(file: file, line: line, message: message),
      kinds: hidden.kinds.map { .only($0) } ?? Domain.kubernetes.kinds, namespace: hidden.namespace)
  }

  /// What lies beside files that were named one by one: everything, or where a folder was given too, what is of the kinds of
  /// these files.
  static func gaps(besideNamed domains: Set<Domain>, ofPart isPart: Bool) -> [DocumentGap] {
    guard !domains.isEmpty else { return [] }
    if isPart { return [DocumentGap(.namedFiles)] }
    return [.kubernetes, .dockerfile, .image].filter(domains.contains).map {
      DocumentGap(.namedFiles, kinds: $0.kinds)
    }
  }
}

/// The rules that do not see a document which cannot be evaluated: a finding about such a document blocks like the strictest
/// of them.
struct HiddenRules: Sendable {
  private var strictest: [ObjectTypeID: Severity] = [:]

  init(_ rules: [PlannedRule]) {
    for planned in rules {
      guard let kind = planned.rule.levels.first?.kind, let severity = Self.severity(planned) else { continue }
      strictest[kind] = max(strictest[kind] ?? .info, severity)
    }
  }

  /// The highest severity at which the rule blocks; nil if it blocks at none.
  private static func severity(_ planned: PlannedRule) -> Severity? {
    // A check that only warns blocks nothing.
    let checks = planned.rule.checks.filter { $0.form != .warnWhen }
    guard !checks.isEmpty else { return nil }
    let named = checks.compactMap { check -> Severity? in
      guard let form = check.outcomes.severity?.form, case .constant(.int(let number)) = form else { return nil }
      return Int(exactly: number).flatMap(Severity.init(rawValue:))
    }
    return (named + [planned.severity]).filter { planned.enforced(.undetermined, at: $0).blocks }.max()
  }

  func severity(hiddenBy document: HiddenDocument) -> Severity? {
    guard let kinds = document.kinds else { return severity(in: .kubernetes) }
    return kinds.compactMap { strictest[$0] }.max()
  }

  /// Of a document of a domain that may be of any of its kinds.
  func severity(in domain: MissingDocuments.Domain) -> Severity? {
    strictest.filter { MissingDocuments.domain(of: $0.key) == domain }.map(\.value).max()
  }
}
