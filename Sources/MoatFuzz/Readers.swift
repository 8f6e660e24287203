import MoatDocument
import MoatImage
import MoatKinds
import MoatShell
import MoatSource

/// The readers of inputs.
enum Readers {
  static func yaml(_ bytes: [UInt8]) {
    Invariants.check(YAMLReader.read(SourceFile(name: "a.yaml", bytes: bytes), symbols: Symbols.ofInput()))
  }

  static func json(_ bytes: [UInt8]) {
    Invariants.check(JSONReader.read(SourceFile(name: "a.json", bytes: bytes), symbols: Symbols.ofInput()))
  }

  static func dockerfile(_ bytes: [UInt8]) {
    let source = SourceFile(name: "Dockerfile", bytes: bytes)
    Invariants.check(DockerfileReader.read(source, symbols: Symbols.ofInput()))
  }

  /// The first byte chooses the shell.
  static func shell(_ bytes: [UInt8]) {
    let text = ShellText(bytes: Array(bytes.dropFirst()))
    let words = (bytes.first ?? 0) % 2 == 0 ? ["/bin/sh", "-c"] : ["/bin/bash", "-o", "pipefail", "-c"]
    let model = ShellModel.read(text, shell: ShellInvocation(arguments: words))
    for command in model.commands {
      precondition(command.span.end <= UInt32(text.bytes.count), "a command beyond the text")
    }
  }

  static func image(_ bytes: [UInt8]) {
    let symbols = Symbols.ofInput()
    let arena = JSONReader.read(SourceFile(name: "a.json", bytes: bytes), symbols: symbols)
    guard let reading = ImageReader.images(in: arena) ?? ImageDocument.resources(in: arena)?.reading else { return }
    for text in ImageReader.read(reading, name: "a.json", symbols: symbols) { Invariants.check(text.arena) }
  }

  /// Small limits, so that what unpacks to much is refused before the fuzzer's own bound of memory.
  static func archive(_ bytes: [UInt8]) {
    var limits = ImageLimits()
    limits.unpackedBytes = 64 << 20
    let reading = ImageArchive.read(BufferSource(bytes), name: "a.tar", limits: limits)
    for text in ImageReader.read(reading, name: "a.tar", symbols: Symbols.ofInput()) {
      Invariants.check(text.arena)
    }
  }
}
