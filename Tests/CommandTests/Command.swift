import Foundation

/// The built `moat`, run as people run it.
struct Command {
  var code: Int32
  var output: String
  var errors: String

  /// Beside the test bundle, where the build puts every product.
  static var executable: String {
    let bundle = Bundle.allBundles.map(\.bundlePath).first { $0.hasSuffix(".xctest") }
    let candidates = [bundle, CommandLine.arguments.first, Bundle.main.executablePath].compactMap { $0 }.flatMap {
      path -> [String] in
      let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
      return [folder.appendingPathComponent("moat").path, folder.appendingPathComponent("MoatCLI").path]
    }
    return candidates.first { FileManager.default.isExecutableFile(atPath: $0) } ?? "no moat beside the tests"
  }

  /// Streams go through files, so that no full pipe can hold either side.
  ///
  /// - Parameter limits: what the process may use at most, as `ulimit` has it: `-v` and KiB of memory, `-n` and open files.
  static func run(
    _ arguments: [String], in folder: String, input: String = "", limits: [String] = []
  ) throws -> Command {
    let base = FileManager.default.temporaryDirectory.path + "/moat-command-" + UUID().uuidString
    let names = [base + ".in", base + ".out", base + ".err"]
    defer { for name in names { try? FileManager.default.removeItem(atPath: name) } }
    try Data(input.utf8).write(to: URL(fileURLWithPath: names[0]))
    for name in names.dropFirst() { try Data().write(to: URL(fileURLWithPath: name)) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: limits.isEmpty ? executable : "/bin/sh")
    let line = limits.map { "ulimit \($0) && " }.joined() + "exec \"$@\""
    let limited = limits.isEmpty ? [] : ["-c", line, "sh", executable]
    process.arguments = limited + arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    process.standardInput = try FileHandle(forReadingFrom: URL(fileURLWithPath: names[0]))
    process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: names[1]))
    process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: names[2]))
    try process.run()
    process.waitUntilExit()
    let texts = try names.dropFirst().map { try String(contentsOfFile: $0, encoding: .utf8) }
    return Command(
      code: process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus,
      output: texts[0], errors: texts[1])
  }
}
