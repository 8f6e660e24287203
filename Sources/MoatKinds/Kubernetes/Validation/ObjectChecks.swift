/// What the API server asks of several fields of one object together.
struct ObjectCheck: Sendable {
  typealias Find = @Sendable (inout SchemaValidator, UInt32) -> Void

  /// Package and name of the definition, without the version.
  var definition: String
  /// The function of kubernetes/kubernetes (1.37) that makes the check.
  var source: String
  var find: Find

  init(_ definition: String, _ source: String, _ find: @escaping Find) {
    self.definition = definition
    self.source = source
    self.find = find
  }
}

enum ObjectChecks {
  /// The checks of a definition by package and name.
  static let table: [String: [ObjectCheck]] = Dictionary(grouping: all, by: \.definition)

  static let all: [ObjectCheck] =
    objectNameChecks + podChecks + podSettingChecks + containerChecks + containerSettingChecks + controllerChecks
    + selectorChecks + jobChecks + scalingChecks + networkChecks + networkSettingChecks + accessChecks + storageChecks
}
