import MoatDockerfile
import MoatDocument
import MoatKinds
import MoatSource
import MoatValues

/// Documents for a test: read, classified, and ready to be asked.
struct Inputs {
  let documents = DocumentSet()
  private(set) var context: EvaluationContext
  var result = Classification()
  let catalogue = Catalogue()

  init(_ texts: String..., version: String = "1.37", namespace: String = "default", isWhole: Bool = true) {
    let run = RunFacts(today: 10957, kubernetesVersion: version, namespace: namespace)
    context = EvaluationContext(documents: documents, scratch: Scratch(), run: run)
    documents.isWhole = isWhole
    let symbols = KubernetesSymbols.base()
    for (index, text) in texts.enumerated() {
      let source = SourceFile(name: "input-\(index).yaml", text: text)
      let arena = YAMLReader.read(source, symbols: SymbolTable(base: symbols), limits: Limits())
      result.merge(KubernetesClassifier.classify(arena, into: documents, catalogue: catalogue, run: run))
    }
    context.schemas = result.readCustomResources(in: documents)
  }

  /// One Dockerfile.
  init(dockerfile text: String, options: BuildOptions = BuildOptions()) {
    context = EvaluationContext(
      documents: documents, scratch: Scratch(), run: RunFacts(today: 10957, kubernetesVersion: "1.37"))
    let source = SourceFile(name: "Dockerfile", text: text)
    let arena = DockerfileReader.read(
      source, symbols: SymbolTable(base: KubernetesSymbols.base()), options: options)
    result.merge(DockerfileClassifier.classify(arena, into: documents))
  }

  /// The units of a kind by its policy name, or by `group/Kind`.
  func units(_ name: String) -> [UInt32] {
    let parts = name.split(separator: "/").map(String.init)
    let type =
      parts.count == 2 ? catalogue.customKind(group: parts[0], kind: parts[1]) : catalogue.kinds(named: name).first
    guard let type else { return [] }
    return Array(documents.units(of: type.id))
  }

  /// The value of a unit: its document's node.
  func document(_ unit: UInt32) -> Value {
    .node(unsafe documents.units[Int(unit)].anchors.0, unit: unit)
  }

  func fact(_ fact: Fact, of value: Value) -> Value {
    Facts.evaluate(fact, of: value, in: context)
  }

  /// The elements of a list value or of a list's node.
  func elements(_ list: Value) -> [Value] {
    switch list.tag {
    case .list:
      return unsafe Array(list.elements)
    case .node:
      let node = documents.arena(ofUnit: list.aux).node(list.nodeIndex)
      return (0..<node.count).map { .node(node.first + $0, unit: list.aux) }
    default:
      return []
    }
  }

  /// The containers of the only workload, or of one of several.
  func containers(of position: Int = 0) -> [Value] {
    let units = units("workload")
    guard position < units.count else { return [] }
    return elements(fact(.workloadContainers, of: document(units[position])))
  }

  /// What a value is, in a word or two.
  func text(_ value: Value) -> String {
    switch value.tag {
    case .missing: return "missing"
    case .undetermined: return "undetermined \(value.cause)"
    case .bool: return String(value.boolValue)
    case .int: return String(value.intValue)
    case .decimal: return "\(value.decimalValue.mantissa)e\(value.decimalValue.exponent)"
    case .string: return value.text
    case .node: return describe(value)
    case .list: return "[" + elements(value).map(text).joined(separator: ", ") + "]"
    default: return "\(value.tag)"
    }
  }

  private func describe(_ value: Value) -> String {
    let arena = documents.arena(ofUnit: value.aux)
    let node = arena.node(value.nodeIndex)
    switch node.kind {
    case .null: return "null"
    case .bool: return String(node.bits != 0)
    case .int: return String(Int64(bitPattern: node.bits))
    case .float, .string: return (node.flags.contains(.unknown) ? "unknown: " : "") + arena.string(value.nodeIndex)
    case .list: return "[" + elements(value).map(text).joined(separator: ", ") + "]"
    case .object: return "{" + (0..<node.count).map { key(node.first + $0, arena) }.joined(separator: ", ") + "}"
    }
  }

  private func key(_ node: UInt32, _ arena: Arena) -> String { arena.symbols.name(of: arena.node(node).key) }
}

// MARK: Reading a path as the evaluators do

extension Inputs {
  /// Reads a path of fields from a value of a type, with inheritance and readings: the plainest form of what the
  /// evaluators do.
  func read(_ path: String, of value: Value, as kind: String) -> Value {
    guard let type = catalogue.kinds(named: kind).first else { return .undetermined(.noAnswer) }
    return read(path, of: value, type: .object(type.id))
  }

  func read(_ path: String, of value: Value, type: Type) -> Value {
    var place = Place(value: value, unit: value.aux, type: type)
    for name in path.split(separator: ".").map(String.init) {
      guard let field = catalogue.field(named: name, of: place.type) else { return .undetermined(.noAnswer) }
      let found = read(field, from: place)
      place = Place(value: found, unit: value.aux, type: field.type)
      if found.tag == .undetermined { return found }
      if found.tag == .missing, field.reading != .transparent { return found }
    }
    return place.value
  }

  private struct Place {
    var value: Value
    var unit: UInt32
    var type: Type
  }

  private func read(_ field: Field, from place: Place) -> Value {
    var found: Value
    switch field.access {
    case .fact(let fact): found = self.fact(fact, of: place.value)
    case .keys(let anchor, let keys): found = follow(keys, from: anchor, place)
    }
    if found.tag == .node, isEmptyText(found), field.emptyIsAbsence { found = .missing }
    if found.tag == .missing, let inheritance = field.inheritance {
      found = follow(inheritance.keys, from: inheritance.anchor, place)
    }
    guard found.tag == .missing else { return found }
    switch field.reading {
    case .required: return .undetermined(.requiredAbsent)
    case .none, .transparent: return .missing
    case .defaults(.bool(let value)): return .bool(value)
    case .defaults(.int(let value)): return .int(value)
    case .defaults(.string(let value)): return context.scratch.string(value.utf8)
    case .defaults: return .undetermined(.noAnswer)
    case .empty: return context.scratch.list([])
    }
  }

  private func isEmptyText(_ value: Value) -> Bool {
    let node = documents.arena(ofUnit: value.aux).node(value.nodeIndex)
    return node.kind == .string && node.count == 0
  }

  private func follow(_ keys: [String], from anchor: Anchor, _ place: Place) -> Value {
    let anchors = unsafe documents.units[Int(place.unit)].anchors
    var node: UInt32
    switch anchor {
    case .document: node = anchors.0
    case .podSpec: node = anchors.1
    case .podMetadata: node = anchors.2
    case .metadata: node = anchors.3
    case .value:
      guard place.value.tag == .node else { return .missing }
      node = place.value.nodeIndex
    }
    guard node != NodeIndex.none else { return anchor == .podSpec ? .undetermined(.requiredAbsent) : .missing }
    let arena = documents.arena(ofUnit: place.unit)
    for key in keys {
      guard arena.node(node).kind == .object else { return .undetermined(.wrongType, node: node, unit: place.unit) }
      node = arena.child(of: node, named: key)
      guard node != NodeIndex.none, arena.node(node).kind != .null else { return .missing }
    }
    return .node(node, unit: place.unit)
  }
}
