public import Moat
import MoatSource

/// Rules for programs: one object with a list of them, in the order of their ids.
public enum RuleJSON {
  public static func render(_ rules: [RuleDescription]) -> String {
    var writer = JSONWriter()
    let sorted = rules.sorted { $0.id.utf8.lexicographicallyPrecedes($1.id.utf8) }
    writer.object { writer in
      writer.member("version", JSONReport.version)
      writer.member("rules") { $0.array(sorted) { rule($1, &$0) } }
    }
    return writer.text + "\n"
  }

  private static func rule(_ rule: RuleDescription, _ writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("rule", rule.id)
      writer.member("title", rule.title)
      writer.member("severity", rule.severity.name)
      writer.member("why", rule.why)
      writer.member("subject", rule.subject)
      writer.member("where", rule.scope)
      writer.member("checks") { $0.array(rule.checks) { check($1, &$0) } }
      writer.member("params") { $0.array(rule.parameters) { $0.string($1) } }
      writer.member("controls") { $0.array(rule.controls) { reference($1, &$0) } }
      writer.member("sameAs") { $0.array(rule.sameAs) { reference($1, &$0) } }
      writer.member("tags") { $0.array(rule.tags) { $0.string($1) } }
      writer.member("profiles") { $0.array(rule.profiles) { $0.string($1) } }
      writer.member("effective", rule.effective)
      writer.member("since", rule.since)
      writer.member("cost", rule.cost)
      writer.member("file", rule.source.name)
      writer.member("line", rule.source.place(of: rule.span.start).line)
    }
  }

  private static func check(_ check: RuleDescription.Check, _ writer: inout JSONWriter) {
    let form =
      switch check.form {
      case .failsUnless: "require"
      case .failsWhen: "deny when"
      case .warnsWhen: "warn when"
      }
    writer.object { writer in
      writer.member("form", form)
      writer.member("condition", check.condition)
      writer.member("unless", check.excuse)
      writer.member("message", check.message)
      writer.member("remedy", check.remedy)
    }
  }

  private static func reference(_ reference: Finding.Reference, _ writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("catalogue", reference.catalogue)
      writer.member("id", reference.identifier)
    }
  }
}
