import Foundation
import MoatDocument
import MoatKinds
import MoatSource
import MoatValues
import Testing

/// Real manifests of public projects, where they are at hand.
struct CorpusTests {
  @Test func everyManifestIsClassified() throws {
    let root = Self.corpora + "/kubernetes/throughput"
    guard let files = FileManager.default.subpaths(atPath: root) else {
      print("skipped: no corpora at \(root)")
      return
    }
    let catalogue = Catalogue()
    let run = RunFacts(today: 10957, kubernetesVersion: "1.37")
    let documents = DocumentSet()
    let symbols = KubernetesSymbols.base()
    var result = Classification()
    var count = 0
    for file in files.sorted() where file.hasSuffix(".yaml") || file.hasSuffix(".yml") {
      guard let data = FileManager.default.contents(atPath: root + "/" + file) else { continue }
      count += 1
      let source = SourceFile(name: file, bytes: Array(data))
      let arena = YAMLReader.read(source, symbols: SymbolTable(base: symbols), limits: Limits())
      result.merge(KubernetesClassifier.classify(arena, into: documents, catalogue: catalogue, run: run))
    }
    let schemas = result.readCustomResources(in: documents)
    print(
      "\(count) files, \(result.documentCount) documents, \(result.unitCount) units,",
      "\(result.unrecognised.count) unrecognised, \(result.problems.count) problems")
    for (kind, count) in result.countsByKind.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) {
      print("  \(count) \(kind)")
    }
    for problem in result.problems { print("  problem: \(problem.message)") }
    for other in result.unrecognised where !other.hasUnit {
      print("  unrecognised: \(documents.arenas[Int(other.arena)].source.name) \(other.kind)")
    }
    #expect(count > 100 && result.documentCount > count / 2)
    evaluate(documents, run, schemas)
  }

  /// Every fact of every container is there or says why not, in bounded memory.
  private func evaluate(_ documents: DocumentSet, _ run: RunFacts, _ schemas: SchemaSource) {
    let context = EvaluationContext(documents: documents, scratch: Scratch(), run: run, schemas: schemas)
    var containers = 0
    var unclear = 0
    for unit in documents.units(of: KubernetesKind.workload.id) {
      context.scratch.reset()
      let root = unsafe documents.units[Int(unit)].anchors.0
      let list = Facts.evaluate(.workloadContainers, of: .node(root, unit: unit), in: context)
      guard list.tag == .list else {
        unclear += 1
        continue
      }
      for container in unsafe Array(list.elements) {
        containers += 1
        let role = Facts.evaluate(.containerRole, of: container, in: context)
        #expect(role.tag == .string)
        let policy = Facts.evaluate(.containerPullPolicy, of: container, in: context)
        #expect(policy.tag == .string || policy.tag == .undetermined)
      }
    }
    var kinds: [String: Int] = [:]
    for unit in documents.units(of: KubernetesKind.document.id) {
      context.scratch.reset()
      let root = unsafe documents.units[Int(unit)].anchors.0
      let problems = Facts.evaluate(.schemaProblems, of: .node(root, unit: unit), in: context)
      for problem in unsafe Array(problems.elements) {
        kinds[Facts.evaluate(.problemKind, of: problem, in: context).text, default: 0] += 1
      }
    }
    print("schema problems:", kinds.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" })
    print("\(containers) containers, \(unclear) workloads whose containers are not clear")
    #expect(containers > 100)
  }

  /// `MOAT_CORPORA`, or the folder beside the project.
  private static var corpora: String {
    if let named = ProcessInfo.processInfo.environment["MOAT_CORPORA"] { return named }
    let package = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    return "/\(package)/../shared/corpora"
  }
}
