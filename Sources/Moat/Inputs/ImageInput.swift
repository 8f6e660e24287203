internal import Glibc
internal import MoatImage

/// Images that are no text: a tar archive of `docker save` or of an OCI layout, and a folder with such a layout.
enum ImageInput {
  /// Ends of names that say what stands in a file; only a file of another name may be an archive.
  private static let textSuffixes = InputFinder.documentSuffixes + InputFinder.policySuffixes

  /// What an archive or a layout tells of images; nil if the input is neither. Nothing is written, and memory stays bounded
  /// whatever the size of the archive.
  static func read(_ input: Input) -> ImageReading? {
    if input.isStandardInput { return nil }
    if let folder = layoutFolder(of: input.path) { return readLayout(folder) }
    guard !textSuffixes.contains(where: input.path.hasSuffix), !DockerfileName.matches(input.path),
      (try? FileSystem.kind(of: input.path, following: true)) == .file
    else { return nil }
    let descriptor = unsafe open(input.path.cString, O_RDONLY | O_CLOEXEC | O_NOCTTY)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var head = [UInt8](repeating: 0, count: ImageArchive.headBytes)
    let count = unsafe pread(descriptor, &head, head.count, 0)
    guard count > 0, ImageArchive.isArchive(head: Array(head.prefix(count))) else { return nil }
    return ImageArchive.read(FileDescriptorSource(descriptor), name: input.path.text)
  }

  /// The archive that was given on standard input.
  static func read(bytes: [UInt8], name: String) -> ImageReading? {
    guard ImageArchive.isArchive(head: Array(bytes.prefix(ImageArchive.headBytes))) else { return nil }
    return ImageArchive.read(BufferSource(bytes), name: name)
  }

  /// The folder of an `index.json` beside which `oci-layout` stands.
  private static func layoutFolder(of path: FilePath) -> FilePath? {
    let name = Array("index.json".utf8)
    guard path.bytes.suffix(name.count).elementsEqual(name) else { return nil }
    let folder = Array(path.bytes.dropLast(name.count))
    guard folder.isEmpty || folder.last == UInt8(ascii: "/") else { return nil }
    let marker = FilePath(folder + Array("oci-layout".utf8))
    return (try? FileSystem.kind(of: marker)) == .file ? FilePath(folder.isEmpty ? Array("./".utf8) : folder) : nil
  }

  /// Opens the files of a layout; a link that leads out of its folder is refused.
  private static func readLayout(_ folder: FilePath) -> ImageReading {
    let root = try? FileSystem.realPath(folder)
    var opened: [Int32] = []
    defer { for descriptor in opened { close(descriptor) } }
    var shown = folder.bytes
    while shown.count > 1, shown.last == UInt8(ascii: "/") { shown.removeLast() }
    return ImageArchive.readLayout(name: FilePath(shown).text) { (path: [UInt8]) throws(ArchiveFailure) in
      let file = FilePath(folder.bytes + path)
      guard !path.contains(0), let real = try? FileSystem.realPath(file) else { return nil }
      guard let root, real.bytes.starts(with: root.bytes + [UInt8(ascii: "/")]) else {
        throw ArchiveFailure("\(file.text) leads out of the layout")
      }
      guard (try? FileSystem.kind(of: real)) == .file else { return nil }
      let descriptor = unsafe open(real.cString, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY)
      guard descriptor >= 0 else { return nil }
      opened.append(descriptor)
      return FileDescriptorSource(descriptor)
    }
  }
}
