import MoatDocument
import MoatSource

/// Whether an archive that nobody named holds images: a tar may be anything, and most are.
///
/// It looks at names, and at the documents that tell; it passes over everything else, without reading it where the source
/// can. A false answer costs nothing but a word in the summary; after a true one the archive is read to its end, and is an
/// error if it turns out to be broken.
struct ArchiveProbe {
  private let limits: ImageLimits
  /// Whether the first file is called as blobs and layers are. An archive that is cut off, or too large to be looked through,
  /// is one of images if it begins like one.
  private var beginsLikeOne = false

  init(_ limits: ImageLimits) { self.limits = limits }

  mutating func holdsImages(_ source: any ByteSource) -> Bool {
    do throws(ArchiveFailure) {
      let peeked = try PeekedSource(source, bytes: GzipDecoder.magic.count)
      var bounds = limits
      bounds.entries = limits.probedEntries
      guard peeked.head == GzipDecoder.magic else { return try look(TarReader(peeked, limits: bounds)) }
      // What is compressed has to be unpacked as far as it is looked at.
      bounds.archiveBytes = limits.probedBytes
      return try look(TarReader(try GzipSource(peeked, limits: limits), limits: bounds))
    } catch {
      return beginsLikeOne
    }
  }

  private mutating func look(_ reader: consuming TarReader) throws(ArchiveFailure) -> Bool {
    var hasFile = false
    while let entry = try reader.next() {
      guard entry.kind == .file else { continue }
      if !hasFile { beginsLikeOne = Self.isOfImage(entry.path) }
      hasFile = true
      if entry.path.elementsEqual("oci-layout".utf8) { return true }
      let forms: [String: ImageDocumentForm] = ["manifest.json": .saveManifest, "index.json": .index]
      guard let form = forms[String(decoding: entry.path, as: UTF8.self)], entry.size <= limits.documentBytes else {
        continue
      }
      var bytes: [UInt8] = []
      try reader.readContent { piece, range throws(ArchiveFailure) in bytes += piece[range] }
      if self.form(of: bytes) == form { return true }
    }
    return false
  }

  private func form(of bytes: [UInt8]) -> ImageDocumentForm? {
    var jsonLimits = Limits()
    jsonLimits.bytes = limits.documentBytes
    jsonLimits.nodes = limits.documentNodes
    let arena = JSONReader.read(SourceFile(name: "", bytes: bytes), symbols: SymbolTable(), limits: jsonLimits)
    guard let root = arena.roots.first, arena.failures.isEmpty else { return nil }
    return ImageDocument.recognise(root: root, in: arena)
  }

  /// Names that programs which save images give to blobs and layers: `blobs/sha256/<digits>`, `<digits>/layer.tar`,
  /// `<digits>.json`, `sha256:<digits>`.
  private static func isOfImage(_ path: [UInt8]) -> Bool {
    let parts = path.split(separator: UInt8(ascii: "/")).map { Array($0) }
    func isDigest(_ algorithm: [UInt8], _ digits: [UInt8]) -> Bool {
      OCIGrammar.digest(algorithm + [UInt8(ascii: ":")] + digits) != nil
    }
    switch parts.count {
    case 3: return parts[0].elementsEqual("blobs".utf8) && isDigest(parts[1], parts[2])
    case 2:
      let names = ["layer.tar", "json", "VERSION"]
      return isDigest(BlobDigest.sha256Name, parts[0]) && names.contains { parts[1].elementsEqual($0.utf8) }
    case 1:
      if OCIGrammar.digest(parts[0]) != nil { return true }
      let digits = Array(parts[0].prefix { $0 != UInt8(ascii: ".") })
      let ends = [".json", ".tar", ".tar.gz"]
      return isDigest(BlobDigest.sha256Name, digits)
        && ends.contains { parts[0].dropFirst(digits.count).elementsEqual($0.utf8) }
    default: return false
    }
  }
}
