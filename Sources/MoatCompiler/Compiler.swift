package import MoatDocument
import MoatKinds
package import MoatRuntime
package import MoatSemantics
import MoatSource
import MoatValues

/// Lowers checked rules to one program.
package enum Compiler {
  /// Why rules have no program: they need more registers than an instruction can name. It takes a list of tens of
  /// thousands of computed elements.
  package struct TooLarge: Error, Hashable, Sendable {}

  /// - Parameter symbols: the table that the inputs' tables will stand upon; the program's keys are added to it. To be
  ///   called before the inputs are read.
  package static func compile(
    _ rules: [CheckedRule], dataSets: [CheckedDataSet], symbols: SymbolTable
  ) throws(TooLarge) -> Program {
    var compiler = BlockCompiler(rules: rules)
    for kind in LevelTree.kinds(of: rules) { compiler.compile(kind) }
    guard let code = compiler.code.finish() else { throw TooLarge() }
    let records = rules.map {
      RuleRecord(id: $0.id, parameterCount: $0.parameters.count, levelCount: $0.levels.count)
    }
    var program = compiler.builder.finish(
      code, rules: records, dataSets: dataSets.map(\.id), sources: sources(of: rules))
    program.intern(into: symbols)
    return program
  }

  private static func sources(of rules: [CheckedRule]) -> [PolicySource] {
    var names: Set<String> = []
    return rules.compactMap { rule in
      names.insert(rule.source.name).inserted
        ? PolicySource(name: rule.source.name, bytes: rule.source.bytes) : nil
    }
  }
}

/// The rules of one kind by their levels: those with the same chain of levels share its loops.
final class LevelTree {
  let kind: ObjectTypeID
  let domain: PartDomain?
  /// The rules that end at this level, by their place.
  private(set) var rules: [Int] = []
  private(set) var children: [LevelTree] = []

  private init(kind: ObjectTypeID, domain: PartDomain?) {
    self.kind = kind
    self.domain = domain
  }

  /// One tree for each outermost kind, in the order in which the rules name them.
  static func kinds(of rules: [CheckedRule]) -> [LevelTree] {
    var trees: [LevelTree] = []
    for (place, rule) in rules.enumerated() {
      guard let outermost = rule.levels.first else { continue }
      var level = trees.first { $0.kind == outermost.kind }
      if level == nil {
        let tree = LevelTree(kind: outermost.kind, domain: nil)
        trees.append(tree)
        level = tree
      }
      for inner in rule.levels.dropFirst() { level = level?.child(inner.kind, inner.domain) }
      level?.rules.append(place)
    }
    return trees
  }

  private func child(_ kind: ObjectTypeID, _ domain: PartDomain?) -> LevelTree {
    if let known = children.first(where: { $0.kind == kind && $0.domain == domain }) { return known }
    let child = LevelTree(kind: kind, domain: domain)
    children.append(child)
    return child
  }

  /// The rules of this level and of those within it, in order.
  var allRules: [Int] { (rules + children.flatMap(\.allRules)).sorted() }

  var depth: Int { 1 + (children.map(\.depth).max() ?? 0) }
}
