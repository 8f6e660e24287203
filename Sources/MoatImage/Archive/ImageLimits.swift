/// What an archive or a layout of images may be at most. Beyond a limit it is refused as a whole: whoever makes an
/// archive that large must not decide how much of it is looked at.
package struct ImageLimits: Sendable, Hashable {
  /// Headers of one archive, those of long names among them.
  package var entries = 20_000
  /// Bytes of one document: a configuration, a manifest, an index. Larger ones are blobs that nobody reads.
  package var documentBytes = 4 << 20
  /// Bytes of all documents of one archive, which are what stays in memory.
  package var totalDocumentBytes = 64 << 20
  /// Values of one document.
  package var documentNodes = 1_000_000
  /// Values of all documents of one archive that are read; a document that two manifests name counts twice.
  package var totalDocumentNodes = 4_000_000
  /// Bytes of all documents that are read, in the same count.
  package var totalReadBytes = 256 << 20
  /// Bytes of the records before an entry: pax headers and GNU's long names.
  package var recordBytes = 64 << 10
  /// Bytes of one path.
  package var pathBytes = 4_096
  /// Links that a path goes through.
  package var links = 8
  /// Bytes of a whole archive, unpacked if it is compressed itself.
  package var archiveBytes: Int64 = 64 << 30
  /// Bytes of all layers of one archive, unpacked.
  package var unpackedBytes: Int64 = 128 << 30
  /// How many bytes one byte of gzip may become, once there are `ratioBytes`. Files of zeros reach a thousand.
  package var ratio: Int64 = 200
  package var ratioBytes: Int64 = 64 << 20
  /// Headers of an archive that nobody named, as far as it is looked through for images.
  package var probedEntries = 2_000
  /// Bytes of it, unpacked, if it is compressed. Programs that save images write what tells of them, or names that do, at the
  /// start.
  package var probedBytes: Int64 = 64 << 20
  /// Entries of all indexes of one layout, and images of one archive.
  package var manifests = 1_000
  /// Problems of one archive that are kept.
  package var problems = 200
  /// Problems of one document that are kept.
  package static let documentProblems = 200

  package init() {}
}
