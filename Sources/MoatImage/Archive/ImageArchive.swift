import MoatDocument
import MoatSource

/// Reads the images of archives (`docker save`, an OCI layout in a tar, both in one; with or without gzip) and of OCI
/// layouts in a folder. Nothing is unpacked onto a disk, and no layer's files are looked at.
package enum ImageArchive {
  /// How many bytes `isArchive` looks at.
  package static let headBytes = 512

  /// Whether bytes begin like a tar archive or like gzip.
  package static func isArchive(head: [UInt8]) -> Bool {
    head.starts(with: GzipDecoder.magic) || (head.count > 262 && head[257..<262].elementsEqual("ustar".utf8))
  }

  /// Whether an archive that nobody named holds images, as far as its first entries tell.
  package static func holdsImages(_ source: any ByteSource, limits: ImageLimits = ImageLimits()) -> Bool {
    var probe = ArchiveProbe(limits)
    return probe.holdsImages(source)
  }

  /// Reads an archive to its end; a second time, if it has digests by SHA-512. `name` is what people know it by.
  package static func read(
    _ source: any RewindableSource, name: String, limits: ImageLimits = ImageLimits()
  ) -> ImageReading {
    reading(name) { withSHA512 throws(ArchiveFailure) in
      if withSHA512 { try source.rewind() }
      let peeked = try PeekedSource(source, bytes: GzipDecoder.magic.count)
      let unpacked: any ByteSource =
        peeked.head == GzipDecoder.magic ? try GzipSource(peeked, limits: limits) : peeked
      let store = try ArchiveStore(unpacked, limits: limits, withSHA512: withSHA512)
      var reader = LayoutReader(store, name: name, limits: limits)
      try reader.readArchive()
      return reader.finish()
    }
  }

  /// Reads an OCI layout in a folder.
  ///
  /// `open` opens a file by its path from the folder; nil if there is none. Paths are `oci-layout`, `index.json` and
  /// `blobs/<algorithm>/<digits>`, of which no part is `.` or `..`. That no link leads out of the folder is the
  /// caller's concern, who knows the file system.
  package static func readLayout(
    name: String, limits: ImageLimits = ImageLimits(),
    open: @escaping ([UInt8]) throws(ArchiveFailure) -> (any ByteSource)?
  ) -> ImageReading {
    reading(name) { withSHA512 throws(ArchiveFailure) in
      let store = FolderStore(limits: limits, withSHA512: withSHA512, open: open)
      var reader = LayoutReader(store, name: name, limits: limits)
      try reader.readLayout()
      return reader.finish()
    }
  }

  /// One reading with the digests that nearly all images use; where it asked for others, another one with those too.
  private static func reading(
    _ name: String, _ read: (_ withSHA512: Bool) throws(ArchiveFailure) -> (ImageReading, asksForSHA512: Bool)
  ) -> ImageReading {
    do throws(ArchiveFailure) {
      let first = try read(false)
      return try first.asksForSHA512 ? read(true).0 : first.0
    } catch {
      return ImageReading(sources: [], problems: [ImageProblem("\(name): \(error.message)")])
    }
  }
}
