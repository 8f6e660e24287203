import MoatDocument
import MoatValues

/// The facts of Dockerfiles: what refers to another thing of the file has its number, and these follow it.
enum DockerfileFacts {
  static func evaluate(_ fact: Fact, _ scope: FactScope) -> Value {
    switch fact {
    case .dockerfileInstructions: instructions(scope)
    case .dockerfileCommands: commands(scope, of: 0..<count(.instructions, scope))
    case .dockerfileFinalStage: finalStage(scope)
    case .stageInstructions: list(.instructions, range(ofStage: scope.node, scope), scope)
    case .stageLineage: lineage(scope)
    case .stageCommands: commands(scope, of: range(ofStage: scope.node, scope))
    case .referencedStage: element(.stages, number(.stageNumber, of: scope.node, scope), scope)
    case .instructionPrevious: previous(scope)
    case .pipelineCommands: pipelineCommands(scope)
    case .pipelineFirst: pipelineEnd(scope, isLast: false)
    case .pipelineLast: pipelineEnd(scope, isLast: true)
    case .commandPipeline: pipeline(scope)
    default: .undetermined(.noAnswer)
    }
  }

  // MARK: Numbers and lists

  private static func number(_ key: KnownKey, of node: UInt32, _ scope: FactScope) -> Int? {
    guard scope.node(at: node).kind == .object else { return nil }
    let child = scope.arena.child(of: node, key: scope.symbol(key))
    guard child != NodeIndex.none, scope.node(at: child).kind == .int else { return nil }
    return Int(Int64(bitPattern: scope.node(at: child).bits))
  }

  /// A list of the whole file.
  private static func list(_ key: KnownKey, of holder: UInt32, _ scope: FactScope) -> Node? {
    guard holder != NodeIndex.none, scope.node(at: holder).kind == .object else { return nil }
    let child = scope.arena.child(of: holder, key: scope.symbol(key))
    guard child != NodeIndex.none, scope.node(at: child).kind == .list else { return nil }
    return scope.node(at: child)
  }

  private static func count(_ key: KnownKey, _ scope: FactScope) -> Int {
    Int(list(key, of: scope.document, scope)?.count ?? 0)
  }

  /// Missing where nothing is named.
  private static func element(_ key: KnownKey, _ index: Int?, _ scope: FactScope) -> Value {
    guard let index, let list = list(key, of: scope.document, scope), index >= 0, index < Int(list.count) else {
      return .missing
    }
    return scope.value(list.first + UInt32(index))
  }

  /// Not known where the run asks for a stage that the file does not have.
  private static func finalStage(_ scope: FactScope) -> Value {
    let child = scope.arena.child(of: scope.node, key: scope.symbol(.finalStage))
    if child != NodeIndex.none, scope.node(at: child).flags.contains(.unknown) {
      return scope.undetermined(.notKnown, at: child)
    }
    return element(.stages, number(.finalStage, of: scope.node, scope), scope)
  }

  private static func list(_ key: KnownKey, _ range: Range<Int>, _ scope: FactScope) -> Value {
    var result = ScratchList(capacity: range.count, in: scope.scratch)
    if let list = list(key, of: scope.document, scope) {
      for index in range.clamped(to: 0..<Int(list.count)) { result.append(scope.value(list.first + UInt32(index))) }
    }
    return result.value
  }

  private static func range(ofStage stage: UInt32, _ scope: FactScope) -> Range<Int> {
    let first = number(.firstInstruction, of: stage, scope) ?? 0
    return first..<first + max(0, number(.instructionCount, of: stage, scope) ?? 0)
  }

  // MARK: Instructions

  /// What ONBUILD holds stands behind it: it is an instruction of the stages to come.
  private static func instructions(_ scope: FactScope) -> Value {
    guard let list = list(.instructions, of: scope.document, scope) else { return .missing }
    var result = ScratchList(capacity: 2 * Int(list.count), in: scope.scratch)
    for index in list.first..<list.first + list.count {
      result.append(scope.value(index))
      let trigger = scope.arena.child(of: index, key: scope.symbol(.trigger))
      if trigger != NodeIndex.none { result.append(scope.value(trigger)) }
    }
    return result.value
  }

