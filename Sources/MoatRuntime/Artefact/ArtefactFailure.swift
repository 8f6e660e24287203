/// Why bytes are no program that may run.
package enum ArtefactFailure: Error, Hashable, Sendable {
  /// They do not begin as an artefact does.
  case notAnArtefact
  /// Another version of Moat made it; its number of the format.
  case otherFormat(UInt32)
  /// The checksum is not that of the bytes: they were cut or changed.
  case damaged
  /// It was made against another table of the Kubernetes APIs.
  case otherSchema
  /// What stands at a byte cannot be read, for all that the checksum is right.
  case malformed(offset: Int)
  /// The program does not pass the verifier.
  case unsound(VerificationFailure)
}

extension ArtefactFailure: CustomStringConvertible {
  package var description: String {
    switch self {
    case .notAnArtefact: "this is no compiled policy: it does not begin with MOATCODE"
    case .otherFormat(let version):
      "the compiled policy has format \(version), and this Moat reads format \(Artefact.formatVersion):"
        + " build it again (moat build)"
    case .damaged: "the compiled policy is damaged: its checksum is wrong"
    case .otherSchema:
      "the compiled policy was built against another table of the Kubernetes APIs: build it again (moat build)"
    case .malformed(let offset): "the compiled policy cannot be read at byte \(offset)"
    case .unsound(let failure): "the compiled policy holds a program that may not run: \(failure)"
    }
  }
}
