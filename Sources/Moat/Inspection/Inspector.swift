import MoatDocument
import MoatExplainer
import MoatKinds
import MoatSemantics
import MoatSource
import MoatValues

/// Looks at each document of a workspace as rules would.
final class Inspector {
  private let catalogue: Catalogue
  private let workspace: Workspace
  private let context: EvaluationContext
  private let places: PlaceDescriber
  private let arenas: [ObjectIdentifier: UInt32]
  private var views: [ObjectTypeID: KindView] = [:]
  private var subjectsOfUnit: (unit: UInt32, byView: [String: [UInt32: [[Value]]]]) = (UInt32.max, [:])

  init(workspace: Workspace, catalogue: Catalogue) {
    self.catalogue = catalogue
    self.workspace = workspace
    context = workspace.context()
    places = PlaceDescriber(context: context)
    let indexed = workspace.documents.arenas.enumerated().map { (ObjectIdentifier($0.element), UInt32($0.offset)) }
    arenas = Dictionary(indexed) { first, _ in first }
  }

  func inspect() -> Inspection {
    let kinds = unitKinds()
    var groups: [DocumentPlace: Int] = [:]
    var documents: [[UInt32]] = []
    for unit in 0..<UInt32(workspace.unitCount) {
      let key = place(ofUnit: unit)
      if let known = groups[key] {
        documents[known].append(unit)
      } else {
        groups[key] = documents.count
        documents.append([unit])
      }
    }
    let unrecognised = Set(workspace.classification.unrecognised.map { DocumentPlace(arena: $0.arena, node: $0.node) })
    let shown = documents.prefix(Inspection.documentLimit)
    return Inspection(
      documents: shown.map { document($0, kinds, unrecognised) }, moreDocuments: documents.count - shown.count,
      problems: workspace.classification.problems.map { problem($0.node, $0.arena, $0.message, at: $0.span) }
        + workspace.duplicateKeys.map {
          problem($1.node, $0, workspace.documents.arenas[Int($0)].message(of: $1))
        },
      unrecognised: workspace.classification.unrecognised.filter { !$0.hasUnit }.map {
        problem(
          $0.node, $0.arena,
          $0.reason ?? ($0.kind.isEmpty ? "says no kind of object" : "\($0.kind) is of no known kind"))
      }, notEvaluated: workspace.notEvaluated)
  }

  // MARK: Documents

  /// For each unit the kinds that it belongs to, those of Moat first.
  private func unitKinds() -> [UInt32: [ObjectType]] {
    var kinds: [UInt32: [ObjectType]] = [:]
    for name in catalogue.kindNames() {
      for kind in catalogue.kinds(named: name) where kind.role != .part {
        for unit in workspace.documents.units(of: kind.id) { kinds[unit, default: []].append(kind) }
      }
    }
    return kinds
  }

  private func place(ofUnit unit: UInt32) -> DocumentPlace {
    let arena = arenas[ObjectIdentifier(workspace.documents.arena(ofUnit: unit))] ?? 0
    return DocumentPlace(arena: arena, node: workspace.documents.anchor(0, ofUnit: unit))
  }

  private func document(
    _ units: [UInt32], _ kinds: [UInt32: [ObjectType]], _ unrecognised: Set<DocumentPlace>
  ) -> Inspection.Document {
    let root = workspace.documents.anchor(0, ofUnit: units[0])
    let found = places.place(of: Witness(unit: units[0], node: root))
    var names: [String] = []
    for kind in units.flatMap({ kinds[$0] ?? [] }) where !names.contains(kind.name) { names.append(kind.name) }
    let views = units.flatMap { unit in
      viewed(kinds[unit] ?? []).map { view($0, ofUnit: unit) }
    }
    return Inspection.Document(
      place: place(found), identity: found.document, kinds: names,
      isRecognised: !unrecognised.contains(place(ofUnit: units[0])), views: views, problems: problems(ofUnit: units[0]))
  }

  /// Of the kinds of a unit those that say most: Moat's own beside `document`, else its API, else `document`.
  private func viewed(_ kinds: [ObjectType]) -> [ObjectTypeID] {
    let own = kinds.filter { KubernetesKind(id: $0.id) != nil && $0.id != KubernetesKind.document.id }
    if !own.isEmpty { return own.map(\.id) }
    let others = kinds.filter { $0.id != KubernetesKind.document.id }
    return [others.first?.id ?? KubernetesKind.document.id]
  }

