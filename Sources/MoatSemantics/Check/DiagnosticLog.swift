package import MoatSource

/// A diagnostic with the file that it is about.
package struct LocatedDiagnostic: Sendable {
  package var source: SourceFile
  package var diagnostic: Diagnostic

  package init(_ diagnostic: Diagnostic, in source: SourceFile) {
    self.source = source
    self.diagnostic = diagnostic
  }
}

/// What the checkers report: each thing once, in the order of the files and the places.
final class DiagnosticLog {
  private struct Key: Hashable {
    var source: ObjectIdentifier
    var diagnostic: Diagnostic
  }

  private var seen: Set<Key> = []
  private var entries: [LocatedDiagnostic] = []
  private let files: [ObjectIdentifier: Int]

  init(_ sources: [SourceFile]) {
    files = Dictionary(sources.enumerated().map { (ObjectIdentifier($0.element), $0.offset) }) { first, _ in first }
  }

  func report(_ diagnostic: Diagnostic, in source: SourceFile) {
    report(LocatedDiagnostic(diagnostic, in: source))
  }

  /// What is wrong with a `define` is found at each of its uses, and said once.
  func report(_ located: LocatedDiagnostic) {
    let key = Key(source: ObjectIdentifier(located.source), diagnostic: located.diagnostic)
    if seen.insert(key).inserted { entries.append(located) }
  }

  func holds(_ code: String) -> Bool { entries.contains { $0.diagnostic.code == code } }

  var ordered: [LocatedDiagnostic] {
    let places = entries.map { files[ObjectIdentifier($0.source)] ?? files.count }
    let order = entries.indices.sorted { left, right in
      let (first, second) = (entries[left].diagnostic.span.start, entries[right].diagnostic.span.start)
      return (places[left], first, left) < (places[right], second, right)
    }
    return order.map { entries[$0] }
  }
}
