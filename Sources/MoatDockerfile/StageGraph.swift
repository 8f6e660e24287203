package import MoatSource

/// How stages build on each other.
package enum StageGraph {
  /// What a stage takes from elsewhere.
  package struct Dependency: Hashable, Sendable {
    package enum Reason: Hashable, Sendable {
      case base
      case copy
      case mount
    }

    package enum Target: Hashable, Sendable {
      case stage(Int)
      case image(ByteText)
      /// A number that no stage has.
      case missing(Int)
    }

    package var reason: Reason
    package var target: Target
    package var span: Span
    package var line: Int
  }

  /// The dependencies of each stage. A name is that of the last stage that has it, before or after.
  static func dependencies(of dockerfile: EvaluatedDockerfile) -> [[Dependency]] {
    var names: [ByteText: Int] = [:]
    for stage in dockerfile.stages { if let name = stage.stage.name { names[name] = stage.stage.index } }
    return dockerfile.stages.map { dependencies(of: $0, names, count: dockerfile.stages.count) }
  }

  private static func dependencies(
    of stage: EvaluatedStage, _ names: [ByteText: Int], count: Int
  ) -> [Dependency] {
    var result: [Dependency] = []
    let from = stage.stage.from.base
    switch stage.base {
    case .scratch: break
    case .stage(let index):
      result.append(
        Dependency(reason: .base, target: .stage(index), span: from.span, line: stage.stage.node.startLine))
    case .image(let name):
      result.append(Dependency(reason: .base, target: .image(name), span: from.span, line: stage.stage.node.startLine))
    }
    for step in stage.steps {
      let line = step.isTrigger ? stage.stage.node.startLine : step.instruction.node.startLine
      func add(_ reason: Dependency.Reason, _ name: ByteText, _ span: Span) {
        let target: Dependency.Target
        if reason == .copy, let index = Int(name.description) {
          target = index >= 0 && index < count ? .stage(index) : .missing(index)
        } else {
          target = names[name.lowercased].map { .stage($0) } ?? .image(name)
        }
        let place = step.isTrigger ? from.span : span
        result.append(Dependency(reason: reason, target: target, span: place, line: line))
      }
      switch step.instruction.content {
      case .copy(let files):
        if let name = files.from { add(.copy, name.text, name.span) }
      case .run(let run):
        for token in run.mounts {
          guard let mount = try? Mount.read(token, expand: { $0 }), !mount.from.isEmpty else { continue }
          add(.mount, mount.from, token.span)
        }
      default: break
      }
    }
    return result
  }

  /// Numbers that no stage has, stages that stand later, and circles.
  static func problems(of dockerfile: EvaluatedDockerfile) -> [Problem] {
    var problems: [Problem] = []
    for (index, dependencies) in dockerfile.dependencies.enumerated() {
      for dependency in dependencies {
        switch dependency.target {
        case .missing(let number):
          let message = "there is no stage \(number); the file has \(dockerfile.stages.count)"
          problems.append(Problem(.unknownStageIndex, message, at: dependency.span, line: dependency.line))
        case .stage(index):
          let message = "the stage takes files from itself"
          problems.append(Problem(.circularStages, message, at: dependency.span, line: dependency.line))
        case .stage(let other) where other > index:
          // BuildKit builds stages in order, so that a circle always has such a step.
          let message = "the stage takes files from a stage that stands after it"
          problems.append(Problem(.laterStage, message, at: dependency.span, line: dependency.line))
        default: break
        }
      }
    }
    return problems
  }

  /// The stages that a stage needs, itself among them.
  package static func reachable(from stage: Int, _ dependencies: [[Dependency]]) -> Set<Int> {
    var seen: Set<Int> = []
    var work = [stage]
    while let index = work.popLast() {
      guard dependencies.indices.contains(index), seen.insert(index).inserted else { continue }
      for dependency in dependencies[index] {
        if case .stage(let other) = dependency.target { work.append(other) }
      }
    }
    return seen
  }
}
