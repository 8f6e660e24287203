package import MoatSource
package import MoatSyntax

/// `import crd "application.yaml"`: a file that gives the schema of custom kinds. The caller reads it, puts what it finds
/// into the `Catalogue`, and reports what went wrong in the words of this type.
package struct DefinitionImport: Sendable {
  /// As written: relative to the folder of the policy.
  package var path: String
  package var source: SourceFile
  /// That of the path, with its quotes.
  package var span: MoatSource.Span

  /// All of them, in the order of the files.
  package static func all(in files: [PolicyFile]) -> [DefinitionImport] {
    files.flatMap { file in
      file.imports.compactMap { item in
        guard case .customResourceDefinition(let path) = item.target else { return nil }
        return DefinitionImport(path: path.text, source: file.source, span: path.span)
      }
    }
  }

  /// The file holds no CustomResourceDefinition.
  package func withoutDefinition() -> LocatedDiagnostic {
    LocatedDiagnostic(SemanticMessages.noDefinition(path, at: span), in: source)
  }

  /// The file could not be read, or a definition in it could not; `reason` is a sentence without a full stop.
  package func unreadable(_ reason: String) -> LocatedDiagnostic {
    LocatedDiagnostic(SemanticMessages.unreadableDefinition(path, reason, at: span), in: source)
  }
}
