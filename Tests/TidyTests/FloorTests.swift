import MoatTestSupport
import Testing

/// Nothing imports upward: the targets of Package.swift stand in the order of the floors, each names only targets above
/// its own place, and each file imports only what its target names.
@Suite struct FloorTests {
  struct Target {
    var name: String
    var dependencies: [String]
  }

  /// The library targets in the order in which they stand. Package.swift writes each as `floor("Name", ["A", "B"])`.
  static let floors: [Target] = {
    let text = Files.text(SourceTree.root + "/Package.swift") ?? ""
    return text.components(separatedBy: "floor(").dropFirst(2).map { part in
      let call = part.prefix(while: { $0 != ")" })
      let names = call.split(separator: "\"", omittingEmptySubsequences: false).enumerated()
        .filter { $0.offset % 2 == 1 }.map { String($0.element) }
      return Target(name: names.first ?? "", dependencies: Array(names.dropFirst()))
    }
  }()

  static let systemModules: Set<String> = ["CLibYAML", "CPCRE2", "CZlib", "CSodium", "CMoatTables", "PolicyLibrary"]

  @Test func eachFloorStandsOnTheFloorsBelow() {
    #expect(Self.floors.count >= 9)
    var known = Self.systemModules
    for floor in Self.floors {
      for dependency in floor.dependencies {
        #expect(known.contains(dependency), "\(floor.name) names \(dependency), which stands above it")
      }
      known.insert(floor.name)
    }
  }

  @Test func filesImportWhatTheirFloorNames() {
    for file in SourceTree.files where file.path.hasPrefix("Sources/") {
      guard let floor = Self.floors.first(where: { $0.name == file.module }) else { continue }
      for module in Self.imports(of: file) where !["Glibc", "Dispatch", "Synchronization"].contains(module) {
        #expect(floor.dependencies.contains(module), "\(file.path) imports \(module)")
      }
    }
  }

  @Test func unsafeStandsOnlyWhereItMay() {
    let allowed: Set<String> = [
      "MoatDigest", "MoatDocument", "MoatValues", "MoatKinds", "MoatRuntime", "MoatTestSupport", "MoatBench",
      "MoatFuzz",
    ]
    // Reading files is the one unsafe thing that the library and the commands do themselves.
    // Of the images, only what asks zlib and the system for bytes.
    let folders = [
      "Sources/Moat/Inputs/", "Sources/MoatCLI/", "Sources/MoatImage/Archive/Inflater.swift",
      "Sources/MoatImage/Archive/FileDescriptorSource.swift",
    ]
    for file in SourceTree.files where file.path.hasPrefix("Sources/") && !allowed.contains(file.module) {
      if folders.contains(where: file.path.hasPrefix) { continue }
      let uses = file.lines.contains { line in
        !line.trimmed.hasPrefix("//") && line.split(separator: " ").contains("unsafe")
      }
      #expect(!uses, "\(file.path) says `unsafe`")
    }
  }

  static func imports(of file: SourceTree.File) -> [String] {
    file.lines.compactMap { line in
      let words = line.split(separator: " ")
      guard let place = words.firstIndex(of: "import"), place <= 1, words.count > place + 1 else { return nil }
      if place == 1, !["package", "public", "internal", "private", "@testable"].contains(words[0]) { return nil }
      return String(words[place + 1])
    }
  }
}

extension String {
  var trimmed: Substring { drop(while: { $0 == " " }) }

  func components(separatedBy separator: String) -> [String] {
    var parts: [String] = []
    var rest = self[...]
    while let range = rest.firstRange(of: separator) {
      parts.append(String(rest[..<range.lowerBound]))
      rest = rest[range.upperBound...]
    }
    return parts + [String(rest)]
  }
}
