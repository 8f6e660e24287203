import MoatKinds
import MoatSource
import MoatSyntax
import MoatValues

/// What one file declares and imports.
final class FileNames {
  let file: PolicyFile
  /// `kubernetes.systems`; empty for a file without a header.
  let policy: String
  /// What an import is called here, and the full name behind it.
  let imports: [String: String]
  let declarations: [String: Declaration]
  /// The names of imports that something was found by.
  private(set) var usedImports: Set<String> = []
  /// The declarations whose text was read where something names them.
  private(set) var entered: Set<String> = []

  init(_ file: PolicyFile, log: DiagnosticLog) {
    self.file = file
    policy = file.header?.name.text ?? ""
    var imports: [String: String] = [:]
    var firstImport: [String: Span] = [:]
    for item in file.imports {
      guard case .policy(let name, let alias) = item.target else { continue }
      let word = alias ?? name
      if let known = imports[word.text], known != name.text, let first = firstImport[word.text] {
        log.report(SemanticMessages.duplicate(word.text, first: first, at: word.span), in: file.source)
        continue
      }
      imports[word.text] = name.text
      firstImport[word.text] = firstImport[word.text] ?? word.span
    }
    self.imports = imports
    var declarations: [String: Declaration] = [:]
    var first: [String: Span] = [:]
    for declaration in file.declarations {
      guard let name = declaration.name else { continue }
      if let known = first[name.text] {
        log.report(SemanticMessages.duplicate(name.text, first: known, at: name.span), in: file.source)
        continue
      }
      first[name.text] = name.span
      declarations[name.text] = declaration
    }
    self.declarations = declarations
  }

  func use(import name: String) { usedImports.insert(name) }

  func enter(_ name: String) { entered.insert(name) }

  func qualified(_ name: String) -> String { policy.isEmpty ? name : policy + "." + name }
}

extension Declaration {
  /// The name that it declares; waivers and tests have none.
  var name: Name? {
    switch self {
    case .rule(let rule): rule.name
    case .define(let define): define.name
    case .constant(let constant): constant.name
    case .data(let data): data.name
    case .profile(let profile): profile.name
    case .waiver, .test: nil
    }
  }
}

/// All files that are compiled together, by the full names of what they declare.
final class PolicyNames {
  let files: [FileNames]
  /// The ids of the rules and profiles, in the order of the files.
  let ruleIDs: [String]
  let profileIDs: [String]
  let dataSets: DataSets
  private let byName: [String: (file: FileNames, declaration: Declaration)]

  init(_ files: [FileNames], catalogue: Catalogue, log: DiagnosticLog) {
    self.files = files
    var byName: [String: (file: FileNames, declaration: Declaration)] = [:]
    var (rules, profiles): ([String], [String]) = ([], [])
    for file in files {
      for declaration in file.file.declarations {
        // Of two declarations of one name in a file the first stands; the second was reported.
        guard let name = declaration.name, file.declarations[name.text]?.name?.span == name.span else { continue }
        let id = file.qualified(name.text)
        if let first = byName[id] {
          switch declaration {
          case .rule, .profile:
            let diagnostic = SemanticMessages.duplicate(id, firstIn: first.file.file.source.name, at: name.span)
            log.report(diagnostic, in: file.file.source)
          // Each file is read with its own names; data sets of one name are one (`DataSets`).
          case .define, .constant, .data, .waiver, .test: break
          }
          continue
        }
        byName[id] = (file, declaration)
        switch declaration {
        case .rule: rules.append(id)
        case .profile: profiles.append(id)
        case .define, .constant, .data, .waiver, .test: break
        }
      }
    }
    self.byName = byName
    (ruleIDs, profileIDs) = (rules, profiles)
    dataSets = DataSets(files, catalogue: catalogue, log: log)
  }

  /// True if this is the declaration that its id means, not a repetition of it.
  func isFirst(_ name: Name, in file: FileNames) -> Bool {
    guard let first = byName[file.qualified(name.text)] else { return false }
    return first.file === file && first.declaration.name?.span == name.span
  }

  /// What a chain of words (`shells`, `systems.linux`, `std.shells`) means in a file, if it names a declaration.
  func find(_ chain: [String], from file: FileNames) -> (file: FileNames, declaration: Declaration)? {
    if chain.count == 1, let own = file.declarations[chain[0]] { return (file, own) }
    // The longest import wins: beside `import a as q`, `q.b.y` means the `y` of `import q.b`.
    for count in stride(from: chain.count, to: 0, by: -1) {
      let name = chain[..<count].joined(separator: ".")
      guard let target = file.imports[name] else { continue }
      file.use(import: name)
      return byName[([target] + chain[count...]).joined(separator: ".")]
    }
    return nil
  }

  /// A `define` by the bare name that stands behind a value: one of the file, else one of the policy that the domain of
  /// the value's kind has, which needs no import.
  func method(_ name: String, of type: Type, from file: FileNames) -> (file: FileNames, define: DefineDeclaration)? {
    var found = find([name], from: file)
    if found == nil, case .object(let kind) = type.unwrapped { found = byName[Catalogue.domain(of: kind) + "." + name] }
    guard let found, case .define(let define) = found.declaration else { return nil }
    return (found.file, define)
  }

  /// True if something is declared under that name or a name that continues it.
  func knows(_ name: String) -> Bool {
    byName[name] != nil || files.contains { $0.policy == name }
  }

  var allNames: [String] { byName.keys.sorted() + files.map(\.policy) }
}
