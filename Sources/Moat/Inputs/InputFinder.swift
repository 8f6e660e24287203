/// Turns the PATH arguments of a command into the list of its inputs.
///
/// An argument is `-` (standard input), a file, a folder, or a glob. A file that is named is taken whatever it is called
/// and whether or not it is ignored; from a folder come the files with the wanted names that no `.gitignore` excludes.
/// What could not be looked at is a problem, never silence.
package struct InputFinder: Sendable {
  package static let documentSuffixes = [".yaml", ".yml", ".json"]
  package static let policySuffixes = [".moat"]
  /// Of archives, which may hold images.
  package static let archiveSuffixes = [".tar", ".tar.gz", ".tgz"]
  /// Of reports and SBOMs that are neither JSON nor YAML by their name. What has such a name and cannot be read is a report.
  package static let ownReportSuffixes = [".rdf", ".spdx", ".cdx", ".sarif", ".intoto", ".sigstore", ".att", ".vex"]
  /// Of texts of any kind, which may be reports.
  package static let textSuffixes = [
    ".JSON", ".xml", ".swidtag", ".jsonl", ".ndjson", ".jsonld", ".txt", ".tag", ".html", ".htm", ".csv",
  ]
  static let reportSuffixes = ownReportSuffixes + textSuffixes

  /// Whether a file is wanted by its name; it is given the path, of which the last part is the name.
  package typealias NameTest = @Sendable (FilePath) -> Bool

  private let isWanted: NameTest
  private let takesImages: Bool
  private let honoursIgnoreFiles: Bool

  /// What `moat check` takes from a folder.
  package static let ofInputs = InputFinder(names: DockerfileName.matches, takesImages: true)

  /// Policies: none is left out by a `.gitignore`, so that no rule is lost without a word.
  package static let ofPolicies = InputFinder(suffixes: policySuffixes, honoursIgnoreFiles: false)

  /// - Parameters:
  ///   - suffixes: the ends of the names that are wanted.
  ///   - names: what else is wanted; by itself no other name is.
  ///   - takesImages: whether archives are wanted, and layouts of the OCI, each as one input.
  ///   - honoursIgnoreFiles: whether `.gitignore` files leave out what they name.
  package init(
    suffixes: [String] = InputFinder.documentSuffixes, names: @escaping NameTest = { _ in false },
    takesImages: Bool = false, honoursIgnoreFiles: Bool = true
  ) {
    let all = takesImages ? suffixes + Self.archiveSuffixes + Self.reportSuffixes : suffixes
    isWanted = { path in all.contains(where: path.hasSuffix) || names(path) }
    self.takesImages = takesImages
    self.honoursIgnoreFiles = honoursIgnoreFiles
  }

  package func find(_ arguments: [String]) -> FoundInputs {
    var search = Search(isWanted: isWanted, takesImages: takesImages, honoursIgnoreFiles: honoursIgnoreFiles)
    for argument in arguments { search.add(argument) }
    return search.result()
  }
}

/// The state of one search.
private struct Search {
  let isWanted: InputFinder.NameTest
  let takesImages: Bool
  let honoursIgnoreFiles: Bool
  private var readsStandardInput = false
  private var found: [FolderWalk.Found] = []
  private var problems: [InputProblem] = []
  private var ignored: [(path: FilePath, realPath: FilePath, isFolder: Bool)] = []
  /// Without links.
  private var folders: [FilePath] = []

  init(isWanted: @escaping InputFinder.NameTest, takesImages: Bool, honoursIgnoreFiles: Bool) {
    self.isWanted = isWanted
    self.takesImages = takesImages
    self.honoursIgnoreFiles = honoursIgnoreFiles
  }

  mutating func add(_ argument: String) {
    if argument == "-" {
      readsStandardInput = true
      return
    }
    let path = Self.trimmed(argument)
    guard !path.bytes.isEmpty, !path.bytes.contains(0) else {
      problems.append(InputProblem(path: path.text, message: "is not a path"))
      return
    }
    do throws(FileSystem.Failure) {
      try addNamed(path)
    } catch {
      // A path that holds `*` may well be a file's own name; only one that is none is a glob.
      if error.isMissing, let glob = PathGlob(path) {
        addMatches(of: glob, path)
      } else {
        problems.append(InputProblem(path: path.text, message: error.message))
      }
    }
  }

  /// Without slashes at the end: they would stand twice in the paths below.
  private static func trimmed(_ argument: String) -> FilePath {
    var bytes = FilePath(argument).bytes
    while bytes.count > 1, bytes.last == UInt8(ascii: "/") { bytes.removeLast() }
    return FilePath(bytes)
  }

