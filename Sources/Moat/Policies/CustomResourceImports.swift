import MoatDocument
import MoatKinds
import MoatSemantics
import MoatSource
import MoatSyntax

/// Reads what policies import by `import crd "file"`: the schemas that their custom kinds are typed by.
enum CustomResourceImports {
  /// A CustomResourceDefinition that does not fit etcd reached no cluster.
  static let limits: Limits = {
    var limits = Limits()
    limits.bytes = 16 << 20
    return limits
  }()

  /// A path is relative to the folder of the policy that names it, and stays below it: whoever takes over a policy of somebody
  /// else lets it read nothing else of the machine. One definition imported twice is read once.
  ///
  /// - Parameter known: files by their names, in the place of the file system; empty to read from that.
  static func read(
    _ files: [PolicyFile], from known: [String: SourceFile] = [:], _ diagnostics: inout [LocatedDiagnostic]
  ) -> (schema: CustomResourceSchema, files: [SourceFile]) {
    var schema = CustomResourceSchema()
    var sources: [SourceFile] = []
    var seen: Set<FilePath> = []
    for item in DefinitionImport.all(in: files) {
      guard staysBelow(FilePath(item.path)) else {
        diagnostics.append(item.unreadable(leadsOut))
        continue
      }
      let path = FilePath(beside: item.source.name, item.path)
      guard seen.insert(path).inserted else { continue }
      let source: SourceFile
      do throws(InputProblem) {
        if let given = known[path.text] { source = given } else { source = try text(of: path, of: item.source) }
      } catch {
        diagnostics.append(item.unreadable(error.message))
        continue
      }
      sources.append(source)
      let (count, problems) = add(source, to: &schema)
      diagnostics += problems.map { item.unreadable($0) }
      if count == 0, problems.isEmpty { diagnostics.append(item.withoutDefinition()) }
    }
    return (schema, sources)
  }

  private static let leadsOut = "the file is outside the directory of its policy"

  /// By its words alone: not absolute, and no `..` that leads above where the path begins.
  private static func staysBelow(_ path: FilePath) -> Bool {
    guard path.bytes.first != UInt8(ascii: "/") else { return false }
    var depth = 0
    for component in path.bytes.split(separator: UInt8(ascii: "/")) where !component.elementsEqual(".".utf8) {
      depth += component.elementsEqual("..".utf8) ? -1 : 1
      if depth < 0 { return false }
    }
    return true
  }

  /// What is read is the file that was found to be below the folder once all links are followed.
  private static func text(of path: FilePath, of policy: SourceFile) throws(InputProblem) -> SourceFile {
    let found: FilePath
    let folder: FilePath
    do {
      found = try FileSystem.realPath(path)
      folder = try FileSystem.realPath(FilePath(beside: policy.name, "."))
    } catch {
      throw InputProblem(path: path.text, message: error.message)
    }
    guard found.isInside(folder) else { throw InputProblem(path: path.text, message: leadsOut) }
    return SourceFile(name: path.text, bytes: try InputReader.read(Input(path: found), limit: limits.bytes))
  }

  /// How many definitions the file holds, and what is wrong with it.
  private static func add(
    _ source: SourceFile, to schema: inout CustomResourceSchema
  ) -> (count: Int, problems: [String]) {
    let arena = DocumentReader.read(source, symbols: KubernetesSymbols.base(), limits: limits)
    var problems = arena.failures.map { "line \(source.place(of: $0.span.start).line): \($0.message)" }
    problems += arena.duplicateKeys.map {
      "line \(source.place(of: $0.span.start).line): \(arena.message(of: $0))"
    }
    var count = 0
    for root in arena.roots {
      let kind = arena.child(of: root, named: "kind")
      guard kind != NodeIndex.none, arena.string(kind) == "CustomResourceDefinition" else { continue }
      count += 1
      for problem in schema.add(arena, root: root) {
        problems.append("line \(source.place(of: arena.span(problem.node).start).line): \(problem.message)")
      }
    }
    return (count, problems)
  }
}
