/// A path as the file system has it: bytes without NUL. A name that is not UTF-8 stays readable, and two names that look
/// alike (NFC and NFD forms) stay two files.
package struct FilePath: Sendable, Hashable, Comparable {
  package var bytes: [UInt8]

  package init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The path that an argument names; `argument` is the other way.
  package init(_ argument: String) { bytes = Self.bytes(ofArgument: argument) }

  /// For people: a byte that is not of UTF-8 shows as `\xFF`, so that two names never look the same.
  package var text: String {
    FileName.isPlain(bytes) ? String(decoding: bytes, as: UTF8.self) : FileName.escaped(bytes)
  }

  /// For system calls.
  var cString: [CChar] { bytes.map { CChar(bitPattern: $0) } + [0] }

  package static func < (left: FilePath, right: FilePath) -> Bool {
    left.bytes.lexicographicallyPrecedes(right.bytes)
  }

  /// The path of an entry of this folder; an entry of `.` goes by its bare name.
  func appending(_ name: some Sequence<UInt8>) -> FilePath {
    if bytes.isEmpty || bytes == [UInt8(ascii: ".")] { return FilePath(Array(name)) }
    var result = bytes
    if result.last != UInt8(ascii: "/") { result.append(UInt8(ascii: "/")) }
    result.append(contentsOf: name)
    return FilePath(result)
  }

  /// The folder of the last part; nil where the path is a bare name.
  var directory: FilePath? {
    guard let slash = bytes.lastIndex(of: UInt8(ascii: "/")) else { return nil }
    return FilePath(Array(bytes[..<max(slash, 1)]))
  }

  /// The folder that holds an absolute path; nil for the root.
  var parent: FilePath? {
    guard bytes.count > 1, let slash = bytes.lastIndex(of: UInt8(ascii: "/")) else { return nil }
    return FilePath(Array(bytes[..<max(slash, 1)]))
  }

  /// Whether this absolute path is the folder itself or stands in it.
  func isInside(_ folder: FilePath) -> Bool {
    guard bytes.starts(with: folder.bytes) else { return false }
    return bytes.count == folder.bytes.count || folder.bytes.last == UInt8(ascii: "/")
      || bytes[folder.bytes.count] == UInt8(ascii: "/")
  }

  /// What follows a folder that this absolute path stands in.
  func relative(to folder: FilePath) -> FilePath {
    guard isInside(folder), bytes.count > folder.bytes.count else { return self }
    let rest = bytes.dropFirst(folder.bytes.count)
    return FilePath(Array(rest.first == UInt8(ascii: "/") ? rest.dropFirst() : rest))
  }

  /// A file that a policy names: relative to the policy's folder.
  init(beside policy: String, _ name: String) {
    let wanted = Array(name.utf8)
    let folder = Array(policy.utf8).lastIndex(of: UInt8(ascii: "/")).map { Array(policy.utf8)[...$0] }
    self.init(wanted.first == UInt8(ascii: "/") ? wanted : Array(folder ?? []) + wanted)
  }

  func hasSuffix(_ suffix: String) -> Bool {
    let wanted = suffix.utf8
    return bytes.count >= wanted.count && bytes.suffix(wanted.count).elementsEqual(wanted)
  }
}
