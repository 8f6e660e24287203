import Foundation
import Glibc

@testable import Moat

/// A folder for one test, removed with it.
final class TemporaryTree {
  let root: String

  init() {
    let base = FileManager.default.temporaryDirectory.resolvingSymlinksInPath().path
    root = base + "/moat-tests-" + UUID().uuidString
    unsafe mkdir(root, 0o755)
  }

  /// By `rm`, which passes even paths that are too long for a system call.
  deinit { _ = Self.shell("chmod -R u+rwX \"$1\" 2>/dev/null; rm -rf \"$1\"", root) }

  func path(_ relative: String) -> String { root + "/" + relative }

  func folder(_ relative: String) {
    try? FileManager.default.createDirectory(atPath: path(relative), withIntermediateDirectories: true)
  }

  /// A file and the folders on its way.
  func file(_ relative: String, _ text: String = "a: 1\n") {
    if let slash = relative.lastIndex(of: "/") { folder(String(relative[..<slash])) }
    try? Data(text.utf8).write(to: URL(fileURLWithPath: path(relative)))
  }

  func link(_ relative: String, to target: String) { unsafe symlink(target, path(relative)) }

  func pipe(_ relative: String) { unsafe mkfifo(path(relative), 0o644) }

  /// The paths that the finder takes for arguments given from the root, without the root.
  func found(_ arguments: [String], suffixes: [String] = InputFinder.documentSuffixes) -> [String] {
    find(arguments, suffixes: suffixes).inputs.map { shown($0.path.text) }
  }

  /// Each problem as `path: message`.
  func problems(_ arguments: [String]) -> [String] {
    find(arguments).problems.map { shown($0.path) + ": " + $0.message }
  }

  func find(_ arguments: [String], suffixes: [String] = InputFinder.documentSuffixes) -> FoundInputs {
    InputFinder(suffixes: suffixes).find(arguments.map { $0 == "-" ? $0 : $0.isEmpty ? root : path($0) })
  }

  func shown(_ text: String) -> String { text.hasPrefix(root + "/") ? String(text.dropFirst(root.count + 1)) : text }

  /// Runs a line of `sh` with `$1`; true if it succeeded.
  static func shell(_ line: String, _ argument: String) -> Bool {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", line, "sh", argument]
    guard (try? process.run()) != nil else { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }
}
