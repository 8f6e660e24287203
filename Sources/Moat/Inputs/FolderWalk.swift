/// One walk through a folder that the user named, and through nothing else: links are followed only to what stands in
/// that folder, and no folder is walked twice. The stack is a list, so that depth costs memory and no more.
struct FolderWalk {
  /// What a walk takes.
  struct Selection {
    /// Whether a file is an input by its name.
    var isWanted: InputFinder.NameTest
    /// For a glob, what its matches are; nil takes all inputs of the folder.
    var glob: PathGlob?
    /// Whether a layout of the OCI is one input, rather than the JSON texts that it consists of.
    var takesLayouts = false
    /// Whether `.gitignore` files leave out what they name.
    var honoursIgnoreFiles = true
  }

  /// A file that the walk takes.
  struct Found {
    var path: FilePath
    /// Without links: the same for each name of one file.
    var realPath: FilePath
    var isLink: Bool
    /// Whether the user named it, or wrote a glob of such names.
    var isNamed: Bool
    /// From the argument.
    var relative: FilePath
  }

  private struct Folder {
    var path: FilePath
    var realPath: FilePath
    /// The rules of the folders above.
    var rules: IgnoreRules?
    /// Bytes from the root of the walk, for a glob.
    var relative: FilePath
    /// Whether all inputs in it are taken: there is no glob, or the glob matched a folder above.
    var isWhole: Bool
  }

  private struct Link {
    var path: FilePath
    var realPath: FilePath
    var relative: FilePath
    var isWhole: Bool
  }

  private(set) var found: [Found] = []
  /// What ignore files left out, and would have been taken or walked.
  private(set) var ignored: [(path: FilePath, realPath: FilePath, isFolder: Bool)] = []
  private(set) var problems: [InputProblem] = []
  private let selection: Selection
  private let root: FilePath
  private let realRoot: FilePath
  private var stack: [Folder] = []
  private var links: [Link] = []
  private var walked: Set<[UInt8]> = []
  private var followed = 0

  /// Links to folders that one walk follows. A glob may reach a folder under several names, and a tree could be made in
  /// which these names multiply at each level.
  private static let maximumLinks = 10_000

  /// `root` is as the user wrote it, `realRoot` the same without links.
  init(root: FilePath, realRoot: FilePath, selection: Selection) {
    self.root = root
    self.realRoot = realRoot
    self.selection = selection
  }

  mutating func run() {
    let rules = selection.honoursIgnoreFiles ? rulesAboveRoot() : nil
    stack = [
      Folder(path: root, realPath: realRoot, rules: rules, relative: FilePath([]), isWhole: selection.glob == nil)
    ]
    // Links wait until all real folders are walked, so that a file goes by its own name where it has one.
    while true {
      while let folder = stack.popLast() { walk(folder) }
      guard !links.isEmpty else { break }
      let waiting = links
      links = []
      for link in waiting.sorted(by: { $0.path < $1.path }) { follow(link) }
    }
  }

  private mutating func report(_ path: FilePath, _ message: String) {
    problems.append(InputProblem(path: path.text, message: message))
  }

  /// What makes a folder the same one. A glob looks at names, so that a folder counts once for each name in it; where
  /// `**` passes any number of folders, its own name is one of them.
  private func key(of folder: Folder) -> [UInt8] {
    if folder.isWhole { return folder.realPath.bytes }
    return folder.realPath.bytes + [0] + (selection.glob?.isDeep == false ? folder.relative.bytes : [])
  }

  private mutating func walk(_ folder: Folder) {
    guard walked.insert(key(of: folder)).inserted else { return }
    let entries: [FileSystem.Entry]
    do {
      entries = try FileSystem.entries(of: folder.realPath)
    } catch {
      report(folder.path, "the folder cannot be read: \(error.message)")
      return
    }
    var rules = folder.rules
    if entries.contains(where: { $0.name == Self.repositoryName }), folder.realPath != realRoot {
      // A repository in a repository: the rules of the outer one end here.
      rules = nil
    }
    if selection.honoursIgnoreFiles, entries.contains(where: { $0.name == Self.rulesName }) {
      rules = rulesFile(in: folder.realPath, shownAs: folder.path, above: rules) ?? rules
    }
    let layout = selection.takesLayouts && folder.isWhole ? ImageInput.layoutFile(of: entries) : nil
    for entry in entries where entry.name != Self.repositoryName {
      if let layout, entry.name != layout, ImageInput.isOfLayout(entry.name) { continue }
      take(entry, in: folder, rules, isLayout: entry.name == layout)
    }
  }

