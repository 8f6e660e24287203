/// An entry of a tar archive whose path and links stay in the archive.
struct TarEntry {
  enum Kind: Equatable {
    case file
    case folder
    /// A symbolic or a hard link, with the path that it points to.
    case link([UInt8])
  }

  var path: [UInt8]
  var kind: Kind
  var size: Int64
}

/// Reads a tar archive from its start to its end, one piece at a time.
///
/// It refuses what readers disagree about: sizes of entries that have no content, devices, sparse files, two names for
/// one entry, bytes after the end.
struct TarReader {
  private static let bufferBytes = 64 << 10

  private let source: any ByteSource
  private let limits: ImageLimits
  private var buffer = [UInt8](repeating: 0, count: bufferBytes)
  private var index = 0
  private var end = 0
  private var headers = 0
  private var total: Int64 = 0
  /// What is left of the content of the entry that was read last, and of the zeros that fill its last block.
  private var content: Int64 = 0
  private var padding: Int64 = 0

  init(_ source: any ByteSource, limits: ImageLimits) {
    self.source = source
    self.limits = limits
  }

  /// The next entry; nil at the end. What was not read of the entry before is skipped.
  mutating func next() throws(ArchiveFailure) -> TarEntry? {
    var pax: PaxRecords?
    var longPath: [UInt8]?
    var longLink: [UInt8]?
    while true {
      guard let header = try header() else {
        if pax != nil || longPath != nil || longLink != nil { throw ArchiveFailure("the archive is cut off") }
        return nil
      }
      switch header.type {
      case UInt8(ascii: "x"):
        guard pax == nil else { throw ArchiveFailure("an entry of the archive has two pax headers") }
        pax = try PaxRecords(try records(header.size))
      case UInt8(ascii: "g"):
        guard try PaxRecords(try records(header.size)).isEmpty else {
          throw ArchiveFailure("a pax header of the archive names or sizes all its entries")
        }
      case UInt8(ascii: "L"):
        guard longPath == nil else { throw ArchiveFailure("an entry of the archive has two long names") }
        longPath = Array(try records(header.size).prefix { $0 != 0 })
      case UInt8(ascii: "K"):
        guard longLink == nil else { throw ArchiveFailure("an entry of the archive has two long links") }
        longLink = Array(try records(header.size).prefix { $0 != 0 })
      default:
        if pax?.path != nil && longPath != nil || pax?.link != nil && longLink != nil {
          throw ArchiveFailure("an entry of the archive has two names")
        }
        return try entry(
          header, path: pax?.path ?? longPath ?? header.path, link: pax?.link ?? longLink ?? header.link,
          size: pax?.size ?? header.size)
      }
    }
  }

  /// Gives the content of the entry in pieces.
  mutating func readContent(
    _ sink: ([UInt8], Range<Int>) throws(ArchiveFailure) -> Void
  ) throws(ArchiveFailure) {
    while content > 0 {
      try fill()
      let count = Int(min(content, Int64(end - index)))
      try sink(buffer, index..<index + count)
      index += count
      content -= Int64(count)
    }
  }

  private mutating func entry(
    _ header: TarHeader, path: [UInt8], link: [UInt8], size: Int64
  ) throws(ArchiveFailure) -> TarEntry {
    let isFolderName = path.last == UInt8(ascii: "/")
    let name = try ArchivePath.normalised(path, limits: limits)
    let kind: TarEntry.Kind
    switch header.type {
    case UInt8(ascii: "0"), 0, UInt8(ascii: "7"): kind = isFolderName ? .folder : .file
    case UInt8(ascii: "5"): kind = .folder
    case UInt8(ascii: "1"):
      // A hard link names its target from the top.
      guard link.first != UInt8(ascii: "/") else { throw ArchivePath.refused(name, "links out of the archive") }
      kind = .link(try ArchivePath.normalised(link, limits: limits))
    case UInt8(ascii: "2"): kind = .link(try ArchivePath.resolved(link, from: name, limits: limits))
    case UInt8(ascii: "3"), UInt8(ascii: "4"): throw ArchivePath.refused(name, "is a device")
    case UInt8(ascii: "6"): throw ArchivePath.refused(name, "is a pipe")
    case UInt8(ascii: "S"): throw ArchiveFailure("the archive has sparse files, which are not read")
    default: throw ArchivePath.refused(name, "is of a type that is not read")
    }
    guard !name.isEmpty || kind == .folder else { throw ArchiveFailure("an entry of the archive has no name") }
    if kind != .file, size != 0 { throw ArchivePath.refused(name, "has content, which only files have") }
    try begin(size)
    return TarEntry(path: name, kind: kind, size: size)
  }

