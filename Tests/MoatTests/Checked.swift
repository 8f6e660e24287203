import MoatSource

@testable import Moat

/// Runs policies that a test writes over documents that a test writes.
enum Checked {
  static let today = "2026-11-24"

  static func policies(_ text: String, library: PolicySet.Library = .none) throws -> PolicySet {
    try PolicySet.load(texts: [SourceFile(name: "test.moat", text: text)], library: library)
  }

  /// The documents are called `a.yaml`, `b.yaml` and so on.
  static func report(
    _ policy: String, _ documents: String..., options change: (inout CheckOptions) -> Void = { _ in }
  ) async throws -> CheckReport {
    var options = CheckOptions(today: today)
    change(&options)
    let letters = "abcdefgh".map(String.init)
    let texts = documents.enumerated().map { SourceFile(name: "\(letters[$0.offset]).yaml", text: $0.element) }
    return try await policies(policy).check(texts: texts, options: options)
  }

  /// What policies that do not load say, one line an error.
  static func errors(_ text: String) -> [String] {
    do {
      _ = try policies(text)
      return []
    } catch let error as PolicyError {
      return error.problems.compactMap { $0.text.split(separator: "\n").first.map(String.init) }
    } catch {
      return ["\(error)"]
    }
  }

  /// `privileged`, as the library has it, in few words.
  static let privileged = """
    policy test version "1"

    ## A privileged container owns its node.
    rule privileged {
      title "Container runs privileged"
      severity critical
      controls [pss.baseline "Privileged Containers"]

      for container c in workload w
      deny when c.securityContext.privileged
      message "{c.name} of {w.name} is privileged"
      remedy "Remove it."
    }

    """

  static func pod(_ name: String, _ containers: String, more: String = "") -> String {
    """
    apiVersion: v1
    kind: Pod
    metadata: {name: \(name)}
    spec:
      \(more)
      containers:
      \(containers)

    """
  }
}

extension CheckReport {
  /// Each finding as `file:line:column verdict rule path`.
  var lines: [String] {
    findings.map { finding in
      let place = finding.source.place(of: finding.span.start)
      return "\(finding.source.name):\(place.line):\(place.column) \(finding.verdict.rawValue) \(finding.rule)"
        + " \(finding.path)"
    }
  }
}
