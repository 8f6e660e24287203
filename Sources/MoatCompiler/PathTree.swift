import MoatKinds
import MoatSemantics
import MoatSyntax

/// The paths that start at one variable, so that what several of them share is read once.
///
/// A place of the tree has a register if it is used more than once: as a value, in a loop, or as the way to several
/// others. Its field is read when it is first needed (`readOnce`), so that a rule that does not need it costs nothing.
final class PathTree {
  private(set) var children: [String: PathTree] = [:]
  /// In the order in which they were met, so that code is the same in each process.
  private var order: [PathTree] = []
  let field: Field?
  private var uses = 0
  var register: UInt16?

  init(field: Field? = nil) {
    self.field = field
  }

  /// `isRepeated` for a use in a loop over something else, which comes more than once.
  func add(_ path: ArraySlice<Field>, isRepeated: Bool) {
    guard let first = path.first else {
      uses += isRepeated ? 2 : 1
      return
    }
    let child = children[first.name] ?? PathTree(field: first)
    if children[first.name] == nil {
      children[first.name] = child
      order.append(child)
    }
    child.add(path.dropFirst(), isRepeated: isRepeated)
  }

  /// Gives registers to the places that are shared; the variable itself has its own.
  func assign(_ register: () -> UInt16) -> [UInt16] {
    var assigned: [UInt16] = []
    for child in order {
      if child.uses + child.children.count >= 2 {
        let own = register()
        child.register = own
        assigned.append(own)
      }
      assigned += child.assign(register)
    }
    return assigned
  }
}

extension CheckedExpression {
  /// Calls `body` with each path in this expression, and whether it stands in a loop of the expression.
  func forEachPath(isRepeated: Bool = false, _ body: (Variable, [Field], Bool) -> Void) {
    if let path {
      body(path.variable, path.fields, isRepeated)
      return
    }
    // What `is written` and `is null` ask is asked of the base.
    if case .test(let test, _, let operand) = form, test == .written || test == .null,
      case .field(let base, _) = operand.form
    {
      base.forEachPath(isRepeated: isRepeated, body)
      return
    }
    switch form {
    case .quantified(let quantified):
      for part in [quantified.domain.operand, quantified.amount.count].compactMap(\.self) {
        part.forEachPath(isRepeated: isRepeated, body)
      }
      for part in [quantified.condition, quantified.body].compactMap({ $0 }) {
        part.forEachPath(isRepeated: true, body)
      }
    case .comprehension(let element, _, let domain, let condition):
      domain.operand?.forEachPath(isRepeated: isRepeated, body)
      for part in [condition, element].compactMap({ $0 }) { part.forEachPath(isRepeated: true, body) }
    default:
      for part in operands { part.forEachPath(isRepeated: isRepeated, body) }
    }
  }
}
