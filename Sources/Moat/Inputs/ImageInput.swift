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
    let descriptor = unsafe open(input.path.cString, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    guard beginsLikeArchive(descriptor) else { return nil }
    return ImageArchive.read(FileDescriptorSource(descriptor), name: input.path.text)
  }

  /// Whether a file of a folder is an archive of images. One that cannot be opened may be one.
  static func holdsImages(_ input: Input) throws(InputProblem) -> Bool {
    func problem(_ number: Int32) -> InputProblem {
      InputProblem(path: input.path.text, message: FileSystem.Failure(number: number).message)
    }
    // The walk saw a file here; a pipe that took its place since must hold no run.
    let descriptor = unsafe open(input.path.cString, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)
    guard descriptor >= 0 else { throw problem(errno) }
    defer { close(descriptor) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else { throw problem(errno) }
    guard FileSystem.kind(ofMode: status.st_mode) == .file, beginsLikeArchive(descriptor) else { return false }
    return ImageArchive.holdsImages(FileDescriptorSource(descriptor))
  }

  private static func beginsLikeArchive(_ descriptor: Int32) -> Bool {
    var head = [UInt8](repeating: 0, count: ImageArchive.headBytes)
    let count = unsafe pread(descriptor, &head, head.count, 0)
    return count > 0 && ImageArchive.isArchive(head: Array(head.prefix(count)))
  }

  /// The archive that was given on standard input.
  static func read(bytes: [UInt8], name: String) -> ImageReading? {
    guard ImageArchive.isArchive(head: Array(bytes.prefix(ImageArchive.headBytes))) else { return nil }
    return ImageArchive.read(BufferSource(bytes), name: name)
  }

  // MARK: Layouts

  private static let marker = Array("oci-layout".utf8)
  private static let index = Array("index.json".utf8)
  /// What programs write at the top of a layout; Docker adds the last two.
  private static let layoutNames: Set<[UInt8]> = Set(
    ["oci-layout", "index.json", "blobs", "manifest.json", "repositories"].map { Array($0.utf8) })

  /// Whether an entry of a layout's folder is a part of the layout.
  static func isOfLayout(_ name: [UInt8]) -> Bool { layoutNames.contains(name) }

  /// The file that stands for the layout which these entries of a folder make up; nil if they make up none. It is the index,
  /// or the marker of a layout that has lost it.
  static func layoutFile(of entries: [FileSystem.Entry]) -> [UInt8]? {
    func isThere(_ name: [UInt8]) -> Bool {
      entries.contains { $0.name == name && ($0.kind == nil || $0.kind == .file) }
    }
    guard isThere(marker) else { return nil }
    return isThere(index) ? index : marker
  }

  /// The index of the layout whose marker a path names.
  static func layoutIndex(of path: FilePath) -> FilePath? {
    guard let folder = folder(of: path, named: marker) else { return nil }
    let index = FilePath(folder + index)
    return (try? FileSystem.kind(of: index)) == .file ? index : nil
  }

  /// The folder of a layout, by its index or by its marker.
  private static func layoutFolder(of path: FilePath) -> FilePath? {
    guard let folder = folder(of: path, named: index) ?? folder(of: path, named: marker),
      (try? FileSystem.kind(of: FilePath(folder + marker))) == .file
    else { return nil }
    return FilePath(folder.isEmpty ? Array("./".utf8) : folder)
  }

  /// The path up to its last part, with a slash at its end, if that part is called so.
  private static func folder(of path: FilePath, named name: [UInt8]) -> [UInt8]? {
    guard path.bytes.suffix(name.count).elementsEqual(name) else { return nil }
    let folder = Array(path.bytes.dropLast(name.count))
    return folder.isEmpty || folder.last == UInt8(ascii: "/") ? folder : nil
  }

  /// Opens the files of a layout; a link that leads out of its folder is refused.
  private static func readLayout(_ folder: FilePath) -> ImageReading {
    let root = try? FileSystem.realPath(folder)
    var shown = folder.bytes
    while shown.count > 1, shown.last == UInt8(ascii: "/") { shown.removeLast() }
    return ImageArchive.readLayout(name: FilePath(shown).text) { (path: [UInt8]) throws(ArchiveFailure) in
      let file = FilePath(folder.bytes + path)
      guard !path.contains(0), let real = try existing(file) else { return nil }
      guard let root, real.bytes.starts(with: root.bytes + [UInt8(ascii: "/")]) else {
        throw ArchiveFailure("\(file.text) leads out of the layout")
      }
      guard (try? FileSystem.kind(of: real)) == .file else { return nil }
      let descriptor = unsafe open(real.cString, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY)
      guard descriptor >= 0 else { throw unreadable(file, .init(number: errno)) }
      // A layout may have more blobs than a process may open files.
      return FileDescriptorSource(descriptor, isOwned: true)
    }
  }

  /// The path without links; nil if there is no such file.
  private static func existing(_ file: FilePath) throws(ArchiveFailure) -> FilePath? {
    do {
      return try FileSystem.realPath(file)
    } catch {
      if error.isMissing { return nil }
      throw unreadable(file, error)
    }
  }

  private static func unreadable(_ file: FilePath, _ failure: FileSystem.Failure) -> ArchiveFailure {
    ArchiveFailure("\(file.text) cannot be read: \(failure.message)")
  }
}
