/// One text to read: a file, or standard input.
package struct Input: Sendable, Hashable {
  /// As people know it: under the argument that named it. For standard input, `<stdin>`.
  package var path: FilePath
  package var isStandardInput: Bool
  /// True for an archive that nobody named: it is an input only if it holds images.
  package var isPerhapsImage: Bool
  /// True for a file that nobody named and that is neither JSON nor YAML by its name: it is an input only if it is a report.
  package var isPerhapsReport = false
  /// True for a file that was named, or matched by a glob, and is in no folder that was: there may be others beside it.
  package var isNamedAlone = false
  /// The path from the root of the git repository, else from the argument: the same however the argument is written.
  package var stablePath: String

  package init(path: FilePath, isStandardInput: Bool = false, isPerhapsImage: Bool = false) {
    self.path = path
    self.isStandardInput = isStandardInput
    self.isPerhapsImage = isPerhapsImage
    stablePath = path.text
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
  /// In the order of their paths.
  package var ignored: [IgnoredPath] = []
  /// True if a folder or standard input was among the arguments.
  package var hasWhole = true
}

/// What a `.gitignore` left out of a folder: a file that would be an input, or a folder with all that is in it.
public struct IgnoredPath: Sendable, Hashable {
  /// As reports show it.
  public var path: String
  public var isFolder: Bool
}
