/// The files of an archive or of a layout's folder, by their paths.
protocol BlobStore {
  /// What is known of a file; nil if there is none.
  func blob(at path: [UInt8]) throws(ArchiveFailure) -> Blob?
}

/// The files of a tar archive, whose bytes have gone by once.
struct ArchiveStore: BlobStore {
  private var files: [[UInt8]: Blob] = [:]
  private var links: [[UInt8]: [UInt8]] = [:]
  private let limits: ImageLimits

  /// Reads the archive to its end. Nothing of it is unpacked; its documents stay in memory.
  init(_ source: any ByteSource, limits: ImageLimits, withSHA512: Bool) throws(ArchiveFailure) {
    self.limits = limits
    let budget = ScanBudget(limits, withSHA512: withSHA512)
    var reader = TarReader(source, limits: limits)
    var folders: Set<[UInt8]> = []
    while let entry = try reader.next() {
      guard files[entry.path] == nil, links[entry.path] == nil,
        entry.kind == .folder || !folders.contains(entry.path)
      else { throw ArchivePath.refused(entry.path, "stands twice in the archive") }
      switch entry.kind {
      case .folder: folders.insert(entry.path)
      case .link(let target): links[entry.path] = target
      case .file:
        var scanner = BlobScanner(budget)
        try reader.readContent { bytes, range throws(ArchiveFailure) in try scanner.take(bytes, range) }
        files[entry.path] = try scanner.finish()
      }
    }
    try checkFolders()
  }

  func blob(at path: [UInt8]) throws(ArchiveFailure) -> Blob? {
    var path = path
    for _ in 0...limits.links {
      if let blob = files[path] { return blob }
      guard let target = links[path] else { return nil }
      path = target
    }
    throw ArchiveFailure("`\(DocumentCursor.shown(path))` goes through more than \(limits.links) links", isLimit: true)
  }

  /// A file below a link would be elsewhere for a program that unpacks the archive.
  private func checkFolders() throws(ArchiveFailure) {
    for path in Array(files.keys) + Array(links.keys) {
      for (index, byte) in path.enumerated() where byte == UInt8(ascii: "/") {
        let folder = Array(path[..<index])
        if links[folder] != nil || files[folder] != nil {
          throw ArchivePath.refused(path, "stands below a link or a file")
        }
      }
    }
  }
}

/// The files of a folder that the caller opens.
final class FolderStore: BlobStore {
  private let open: ([UInt8]) throws(ArchiveFailure) -> (any ByteSource)?
  private let budget: ScanBudget
  private var known: [[UInt8]: Blob?] = [:]
  private var bytes: Int64 = 0

  init(
    limits: ImageLimits, withSHA512: Bool, open: @escaping ([UInt8]) throws(ArchiveFailure) -> (any ByteSource)?
  ) {
    self.open = open
    budget = ScanBudget(limits, withSHA512: withSHA512)
  }

  func blob(at path: [UInt8]) throws(ArchiveFailure) -> Blob? {
    if let blob = known[path] { return blob }
    let blob = try scan(path)
    known[path] = .some(blob)
    return blob
  }

  private func scan(_ path: [UInt8]) throws(ArchiveFailure) -> Blob? {
    guard let source = try open(path) else { return nil }
    var scanner = BlobScanner(budget)
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    while true {
      let count = try source.read(into: &buffer)
      if count == 0 { return try scanner.finish() }
      bytes += Int64(count)
      guard bytes <= budget.limits.archiveBytes else {
        throw ArchiveFailure("the layout has more than \(budget.limits.archiveBytes) bytes", isLimit: true)
      }
      try scanner.take(buffer, 0..<count)
    }
  }
}
