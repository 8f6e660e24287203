import Testing

@testable import MoatImage

/// Which statements of VEX count: each demand of OpenVEX 0.2.0 and of CSAF 2.0 that decides it.
///
/// What only tells of the document, such as its author, its `@id` and its number, decides nothing.
@Suite struct StatementFaultTests {
  private struct Case {
    var name: String
    /// What stands in place of the valid part.
    var change: (from: String, to: String)
    var status: ExploitStatement.Status?
    /// Part of the one problem; nil for none.
    var problem: String?

    init(_ name: String, _ from: String, _ to: String, _ status: ExploitStatement.Status?, _ problem: String? = nil) {
      self.name = name
      change = (from, to)
      self.status = status
      self.problem = problem
    }
  }

  private func check(_ cases: [Case], _ valid: String) {
    for item in cases {
      #expect(item.change.from.isEmpty || valid.contains(item.change.from), "\(item.name): \(item.change.from)")
      let text = item.change.from.isEmpty ? valid : valid.replacing(item.change.from, with: item.change.to)
      let reading = ImageText.read(text)
      #expect(reading.isOfStatements, "\(item.name)")
      #expect(
        reading.statements.map(\.status) == [item.status].compactMap(\.self), "\(item.name): \(reading.statements)")
      #expect(reading.problems.allSatisfy { $0.kind == .wrong && $0.place != nil }, "\(item.name)")
      if let problem = item.problem {
        #expect(reading.problems.count == 1, "\(item.name): \(reading.problems.map(\.message))")
        #expect(reading.problems.first?.message.contains(problem) == true, "\(item.name): \(reading.problems)")
      } else {
        #expect(reading.problems.isEmpty, "\(item.name): \(reading.problems.map(\.message))")
      }
    }
  }

  @Test func openVEX() {
    let valid = Self.openVEX
    let context = #""https://openvex.dev/ns/v0.2.0""#
    let time = #""timestamp":"2026-01-01T00:00:00Z","#
    let name = #"{"name":"CVE-1"}"#
    let products = #"[{"@id":"pkg:oci/web","subcomponents":[{"@id":"pkg:npm/a@1"}]}]"#
    let parts = #"[{"@id":"pkg:npm/a@1"}]"#
    let status = #""status":"not_affected""#
    check([Case("valid", "", "", .notAffected)], valid)
    check(
      [
        // The context.
        Case("without a version", context, #""https://openvex.dev/ns""#, .notAffected),
        Case("0.0.1", context, #""https://openvex.dev/ns/v0.0.1""#, .notAffected),
        Case("a list of contexts", context, #"["https://openvex.dev/ns/v0.2.0","https://x.org"]"#, .notAffected),
        Case("a later version", context, #""https://openvex.dev/ns/v1.0.0""#, .void, "@context"),
        Case("something like a version", context, #""https://openvex.dev/ns/v0.2.0.1""#, .void, "@context"),
        Case("another name", context, #""https://openvex.dev/nsx""#, .void, "@context"),
        Case(
          "two versions", context, #"["https://openvex.dev/ns/v0.2.0","https://openvex.dev/ns/v2"]"#, .void, "@context"),
        // The time.
        Case("no time", time, "", .void, "`timestamp`"),
        Case("null as a time", time, #""timestamp":null,"#, .void, "`timestamp`"),
        Case("the time of the statement", time + #""statements":["# + "\n{", #""statements":[{"# + time, .notAffected),
        Case("the last change alone", time, #""last_updated":"2026-01-01T00:00:00Z","#, .void, "`timestamp`"),
        Case("a malformed time", time, #""timestamp":"2026-01-01","#, .void, "RFC 3339"),
        Case("a time that is a number", time, #""timestamp":1767225600,"#, .void, "string"),
        Case("a placeholder", time, #""timestamp":"1970-01-01T00:00:00Z","#, .void, "placeholder"),
        Case(
          "a malformed time of the statement", status, status + #","timestamp":"soon""#, .void, "RFC 3339"),
        // The vulnerability.
        Case("a text", name, #""CVE-1""#, .notAffected), Case("no name", name, #"{"@id":"CVE-1"}"#, .void, "`name`"),
        Case("an empty name", name, #"{"name":"","aliases":["CVE-1"]}"#, .void, "`name`"),
        Case("no vulnerability", name, "null", .void, "`vulnerability`"),
        // The products.
        Case("no products", products, "[]", .void, "`products`"), Case("null", products, "null", .void, "`products`"),
        Case("an object", products, #"{"@id":"pkg:oci/web"}"#, .void, "`products`"),
        Case("texts", products, #"["pkg:oci/web"]"#, .notAffected),
        Case("a product without a name", products, #"[{"@id":"pkg:oci/web"},{}]"#, .void, "a product has none"),
        Case("a number", products, "[1]", .void, "a product has none"),
        Case("a CPE", products, #"[{"identifiers":{"cpe23":"cpe:2.3:a:b:c:1:*:*:*:*:*:*:*"}}]"#, .notAffected),
        Case("another checksum", products, #"[{"hashes":{"md5":"0"}}]"#, .notAffected),
        Case("no subcomponents", parts, "[]", .notAffected), Case("null subcomponents", parts, "null", .notAffected),
        Case("an object of them", parts, #"{"@id":"pkg:npm/a@1"}"#, .void, "`subcomponents`"),
        Case("a text of them", parts, #""pkg:npm/a@1""#, .void, "`subcomponents`"),
        Case("an empty subcomponent", parts, "[{}]", .void, "a subcomponent has none"),
      ], valid)
  }

  private static let openVEX = """
    {"@context":"https://openvex.dev/ns/v0.2.0","timestamp":"2026-01-01T00:00:00Z","statements":[
    {"vulnerability":{"name":"CVE-1"},"products":[{"@id":"pkg:oci/web","subcomponents":[{"@id":"pkg:npm/a@1"}]}],
    "status":"not_affected","justification":"component_not_present"}]}
    """

  @Test func openVEXStatuses() {
    let status = #""status":"not_affected""#
    let reason = #""justification":"component_not_present""#
    check(
      [
        // The status: one that is not known can take back what was said.
        Case("fixed", status + "," + reason, #""status":"fixed""#, .resolved),
        Case("affected without an action", status + "," + reason, #""status":"affected""#, .open),
        Case("under investigation", status + "," + reason, #""status":"under_investigation""#, .open),
        Case("another case", status, #""status":"Not_Affected""#, .open, "`status`"),
        Case("a word of CycloneDX", status, #""status":"false_positive""#, .open, "`status`"),
        Case("no status", status, #""x":1"#, .open, "`status`"),
        // The reason.
        Case("no reason", "," + reason, "", .void, "`justification`"),
        Case("an empty one", reason, #""justification":"""#, .void, "`justification`"),
        Case("null", reason, #""justification":null"#, .void, "`justification`"),
        Case("prose", reason, #""impact_statement":"The code is not built.""#, .notAffected),
        Case("blank prose", reason, #""impact_statement":" ""#, .void, "`impact_statement`"),
        Case("another label", reason, #""justification":"not_exploitable""#, .void, "none of the labels"),
        Case("a label of CycloneDX", reason, #""justification":"code_not_present""#, .void, "none of the labels"),
        Case(
          "another label, and prose", reason, #""justification":"because","impact_statement":"It is.""#, .void,
          "none of the labels"),
      ], Self.openVEX)
  }

  private static let csafDocument = """
    {"document":{"category":"csaf_vex","csaf_version":"2.0","tracking":{"status":"final","current_release_date":"2026-01-01T00:00:00Z"}},
    "product_tree":{"full_product_names":[{"product_id":"A","name":"web"}],
    "product_groups":[{"group_id":"G","product_ids":["A","B"]}]},
    "vulnerabilities":[{"cve":"CVE-1","product_status":{"known_not_affected":["A"]},
    "flags":[{"label":"component_not_present","product_ids":["A"]}]}]}
    """

  @Test func csaf() {
    let valid = Self.csafDocument
    let category = #""category":"csaf_vex","#
    let status = #""status":"final""#
    let date = #""current_release_date":"2026-01-01T00:00:00Z""#
    let flags = #""flags":[{"label":"component_not_present","product_ids":["A"]}]"#
    let product = #"{"product_id":"A","name":"web"}"#
    let group = #""known_not_affected":["A"]"#
    func flag(_ text: String) -> String { #""flags":[\#(text)]"# }
    func threat(_ text: String) -> String { #""threats":[\#(text)]"# }
    check(
      [
        Case("valid", "", "", .notAffected),
        // The version and the profile.
        Case("2.1", #""2.0""#, #""2.1""#, .notAffected),
        Case("interim", status, #""status":"interim""#, .notAffected),
        Case("draft", status, #""status":"draft""#, .void, "`draft`"),
        Case("another status", status, #""status":"Final""#, .void, "`tracking.status`"),
        Case("no status", status, #""x":1"#, .void, "`tracking.status`"),
        Case("no date", date, #""x":1"#, .void, "current_release_date"),
        Case("a placeholder", date, #""current_release_date":"1970-01-01T00:00:00Z""#, .void, "current_release_date"),
        Case("withdrawn", category, #""category":"csaf_withdrawn","#, .void, "category"),
        Case("superseded", category, #""category":"csaf_superseded","#, .void, "category"),
        Case("informational", category, #""category":"csaf_informational_advisory","#, .void, "category"),
      ], valid)
    check(
      [
        // The reason.
        Case("no flag", flags, #""x":1"#, .void, "a flag"), Case("null", flags, #""flags":null"#, .void, "a flag"),
        Case("another label", flags, flag(#"{"label":"because","product_ids":["A"]}"#), .void, "a flag"),
        Case(
          "of another product", flags, flag(#"{"label":"component_not_present","product_ids":["B"]}"#), .void, "a flag"),
        Case("of no product", flags, flag(#"{"label":"component_not_present"}"#), .void, "a flag"),
        Case("of a group", flags, flag(#"{"label":"component_not_present","group_ids":["G"]}"#), .notAffected),
        Case("of another group", flags, flag(#"{"label":"component_not_present","group_ids":["H"]}"#), .void, "a flag"),
        Case("prose", flags, threat(#"{"category":"impact","details":"x","product_ids":["A"]}"#), .notAffected),
        Case(
          "prose of a group", flags, threat(#"{"category":"impact","details":"x","group_ids":["G"]}"#), .notAffected),
        Case("no prose", flags, threat(#"{"category":"impact","details":"","product_ids":["A"]}"#), .void, "a flag"),
        Case(
          "other prose", flags, threat(#"{"category":"exploit_status","details":"x","product_ids":["A"]}"#), .void,
          "a flag"),
        // The product and the vulnerability.
        Case("not defined", product, #"{"product_id":"B","name":"web"}"#, nil, "does not define"),
        Case("defined twice", product, product + "," + product, .void, "more than once"),
        Case("no id", #""cve":"CVE-1","#, "", .void, "`cve`"),
        Case("other ids", #""cve":"CVE-1","#, #""ids":[{"system_name":"x","text":"X-1"}],"#, .notAffected),
        // The groups of the status.
        Case("fixed needs no reason", group, #""fixed":["A"]"#, .resolved),
        Case("unknown is open", group, #""unknown":["A"]"#, .open),
        Case("recommended says nothing", group, #""recommended":["A"]"#, nil),
      ], valid)
  }

  @Test func csafProfiles() {
    let valid = Self.csafDocument
    let category = #""category":"csaf_vex","#
    let status = #""status":"final""#
    let flags = #""flags":[{"label":"component_not_present","product_ids":["A"]}]"#
    let group = #""known_not_affected":["A"]"#
    // Other profiles do not demand a reason.
    let advisory = valid.replacing(category, with: #""category":"csaf_security_advisory","#).replacing(
      flags, with: #""x":1"#)
    #expect(ImageText.read(advisory).statements.map(\.status) == [.notAffected])
    for name in ["CSAF VEX", "vex", "csaf-vex"] {
      let other = valid.replacing(category, with: #""category":"\#(name)","#).replacing(flags, with: #""x":1"#)
      #expect(ImageText.read(other).statements.map(\.status) == [.void], "\(name)")
    }
    let affected = valid.replacing(group, with: #""known_affected":["A"]"#).replacing(
      status, with: #""status":"draft""#)
    #expect(ImageText.read(affected).statements.map(\.status) == [.open])
    #expect(ImageText.read(affected).problems == [])
    let version = ImageText.read(valid.replacing(#""2.0""#, with: #""2.2""#))
    #expect(
      version.statements.map(\.status) == [.void] && version.problems.first?.message.contains("csaf_version") == true)
  }

  @Test func aFaultIsOneProblemOfItsDocument() {
    let statement = #"{"vulnerability":{"name":"CVE-1"},"products":[{"@id":"pkg:npm/a"}],"status":"not_affected"}"#
    let statements = Array(repeating: statement, count: 300).joined(separator: ",\n")
    let reading = ImageText.read(
      #"{"@context":"https://openvex.dev/ns","timestamp":"2026-01-01T00:00:00Z","statements":[\#(statements)]}"#)
    #expect(reading.problems.count == 1)
    #expect(reading.problems.first?.message.hasSuffix("; 300 statements of this document have this fault") == true)
    #expect(reading.problems.first?.place == reading.statements.first?.place)
  }

  @Test func whatIsDatedInTheFutureDoesNotCount() {
    func status(_ status: String, _ time: String) -> (ExploitStatement.Status?, Int) {
      let reading = ImageText.read(
        #"{"@context":"https://openvex.dev/ns","timestamp":"\#(time)","statements":[{"vulnerability":"CVE-1","products":["pkg:npm/a"],"status":"\#(status)"}]}"#
      )
      // Until the end of 1970-01-03.
      let counting = ExploitStatement.counting(reading.statements, until: 3 * 86_400)
      return (counting.statements.first?.status, counting.problems.count)
    }
    #expect(status("fixed", "1970-01-03T23:59:59Z") == (.resolved, 0))
    #expect(status("fixed", "1970-01-04T00:00:00Z") == (.void, 1))
    #expect(status("fixed", "1970-01-04T03:00:00+05:00") == (.resolved, 0))
    #expect(status("fixed", "1970-01-03T23:00:00-05:00") == (.void, 1))
    #expect(status("affected", "2999-01-01T00:00:00Z") == (.open, 0))
  }
}
