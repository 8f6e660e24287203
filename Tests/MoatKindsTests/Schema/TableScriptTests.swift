import Foundation
import MoatTestSupport
import Testing

@testable import MoatKinds

@Suite("Script of the schema table")
struct TableScriptTests {
  private static let folder = Files.packageRoot() + "/Sources/CMoatTables/"

  /// The table that is embedded is the one that was reviewed. A new one comes with its digest.
  @Test func tableIsTheReviewedOne() throws {
    let bytes = try #require(Files.read(Self.folder + "kubernetes.bin"))
    #expect(bytes.count == SchemaTable.shared.size)
    var digest: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in bytes { digest = (digest ^ UInt64(byte)) &* 0x100_0000_01b3 }
    #expect(digest == 0x8f03_c1d7_b5b6_ee84, "FNV-1a is now 0x\(String(digest, radix: 16))")
  }

  /// `make tables` leaves the wheel below .build; MOAT_KUBERNETES_WHEEL names another.
  @Test func scriptMakesTheTable() throws {
    let downloaded = Files.list(Files.packageRoot() + "/.build/kubernetes-validate", suffix: ".whl").first
    guard let wheel = Files.environment("MOAT_KUBERNETES_WHEEL") ?? downloaded else {
      print("skipped: no wheel of kubernetes-validate; run `make tables` or set MOAT_KUBERNETES_WHEEL")
      return
    }
    let target = FileManager.default.temporaryDirectory.appendingPathComponent("moat-table-\(UUID().uuidString).bin")
    defer { try? FileManager.default.removeItem(at: target) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", Self.folder + "make_kubernetes_table.py", wheel, target.path]
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    #expect(Files.read(target.path) == Files.read(Self.folder + "kubernetes.bin"))
  }
}