  private mutating func take(
    _ entry: FileSystem.Entry, in folder: Folder, _ rules: IgnoreRules?, isLayout: Bool = false
  ) {
    let path = folder.path.appending(entry.name)
    let realPath = folder.realPath.appending(entry.name)
    let relative = folder.relative.appending(entry.name)
    let kind: FileSystem.Kind
    do throws(FileSystem.Failure) {
      if let known = entry.kind { kind = known } else { kind = try FileSystem.kind(of: realPath) }
    } catch {
      report(path, error.isMissing ? "vanished while the folder was read" : error.message)
      return
    }
    if let rules, rules.ignore(realPath, isFolder: kind == .folder) {
      let isTaken =
        kind == .folder
        ? folder.isWhole || selection.glob?.matches(relative.bytes[...]) == true
          || selection.glob?.mayMatch(below: relative) == true
        : isLayout || isInput(relative, isWhole: folder.isWhole)
      if isTaken { ignored.append((path, realPath, kind == .folder)) }
      return
    }
    switch kind {
    case .folder:
      let isWhole = folder.isWhole || selection.glob?.matches(relative.bytes[...]) == true
      guard isWhole || selection.glob?.mayMatch(below: relative) == true else { return }
      stack.append(Folder(path: path, realPath: realPath, rules: rules, relative: relative, isWhole: isWhole))
    case .link:
      links.append(Link(path: path, realPath: realPath, relative: relative, isWhole: folder.isWhole))
    case .file:
      if isLayout || isInput(relative, isWhole: folder.isWhole) {
        let isNamed = !folder.isWhole && selection.glob?.namesFiles == true
        found.append(Found(path: path, realPath: realPath, isLink: false, isNamed: isNamed, relative: relative))
      }
    case .pipe, .socket, .device:
      if isInput(relative, isWhole: folder.isWhole) { report(path, InputReader.ReadFailure.refusal(of: kind)) }
    }
  }

  /// Whether a file of this name is taken.
  private func isInput(_ relative: FilePath, isWhole: Bool) -> Bool {
    let hasInputName = selection.isWanted(relative)
    if isWhole { return hasInputName }
    guard let glob = selection.glob, glob.matches(relative.bytes[...]) else { return false }
    return hasInputName || glob.namesFiles
  }

  /// A link counts only where it leads to something that the walk would take: one that leads elsewhere, or nowhere, is
  /// told for a name of an input and for a folder.
  private mutating func follow(_ link: Link) {
    let isInput = isInput(link.relative, isWhole: link.isWhole)
    // Most texts are no inputs, and where links to them lead is nothing to anybody.
    let isTold = isInput && !InputFinder.textSuffixes.contains(where: link.path.hasSuffix)
    let target: FilePath
    let kind: FileSystem.Kind
    do {
      target = try FileSystem.realPath(link.realPath)
      kind = try FileSystem.kind(of: target)
    } catch {
      if isTold || error.isCircle {
        report(link.path, error.isMissing ? "the symbolic link leads to nothing" : error.message)
      }
      return
    }
    let isWhole = link.isWhole || selection.glob?.matches(link.relative.bytes[...]) == true
    let isWanted =
      kind == .folder ? isWhole || selection.glob?.mayMatch(below: link.relative) == true : isInput
    guard isWanted else { return }
    guard target.isInside(realRoot) else {
      guard isTold || kind == .folder else { return }
      let message = "the symbolic link leads outside of the folder, to \(target.text), and is not followed"
      report(link.path, message)
      return
    }
    switch kind {
    case .file:
      let isNamed = !link.isWhole && selection.glob?.namesFiles == true
      found.append(
        Found(path: link.path, realPath: target, isLink: true, isNamed: isNamed, relative: link.relative))
    case .folder where link.realPath.isInside(target):
      report(link.path, "the symbolic link goes in a circle: it leads to a folder that holds it")
    case .folder where followed == Self.maximumLinks:
      report(root, "holds more than \(Self.maximumLinks) symbolic links to folders; those after them are not followed")
    case .folder:
      followed += 1
      // The rules above the link speak of its own paths, not of the target's.
      stack.append(
        Folder(path: link.path, realPath: target, rules: nil, relative: link.relative, isWhole: isWhole))
    case .pipe, .socket, .device, .link:
      report(link.path, InputReader.ReadFailure.refusal(of: kind))
    }
  }
}

extension FolderWalk {
  private static let repositoryName = Array(".git".utf8)
  private static let rulesName = Array(".gitignore".utf8)
  /// Each path is held against each rule, so that a huge file of rules would be a way to stop a scan.
  private static let maximumRuleBytes = 256 << 10

  /// The rules of a folder's own file on top of those above; nil where the file gives none. As in git, a link is not
  /// followed; it and what is no file hold no rules.
  private mutating func rulesFile(
    in folder: FilePath, shownAs path: FilePath, above: IgnoreRules?
  ) -> IgnoreRules? {
    do {
      let file = folder.appending(Self.rulesName)
      let bytes = try InputReader.readFile(file, limit: Self.maximumRuleBytes, following: false)
      return IgnoreRules(file: bytes, folder: folder, above: above)
    } catch {
      switch error {
      case .notAFile: return nil
      case .system(let failure) where failure.isMissing: return nil
      case .system, .tooLarge:
        report(path.appending(Self.rulesName), "is not applied: \(error.message)")
        return nil
      }
    }
  }

  /// The rules of the folders above the root, from that of its repository down. A root that they ignore was named all
  /// the same: then they do not hold in it.
  private mutating func rulesAboveRoot() -> IgnoreRules? {
    var folders: [FilePath] = []
    var next: FilePath? = realRoot
    while let folder = next {
      folders.append(folder)
      if (try? FileSystem.kind(of: folder.appending(Self.repositoryName))) != nil { break }
      next = folder.parent
    }
    guard let top = folders.last, (try? FileSystem.kind(of: top.appending(Self.repositoryName))) != nil else {
      return nil
    }
    var rules: IgnoreRules?
    for folder in folders.reversed() {
      if let known = rules, folder != top, known.ignore(folder, isFolder: true) { return nil }
      if folder != realRoot { rules = rulesFile(in: folder, shownAs: folder, above: rules) ?? rules }
    }
    return rules
  }
}
