public import Moat

/// What Moat understood of some inputs, for programs.
public enum InspectionJSON {
  public static func render(_ inspection: Inspection) -> String {
    var writer = JSONWriter()
    writer.object { writer in
      writer.member("version", JSONReport.version)
      writer.member("documents") { $0.array(inspection.documents) { document($1, &$0) } }
      writer.member("documentsNotShown", inspection.moreDocuments)
      writer.member("problems") { $0.array(inspection.problems) { problem($1, &$0) } }
      writer.member("unrecognised") { $0.array(inspection.unrecognised) { problem($1, &$0) } }
      writer.member("notEvaluated") { writer in
        writer.array(inspection.notEvaluated) { writer, input in
          writer.object { writer in
            writer.member("file", input.file)
            if let line = input.line { writer.member("line", line) } else { writer.member("line") { $0.null() } }
            writer.member("message", input.message)
          }
        }
      }
    }
    return writer.text + "\n"
  }

  private static func document(_ document: Inspection.Document, _ writer: inout JSONWriter) {
    writer.object { writer in
      place(document.place, &writer)
      writer.member("kind", document.identity.kind)
      writer.member("apiVersion", document.identity.apiVersion)
      writer.member("namespace", document.identity.namespace)
      writer.member("name", document.identity.name)
      writer.member("recognised", document.isRecognised)
      writer.member("kinds") { $0.array(document.kinds) { $0.string($1) } }
      writer.member("views") { $0.array(document.views) { part($1, &$0) } }
      writer.member("problems") { $0.array(document.problems) { problem($1, &$0) } }
    }
  }

  private static func part(_ part: Inspection.Part, _ writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("kind", part.kind)
      place(part.place, &writer)
      writer.member("fields") { writer in
        writer.array(part.facts) { writer, fact in
          writer.object { writer in
            writer.member("name", fact.name)
            writer.member("value", fact.value)
            writer.member("origin", fact.origin.rawValue)
            if let found = fact.place { writer.member("line", found.line) } else { writer.member("line") { $0.null() } }
            writer.member("path", fact.place?.path)
          }
        }
      }
      writer.member("parts") { $0.array(part.parts) { self.part($1, &$0) } }
    }
  }

  private static func problem(_ problem: Inspection.Problem, _ writer: inout JSONWriter) {
    writer.object { writer in
      place(problem.place, &writer)
      writer.member("message", problem.message)
    }
  }

  private static func place(_ place: Inspection.Place, _ writer: inout JSONWriter) {
    writer.member("file", place.file)
    writer.member("line", place.line)
    writer.member("column", place.column)
    writer.member("path", place.path)
  }
}
