/// Turns diagnostics into the text that people read on a terminal.
public enum DiagnosticRenderer {
  public static func render(_ diagnostic: Diagnostic, in source: SourceFile) -> String {
    let place = source.place(of: diagnostic.span.start)
    var text = "\(CodeFrame.sanitized(source.name)):\(place.line):\(place.column): "
    text += "\(diagnostic.level.rawValue)[\(diagnostic.code)]: \(CodeFrame.sanitized(diagnostic.message))\n"
    text += CodeFrame.render(diagnostic.span, in: source)
    for note in diagnostic.notes {
      text += "  note: \(CodeFrame.sanitized(note.message))\n"
      if let span = note.span { text += CodeFrame.render(span, in: source) }
    }
    if let help = diagnostic.help { text += "  help: \(CodeFrame.sanitized(help))\n" }
    return text
  }
}
