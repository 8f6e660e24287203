import Moat
import MoatDockerfile
import MoatSource

/// What a repository says of its own files.
enum Comments {
  /// A `.gitignore` file, and as paths its own lines.
  static func ignoreFile(_ bytes: [UInt8]) {
    let rules = IgnoreRules(file: bytes, folder: FilePath("/r"), above: nil)
    for line in bytes.split(separator: UInt8(ascii: "\n")).prefix(20) {
      _ = rules.ignore(FilePath(Array("/r/".utf8) + line), isFolder: false)
      _ = rules.ignore(FilePath(Array("/r/".utf8) + line), isFolder: true)
    }
  }

  static func dockerfile(_ bytes: [UInt8]) {
    _ = Suppressions.mayHold(bytes)
    _ = Suppressions.read(DockerfileParser.parse(SourceFile(name: "Dockerfile", bytes: bytes)))
  }
}
