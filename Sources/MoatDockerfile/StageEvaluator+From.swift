internal import MoatSource

/// FROM: what a stage begins with.
extension StageEvaluator {
  mutating func begin(_ dockerfile: EvaluatedDockerfile, _ names: [ByteText: Int]) {
    let from = result.stage.from
    let scope = StageScope(variables: globals, uncertain: uncertainGlobals, isComplete: true)
    do throws(Failure) {
      let base = try expander.expand(from.base.text, scope)
      result.unmatched.formUnion(base.unmatched)
      result.blankInBase = base.blank
      result.isBaseCertain = scope.isCertain(base)
      if !base.blank.isEmpty {
        var blank = scope
        blank.uncertain = base.blank
        result.basePieces = try expander.expandKnown(from.base.text, blank)
      }
      if base.text.isEmpty || base.demand != nil {
        let message = base.demand ?? "the base image `\(from.base.text.excerpt)` is empty"
        let failure = Failure(.blankBaseName, message, at: from.base.span)
        guard !result.isBaseCertain else { throw failure }
        result.problems.append(Problem(conditional: failure, in: result.stage.node))
      }
      if let index = names[base.text] {
        result.base = .stage(index)
      } else {
        result.base = base.text == "scratch" ? .scratch : .image(base.text)
      }
      if let platform = from.platform {
        let expanded = try expander.expand(platform.text, scope)
        result.unmatched.formUnion(expanded.unmatched)
        if expanded.text.isEmpty || expanded.demand != nil {
          let message = expanded.demand ?? "the platform `\(platform.text.excerpt)` is empty"
          let failure = Failure(.emptyPlatform, message, at: platform.span)
          guard !scope.isCertain(expanded) else { throw failure }
          result.problems.append(Problem(conditional: failure, in: result.stage.node))
        }
        if !expanded.text.isEmpty, !BuildValues.isPlatform(expanded.text) {
          let message = "`\(expanded.text.excerpt)` is not a platform; write OS/ARCHITECTURE, such as linux/amd64"
          let failure = Failure(.invalidPlatform, message, at: platform.span)
          guard !scope.isCertain(expanded) else { throw failure }
          result.problems.append(Problem(conditional: failure, in: result.stage.node))
        }
        result.platform = expanded.text.isEmpty ? nil : expanded.text
      }
    } catch {
      forgetBase()
      return result.problems.append(error.problem(in: result.stage.node))
    }
    do throws(Failure) {
      try inherit(dockerfile)
    } catch {
      forgetBase()
      result.problems.append(error.problem(in: result.stage.node))
    }
  }

  private mutating func inherit(_ dockerfile: EvaluatedDockerfile) throws(Failure) {
    switch result.base {
    case .scratch: result.image = .scratch
    case .image(let name): try inherit(imageNamed: name)
    case .stage(let index):
      try expander.charge(dockerfile.stages[index].image.weight)
      result.image = dockerfile.stages[index].image
      result.known = dockerfile.stages[index].known
      result.baseProblem = dockerfile.stages[index].baseProblem
      result.isBaseTold = dockerfile.stages[index].isBaseTold
      result.unknownVariables = dockerfile.stages[index].unknownVariables
      result.variables = dockerfile.stages[index].variables
      result.declared = dockerfile.stages[index].declared
      result.uncertainVariables = dockerfile.stages[index].uncertainVariables
    }
    result.baseVariables = result.image.environment
    // The image's own variables win over arguments of the base.
    for name in result.image.environment.names {
      result.variables.set(name, result.image.environment.value(of: name) ?? "")
    }
  }

  /// A name that depends on a variable without a value is the name of no image that could be looked for.
  private mutating func inherit(imageNamed name: ByteText) throws(Failure) {
    let base =
      result.blankInBase.isEmpty
      ? options.baseImages?.image(named: name, platform: result.platform, target: options.targetPlatform) : nil
    switch base {
    case .known(let image, let fields):
      try expander.charge(image.weight)
      result.image = image
      result.known = fields
      result.isBaseTold = true
      if !fields.contains(.environment) { result.unknownVariables = ["PATH"] }
    case .unknown(let problem):
      result.baseProblem = problem
      forgetBase()
    case nil: forgetBase()
    }
  }

  /// Nobody knows what the image has; its `PATH` is a guess.
  private mutating func forgetBase() {
    result.known = []
    result.unknownVariables = ["PATH"]
  }
}
