import MoatDocument
import MoatKinds
import MoatSemantics
import MoatValues

/// The elements that a quantifier, a comprehension, a function or a level of a rule goes through, made one at a time.
struct Elements {
  enum Source {
    case none
    /// Elements of a list, read as the leaf of their type.
    case list(Leaf, EnumerationTables)
    /// Entries of a map, with the type of their values.
    case map(Type)
    case documents(ContiguousArray<UInt32>, Join?)
  }

  /// The equality of a `same … as`.
  final class Join {
    let field: Field
    let wanted: Placed

    init(_ field: Field, _ wanted: Placed) {
      self.field = field
      self.wanted = wanted
    }
  }

  var source: Source
  var collection: Placed
  var count: Int
  /// The elements that may belong; nil if each may.
  var candidates: JoinCandidates.Found?
  /// True if none is known to meet a condition that each must meet, so that the first that leaves the answer open is enough.
  var isCertainOfNone = false

  /// How many have to be looked at, and which is the next.
  var countOfCandidates: Int { candidates?.places.count ?? count }

  func candidate(_ place: Int) -> Int { candidates?.places[place] ?? place }
}

extension Walk {
  /// The elements of a list or the entries of a map, or why they are not known.
  func elements(of collection: Placed, type: Type) -> Known<Elements> {
    if collection.isAbsent { return .known(Elements(source: .none, collection: collection, count: 0)) }
    if collection.isUndetermined { return .unknown(collection) }
    guard let count = Children.count(of: collection.value, in: context.documents) else {
      return .unknown(noCollection(collection))
    }
    if case .map(let element) = type.unwrapped, collection.value.tag != .list || count == 0 {
      return .known(Elements(source: .map(element), collection: collection, count: count))
    }
    if collection.value.tag == .node, Children.isKeyed(collection.value, in: context.documents) {
      return .unknown(blame(.wrongType, collection))
    }
    let element = Self.elementType(of: type)
    let leaf = Leaf(element, isIdentifier: true) ?? .any
    return .known(
      Elements(source: .list(leaf, constants.tables(for: element)), collection: collection, count: count))
  }

  static func elementType(of type: Type) -> Type {
    switch type.unwrapped {
    case .list(let element), .set(let element): element
    default: .any
    }
  }

  /// A scalar where a list belongs: a template, or a wrong type.
  private func noCollection(_ found: Placed) -> Placed {
    guard let node = Children.node(found.value, in: context.documents) else { return blame(.wrongType, found) }
    let value = LeafDecoder.mismatch(node, index: found.value.nodeIndex, unit: found.value.aux)
    return Placed(value, at: found.place)
  }

  /// The instances of a part in an instance of the kind around it.
  func parts(_ domain: PartDomain, of whole: Placed) -> Known<Elements> {
    var list = whole
    switch domain.access {
    case .fact(let fact):
      let value = Facts.evaluate(fact, of: whole.value, in: context)
      list = Placed(value, at: Witness(value) ?? whole.place)
    case .keys(let anchor, let keys):
      if !whole.isUndetermined { list = follow(keys, from: anchor, whole) }
    }
    return elements(of: list, type: .list(.object(domain.part)))
  }

  func elements(of domain: CheckedDomain) -> Known<Elements> {
    switch domain {
    case .elements(let collection): return elements(of: evaluate(collection), type: collection.type)
    case .parts(let parts, let whole): return self.parts(parts, of: evaluate(whole))
    case .documents(let kind, let sameField, let expression):
      let units = context.documents.units(of: kind)
      let wanted = expression.map { evaluate($0) }
      var elements = Elements(
        source: .documents(units, nil), collection: Placed(.missing, at: wanted?.place), count: units.count)
      if let sameField, let wanted {
        elements.source = .documents(units, Elements.Join(sameField, wanted))
        // Texts that differ may be equal by the rules of their type, but not by their bytes.
        if Comparison(sameField.type) == .plain {
          let probe = JoinPlan.Probe(form: .texts, paths: [[sameField]], wanted: [])
          elements.candidates = joins.find(probe, [wanted.value], of: kind, in: context).candidates
        }
      }
      return .known(elements)
    }
  }

  /// The elements without those documents of which a condition is certainly false.
  ///
  /// - Parameter conditions: an element of which one of them is false adds nothing.
  func narrowed(
    _ elements: Elements, of domain: CheckedDomain, _ variable: Variable, _ conditions: [CheckedExpression?]
  ) -> Elements {
    // A mutant gives an answer that no document has.
    guard case .documents(let kind, let sameField, _) = domain, mutation == nil,
      let plan = JoinPlanner(variable: variable, domain: domain).plan(conditions)
    else { return elements }
    var narrowed = elements
    for probe in plan.probes {
      // By that alone they were found.
      if let sameField, probe.form == .texts, probe.paths.map({ $0.map(\.name) }) == [[sameField.name]] { continue }
      let answer = joins.find(probe, probe.wanted.map { evaluate($0).value }, of: kind, in: context)
      if answer.isCertainOfNone { narrowed.isCertainOfNone = true }
      if let candidates = answer.candidates, candidates.places.count < narrowed.countOfCandidates {
        narrowed.candidates = candidates
      }
    }
    return narrowed
  }

  func element(_ index: Int, of elements: Elements) -> Placed {
    let collection = elements.collection
    switch elements.source {
    case .none: return Placed(.missing)
    case .list(let leaf, let tables):
      let value = Children.element(
        index, of: collection.value, as: leaf, table: 0, tables: tables, in: context.documents)
      return Placed(value, at: place(ofChild: index, value, of: collection))
    case .map(let type):
      let key = context.scratch.string(Children.key(index, of: collection.value, in: context.documents))
      let value = member(index, of: collection.value, type)
      let pair = context.scratch.list([key, value])
      let entry = pair.tag == .list ? Value(tag: .entry, bits: pair.bits, aux: UInt32(index)) : pair
      return Placed(entry, at: place(ofChild: index, value, of: collection))
    case .documents(let units, _): return document(units[index])
    }
  }

  func document(_ unit: UInt32) -> Placed {
    let value = Value.node(context.documents.anchor(Anchor.document.rawValue, ofUnit: unit), unit: unit)
    return Placed(value, at: Witness(value))
  }

  /// Whether an element belongs to the domain: the equality of `same … as`, for documents.
  func belongs(_ element: Placed, to elements: Elements) -> Placed {
    guard case .documents(_, let join?) = elements.source else { return Placed(.bool(true)) }
    let wanted = join.wanted
    let own = read(join.field, of: element)
    let answer = equal(own.value, wanted.value, by: MoatValues.Comparison(join.field.type))
    let placed = Placed(answer, at: own.isUndetermined || !wanted.isUndetermined ? own.place : wanted.place)
    return Placed(answer, at: placed.blamed ?? placed.place)
  }
}

/// Something, or the undetermined value that stands for it.
enum Known<Content> {
  case known(Content)
  case unknown(Placed)
}
