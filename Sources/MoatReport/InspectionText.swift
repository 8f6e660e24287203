public import Moat
import MoatSource

/// What Moat understood of some inputs, for people.
public enum InspectionText {
  public static func render(_ inspection: Inspection, showsDefaults: Bool, style: TextStyle) -> String {
    var writer = InspectionWriter(style: style, showsDefaults: showsDefaults)
    for document in inspection.documents { writer.write(document) }
    writer.end(inspection)
    return writer.text
  }
}

private struct InspectionWriter {
  let style: TextStyle
  let showsDefaults: Bool
  var text = ""

  // MARK: Documents

  mutating func write(_ document: Inspection.Document) {
    let identity = document.identity
    let name = [identity.namespace, identity.name].compactMap(\.self).joined(separator: "/")
    let words = [identity.kind, name.isEmpty ? nil : name].compactMap(\.self).joined(separator: " ")
    text += style.paint("\(CodeFrame.sanitized(document.place.file)):\(document.place.line)", .bold)
    text += "  \(CodeFrame.sanitized(words.isEmpty ? "document" : words))"
    if let version = identity.apiVersion { text += "  \(style.paint(CodeFrame.sanitized(version), .faint))" }
    let article = document.kinds.first.map { "aeiou".contains($0.prefix(1)) } == true ? "an" : "a"
    text += "\n  is \(article) \(CodeFrame.sanitized(document.kinds.joined(separator: ", ")))"
    text += document.isRecognised ? "\n" : style.paint(" of no known schema", .yellow) + "\n"
    for problem in document.problems { write(problem) }
    for view in document.views { write(view, depth: 1, isWhole: true) }
    text += "\n"
  }

  private mutating func write(_ problem: Inspection.Problem) {
    text += "  \(style.paint("problem", .red)) line \(problem.place.line)"
    if !problem.place.path.isEmpty { text += ", \(CodeFrame.sanitized(problem.place.path))" }
    text += ": \(CodeFrame.sanitized(problem.message))\n"
  }

  // MARK: Kinds

  private mutating func write(_ part: Inspection.Part, depth: Int, isWhole: Bool = false) {
    let space = String(repeating: "  ", count: depth)
    if let only = part.facts.first, only.name.isEmpty {
      text += "\(space)\(style.paint(CodeFrame.sanitized(part.kind), .bold))"
      text += "  \(style.paint("undetermined", .red)): \(CodeFrame.sanitized(only.value))"
      text += "  \(style.paint("line \(part.place.line)", .faint))\n"
      return
    }
    let facts = part.facts.filter { isShown($0) }
    let named = facts.first { $0.name == "keyword" } ?? facts.first { $0.name == "name" }
    let name = named.map { " " + CodeFrame.sanitized($0.value) } ?? ""
    if isWhole {
      text += "\(space)\(style.paint(CodeFrame.sanitized(part.kind), .bold))\n"
    } else {
      text += "\(space)\(style.paint(CodeFrame.sanitized(part.kind) + name, .bold))"
      text += "  \(style.paint("\(CodeFrame.sanitized(part.place.path)), line \(part.place.line)", .faint))\n"
    }
    let others = facts.filter { $0.name != named?.name }
    let width = min(44, others.map(\.name.count).max() ?? 0)
    for fact in others { write(fact, space + "  ", width, within: part.place) }
    let hidden = part.facts.count - facts.count
    if hidden > 0 { text += "\(space)  \(style.paint("and \(TextLayout.count(hidden, "default"))", .faint))\n" }
    for inner in part.parts { write(inner, depth: depth + 1) }
  }

  private func isShown(_ fact: Inspection.Fact) -> Bool { showsDefaults || fact.origin != .byDefault }

  private mutating func write(_ fact: Inspection.Fact, _ space: String, _ width: Int, within place: Inspection.Place) {
    let value = TextLayout.cut(CodeFrame.sanitized(fact.value), to: 70)
    text += "\(space)\(TextLayout.padded(CodeFrame.sanitized(fact.name), to: width)) = "
    if fact.origin == .unknown { text += style.paint("undetermined", .red) + ": " }
    text += value.isEmpty ? "\"\"" : value
    var remark = [.written, .unknown].contains(fact.origin) ? "" : fact.origin.rawValue
    let isElsewhere = fact.origin == .written || fact.origin == .inherited || fact.origin == .unknown
    if let found = fact.place, isElsewhere {
      remark += (remark.isEmpty ? "" : ", ") + "line \(found.line)"
    }
    if !remark.isEmpty { text += "  " + style.paint(remark, .faint) }
    text += "\n"
  }

  // MARK: The end

  mutating func end(_ inspection: Inspection) {
    for (label, problems) in [("problem", inspection.problems), ("unrecognised", inspection.unrecognised)] {
      for problem in problems {
        text += style.paint(label, .yellow) + " "
        text += "\(CodeFrame.sanitized(problem.place.file)):\(problem.place.line):\(problem.place.column): "
        text += "\(CodeFrame.sanitized(problem.message))\n"
      }
    }
    for input in inspection.notEvaluated {
      let place = input.line.map { "\(input.file):\($0)" } ?? input.file
      text += style.paint("not read", .yellow) + " \(CodeFrame.sanitized(place)): "
      text += "\(CodeFrame.sanitized(input.message))\n"
    }
    let total = inspection.documents.count + inspection.moreDocuments
    text += TextLayout.count(total, "document")
    if inspection.moreDocuments > 0 { text += ", \(inspection.moreDocuments) of them not shown" }
    let problems = inspection.documents.reduce(inspection.problems.count) { $0 + $1.problems.count }
    if problems > 0 { text += "; " + style.paint(TextLayout.count(problems, "problem"), .red) }
    let unrecognised = inspection.unrecognised.count + inspection.documents.count { !$0.isRecognised }
    if unrecognised > 0 { text += "; \(unrecognised) not recognised" }
    if !inspection.notEvaluated.isEmpty { text += "; \(inspection.notEvaluated.count) not read" }
    text += "\n"
  }
}
