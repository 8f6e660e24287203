/// What an input is, before it is read.
package enum InputForm: Sendable, Hashable {
  /// YAML or JSON.
  case document
  case dockerfile

  static func of(path: FilePath, bytes: [UInt8]) -> InputForm {
    path.text.lowercased().contains("dockerfile") ? .dockerfile : .document
  }
}
