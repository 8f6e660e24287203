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
  /// Labels without a value that could be compared, or, of selectors, all that require a value of the label: by the label
  /// alone.
  private let byLabel: UnitBuckets
  /// All that have a label, or, of selectors, those that require one of whatever value: by the label alone.
  private let byPresence: UnitBuckets
  /// One bucket, under 0.
  private let always: UnitBuckets

  init(_ record: IndexRecord, over units: UnitRun, reader: PathReader) {
    form = record.form
    wantedCount = record.wantedCount
    var builder = IndexBuilder(reader: reader)
    for place in 0..<units.count {
      let unit = unsafe units.base[place]
      let value = unsafe Value.node(PathReader.anchor(0, reader.units + Int(unit)), unit: unit)
      // What the last document's fields were computed in is free for this one's.
      reader.cold.context.scratch.reset()
      // Those behind the first are read from the elements of a list.
      let paths = record.form.isOfElements ? record.paths.prefix(1) : record.paths[...]
      let keys = paths.map { reader.read(value, Int($0.firstField), Int($0.fieldCount)) }
      switch record.form {
      case .elements: builder.add(elements: keys[0], record.paths.dropFirst(), unit)
      case .texts: builder.add(texts: keys, unit)
      case .labels: builder.add(labels: keys[0], unit)
      case .selectors: builder.add(selector: keys[0], isService: false, unit)
      case .serviceSelectors: builder.add(selector: keys[0], isService: true, unit)
      case .images: builder.add(reader.cold.context.imageKeys(ofUnit: unit), unit)
      case .imageReferences: builder.add(references: keys[0], record.paths[1], unit)
      }
    }
    byKey = UnitBuckets(builder.keyed)
    byLabel = UnitBuckets(builder.labelled)
    byPresence = UnitBuckets(builder.present)
    always = UnitBuckets(builder.always)
  }

  /// Adds the runs whose union holds every document that may meet the condition; false if the index rules out none.
  func candidates(
    _ wanted: UnsafePointer<Value>, isServiceSelector: Bool, _ reader: PathReader, into runs: inout [UnitRun]
  ) -> Bool {
    let isKnown: Bool
    switch form {
    case .texts, .elements: isKnown = unsafe texts(wanted, &runs)
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
    case .texts, .elements, .selectors, .serviceSelectors: false
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

  /// The documents whose labels may meet one thing that the selector requires; that with the fewest is taken.
  private func labelled(
    bySelector selector: Value, _ isService: Bool, _ reader: PathReader, _ runs: inout [UnitRun]
  ) -> Bool {
    // A Service without a selector selects nothing.
    if isService, LabelPairs(reader.cold.context.documents).areNoneWritten(in: selector) { return true }
    var best: [UnitRun]?
    for requirement in LabelPairs(reader.cold.context.documents).requirements(of: selector, isService: isService) {
      let key = requirement.key
      let found =
        requirement.values.map { values in
          ([byLabel.units(of: KeyHash.of(key))] + values.map { byKey.units(of: KeyHash.of(key, $0)) }).compactMap { $0 }
        } ?? [byPresence.units(of: KeyHash.of(key))].compactMap { $0 }
      let count = found.reduce(0) { $0 + $1.count }
      if best.map({ count < $0.reduce(0) { $0 + $1.count } }) ?? true { best = found }
    }
    guard let best else { return false }
    runs += best
    return true
  }

  /// The selectors of which what is required first may be among the labels.
  private func selecting(labels: Value, _ reader: PathReader, _ runs: inout [UnitRun]) -> Bool {
    if labels.tag == .undetermined { return false }
    if LabelPairs.areNone(labels) { return true }
    guard labels.tag == .node else { return false }
    LabelPairs(reader.cold.context.documents).forEach(of: labels) { key, value in
      let found =
        value.map { byKey.units(of: KeyHash.of(key, $0)) } ?? byLabel.units(of: KeyHash.of(key))
      if let found { runs.append(found) }
      if let found = byPresence.units(of: KeyHash.of(key)) { runs.append(found) }
    }
    return true
  }
}

/// Sorts the documents of an index by their keys.
private struct IndexBuilder {
  let reader: PathReader
  var keyed: [(hash: UInt64, unit: UInt32)] = []
  var labelled: [(hash: UInt64, unit: UInt32)] = []
  var present: [(hash: UInt64, unit: UInt32)] = []
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

  /// Files a document under each element of a list; under `always` if there is one whose texts are not known.
  mutating func add(elements list: Value, _ paths: ArraySlice<PathRecord>, _ unit: UInt32) {
    if PathReader.isAbsent(list) { return }
    guard let elements = values(of: list) else {
      always.append((0, unit))
      return
    }
    var hashes: Set<UInt64> = []
    for element in elements {
      var hash = KeyHash()
      let isKnown =
        element.tag == .node
        && paths.allSatisfy { Self.add(reader.read(element, Int($0.firstField), Int($0.fieldCount)), to: &hash) }
      guard isKnown else {
        always.append((0, unit))
        return
      }
      hashes.insert(hash.state)
    }
    keyed += hashes.map { ($0, unit) }
  }

  /// The elements of a list of objects; nil if they are not known.
  private func values(of list: Value) -> [Value]? {
    if list.tag == .list { return unsafe Array(list.elements) }
    guard list.tag == .node, unsafe Int(list.aux) < reader.cold.context.documents.units.count else { return nil }
    let arena = reader.cold.context.documents.arena(ofUnit: list.aux)
    let node = arena.node(list.nodeIndex)
    guard node.kind == .list, !node.isUnknown else { return nil }
    let elements = node.first..<node.first + node.count
    guard elements.allSatisfy({ arena.node($0).kind == .object && !arena.node($0).isUnknown }) else { return nil }
    return elements.map { .node($0, unit: list.aux) }
  }

  mutating func add(labels: Value, _ unit: UInt32) {
    // Without labels, nothing that is required holds.
    if LabelPairs.areNone(labels) { return }
    guard labels.tag == .node else {
      always.append((0, unit))
      return
    }
    // A label may be written and come from a controller too.
    var (pairs, keys, unknown): (Set<UInt64>, Set<UInt64>, Set<UInt64>) = ([], [], [])
    LabelPairs(reader.cold.context.documents).forEach(of: labels) { key, value in
      keys.insert(KeyHash.of(key))
      if let value { pairs.insert(KeyHash.of(key, value)) } else { unknown.insert(KeyHash.of(key)) }
    }
    keyed += pairs.map { ($0, unit) }
    labelled += unknown.map { ($0, unit) }
    present += keys.map { ($0, unit) }
  }

  mutating func add(selector: Value, isService: Bool, _ unit: UInt32) {
    guard let first = LabelPairs(reader.cold.context.documents).filing(of: selector, isService: isService) else {
      always.append((0, unit))
      return
    }
    guard let values = first.values else {
      present.append((KeyHash.of(first.key), unit))
      return
    }
    for hash in Set(values.map { KeyHash.of(first.key, $0) }) { keyed.append((hash, unit)) }
    labelled.append((KeyHash.of(first.key), unit))
  }
}