  private func problems(ofUnit unit: UInt32) -> [Inspection.Problem] {
    context.scratch.reset()
    let root = Value.node(workspace.documents.anchor(0, ofUnit: unit), unit: unit)
    let list = Facts.evaluate(.schemaProblems, of: root, in: context)
    let count = Children.count(of: list, in: workspace.documents) ?? 0
    return (0..<count).map { index in
      let value = Children.child(index, of: list, in: workspace.documents)
      let message = Facts.evaluate(.problemMessage, of: value, in: context)
      let found = places.place(of: Witness(unit: unit, node: value.nodeIndex))
      return Inspection.Problem(
        place: place(found), message: message.tag == .string ? found.source.masked(message.text) : "is wrong")
    }
  }

  private func problem(
    _ node: UInt32, _ arena: UInt32, _ message: String, at span: Span? = nil
  ) -> Inspection.Problem {
    var found = places.place(of: node, inArena: arena)
    if let span { found.span = span }
    return Inspection.Problem(place: place(found), message: found.source.masked(message))
  }

  private func place(_ found: FindingPlace) -> Inspection.Place {
    let start = found.source.place(of: found.span.start)
    return Inspection.Place(file: found.source.name, line: start.line, column: start.column, path: found.path)
  }

  // MARK: Kinds

  private func view(_ kind: ObjectTypeID, ofUnit unit: UInt32) -> Inspection.Part {
    let view = views[kind] ?? KindView(kind: kind, catalogue: catalogue)
    views[kind] = view
    let root = Value.node(workspace.documents.anchor(0, ofUnit: unit), unit: unit)
    return part(view, [root])
  }

  /// Recursion is as deep as kinds stand in each other.
  private func part(_ view: KindView, _ subject: [Value]) -> Inspection.Part {
    let value = subject[subject.count - 1]
    let arena = workspace.documents.arena(ofUnit: value.aux)
    if value.nodeIndex < arena.nodeCount, arena.node(value.nodeIndex).isUnknown {
      return unknown(view, .notKnown, Witness(unit: value.aux, node: value.nodeIndex))
    }
    let place = place(places.place(of: Witness(unit: value.aux, node: value.nodeIndex)))
    return Inspection.Part(
      kind: view.name, place: place, facts: Self.distinct(view.rules.flatMap { facts($0.rule, $0.paths, subject) }),
      parts: view.parts.flatMap { parts($0, in: subject) })
  }

  private func parts(_ view: KindView, in whole: [Value]) -> [Inspection.Part] {
    guard let rule = view.rules.first?.rule, let unit = whole.first?.aux else { return [] }
    let explainer = Explainer(rule, in: context, parameters: [], data: [])
    let subjects = subjects(of: view, explainer, unit)[whole[whole.count - 1].nodeIndex] ?? []
    // The kind around the parts alone: they are not known, and its trace says why.
    if let only = subjects.first, only.count == whole.count {
      guard let domain = explainer.explain(only).domain else { return [] }
      return [unknown(view, domain.cause ?? .noAnswer, domain.witness)]
    }
    return subjects.filter { $0.count == whole.count + 1 }.prefix(Inspection.partLimit).map { part(view, $0) }
  }

  /// Parts of a kind that are not known, with the reason.
  private func unknown(_ view: KindView, _ cause: Cause, _ witness: Witness) -> Inspection.Part {
    let found = places.place(of: witness)
    let fact = Inspection.Fact(
      name: "", value: CauseText.phrase(cause, at: found), origin: .unknown, place: place(found))
    return Inspection.Part(kind: view.name, place: place(found), facts: [fact], parts: [])
  }

  /// The subjects of a view in one unit, by the node of the whole that they are parts of; found once for all wholes.
  private func subjects(of view: KindView, _ explainer: Explainer, _ unit: UInt32) -> [UInt32: [[Value]]] {
    if subjectsOfUnit.unit != unit { subjectsOfUnit = (unit, [:]) }
    if let known = subjectsOfUnit.byView[view.path] { return known }
    let count = view.levelCount - 1
    let found = explainer.subjects(ofUnit: unit).filter { $0.count >= count }
    let grouped = Dictionary(grouping: found) { $0[count - 1].nodeIndex }
    subjectsOfUnit.byView[view.path] = grouped
    return grouped
  }

  // MARK: Fields

