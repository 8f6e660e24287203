import Foundation
import Testing

/// What happens to a report where it cannot be written, what names of files do to it, and what a run makes of one that it finds.
@Suite struct ReportWritingTests {
  typealias Folder = CheckCommandTests.Folder

  private static let files = ["good.yaml": CheckCommandTests.privileged, "p.moat": CheckCommandTests.policy]
  private static let options = "check --policies p.moat --profile only"

  /// Runs a line of the shell, in which `moat` is the built command.
  private func shell(_ line: String, in folder: Folder) throws -> Command {
    let script = "moat() { \"\(Command.executable)\" \"$@\"; }; \(line)"
    try script.write(toFile: folder.path + "/script", atomically: true, encoding: .utf8)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["script"]
    process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
    let names = ["out", "err"].map { FileManager.default.temporaryDirectory.path + "/moat-\(UUID().uuidString)." + $0 }
    defer { for name in names { try? FileManager.default.removeItem(atPath: name) } }
    for name in names { try Data().write(to: URL(fileURLWithPath: name)) }
    process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: names[0]))
    process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: names[1]))
    try process.run()
    process.waitUntilExit()
    let texts = try names.map { String(decoding: try Data(contentsOf: URL(fileURLWithPath: $0)), as: UTF8.self) }
    let code = process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus
    return Command(code: code, output: texts[0], errors: texts[1])
  }

  private func names(in folder: Folder) throws -> Set<String> {
    Set(try FileManager.default.contentsOfDirectory(atPath: folder.path)).subtracting(["script"])
  }

  // MARK: Disks

  @Test func aFullDiskIsAnErrorAndLeavesNothing() throws {
    let folder = try Folder(Self.files)
    let cases: [(String, String)] = [
      ("--output /dev/full", "/dev/full: error: cannot be written: no space is left"),
      ("> /dev/full", "error: standard output cannot be written: no space is left"),
      ("--format json > /dev/full", "error: standard output cannot be written: no space is left"),
    ]
    for (options, message) in cases {
      let result = try shell("moat \(Self.options) good.yaml \(options)", in: folder)
      #expect(result.code == 4, "\(options): \(result.errors)")
      #expect(result.errors.contains(message), "\(options): \(result.errors)")
    }
    for options in ["--help", "--version", "check --help"] {
      #expect(try shell("moat \(options) > /dev/full", in: folder).code == 4, "\(options)")
    }
    // No file may be larger than one block of 512 bytes: what a full disk does to a new file and to an old one.
    let new = try shell("ulimit -f 1; moat \(Self.options) --format json --output new.json good.yaml", in: folder)
    #expect(new.code == 4 && new.errors.contains("new.json: error: cannot be written"), "\(new.code) \(new.errors)")
    try "old".write(toFile: folder.path + "/old.json", atomically: false, encoding: .utf8)
    let old = try shell("ulimit -f 1; moat \(Self.options) --format json --output old.json good.yaml", in: folder)
    #expect(old.code == 4, "\(old.errors)")
    #expect(try String(contentsOfFile: folder.path + "/old.json", encoding: .utf8) == "old")
    #expect(try names(in: folder) == ["good.yaml", "p.moat", "old.json"], "nothing is left over")
  }

  @Test func aNewReportHasTheUsualMode() throws {
    let folder = try Folder(Self.files)
    let result = try shell("umask 027; moat \(Self.options) --output new.txt good.yaml; stat -c %a new.txt", in: folder)
    #expect(result.output == "640\n")
    // A link to nothing is not written through.
    let link = try shell("ln -s nowhere link; moat \(Self.options) --output link good.yaml", in: folder)
    #expect(link.code == 4 && !FileManager.default.fileExists(atPath: folder.path + "/nowhere"))
  }

  @Test func tooFewFilesAreAnError() throws {
    let folder = try Folder(Self.files)
    for count in 4...12 {
      let result = try shell("ulimit -n \(count); moat \(Self.options) good.yaml", in: folder)
      #expect([1, 3, 4, 127].contains(result.code), "\(count): \(result.code) \(result.errors)")
    }
    let few = try shell("ulimit -n 6; moat \(Self.options) good.yaml", in: folder)
    #expect(few.code == 4 && few.errors.contains("ulimit -n"), "\(few.code) \(few.errors)")
    // A limit that may be raised is raised.
    let soft = try shell("ulimit -S -n 6; moat \(Self.options) good.yaml", in: folder)
    #expect(soft.code == 1, "\(soft.errors)")
  }

  // MARK: Names

  @Test func namesNeedNotBeUTF8() throws {
    let folder = try Folder(Self.files)
    let result = try shell(
      #"""
      mkdir in
      number=0
      for name in 'a\377.yaml' 'a\376.yaml' 'a\\xFF.yaml' '\303\251.yaml'; do
        number=$((number + 1)); sed "s/name: web/name: web$number/" good.yaml > "in/$(printf "$name")"
      done
      moat \#(Self.options) in
      moat \#(Self.options) --format json "$(printf 'in/a\377.yaml')" "$(printf 'in/a\376.yaml')" --output "$(printf '\375.json')"
      cat "$(printf '\375.json')"
      """#, in: folder)
    for shown in [#"in/a\xFF.yaml:8:35"#, #"in/a\xFE.yaml:8:35"#, #"in/a\\xFF.yaml:8:35"#, "in/é.yaml:8:35"] {
      #expect(result.output.contains(shown), "\(shown): \(result.output) \(result.errors)")
    }
    #expect(
      result.output.contains(#""file": "in/a\\xFF.yaml""#) && result.output.contains(#""file": "in/a\\xFE.yaml""#))
    #expect(result.code == 0, "cat is the last")
    let missing = try shell(#"moat \#(Self.options) "$(printf 'no\377.yaml')""#, in: folder)
    #expect(missing.code == 3 && missing.output.contains(#"no\xFF.yaml"#), "\(missing.output)")
  }

  // MARK: Earlier reports

  @Test func anEarlierReportIsPassedOver() throws {
    let folder = try Folder([
      "in/good.yaml": CheckCommandTests.privileged, "p.moat": CheckCommandTests.policy,
      "in/other.json": #"{"version": 1, "summary": {}, "findings": [], "notEvaluated": []}"#,
    ])
    let write = try shell("moat \(Self.options) --format json --output in/report.json in/good.yaml", in: folder)
    #expect(write.code == 1)
    let again = try shell("moat \(Self.options) --strict-kinds in", in: folder)
    #expect(again.output.contains("1 earlier report of Moat passed over"), "\(again.output)")
    #expect(again.output.contains("1 document not recognised"), "the look-alike is: \(again.output)")
    #expect(again.output.contains("in/other.json") && !again.output.contains("in/report.json"))
    let alone = try shell("moat \(Self.options) in/report.json", in: folder)
    #expect(alone.code == 3, "a run over nothing else is not clean")
  }

  // MARK: The executable

  /// No library is looked for beside the executable, and its table of addresses cannot be written to.
  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/readelf")))
  func theExecutableIsHardened() throws {
    let folder = try Folder(Self.files)
    let dynamic = try shell("readelf -dlW \"\(Command.executable)\"", in: folder).output
    #expect(!dynamic.contains("$ORIGIN"), "\(dynamic)")
    #expect(dynamic.contains("GNU_RELRO"))
    // A static executable has nothing left to bind.
    #expect(dynamic.contains("BIND_NOW") || dynamic.contains("no dynamic section"))
  }
}
