package import MoatSource
import MoatSyntax

/// A diagnostic with the file that it is about.
package struct LocatedDiagnostic: Sendable {
  package var source: SourceFile
  package var diagnostic: Diagnostic

  package init(_ diagnostic: Diagnostic, in source: SourceFile) {
    self.source = source
    self.diagnostic = diagnostic
  }
}

/// What one file declares and imports.
final class FileNames: Sendable {
  let file: PolicyFile
  /// `kubernetes.systems`; empty for a file without a header.
  let policy: String
  /// What an import is called here, and the full name behind it.
  let imports: [String: String]
  let declarations: [String: Declaration]

  init(_ file: PolicyFile, report: (Diagnostic) -> Void) {
    self.file = file
    policy = file.header?.name.text ?? ""
    var imports: [String: String] = [:]
    for item in file.imports {
      if case .policy(let name, let alias) = item.target { imports[alias?.text ?? name.text] = name.text }
    }
    self.imports = imports
    var declarations: [String: Declaration] = [:]
    var first: [String: Span] = [:]
    for declaration in file.declarations {
      guard let name = declaration.name else { continue }
      if let known = first[name.text] {
        report(SemanticMessages.duplicate(name.text, first: known, at: name.span))
        continue
      }
      first[name.text] = name.span
      declarations[name.text] = declaration
    }
    self.declarations = declarations
  }

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
final class PolicyNames: Sendable {
  let files: [FileNames]
  private let byName: [String: (file: FileNames, declaration: Declaration)]

  init(_ files: [FileNames]) {
    self.files = files
    var byName: [String: (file: FileNames, declaration: Declaration)] = [:]
    for file in files {
      for (name, declaration) in file.declarations { byName[file.qualified(name)] = (file, declaration) }
    }
    self.byName = byName
  }

  /// What a chain of words (`shells`, `systems.linux`, `std.shells`) means in a file, if it names a declaration.
  func find(_ chain: [String], from file: FileNames) -> (file: FileNames, declaration: Declaration)? {
    if chain.count == 1, let own = file.declarations[chain[0]] { return (file, own) }
    let written = chain.joined(separator: ".")
    for (name, target) in file.imports {
      if written == name { return byName[target] }
      if written.hasPrefix(name + ".") { return byName[target + written.dropFirst(name.count)] }
    }
    return nil
  }

  /// True if something is declared under that name or a name that continues it.
  func knows(_ name: String) -> Bool {
    byName[name] != nil || files.contains { $0.policy == name }
  }

  /// The ids of the rules that a selector means in a file, sorted: `privileged`, `moat.paper.privileged`, `moat.paper.*`.
  func rules(_ name: String, isWildcard: Bool, from file: FileNames) -> [String] {
    if isWildcard {
      return byName.keys.filter { $0.hasPrefix(name + ".") && isRule($0) }.sorted()
    }
    if let found = find(name.split(separator: ".").map(String.init), from: file),
      case .rule(let rule) = found.declaration
    {
      return [found.file.qualified(rule.name.text)]
    }
    return isRule(name) ? [name] : []
  }

  private func isRule(_ id: String) -> Bool {
    if case .rule? = byName[id]?.declaration { true } else { false }
  }

  var allNames: [String] { byName.keys.sorted() + files.map(\.policy) }
}
