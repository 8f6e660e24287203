package import MoatDocument
package import MoatValues

/// Puts a Dockerfile that `DockerfileReader` read into a set of documents.
package enum DockerfileClassifier {
  /// What a Dockerfile's units are counted as.
  package static let kindName = "Dockerfile"

  package static func classify(_ arena: Arena, into documents: DocumentSet) -> Classification {
    var result = Classification()
    let index = documents.append(arena)
    for root in arena.roots {
      var unit = unsafe Unit(
        nodes: arena.nodes, anchors: (root, NodeIndex.none, NodeIndex.none, NodeIndex.none), arena: index)
      let number = UInt32(clamping: unsafe documents.units.count)
      unsafe unit.documentUnit = number
      unsafe unit.flags = UnitFlag.clusterWide
      unsafe _ = documents.append(unit)
      documents.add(unit: number, to: DockerfileKind.dockerfile.id)
      result.count(kindName)
      result.unitCount += 1
      let problems = arena.child(of: root, named: "problems")
      guard problems != NodeIndex.none else { continue }
      let list = arena.node(problems)
      for problem in list.first..<list.first + list.count {
        result.problems.append(
          ClassificationProblem(
            arena: index, node: problem, message: arena.string(problem), subject: .dockerfile))
      }
    }
    return result
  }
}
