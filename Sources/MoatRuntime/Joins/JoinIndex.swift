import MoatDocument
import MoatKinds
import MoatValues

/// An index over the documents of a kind.
///
/// It rules out only documents of which the indexed condition is certainly false. A document whose own key is not known,
/// or is none that the index can compare, is in `always` and is visited whatever is asked for.
final class JoinIndex: Sendable {
  private let form: IndexRecord.Form
  /// How many values it is asked with.
  let wantedCount: Int
  /// By the hash of the whole key: texts, or a label with its value.
  private let byKey: UnitBuckets
  /// Labels without a value that could be compared, or, of selectors, all that require the label: by the label alone.
  private let byLabel: UnitBuckets
  /// One bucket, under 0.
  private let always: UnitBuckets

  init(_ record: IndexRecord, over units: UnitRun, reader: PathReader) {
    form = record.form
    wantedCount = record.wantedCount
    var builder = IndexBuilder(reader: reader)
    for place in 0..<units.count {
      let unit = unsafe units.base[place]
      let value = unsafe Value.node(PathReader.anchor(0, reader.units + Int(unit)), unit: unit)
      // Those behind them are read from the elements of a list.
      let keys = record.paths.prefix(wantedCount).map { reader.read(value, Int($0.firstField), Int($0.fieldCount)) }
      switch record.form {
      case .texts: builder.add(texts: keys, unit)
      case .labels: builder.add(labels: keys[0], unit)
      case .selectors: builder.add(selector: keys[0], isService: false, unit)
      case .serviceSelectors: builder.add(selector: keys[0], isService: true, unit)
      case .images: builder.add(reader.cold.context.imageKeys(ofUnit: unit), unit)
      case .imageReferences:
        builder.add(references: keys[0], record.paths[1], unit)
        reader.cold.scratch.reset()
      }
    }
    byKey = UnitBuckets(builder.keyed)
    byLabel = UnitBuckets(builder.labelled)
    always = UnitBuckets(builder.always)
  }

  /// Adds the runs whose union holds every document that may meet the condition; false if the index rules out none.
  func candidates(
    _ wanted: UnsafePointer<Value>, isServiceSelector: Bool, _ reader: PathReader, into runs: inout [UnitRun]
  ) -> Bool {
    let isKnown: Bool
    switch form {
    case .texts: isKnown = unsafe texts(wanted, &runs)
    case .labels: isKnown = unsafe labelled(bySelector: wanted[0], isServiceSelector, reader, &runs)
    case .selectors, .serviceSelectors: isKnown = unsafe selecting(labels: wanted[0], reader, &runs)
    case .images, .imageReferences:
      let keys = unsafe keys(wanted[0], reader).possible
      isKnown = keys != nil
      for key in keys ?? [] {
        if let run = byKey.units(of: KeyHash.of(key)) { runs.append(run) }
      }
    }
    if isKnown, let run = always.units(of: 0) { runs.append(run) }
    return isKnown
  }

  /// Whether the condition is not known to hold for any document, so that the first that leaves it open is enough.
  func isCertainOfNone(_ wanted: UnsafePointer<Value>, isServiceSelector: Bool, _ reader: PathReader) -> Bool {
    switch form {
    case .labels:
      unsafe LabelSelectorMatch.isCertainOfNone(
        wanted[0], isServiceSelector: isServiceSelector, in: reader.cold.context.documents)
    case .images, .imageReferences:
      unsafe keys(wanted[0], reader).certain?.allSatisfy { byKey.units(of: KeyHash.of($0)) == nil } ?? false
    case .texts, .selectors, .serviceSelectors: false
    }
  }

  private func keys(_ wanted: Value, _ reader: PathReader) -> ImageKeys {
    form == .images
      ? reader.cold.context.imageKeys(ofDocumentsFor: wanted) : reader.cold.context.imageKeys(ofReferencesTo: wanted)
  }

  private func texts(_ wanted: UnsafePointer<Value>, _ runs: inout [UnitRun]) -> Bool {
    var hash = KeyHash()
    for place in 0..<wantedCount {
      guard unsafe IndexBuilder.add(wanted[place], to: &hash) else { return false }
    }
    if let run = byKey.units(of: hash.state) { runs.append(run) }
    return true
  }

  /// The documents whose labels may meet one pair that the selector requires; the pair with the fewest is taken.
  private func labelled(
    bySelector selector: Value, _ isService: Bool, _ reader: PathReader, _ runs: inout [UnitRun]
  ) -> Bool {
    // A Service without a selector selects nothing.
    if isService, selector.tag != .undetermined, reader.isEmpty(selector) { return true }
    var best: [UnitRun]?
    Labels(reader).forEachRequiredPair(of: selector, isService: isService) { key, value in
      let found = [byKey.units(of: KeyHash.of(key, value)), byLabel.units(of: KeyHash.of(key))].compactMap { $0 }
      let count = found.reduce(0) { $0 + $1.count }
      if best.map({ count < $0.reduce(0) { $0 + $1.count } }) ?? true { best = found }
    }
    guard let best else { return false }
    runs += best
    return true
  }

