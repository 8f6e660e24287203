import MoatSource
import MoatSyntax

/// Checks what files import: before the rest whether it is there, and after the rest whether it was used.
struct ImportChecker {
  let names: PolicyNames
  let log: DiagnosticLog

  func reportUnknown() {
    for file in names.files {
      for item in file.file.imports {
        guard case .policy(let name, _) = item.target, !names.knows(name.text) else { continue }
        log.report(
          SemanticMessages.unknownImport(name.text, among: names.allNames, at: name.span), in: file.file.source)
      }
    }
  }

  func reportUnused() {
    for file in names.files {
      for item in file.file.imports {
        guard case .policy(let name, let alias) = item.target, names.knows(name.text) else { continue }
        let word = alias?.text ?? name.text
        guard !file.usedImports.contains(word) else { continue }
        log.report(SemanticMessages.unusedImport(word, at: item.span), in: file.file.source)
      }
    }
  }
}
