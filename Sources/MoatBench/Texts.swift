internal import Moat
internal import MoatSource

/// The inputs of a benchmark, read before anything is timed.
enum Texts {
  struct Unreadable: Error {
    var path: String
  }

  /// The YAML files below a folder that `moat check` would read.
  static func manifests(in folder: String) throws -> [SourceFile] {
    let found = InputFinder.ofInputs.find([folder])
    let wanted = found.inputs.filter { $0.path.text.hasSuffix(".yaml") || $0.path.text.hasSuffix(".yml") }
    return try wanted.map { try read($0) }
  }

  /// The Dockerfiles below a folder that `moat check` would read.
  static func dockerfiles(in folder: String) throws -> [SourceFile] {
    try InputFinder.ofInputs.find([folder]).inputs.map { try read($0) }.filter {
      InputForm.of(path: FilePath($0.name), bytes: $0.bytes) == .dockerfile
    }
  }

  static func read(_ path: String) throws -> SourceFile {
    guard let input = InputFinder.ofInputs.find([path]).inputs.first else { throw Unreadable(path: path) }
    return try read(input)
  }

  private static func read(_ input: Input) throws -> SourceFile {
    SourceFile(name: input.path.text, bytes: try InputReader.read(input, limit: 1 << 28))
  }
}
