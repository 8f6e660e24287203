internal import CMoatTables

/// The table of the Kubernetes APIs that is embedded in the binary, read in place: nothing is parsed or copied at start.
/// Its format is described in `make_kubernetes_table.py`, which makes it.
///
/// The table is part of the binary, so its offsets are trusted; indices that callers hand in are held against its counts.
@safe
struct SchemaTable: @unchecked Sendable {
  /// A run of records.
  struct Section: Sendable {
    var offset: Int
    var count: UInt32
  }

  static let shared = SchemaTable()

  private let base: UnsafeRawPointer
  /// Bytes of the whole table.
  let size: Int
  let oldestMinor: UInt32
  let newestMinor: UInt32
  private let names: Section
  private let text: Section
  /// How many of the names are names of fields; they come first.
  let fieldNameCount: UInt32
  let types: Section
  let lists: Section
  let definitions: Section
  let fields: Section
  let kinds: Section
  /// Package, version and date of what the table was made from.
  let source: UInt32

  private init() {
    guard let start = unsafe moat_kubernetes_table_base() else { preconditionFailure("the API table is missing") }
    let base = unsafe UnsafeRawPointer(start)
    unsafe self.base = base
    size = Int(moat_kubernetes_table_count())
    func word(_ offset: Int) -> UInt32 {
      UInt32(littleEndian: unsafe base.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
    }
    func section(_ number: Int) -> Section {
      Section(offset: Int(word(16 + 8 * number)), count: word(20 + 8 * number))
    }
    precondition(size > 84 && word(0) == 0x5441_4f4d && word(4) == 0x0153_384b, "the API table has another format")
    oldestMinor = word(8)
    newestMinor = word(12)
    names = section(0)
    text = section(1)
    fieldNameCount = section(2).count
    types = section(3)
    lists = section(4)
    definitions = section(5)
    fields = section(6)
    kinds = section(7)
    source = word(80)
  }

  private func word(_ offset: Int) -> UInt32 {
    UInt32(littleEndian: unsafe base.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
  }

  private func half(_ offset: Int) -> UInt16 {
    UInt16(littleEndian: unsafe base.loadUnaligned(fromByteOffset: offset, as: UInt16.self))
  }

  private func place(_ index: UInt32, in section: Section, stride: Int) -> Int {
    precondition(index < section.count, "index beyond the API table")
    return section.offset + Int(index) * stride
  }

  // MARK: Names

  /// Field names and all other names.
  var nameCount: UInt32 { names.count }

  private func bytes(ofName index: UInt32) -> UnsafeRawBufferPointer {
    let place = place(index, in: names, stride: 4)
    let start = Int(word(place))
    let end = Int(word(place + 4))
    return unsafe UnsafeRawBufferPointer(start: base + text.offset + start, count: end - start)
  }

  func name(_ index: UInt32) -> String {
    unsafe String(decoding: bytes(ofName: index), as: UTF8.self)
  }

  func nameBytes(_ index: UInt32) -> [UInt8] {
    unsafe Array(bytes(ofName: index))
  }

  func nameEquals(_ index: UInt32, _ other: [UInt8]) -> Bool {
    unsafe bytes(ofName: index).elementsEqual(other)
  }

  /// The index of a field's name.
  func fieldName(_ wanted: [UInt8]) -> UInt32? {
    search(wanted, from: 0, to: fieldNameCount)
  }

  /// The index of a name of a group, version, kind or definition.
  func otherName(_ wanted: String) -> UInt32? {
    search(Array(wanted.utf8), from: fieldNameCount, to: names.count)
  }

  private func search(_ wanted: [UInt8], from first: UInt32, to last: UInt32) -> UInt32? {
    var low = first
    var high = last
    while low < high {
      let middle = low + (high - low) / 2
      if unsafe bytes(ofName: middle).lexicographicallyPrecedes(wanted) { low = middle + 1 } else { high = middle }
    }
    return low < last && nameEquals(low, wanted) ? low : nil
  }

  // MARK: Records

  func type(_ index: UInt32) -> TypeRecord {
    let place = place(index, in: types, stride: 8)
    let code = unsafe base.load(fromByteOffset: place, as: UInt8.self)
    return TypeRecord(code: TypeCode(rawValue: code) ?? .any, argument: word(place + 4))
  }

  /// The names in a list.
  func list(_ index: UInt32) -> [UInt32] {
    let place = place(index, in: lists, stride: 4)
    return (0..<Int(word(place))).map { word(place + 4 + 4 * $0) }
  }

  func definition(_ index: UInt32) -> DefinitionRecord {
    let place = place(index, in: definitions, stride: 24)
    return DefinitionRecord(
      name: word(place), shortName: word(place + 4), firstField: word(place + 8), fieldCount: UInt32(half(place + 12)),
      isOpen: half(place + 14) & 1 != 0, minors: word(place + 16))
  }

  func field(_ index: UInt32) -> FieldRecord {
    let place = place(index, in: fields, stride: 20)
    return FieldRecord(
      name: word(place), minors: word(place + 4), required: word(place + 8), type: UInt32(half(place + 12)),
      listKeys: UInt32(half(place + 14)), isDeprecated: word(place + 16) & 1 != 0)
  }

  func kind(_ index: UInt32) -> KindRecord {
    let place = place(index, in: kinds, stride: 20)
    return KindRecord(
      group: word(place), version: word(place + 4), kind: word(place + 8), definition: word(place + 12),
      minors: word(place + 16))
  }

  // MARK: Searches

  /// The definition of a full name, `io.k8s.api.core.v1.Container`.
  func definition(named full: String) -> UInt32? {
    guard let name = otherName(full) else { return nil }
    let index = firstIndex(in: definitions, stride: 24, notBefore: [name])
    return index < definitions.count && definition(index).name == name ? index : nil
  }

  /// The kind of a group, version and kind.
  func kind(group: String, version: String, kind: String) -> KindRecord? {
    guard let groupName = otherName(group), let versionName = otherName(version), let kindName = otherName(kind)
    else { return nil }
    let wanted = [groupName, versionName, kindName]
    let index = firstIndex(in: kinds, stride: 20, notBefore: wanted)
    guard index < kinds.count else { return nil }
    let found = self.kind(index)
    return [found.group, found.version, found.kind] == wanted ? found : nil
  }

  /// True if any kind belongs to the group.
  func hasGroup(_ group: String) -> Bool {
    guard let name = otherName(group) else { return false }
    let index = firstIndex(in: kinds, stride: 20, notBefore: [name])
    return index < kinds.count && kind(index).group == name
  }

  /// The first record whose leading words are not less than `wanted`.
  private func firstIndex(in section: Section, stride: Int, notBefore wanted: [UInt32]) -> UInt32 {
    var low: UInt32 = 0
    var high = section.count
    while low < high {
      let middle = low + (high - low) / 2
      let place = section.offset + Int(middle) * stride
      let found = wanted.indices.map { word(place + 4 * $0) }
      if found.lexicographicallyPrecedes(wanted) { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