  /// The selectors of which one required pair may be among the labels.
  private func selecting(labels: Value, _ reader: PathReader, _ runs: inout [UnitRun]) -> Bool {
    if labels.tag == .undetermined { return false }
    if Labels.areNone(labels) { return true }
    guard labels.tag == .node else { return false }
    let reading = Labels(reader)
    reading.forEachPair(of: labels) { key, value in
      let found =
        value.map { byKey.units(of: KeyHash.of(key, $0)) } ?? byLabel.units(of: KeyHash.of(key))
      if let found { runs.append(found) }
    }
    return true
  }
}

/// Sorts the documents of an index by their keys.
private struct IndexBuilder {
  let reader: PathReader
  var keyed: [(hash: UInt64, unit: UInt32)] = []
  var labelled: [(hash: UInt64, unit: UInt32)] = []
  var always: [(hash: UInt64, unit: UInt32)] = []

  init(reader: PathReader) {
    self.reader = reader
  }

  /// Adds a text or an absent value to a key; false for every other value, of which equality with a text is not
  /// certainly false.
  static func add(_ value: Value, to hash: inout KeyHash) -> Bool {
    if PathReader.isAbsent(value) {
      hash.add(1)
      return true
    }
    guard value.tag == .string, !value.hasNames else { return false }
    hash.add(2)
    hash.add(text: value)
    return true
  }

  mutating func add(texts: [Value], _ unit: UInt32) {
    var hash = KeyHash()
    for text in texts {
      guard Self.add(text, to: &hash) else {
        always.append((0, unit))
        return
      }
    }
    keyed.append((hash.state, unit))
  }

  /// The references of the elements of a list.
  mutating func add(references list: Value, _ path: PathRecord, _ unit: UInt32) {
    if PathReader.isAbsent(list) { return }
    guard list.tag == .list else { return always.append((0, unit)) }
    var keys = ImageKeys(possible: [], certain: [])
    for place in 0..<Int(list.aux) {
      let element = unsafe list.elements[place]
      let reference = element.tag == .node ? reader.read(element, Int(path.firstField), Int(path.fieldCount)) : .missing
      keys.formUnion(reader.cold.context.imageKeys(of: reference))
    }
    add(keys, unit)
  }

  mutating func add(_ keys: ImageKeys, _ unit: UInt32) {
    for key in keys.certain ?? [] { keyed.append((KeyHash.of(key), unit)) }
    if keys.possible == nil { always.append((0, unit)) }
  }

  mutating func add(labels: Value, _ unit: UInt32) {
    // Without labels, no required pair holds.
    if Labels.areNone(labels) { return }
    guard labels.tag == .node else {
      always.append((0, unit))
      return
    }
    var pairs: [(hash: UInt64, unit: UInt32)] = []
    var odd: [(hash: UInt64, unit: UInt32)] = []
    Labels(reader).forEachPair(of: labels) { key, value in
      if let value { pairs.append((KeyHash.of(key, value), unit)) } else { odd.append((KeyHash.of(key), unit)) }
    }
    keyed += pairs
    labelled += odd
  }

  mutating func add(selector: Value, isService: Bool, _ unit: UInt32) {
    var first: (key: [UInt8], value: Value)?
    if selector.tag == .node {
      Labels(reader).forEachRequiredPair(of: selector, isService: isService) { key, value in
        if first == nil { first = (key, value) }
      }
    }
    guard let first else {
      always.append((0, unit))
      return
    }
    keyed.append((KeyHash.of(first.key, first.value), unit))
    labelled.append((KeyHash.of(first.key), unit))
  }
}

/// The pairs of labels and of selectors, as bytes: their documents need not share a table of symbols.
private struct Labels {
  let reader: PathReader

  init(_ reader: PathReader) {
    self.reader = reader
  }

  /// Absent labels, or the empty list that a field reads where they are.
  static func areNone(_ labels: Value) -> Bool {
    PathReader.isAbsent(labels) || labels.tag == .list && labels.aux == 0
  }

  /// Each label with the value that it is filed under, those of controllers included; nil for a value that no text can be
  /// compared with. A null is no label.
  func forEachPair(of labels: Value, _ body: ([UInt8], Value?) -> Void) {
    guard labels.tag == .node, labels.nodeIndex != NodeIndex.none else { return }
    let documents = reader.cold.context.documents
    let arena = documents.arena(ofUnit: labels.aux)
    let object = arena.node(labels.nodeIndex)
    guard object.kind == .object else { return }
    for child in object.first..<object.first + object.count {
      let node = arena.node(child)
      if node.kind == .null { continue }
      let key = arena.symbols.bytes(of: node.key)
      let value = node.isPlainText ? Value(tag: .string, bits: node.bits, aux: node.count) : nil
      body(key, value.map { ControllerLabels.filed($0, under: key) })
    }
    for label in ControllerLabels.of(labels, in: documents) {
      body(Array(label.key.description.utf8), ControllerLabels.filed(label))
    }
  }

  /// Each pair of texts that a selector requires: without it, the selector does not select.
  func forEachRequiredPair(of selector: Value, isService: Bool, _ body: ([UInt8], Value) -> Void) {
    guard selector.tag == .node, selector.nodeIndex != NodeIndex.none else { return }
    var map = selector
    if !isService {
      let arena = reader.cold.context.documents.arena(ofUnit: selector.aux)
      let child = arena.child(of: selector.nodeIndex, named: "matchLabels")
      guard child != NodeIndex.none else { return }
      map = .node(child, unit: selector.aux)
    }
    forEachPair(of: map) { key, value in
      if let value { body(key, value) }
    }
  }
}
