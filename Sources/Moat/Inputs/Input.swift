/// One text to read: a file, or standard input.
package struct Input: Sendable, Hashable {
  /// As people know it: under the argument that named it. For standard input, `<stdin>`.
  package var path: FilePath
  package var isStandardInput: Bool
  /// True for an archive that nobody named: it is an input only if it holds images.
  package var isPerhapsImage: Bool

  package init(path: FilePath, isStandardInput: Bool = false, isPerhapsImage: Bool = false) {
    self.path = path
    self.isStandardInput = isStandardInput
    self.isPerhapsImage = isPerhapsImage
  }

  package static let standardStream = Input(path: FilePath("<stdin>"), isStandardInput: true)
}

/// An input that will not be evaluated, and why. A run that holds one is not a clean run.
package struct InputProblem: Error, Sendable, Hashable {
  package var path: String
  /// A clause without a full stop, such as `permission denied`.
  package var message: String

  package init(path: String, message: String) {
    self.path = path
    self.message = message
  }
}

/// What the arguments of a command named.
package struct FoundInputs: Sendable, Hashable {
  /// In the order of their paths' bytes, standard input first; no file twice.
  package var inputs: [Input]
  /// In the order of their paths, then of their messages.
  package var problems: [InputProblem]
}
