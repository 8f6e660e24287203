import Moat
import MoatSource
import MoatTestSupport
import Testing

/// The rules that say `same-as hadolint` against what hadolint itself says of real Dockerfiles: for each rule and file,
/// whether there is a finding. An undetermined result blocks, so it counts as one where hadolint has one; where hadolint has
/// none it is no verdict, and is counted apart. Files that hadolint cannot parse (DL1000) are held against nothing.
struct HadolintCorpusTests {
  /// How both sides compare under one rule of hadolint.
  struct Comparison {
    var both = 0
    /// By file.
    var hadolintOnly: [String] = []
    var moatOnly: [String] = []
    var undeterminedOnly: [String] = []

    var pairs: Int { both + hadolintOnly.count + moatOnly.count + undeterminedOnly.count }
    /// Files of which the two sides do not say the same.
    var apart: Int { pairs - both }
  }

  /// Its files that are undetermined are those of which a command is hidden.
  static let ruleOnEveryCommand = "DL3004"

  /// Of all pairs of a rule and a file in which either side has a finding.
  static let floor = 0.95

  /// The files that both sides read.
  static let files = 464

  /// Pairs of a rule and a file that are undetermined where hadolint has no finding: they block, so they cost those who
  /// use the rules, and must not become more.
  static let undeterminedAlone = 704

  @Test func agreesWithHadolintOverRealDockerfiles() async throws {
    guard let readme = Files.above("shared/corpora/dockerfile/README.md") else {
      print("skipped: shared/corpora is not beside the project")
      return
    }
    let verdicts = try Self.verdicts()
    let comparisons = try await Self.compare(readme.dropLast("README.md".count) + "real", verdicts)
    let hidden = Set(comparisons[Self.ruleOnEveryCommand]?.undeterminedOnly ?? [])
    #expect(hidden.count == HadolintDifference.filesWithHiddenCommands)
    var unexplained: [String] = []
    var total = Comparison()
    var explained = 0
    var undetermined = 0
    for (rule, found) in comparisons.sorted(by: { $0.key < $1.key }) where found.pairs > 0 {
      print(
        "\(rule): both \(found.both), hadolint alone \(found.hadolintOnly.count), Moat alone \(found.moatOnly.count), "
          + "undetermined \(found.undeterminedOnly.count); the same of \(Self.files - found.apart) of \(Self.files) files"
      )
      undetermined += found.undeterminedOnly.count
      total.both += found.both
      let sides: [(HadolintDifference.Side, [String])] = [
        (.hadolint, found.hadolintOnly), (.moat, found.moatOnly),
        (.undetermined, found.undeterminedOnly.filter { !hidden.contains($0) }),
      ]
      for (side, files) in sides {
        let known = HadolintDifference.all.filter { $0.rule == rule && $0.side == side }.map(\.count).reduce(0, +)
        explained += min(known, files.count)
        if files.count != known {
          unexplained.append("\(rule) \(side): \(files.count), the list says \(known): \(files.prefix(5))")
        }
        if side != .undetermined { total.hadolintOnly += files }
      }
    }
    let share = Double(total.both) / Double(max(1, total.both + total.hadolintOnly.count))
    print(
      "hadolint: \(total.both) of \(total.both + total.hadolintOnly.count) pairs agree (\(share)); explained \(explained)"
    )
    print(
      "hadolint: with what is undetermined on Moat's side alone, "
        + "\(total.both) of \(total.both + total.hadolintOnly.count + undetermined)")
    // DL3057 is off by default in hadolint and has a finding in every file: the share without it is the sober one.
    let everywhere = comparisons["DL3057"]?.both ?? 0
    print(
      "hadolint: without DL3057, \(total.both - everywhere) of "
        + "\(total.both - everywhere + total.hadolintOnly.count) pairs agree")
    #expect(undetermined <= Self.undeterminedAlone)
    #expect(unexplained.isEmpty, "\(unexplained.joined(separator: "\n"))")
    #expect(share >= Self.floor)
  }

  /// Files by rule, of `hadolint-verdicts.tsv`.
  private static func verdicts() throws -> [String: Set<String>] {
    let table = try #require(Files.text(Files.packageRoot() + "/Tests/ConformanceTests/hadolint-verdicts.tsv"))
    var result: [String: Set<String>] = [:]
    for line in table.split(separator: "\n") where !line.hasPrefix("#") {
      let columns = line.split(separator: "\t").map(String.init)
      result[columns[0], default: []].insert(columns[1])
    }
    return result
  }

  private static func compare(
    _ folder: String, _ verdicts: [String: Set<String>]
  ) async throws -> [String: Comparison] {
    let unreadable = verdicts["DL1000"] ?? []
    print("hadolint cannot parse \(unreadable.sorted())")
    let policies = try PolicySet.load()
    let texts = Files.list(folder).flatMap { Files.list($0) }.map { path in
      SourceFile(name: String(path.dropFirst(folder.count + 1)), text: Files.text(path) ?? "")
    }.filter { !unreadable.contains($0.name) }
    let report = try await policies.check(texts: texts, options: CheckOptions(today: "2026-01-01"))
    var failed: [String: Set<String>] = [:]
    var blinded: [String: Set<String>] = [:]
    for finding in report.findings {
      if finding.verdict == .undetermined {
        for rule in finding.blinded + [finding.rule] { blinded[rule, default: []].insert(finding.source.name) }
      } else {
        failed[finding.rule, default: []].insert(finding.source.name)
      }
    }
    var result: [String: Comparison] = [:]
    for (peer, own) in policies.rules(sameAs: "hadolint") {
      let fails = own.reduce(into: Set<String>()) { $0.formUnion(failed[$1] ?? []) }
      let unknown = own.reduce(into: Set<String>()) { $0.formUnion(blinded[$1] ?? []) }
      let theirs = (verdicts[peer] ?? []).subtracting(unreadable)
      var comparison = Comparison()
      comparison.both = theirs.intersection(fails.union(unknown)).count
      comparison.hadolintOnly = theirs.subtracting(fails).subtracting(unknown).sorted()
      comparison.moatOnly = fails.subtracting(theirs).sorted()
      comparison.undeterminedOnly = unknown.subtracting(fails).subtracting(theirs).sorted()
      result[peer] = comparison
    }
    return result
  }
}
