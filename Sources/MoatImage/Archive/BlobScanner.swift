/// What is known of the bytes of one file of an archive or a layout, once they have gone by.
struct Blob: Sendable {
  /// What comes of the bytes when they are unpacked.
  enum Unpacked: Sendable {
    /// They are not compressed.
    case same
    case gzip(digest: BlobDigest, size: Int64)
    /// They are compressed in a way that Moat does not unpack.
    case zstd
    /// They begin like gzip and are not.
    case damaged(String)
  }

  var size: Int64
  var digest: BlobDigest
  /// The bytes, if they may be a JSON text and are few enough.
  var document: [UInt8]?
  /// Whether it begins like a JSON text, and was too large to be kept.
  var isTooLarge: Bool
  var unpacked: Unpacked

  /// The digest of the unpacked bytes; nil if it is not known.
  var diffID: BlobDigest? {
    switch unpacked {
    case .same: digest
    case .gzip(let digest, _): digest
    case .zstd, .damaged: nil
    }
  }

  var unpackedSize: Int64? {
    switch unpacked {
    case .same: size
    case .gzip(_, let size): size
    case .zstd, .damaged: nil
    }
  }
}

/// What all blobs of one archive may use together.
final class ScanBudget {
  let limits: ImageLimits
  /// Whether SHA-512 is computed beside SHA-256.
  let hasSHA512: Bool
  private var documents: Int
  private var unpacked: Int64

  init(_ limits: ImageLimits, withSHA512: Bool) {
    self.limits = limits
    hasSHA512 = withSHA512
    documents = limits.totalDocumentBytes
    unpacked = limits.unpackedBytes
  }

  func takeDocument(_ bytes: Int) throws(ArchiveFailure) {
    documents -= bytes
    guard documents >= 0 else {
      throw ArchiveFailure(
        "the documents of the archive have more than \(limits.totalDocumentBytes) bytes", isLimit: true)
    }
  }

  func takeUnpacked(_ bytes: Int) throws(ArchiveFailure) {
    unpacked -= Int64(bytes)
    guard unpacked >= 0 else {
      throw ArchiveFailure("the layers unpack to more than \(limits.unpackedBytes) bytes", isLimit: true)
    }
  }
}

/// Takes the bytes of one blob as they go by: their digest, that of what they unpack to, and the bytes of documents.
struct BlobScanner {
  private static let zstdMagic: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD]
  /// A text that is no document is shorter than the smallest tar.
  private static let shortBytes = 1_023

  private let budget: ScanBudget
  private var hash: BlobDigestStream
  private var size: Int64 = 0
  /// The first bytes, until there are enough to tell what follows.
  private var head: [UInt8] = []
  private var isDecided = false
  private var document: [UInt8]?
  private var documentBytes = 0
  private var isTooLarge = false
  private var decoder: GzipDecoder?
  private var unpackedHash: BlobDigestStream
  private var unpackedSize: Int64 = 0
  private var damage: String?
  private var isZstd = false

  init(_ budget: ScanBudget) {
    self.budget = budget
    hash = BlobDigestStream(withSHA512: budget.hasSHA512)
    unpackedHash = hash
  }

  mutating func take(_ bytes: [UInt8], _ range: Range<Int>) throws(ArchiveFailure) {
    hash.update(bytes, range)
    size += Int64(range.count)
    if isDecided { return try use(bytes, range) }
    head += bytes[range]
    if head.count >= Self.zstdMagic.count { try decide() }
  }

  mutating func finish() throws(ArchiveFailure) -> Blob {
    if !isDecided { try decide() }
    var unpacked = Blob.Unpacked.same
    if decoder != nil, damage == nil {
      do throws(ArchiveFailure) { try decoder?.finish() } catch { damage = error.message }
    }
    if let damage {
      unpacked = .damaged(damage)
    } else if decoder != nil {
      unpacked = .gzip(digest: unpackedHash.finish(), size: unpackedSize)
    } else if isZstd {
      unpacked = .zstd
    }
    return Blob(
      size: size, digest: hash.finish(), document: document, isTooLarge: isTooLarge, unpacked: unpacked)
  }

  private mutating func decide() throws(ArchiveFailure) {
    isDecided = true
    if head.starts(with: GzipDecoder.magic) {
      decoder = try GzipDecoder(limits: budget.limits)
    } else if head.starts(with: Self.zstdMagic) {
      isZstd = true
    } else if let first = head.first(where: { $0 != 0x20 && $0 != 0x09 && $0 != 0x0A && $0 != 0x0D }) {
      // A tar begins with a path. What is no document is kept if it is short, so that its error can be told.
      document = []
      let isDocument = first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
      documentBytes = isDocument ? budget.limits.documentBytes : min(Self.shortBytes, budget.limits.documentBytes)
    }
    let start = head
    head = []
    try use(start, 0..<start.count)
  }

  private mutating func use(_ bytes: [UInt8], _ range: Range<Int>) throws(ArchiveFailure) {
    if let count = document?.count {
      if count + range.count > documentBytes {
        isTooLarge = documentBytes == budget.limits.documentBytes
        try budget.takeDocument(-count)
        document = nil
      } else {
        try budget.takeDocument(range.count)
        document? += bytes[range]
      }
    }
    guard decoder != nil, damage == nil else { return }
    var hash = unpackedHash
    var size = unpackedSize
    let budget = budget
    do throws(ArchiveFailure) {
      try decoder?.decode(bytes, range) { output, range throws(ArchiveFailure) in
        try budget.takeUnpacked(range.count)
        hash.update(output, range)
        size += Int64(range.count)
      }
    } catch {
      if error.isLimit { throw error }
      damage = error.message
    }
    unpackedHash = hash
    unpackedSize = size
  }
}