  private static func lineage(_ scope: FactScope) -> Value {
    guard let stages = list(.stages, of: scope.document, scope) else { return .missing }
    var chain = [scope.node]
    // A stage builds on an earlier one only, so that this ends.
    while let parent = number(.parentStage, of: chain[chain.count - 1], scope), parent >= 0,
      parent < Int(stages.count), chain.count <= Int(stages.count)
    {
      chain.append(stages.first + UInt32(parent))
    }
    let ranges = chain.reversed().map { range(ofStage: $0, scope) }
    var result = ScratchList(capacity: ranges.reduce(0) { $0 + $1.count }, in: scope.scratch)
    guard let list = list(.instructions, of: scope.document, scope) else { return .missing }
    for range in ranges {
      for index in range.clamped(to: 0..<Int(list.count)) { result.append(scope.value(list.first + UInt32(index))) }
    }
    return result.value
  }

  /// The instruction before this one in its stage; FROM has none before it.
  private static func previous(_ scope: FactScope) -> Value {
    guard let list = list(.instructions, of: scope.document, scope), scope.node > list.first,
      scope.node < list.first + list.count,
      number(.stageNumber, of: scope.node - 1, scope) == number(.stageNumber, of: scope.node, scope)
    else { return .missing }
    return scope.value(scope.node - 1)
  }

  // MARK: Commands

  /// The commands of a range of instructions, those under ONBUILD left out.
  private static func commands(_ scope: FactScope, of range: Range<Int>) -> Value {
    guard let list = list(.instructions, of: scope.document, scope) else { return .missing }
    let range = range.clamped(to: 0..<Int(list.count))
    var total = 0
    for index in range { total += Int(self.list(.commands, of: list.first + UInt32(index), scope)?.count ?? 0) }
    var result = ScratchList(capacity: total, in: scope.scratch)
    for index in range {
      guard let commands = self.list(.commands, of: list.first + UInt32(index), scope) else { continue }
      for command in commands.first..<commands.first + commands.count { append(command, to: &result, scope) }
    }
    return result.value
  }

  /// A command, or that it is not known which it is.
  private static func append(_ command: UInt32, to list: inout ScratchList, _ scope: FactScope) {
    list.append(scope.wrongElement(command) ?? scope.value(command))
  }

  /// The commands list in which those of a pipeline stand, and the first and last place of them.
  private static func span(ofPipeline scope: FactScope) -> Range<UInt32>? {
    let pipelines = scope.arena.parent(scope.node)
    guard pipelines != NodeIndex.none, let first = number(.firstCommand, of: scope.node, scope),
      let count = number(.commandCount, of: scope.node, scope),
      let commands = list(.commands, of: scope.arena.parent(pipelines), scope), first >= 0, count > 0,
      first + count <= Int(commands.count)
    else { return nil }
    return commands.first + UInt32(first)..<commands.first + UInt32(first + count)
  }

  /// Whether a command is one that the pipeline joins: neither a wrapper in front of one nor inside of one.
  private static func joins(_ command: UInt32, _ scope: FactScope) -> Bool {
    let index = Int(scope.node) - Int(scope.node(at: scope.arena.parent(scope.node)).first)
    guard number(.pipelineNumber, of: command, scope) == index else { return false }
    return scope.arena.child(of: command, key: scope.symbol(.wrapped)) == NodeIndex.none
  }

  private static func pipelineCommands(_ scope: FactScope) -> Value {
    guard let range = span(ofPipeline: scope) else { return ScratchList(capacity: 0, in: scope.scratch).value }
    var result = ScratchList(capacity: range.count, in: scope.scratch)
    for command in range where joins(command, scope) { result.append(scope.value(command)) }
    return result.value
  }

  /// What a pipeline begins or ends with is not known where it is no simple command.
  private static func pipelineEnd(_ scope: FactScope, isLast: Bool) -> Value {
    guard let range = span(ofPipeline: scope) else { return scope.undetermined(.notKnown, at: scope.node) }
    let wanted = isLast ? (number(.stages, of: scope.node, scope) ?? 1) - 1 : 0
    let found = range.first { joins($0, scope) && number(.position, of: $0, scope) == wanted }
    return found.map(scope.value) ?? scope.undetermined(.notKnown, at: scope.node)
  }

  private static func pipeline(_ scope: FactScope) -> Value {
    let commands = scope.arena.parent(scope.node)
    guard commands != NodeIndex.none, let number = number(.pipelineNumber, of: scope.node, scope),
      let pipelines = list(.pipelines, of: scope.arena.parent(commands), scope), number >= 0,
      number < Int(pipelines.count)
    else { return .missing }
    return scope.value(pipelines.first + UInt32(number))
  }
}
