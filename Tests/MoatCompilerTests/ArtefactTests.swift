import MoatDocument
import MoatKinds
import MoatRuntime
import MoatValues
import Testing

/// Programs as bytes.
@Suite struct ArtefactTests {
  static let symbols = KubernetesSymbols.base()

  static func load(_ bytes: [UInt8]) -> Result<Program, ArtefactFailure> {
    do {
      // A table for each: tests run beside each other.
      return .success(try Artefact.load(bytes, symbols: SymbolTable(base: symbols)))
    } catch {
      return .failure(error)
    }
  }

  static func failure(_ bytes: [UInt8]) -> ArtefactFailure? {
    if case .failure(let failure) = load(bytes) { return failure }
    return nil
  }

  /// As the writer does it, for bytes that were changed on purpose.
  static func sealed(_ bytes: [UInt8]) -> [UInt8] {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    let body = bytes.dropLast(8)
    for byte in body { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return Array(body) + (0..<8).map { UInt8(truncatingIfNeeded: hash >> UInt64(8 * $0)) }
  }

  @Test func aProgramComesBackAsItWas() throws {
    for text in [VerifierTests.text, RuleTests.many] {
      let program = try MachineRun(text).program
      let bytes = Artefact.write(program)
      #expect(try Self.load(bytes).get() == program)
      #expect(Artefact.write(try Self.load(bytes).get()) == bytes)
    }
    #expect(try MachineRun(VerifierTests.text).program.sources.map(\.name) == ["test.moat"])
  }

  @Test func aFlippedByteAnywhereIsAnError() throws {
    let bytes = Artefact.write(
      try MachineRun(rule: "deny when c.securityContext.privileged or c.name in [\"a\", \"b\"]").program)
    for place in bytes.indices {
      for flip in [1, 0x80] as [UInt8] {
        var broken = bytes
        broken[place] ^= flip
        let found = Self.failure(broken)
        switch place {
        case 0..<8: #expect(found == .notAnArtefact, "\(place)")
        case 8..<12: if case .otherFormat = found {} else { Issue.record("\(place): \(String(describing: found))") }
        default: #expect(found == .damaged, "\(place)")
        }
      }
    }
  }

  @Test func bytesThatWereCutAreAnError() throws {
    let bytes = Artefact.write(try MachineRun(rule: "deny when c.securityContext.privileged").program)
    for count in 0..<bytes.count { #expect(Self.failure(Array(bytes.prefix(count))) != nil, "\(count)") }
    #expect(Self.failure([]) == .notAnArtefact)
    #expect(Self.failure(bytes + [0]) == .damaged)
    #expect(Self.failure(Self.sealed(Array(bytes.dropLast(8)) + [0] + Array(repeating: 0, count: 8))) != nil)
  }

  /// A right checksum over wrong bytes: an error, or a program that the verifier lets run.
  @Test func whatIsSealedAgainIsStillReadWithCare() throws {
    let bytes = Artefact.write(try MachineRun(VerifierTests.text).program)
    var refused = 0
    var unsound = 0
    for place in stride(from: 12, to: bytes.count - 8, by: 3) {
      for value in [0, 0x41, 0xFF] as [UInt8] {
        var broken = bytes
        broken[place] = value
        switch Self.failure(Self.sealed(broken)) {
        case .unsound: unsound += 1
        case .some: refused += 1
        case nil: break
        }
      }
    }
    print("sealed artefacts: \(refused) unreadable, \(unsound) unsound")
    #expect(refused > 100 && unsound > 100)
  }

  @Test func anotherSchemaIsAnError() throws {
    var bytes = Artefact.write(try MachineRun(rule: "deny when c.securityContext.privileged").program)
    bytes[12] ^= 1
    #expect(Self.failure(Self.sealed(bytes)) == .otherSchema)
  }
}