  /// A file or folder by its name; a link that is named is followed.
  private mutating func addNamed(_ path: FilePath) throws(FileSystem.Failure) {
    if try FileSystem.kind(of: path) == .link, (try? FileSystem.kind(of: path, following: true)) == nil {
      try resolveLink(path)
      return
    }
    let kind = try FileSystem.kind(of: path, following: true)
    switch kind {
    case .file:
      let whole = ImageInput.layoutIndex(of: path) ?? path
      let realPath = try FileSystem.realPath(whole)
      let name = realPath.parent.map { realPath.relative(to: $0) } ?? realPath
      found.append(.init(path: whole, realPath: realPath, isLink: false, isNamed: true, relative: name))
    case .folder:
      let realRoot = try FileSystem.realPath(path)
      folders.append(realRoot)
      walk(path, realRoot: realRoot, glob: nil)
    case .pipe, .socket, .device, .link:
      problems.append(InputProblem(path: path.text, message: InputReader.ReadFailure.refusal(of: kind)))
    }
  }

  /// Says why a link leads to no file: "no such file" of a link that stands there would mislead.
  private mutating func resolveLink(_ path: FilePath) throws(FileSystem.Failure) {
    do {
      _ = try FileSystem.realPath(path)
    } catch {
      let message = error.isMissing ? "the symbolic link leads to nothing" : error.message
      problems.append(InputProblem(path: path.text, message: message))
    }
  }

  private mutating func addMatches(of glob: PathGlob, _ path: FilePath) {
    let folder = glob.folder.bytes.isEmpty ? FilePath(".") : glob.folder
    let count = found.count + problems.count
    if let real = try? FileSystem.realPath(folder) { walk(folder, realRoot: real, glob: glob) }
    if found.count + problems.count == count {
      problems.append(InputProblem(path: path.text, message: "no input matches this pattern"))
    }
  }

  private mutating func walk(_ path: FilePath, realRoot: FilePath, glob: PathGlob?) {
    let selection = FolderWalk.Selection(
      isWanted: isWanted, glob: glob, takesLayouts: takesImages, honoursIgnoreFiles: honoursIgnoreFiles)
    var walk = FolderWalk(root: path, realRoot: realRoot, selection: selection)
    walk.run()
    found += walk.found
    problems += walk.problems
    ignored += walk.ignored
  }

  /// Each file once: under its own name rather than that of a link, and under the shortest of several (`a/x` rather
  /// than `a/../a/x`).
  func result() -> FoundInputs {
    var seen: Set<FilePath> = []
    let ordered = found.sorted { left, right in
      if left.isLink != right.isLink { return right.isLink }
      let (first, second) = (left.path.bytes.count, right.path.bytes.count)
      return first == second ? left.path < right.path : first < second
    }
    let named = Set(found.filter(\.isNamed).map(\.realPath))
    let files = ordered.filter { seen.insert($0.realPath).inserted }.sorted { $0.path < $1.path }
    let walked = Set(found.filter { !$0.isNamed }.map(\.realPath))
    var repositories = RepositoryRoots()
    var inputs = files.map { file in
      let isArchive = InputFinder.archiveSuffixes.contains(where: file.path.hasSuffix)
      var input = Input(path: file.path, isPerhapsImage: takesImages && isArchive && !named.contains(file.realPath))
      input.isPerhapsReport =
        takesImages && InputFinder.reportSuffixes.contains(where: file.path.hasSuffix) && !named.contains(file.realPath)
      input.isNamedAlone =
        !walked.contains(file.realPath) && !folders.contains { file.realPath.isInside($0) }
      input.stablePath = repositories.path(of: file.realPath)?.text ?? file.relative.text
      return input
    }
    if readsStandardInput { inputs.insert(.standardStream, at: 0) }
    let sortedProblems = Set(problems).sorted { left, right in
      let (first, second) = (FilePath(left.path), FilePath(right.path))
      return first == second ? left.message < right.message : first < second
    }
    let taken = Set(files.map(\.realPath))
    let left = ignored.filter { entry in
      entry.isFolder ? !folders.contains { $0.isInside(entry.realPath) } : !taken.contains(entry.realPath)
    }
    let unique = Dictionary(left.map { ($0.realPath, $0) }) { first, _ in first }.values.sorted { $0.path < $1.path }
    return FoundInputs(
      inputs: inputs, problems: sortedProblems,
      ignored: unique.map { IgnoredPath(path: $0.path.text, isFolder: $0.isFolder) },
      hasWhole: readsStandardInput || !folders.isEmpty || !walked.isEmpty)
  }
}

/// The git repositories that files stand in, each folder asked once.
private struct RepositoryRoots {
  private var roots: [FilePath: FilePath?] = [:]

  /// The path from the root of the nearest repository; nil outside of any.
  mutating func path(of realPath: FilePath) -> FilePath? {
    guard let folder = realPath.parent, let root = root(of: folder) else { return nil }
    return realPath.relative(to: root)
  }

  private mutating func root(of folder: FilePath) -> FilePath? {
    var chain: [FilePath] = []
    var next: FilePath? = folder
    var found: FilePath?
    while let current = next {
      if let known = roots[current] {
        found = known
        break
      }
      chain.append(current)
      if (try? FileSystem.kind(of: current.appending(Self.name))) != nil {
        found = current
        break
      }
      next = current.parent
    }
    for folder in chain { roots[folder] = .some(found) }
    return found
  }

  private static let name = Array(".git".utf8)
}
