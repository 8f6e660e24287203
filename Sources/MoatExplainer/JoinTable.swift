import MoatKinds
import MoatSemantics
import MoatValues

/// The places of documents among those of their kind, by what a condition of a join compares.
struct JoinTable {
  /// By the whole key: texts, a label with its value, a name of an image.
  private var byKey: [[UInt8]: [Int]] = [:]
  /// By a label: those without a value that can be compared, or the selectors that require a value of it.
  private var byLabel: [[UInt8]: [Int]] = [:]
  /// By a label: all that have it, or the selectors that require it with any value.
  private var byPresence: [[UInt8]: [Int]] = [:]
  /// Those of which the key is not known.
  private(set) var always: [Int] = []

  /// Of texts and absent values; nil if there is another, of which equality with a text is not certainly false.
  static func key(_ values: [Value]) -> [UInt8]? {
    var key: [UInt8] = []
    for value in values {
      if Placed(value).isAbsent {
        key.append(0)
        continue
      }
      guard value.tag == .string, !value.hasNames else { return nil }
      let bytes = Array(value.text.utf8)
      key.append(1)
      for shift in stride(from: 0, to: 64, by: 8) { key.append(UInt8(truncatingIfNeeded: bytes.count >> shift)) }
      key += bytes
    }
    return key
  }

  /// A place at most once under a key; places come in order.
  private static func file(_ place: Int, under key: [UInt8], in table: inout [[UInt8]: [Int]]) {
    if table[key]?.last != place { table[key, default: []].append(place) }
  }

  private static func pair(_ key: [UInt8], _ value: Value) -> [UInt8] {
    (Self.key([value]) ?? []) + key
  }

  // MARK: Making

  mutating func add(_ place: Int, _ unit: UInt32, _ probe: JoinPlan.Probe, _ walk: Walk) {
    let pairs = LabelPairs(walk.context.documents)
    let document = walk.document(unit)
    func read(_ path: [Field], of base: Placed) -> Placed { path.reduce(base) { walk.read($1, of: $0) } }
    switch probe.form {
    case .texts: add(place, keys: Self.key(probe.paths.map { read($0, of: document).value }).map { [$0] })
    case .elements:
      let elements = Self.elements(of: read(probe.paths[0], of: document), probe.paths[0], walk)
      let keys = elements?.map { element in Self.key(probe.paths.dropFirst().map { read($0, of: element).value }) }
      add(place, keys: keys.flatMap { $0.contains(nil) ? nil : Set($0.compactMap(\.self)) })
    case .labels: add(place, labels: read(probe.paths[0], of: document).value, pairs)
    case .selectors, .serviceSelectors:
      let selector = read(probe.paths[0], of: document).value
      add(place, pairs.filing(of: selector, isService: probe.form == .serviceSelectors))
    case .images: add(place, images: walk.context.imageKeys(ofUnit: unit))
    case .imageReferences:
      guard let elements = Self.elements(of: read(probe.paths[0], of: document), probe.paths[0], walk) else {
        return add(place, images: .unknown)
      }
      var keys = ImageKeys(possible: [], certain: [])
      for element in elements {
        keys.formUnion(walk.context.imageKeys(of: read(probe.paths[1], of: element).value))
      }
      add(place, images: keys)
    }
  }

  /// Nil if they are not known.
  private static func elements(of list: Placed, _ path: [Field], _ walk: Walk) -> [Placed]? {
    guard let type = path.last?.type, case .known(let elements) = walk.elements(of: list, type: type) else {
      return nil
    }
    return (0..<elements.count).map { walk.element($0, of: elements) }
  }

  private mutating func add(_ place: Int, keys: Set<[UInt8]>?) {
    for key in keys ?? [] { Self.file(place, under: key, in: &byKey) }
    if keys == nil { always.append(place) }
  }

  private mutating func add(_ place: Int, images keys: ImageKeys) {
    for key in keys.certain ?? [] { Self.file(place, under: key, in: &byKey) }
    if keys.possible == nil { always.append(place) }
  }

  private mutating func add(_ place: Int, labels: Value, _ pairs: LabelPairs) {
    // Without labels, nothing that is required holds.
    if LabelPairs.areNone(labels) { return }
    guard labels.tag == .node else { return always.append(place) }
    pairs.forEach(of: labels) { key, value in
      Self.file(place, under: key, in: &byPresence)
      if let value {
        Self.file(place, under: Self.pair(key, value), in: &byKey)
      } else {
        Self.file(place, under: key, in: &byLabel)
      }
    }
  }

  private mutating func add(_ place: Int, _ requirement: LabelPairs.Requirement?) {
    guard let requirement else { return always.append(place) }
    guard let values = requirement.values else { return Self.file(place, under: requirement.key, in: &byPresence) }
    for value in values { Self.file(place, under: Self.pair(requirement.key, value), in: &byKey) }
    Self.file(place, under: requirement.key, in: &byLabel)
  }

  // MARK: Asking

  func holds(_ key: [UInt8]) -> Bool { byKey[key] != nil }

  /// Of documents with one of some keys.
  func places(of keys: some Sequence<[UInt8]>) -> [Int] {
    union(keys.compactMap { byKey[$0] })
  }

  /// Of documents whose labels may meet what a selector requires.
  func places(_ requirement: LabelPairs.Requirement) -> [Int] {
    guard let values = requirement.values else { return union([byPresence[requirement.key]].compactMap(\.self)) }
    return union(([byLabel[requirement.key]] + values.map { byKey[Self.pair(requirement.key, $0)] }).compactMap(\.self))
  }

  /// Of documents whose selectors may select labels.
  func places(ofLabels labels: Value, _ pairs: LabelPairs) -> [Int] {
    var found: [[Int]] = []
    pairs.forEach(of: labels) { key, value in
      if let places = value.map({ byKey[Self.pair(key, $0)] }) ?? byLabel[key] { found.append(places) }
      if let places = byPresence[key] { found.append(places) }
    }
    return union(found)
  }

  /// Each once and in order, with those that are always looked at.
  private func union(_ lists: [[Int]]) -> [Int] {
    if lists.isEmpty { return always }
    if lists.count == 1, always.isEmpty { return lists[0] }
    return lists.reduce(into: Set(always)) { $0.formUnion($1) }.sorted()
  }
}