  /// What a field has under two names (`selector` and `spec.selector`) is told once, under the shorter.
  private static func distinct(_ facts: [Inspection.Fact]) -> [Inspection.Fact] {
    struct Key: Hashable {
      var value: String
      var place: Inspection.Place
    }
    func key(_ fact: Inspection.Fact) -> Key? {
      fact.origin == .written ? fact.place.map { Key(value: fact.value, place: $0) } : nil
    }
    var shortest: [Key: String] = [:]
    for fact in facts {
      guard let key = key(fact) else { continue }
      if let known = shortest[key], known.utf8.count <= fact.name.utf8.count { continue }
      shortest[key] = fact.name
    }
    return joined(facts.filter { fact in key(fact).map { shortest[$0] == fact.name } ?? true })
  }

  /// Fields that are not known for one reason at one place are one fact, where they are many: all of a pod that is not
  /// there.
  private static func joined(_ facts: [Inspection.Fact]) -> [Inspection.Fact] {
    func anonymous(_ fact: Inspection.Fact) -> Inspection.Fact {
      var other = fact
      other.name = ""
      return other
    }
    let unknown = Dictionary(grouping: facts.filter { $0.origin == .unknown }, by: anonymous)
    return facts.compactMap { fact in
      guard fact.origin == .unknown, let group = unknown[anonymous(fact)], group.count > 3 else { return fact }
      guard group[0].name == fact.name else { return nil }
      var first = fact
      first.name += " and \(group.count - 1) more"
      return first
    }
  }

  private func facts(_ rule: CheckedRule, _ paths: [KindView.Path], _ subject: [Value]) -> [Inspection.Fact] {
    let trace = Explainer(rule, in: context, parameters: [], data: []).trace(subject)
    guard let nodes = trace.checks.first?.condition?.children else { return [] }
    return paths.enumerated().compactMap { index, path in
      guard 2 * index + 1 < nodes.count else { return nil }
      return fact(path, nodes[2 * index], isWritten: nodes[2 * index + 1].value == "true")
    }
  }

  /// Nil for what is not there, and for the empty list that stands for an absent one.
  private func fact(_ path: KindView.Path, _ node: TraceNode, isWritten: Bool) -> Inspection.Fact? {
    let isAbsent = node.witness.map { !$0.absent.isEmpty } ?? true
    let isDerived = if case .fact = path.field.access { true } else { false }
    let origin: Inspection.Origin
    if let cause = node.cause {
      // What a field needs that is not there is a problem of the schema, and told there.
      if cause == .requiredAbsent, isAbsent { return nil }
      origin = .unknown
    } else if isDerived {
      origin = .derived
    } else if isWritten, path.isOfDerivedKind, ["[]", "{}", "false"].contains(node.value) {
      // What Moat writes itself it writes in full.
      origin = .byDefault
    } else if isWritten {
      origin = .written
    } else if path.field.inheritance != nil, !isAbsent {
      origin = .inherited
    } else if case .defaults = path.field.reading {
      origin = .byDefault
    } else {
      return nil
    }
    guard node.value != "<missing>", !(origin == .derived && ["", "[]"].contains(node.value)) else { return nil }
    let found = node.witness.map { places.place(of: $0) }
    return Inspection.Fact(
      name: path.name, value: node.cause.map { CauseText.phrase($0, at: found) } ?? node.value, origin: origin,
      place: found.map { place($0) })
  }
}

extension PolicySet {
  /// What Moat understands of files, folders, globs or standard input.
  public func inspect(paths: [String], options: CheckOptions) async throws(OptionError) -> Inspection {
    let workspace = try workspace(paths, options)
    return Inspector(workspace: workspace, catalogue: catalogue).inspect()
  }

  /// The values of the inputs as a tree, a line a document, with control characters escaped.
  public func dump(paths: [String], options: CheckOptions) async throws(OptionError) -> (
    text: String, notEvaluated: [CheckReport.NotEvaluated]
  ) {
    let workspace = try workspace(paths, options)
    let text = workspace.documents.arenas.map { arena in
      ArenaDump.render(arena, spans: false, masksSecrets: true)
    }.joined()
    return (text, workspace.notEvaluated)
  }

  private func workspace(_ paths: [String], _ options: CheckOptions) throws(OptionError) -> Workspace {
    let plan = try CheckPlan(self, options)
    // Who looks at a file wants to see it, also where another one holds the same.
    var options = options
    options.keepsCopies = true
    return try Workspace.read(
      InputFinder.ofInputs.find(paths), symbols: symbols, run: plan.run, options: options,
      build: BuildPlan(options.build)
    ).heldToOptions()
  }
}
