import MoatDocument
import MoatImage

/// What a scanner found beside packages and vulnerabilities.
extension ImageLowering {
  func writeFindings(_ writer: inout DocumentWriter) {
    objects("secrets", image.secrets, "the secrets that were found", at: \.place, &writer) { writer, found in
      text("rule", found.rule, "the scanner's rule", &writer)
      text("title", found.title, "what was found", &writer)
      text("category", found.category, "the category", &writer)
      severity(found.severity, &writer)
      text("path", found.path, "the file", &writer)
      size("line", found.line, "the line", &writer)
    }
    objects("misconfigurations", image.misconfigurations, "what was checked", at: \.place, &writer) { writer, found in
      text("id", found.id, "the id of the check", &writer)
      text("title", found.title, "what was checked", &writer)
      severity(found.severity, &writer)
      field("passed", found.passed, "whether it passed", &writer) { $0.bool($1, at: $2) }
      text("message", found.message, "what is wrong", &writer)
      text("remedy", found.remedy, "what mends it", &writer)
      text("path", found.path, "the file", &writer)
      size("line", found.line, "the line", &writer)
      text("url", found.url, "the address", &writer)
    }
    objects("licenceFindings", image.licenceFindings, "the licences that were judged", at: \.place, &writer) {
      writer, found in
      text("name", found.name, "the licence", &writer)
      field("category", found.category, "the category", &writer) { writer, word, place in
        writer.text(word.map { (65...90).contains($0) ? $0 | 0x20 : $0 }, at: place)
      }
      severity(found.severity, &writer)
      text("package", found.package, "the package", &writer)
      text("path", found.path, "the file", &writer)
      text("url", found.url, "the address", &writer)
    }
  }
}
