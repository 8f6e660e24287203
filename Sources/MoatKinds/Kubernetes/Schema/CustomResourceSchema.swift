/// The schemas of custom resources, read from the CustomResourceDefinitions (apiextensions.k8s.io/v1) of a run. They hold
/// the same records as the table of the built-in APIs, in arrays, numbered from `firstCustomIndex`.
package struct CustomResourceSchema: Sendable {
  var definitions: [DefinitionRecord] = []
  var fields: [FieldRecord] = []
  var types: [TypeRecord] = []
  var lists: [[UInt32]] = []
  var names: [String] = []
  /// The index of each name that the built-in table does not have.
  var nameIndices: [[UInt8]: UInt32] = [:]

  package init() {}

  func definition(_ index: UInt32) -> DefinitionRecord? {
    let place = Int(index - firstCustomIndex)
    return place < definitions.count ? definitions[place] : nil
  }
}