  private mutating func begin(_ size: Int64) throws(ArchiveFailure) {
    guard size <= limits.archiveBytes - total else {
      throw ArchiveFailure("the archive has more than \(limits.archiveBytes) bytes", isLimit: true)
    }
    content = size
    let block = Int64(TarHeader.blockBytes)
    padding = (block - size % block) % block
  }

  /// The content of an entry that is about the next one.
  private mutating func records(_ size: Int64) throws(ArchiveFailure) -> [UInt8] {
    guard size <= limits.recordBytes else {
      throw ArchiveFailure("a name of the archive is longer than \(limits.recordBytes) bytes", isLimit: true)
    }
    try begin(size)
    var bytes: [UInt8] = []
    try readContent { buffer, range throws(ArchiveFailure) in bytes += buffer[range] }
    return bytes
  }

  /// The next header; nil at a block of zeros, which ends an archive. Without it, nobody could tell that entries are
  /// missing.
  private mutating func header() throws(ArchiveFailure) -> TarHeader? {
    try skipContent()
    guard let block = try block() else {
      throw ArchiveFailure(headers == 0 ? "the archive is empty" : "the archive is cut off: its end is missing")
    }
    if block.allSatisfy({ $0 == 0 }) {
      while let rest = try self.block() {
        guard rest.allSatisfy({ $0 == 0 }) else { throw ArchiveFailure("bytes follow the end of the archive") }
      }
      return nil
    }
    headers += 1
    guard headers <= limits.entries else {
      throw ArchiveFailure("the archive has more than \(limits.entries) entries", isLimit: true)
    }
    return try TarHeader(block)
  }

  /// Passes over what is left of the content, and over its padding.
  private mutating func skipContent() throws(ArchiveFailure) {
    var rest = content + padding
    content = 0
    padding = 0
    while rest > 0 {
      if index == end {
        let count = try source.skip(rest)
        rest -= count
        total += count
        if rest == 0 { break }
      }
      try fill()
      let count = Int(min(rest, Int64(end - index)))
      index += count
      rest -= Int64(count)
    }
  }

  /// The next block; nil at the end of the bytes.
  private mutating func block() throws(ArchiveFailure) -> ArraySlice<UInt8>? {
    if index == end, try !refill() { return nil }
    if end - index >= TarHeader.blockBytes {
      index += TarHeader.blockBytes
      return buffer[index - TarHeader.blockBytes..<index]
    }
    var block = buffer[index..<end]
    index = end
    while block.count < TarHeader.blockBytes {
      try fill()
      let count = min(TarHeader.blockBytes - block.count, end - index)
      block += buffer[index..<index + count]
      index += count
    }
    return block
  }

  /// Makes sure that a byte is at hand.
  private mutating func fill() throws(ArchiveFailure) {
    if index < end { return }
    if try !refill() { throw ArchiveFailure("the archive is cut off") }
  }

  private mutating func refill() throws(ArchiveFailure) -> Bool {
    index = 0
    end = try source.read(into: &buffer)
    total += Int64(end)
    guard total <= limits.archiveBytes else {
      throw ArchiveFailure("the archive has more than \(limits.archiveBytes) bytes", isLimit: true)
    }
    return end > 0
  }
}
