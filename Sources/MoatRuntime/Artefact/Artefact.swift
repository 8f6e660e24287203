package import MoatDocument
import MoatKinds
import MoatValues

/// A program as bytes, and back. Nothing in an artefact is trusted: its checksum tells what was damaged, its decoder
/// bounds every read, and its program is verified whenever it is loaded.
package enum Artefact {
  package static let formatVersion: UInt32 = 2
  static let magic = Array("MOATCODE".utf8)
  /// Magic, format, digest of the schema.
  static let headerSize = 20
  private static let checksumSize = 8

  package static func write(_ program: Program) -> [UInt8] {
    var writer = ArtefactWriter()
    writer.add(program)
    return sealed(writer.bytes)
  }

  /// The bytes of a program between the header and the checksum that belong to them.
  package static func sealed(_ program: [UInt8]) -> [UInt8] {
    var writer = ArtefactWriter()
    for byte in magic { writer.add(byte) }
    writer.add(formatVersion)
    writer.add(schemaDigest)
    for byte in program { writer.add(byte) }
    writer.add(checksum(writer.bytes[...]))
    return writer.bytes
  }

  package static func isArtefact(_ bytes: [UInt8]) -> Bool {
    bytes.count >= magic.count && bytes.prefix(magic.count).elementsEqual(magic)
  }

  /// - Parameter symbols: the table that the inputs' tables will stand upon; see `Program.intern`.
  package static func load(_ bytes: [UInt8], symbols: SymbolTable) throws(ArtefactFailure) -> Program {
    guard isArtefact(bytes) else { throw .notAnArtefact }
    guard bytes.count >= headerSize + checksumSize else { throw .damaged }
    var header = ArtefactReader(bytes, from: magic.count, to: headerSize)
    let version = try header.word()
    let end = bytes.count - checksumSize
    var trailer = ArtefactReader(bytes, from: end, to: bytes.count)
    guard version == formatVersion else { throw .otherFormat(version) }
    guard try trailer.long() == checksum(bytes[..<end]) else { throw .damaged }
    guard try header.long() == schemaDigest else { throw .otherSchema }
    var reader = ArtefactReader(bytes, from: headerSize, to: end)
    var program = try reader.program()
    guard reader.isAtEnd else { throw reader.failure }
    program.intern(into: symbols)
    do {
      try Verifier.verify(program)
    } catch {
      throw .unsound(error)
    }
    return program
  }

  /// FNV-1a: two runs of bytes of one length that differ in one byte never have the same.
  static func checksum(_ bytes: some Sequence<UInt8>) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return hash
  }

  /// Changes with what a program takes from the tables of the kinds: the numbers of kinds and facts.
  static let schemaDigest: UInt64 = {
    var writer = ArtefactWriter()
    writer.add(text: KubernetesSchema.source)
    for kind in KubernetesSchema.allKinds {
      writer.add(text: kind.group)
      writer.add(text: kind.version)
      writer.add(text: kind.kind)
      writer.add(kind.id.rawValue)
    }
    for fact in Fact.allCases {
      writer.add(text: "\(fact)")
      writer.add(fact.rawValue)
    }
    return checksum(writer.bytes)
  }()
}
