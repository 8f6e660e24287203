import MoatDocument
import MoatSource
import MoatTestSupport

/// The Dockerfiles beside the project, with what BuildKit says of each.
enum Corpus {
  /// The folder of the corpora; nil where they are not at hand.
  static let folder: String? = Files.above("shared/corpora/dockerfile/README.md").map {
    String($0.dropLast("README.md".count))
  }

  /// One line of `buildkit-on-*.jsonl`: the file and the verdict.
  struct Case {
    var name: String
    var source: SourceFile
    var verdict: Verdict
  }

  struct Verdict {
    let arena: Arena
    let root: UInt32

    func node(_ key: String) -> UInt32? { child(root, key) }

    func string(_ key: String) -> String? { node(key).map { arena.string($0) } }

    func text(_ node: UInt32) -> String { arena.string(node) }

    func integer(_ key: String) -> Int? { integer(key, in: root) }

    func integer(_ key: String, in node: UInt32) -> Int? {
      child(node, key).flatMap { arena.node($0).kind == .int ? Int(Int64(bitPattern: arena.node($0).bits)) : nil }
    }

    func child(_ node: UInt32, _ key: String) -> UInt32? {
      let child = arena.child(of: node, named: key)
      return child == NodeIndex.none ? nil : child
    }

    func elements(_ node: UInt32) -> [UInt32] {
      let node = arena.node(node)
      guard node.kind == .list || node.kind == .object else { return [] }
      return Array(node.first..<node.first + node.count)
    }

    func strings(_ node: UInt32?) -> [String] { node.map { elements($0).map { arena.string($0) } } ?? [] }

    func key(of node: UInt32) -> String {
      let span = arena.keySpan(node)
      return String(arena.source.text(span).dropFirst().dropLast())
    }
  }

  /// All lines of one file of verdicts.
  static func cases(_ file: String) -> [Case] {
    guard let folder, let bytes = Files.read(folder + file) else { return [] }
    let arena = JSONReader.readLines(SourceFile(name: file, bytes: bytes), symbols: SymbolTable())
    precondition(arena.failures.isEmpty, "\(file) is not JSON: \(arena.failures)")
    return arena.roots.compactMap { root in
      let verdict = Verdict(arena: arena, root: root)
      guard let name = verdict.string("file"), let bytes = Files.read(folder + name) else { return nil }
      return Case(name: name, source: SourceFile(name: name, bytes: bytes), verdict: verdict)
    }
  }

  static let files = ["buildkit-on-cases.jsonl", "buildkit-on-real.jsonl"]
}

/// Counts of a comparison, with each difference in words.
struct Agreement {
  var agreed = 0
  var differences: [String] = []

  mutating func check(_ name: String, _ ours: some Equatable & CustomStringConvertible, _ theirs: String) {
    if ours.description == theirs {
      agreed += 1
    } else {
      differences.append("\(name):\n  ours   \(ours)\n  theirs \(theirs)")
    }
  }

  func show(_ title: String) {
    print("\(title): \(agreed) of \(agreed + differences.count) agree")
    for difference in differences.prefix(12) { print(difference) }
  }
}
