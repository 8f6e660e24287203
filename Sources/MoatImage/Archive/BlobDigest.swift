import MoatDigest

/// What bytes come to by the algorithms that Moat computes, each as `algorithm:digits`.
struct BlobDigest: Hashable, Sendable {
  /// By SHA-256, which nearly all images use and which names a blob in messages.
  var sha256: [UInt8]
  /// By SHA-512; nil where nobody has asked for it yet.
  var sha512: [UInt8]?

  static let sha256Name = Array("sha256".utf8)
  static let sha512Name = Array("sha512".utf8)

  /// The digest by an algorithm; nil if it was not computed.
  func text(by algorithm: [UInt8]) -> [UInt8]? {
    switch algorithm {
    case Self.sha256Name: sha256
    case Self.sha512Name: sha512
    default: nil
    }
  }

  /// Whether these bytes have a digest, by whichever algorithm it is.
  func isOf(_ digest: [UInt8]) -> Bool { digest == sha256 || digest == sha512 }

  /// The digit part of what bytes come to by an algorithm; nil for one that Moat does not compute.
  static func digits(of bytes: [UInt8], by algorithm: [UInt8]) -> [UInt8]? {
    switch algorithm {
    case sha256Name: Hexadecimal.text(SHA2.digest(bytes, .sha256))
    case sha512Name: Hexadecimal.text(SHA2.digest(bytes, .sha512))
    default: nil
    }
  }
}

/// Computes the digests of bytes as they go by.
struct BlobDigestStream {
  private var sha256 = SHA2(.sha256)
  private var sha512: SHA2?

  init(withSHA512: Bool) { if withSHA512 { sha512 = SHA2(.sha512) } }

  mutating func update(_ bytes: [UInt8], _ range: Range<Int>) {
    sha256.update(bytes, range)
    sha512?.update(bytes, range)
  }

  consuming func finish() -> BlobDigest {
    func text(_ algorithm: [UInt8], _ digest: [UInt8]) -> [UInt8] {
      algorithm + [UInt8(ascii: ":")] + Hexadecimal.text(digest)
    }
    return BlobDigest(
      sha256: text(BlobDigest.sha256Name, sha256.finish()),
      sha512: sha512.map { text(BlobDigest.sha512Name, $0.finish()) })
  }
}
