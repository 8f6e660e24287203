/// Paths within an archive. None may point out of it, though nothing is ever written: who unpacks the same archive with
/// another program must get the files that were looked at.
enum ArchivePath {
  /// A path without `.`, empty parts and a slash at its end; empty for the top itself.
  static func normalised(_ path: [UInt8], limits: ImageLimits) throws(ArchiveFailure) -> [UInt8] {
    guard path.count <= limits.pathBytes else {
      throw ArchiveFailure("a path of the archive is longer than \(limits.pathBytes) bytes", isLimit: true)
    }
    guard path.first != UInt8(ascii: "/") else { throw refused(path, "is absolute") }
    return try joined(path, onto: [], of: path)
  }

  /// Where a symbolic link in a folder points to.
  static func resolved(_ target: [UInt8], from path: [UInt8], limits: ImageLimits) throws(ArchiveFailure) -> [UInt8] {
    guard target.count <= limits.pathBytes else {
      throw ArchiveFailure("a link of the archive is longer than \(limits.pathBytes) bytes", isLimit: true)
    }
    guard target.first != UInt8(ascii: "/"), !target.isEmpty else { throw refused(path, "links out of the archive") }
    let folder = path.split(separator: UInt8(ascii: "/")).dropLast().map { Array($0) }
    return try joined(target, onto: folder, of: path, mayAscend: true)
  }

  private static func joined(
    _ path: [UInt8], onto folder: [[UInt8]], of entry: [UInt8], mayAscend: Bool = false
  ) throws(ArchiveFailure) -> [UInt8] {
    var parts = folder
    for part in path.split(separator: UInt8(ascii: "/")) {
      if part.contains(0) { throw refused(entry, "has a zero byte in its path") }
      if part.elementsEqual(".".utf8) { continue }
      if part.elementsEqual("..".utf8) {
        guard mayAscend, !parts.isEmpty else {
          throw refused(entry, mayAscend ? "links out of the archive" : "has `..` in its path")
        }
        parts.removeLast()
      } else {
        parts.append(Array(part))
      }
    }
    return Array(parts.joined(separator: [UInt8(ascii: "/")]))
  }

  static func refused(_ path: [UInt8], _ reason: String) -> ArchiveFailure {
    ArchiveFailure("`\(DocumentCursor.shown(path))` \(reason)")
  }
}
