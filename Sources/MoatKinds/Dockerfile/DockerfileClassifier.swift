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
      DerivedUnit.add(root, of: arena, at: index, kind: DockerfileKind.dockerfile.id, into: documents)
      result.count(kindName)
      result.unitCount += 1
      for (key, subject) in [("problems", ClassificationProblem.Subject.dockerfile), ("commentProblems", .comment)] {
        let problems = arena.child(of: root, named: key)
        guard problems != NodeIndex.none else { continue }
        let list = arena.node(problems)
        for problem in list.first..<list.first + list.count {
          result.problems.append(
            ClassificationProblem(arena: index, node: problem, message: arena.string(problem), subject: subject))
        }
      }
    }
    return result
  }
}
