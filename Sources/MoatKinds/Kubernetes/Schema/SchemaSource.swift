/// The schemas that documents are read against: the built-in APIs, and the custom resources whose definitions are among
/// the inputs. One struct over both, so that lookups and validation are written once; an index says where it belongs.
package struct SchemaSource: Sendable {
  let table = SchemaTable.shared
  let custom: CustomResourceSchema

  /// Only the built-in APIs.
  package static let builtIn = SchemaSource(custom: CustomResourceSchema())

  package init(custom: CustomResourceSchema) {
    self.custom = custom
  }

  // MARK: Records

  func definition(_ index: UInt32) -> DefinitionRecord? {
    if index >= firstCustomIndex { return custom.definition(index) }
    return index < table.definitions.count ? table.definition(index) : nil
  }

  func field(_ index: UInt32) -> FieldRecord {
    index >= firstCustomIndex ? custom.fields[Int(index - firstCustomIndex)] : table.field(index)
  }

  func type(_ index: UInt32) -> TypeRecord {
    index >= firstCustomIndex ? custom.types[Int(index - firstCustomIndex)] : table.type(index)
  }

  func list(_ index: UInt32) -> [UInt32] {
    index >= firstCustomIndex ? custom.lists[Int(index - firstCustomIndex)] : table.list(index)
  }

  func name(_ index: UInt32) -> String {
    index >= firstCustomIndex ? custom.names[Int(index - firstCustomIndex)] : table.name(index)
  }

  func nameEquals(_ index: UInt32, _ bytes: [UInt8]) -> Bool {
    if index >= firstCustomIndex { return custom.names[Int(index - firstCustomIndex)].utf8.elementsEqual(bytes) }
    return table.nameEquals(index, bytes)
  }

  // MARK: Searches

  /// The index of a field's name; nil if no schema has a field of that name.
  func fieldName(_ bytes: [UInt8]) -> UInt32? {
    table.fieldName(bytes) ?? custom.nameIndices[bytes]
  }

  /// The field of a definition by the index of its name.
  func field(named name: UInt32, of definition: DefinitionRecord) -> FieldRecord? {
    var low = definition.firstField
    let end = definition.firstField + definition.fieldCount
    var high = end
    while low < high {
      let middle = low + (high - low) / 2
      if field(middle).name < name { low = middle + 1 } else { high = middle }
    }
    guard low < end else { return nil }
    let found = field(low)
    return found.name == name ? found : nil
  }
}
