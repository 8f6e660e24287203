import MoatSource

/// The errors and warnings about waivers, profiles, tests, params and data sets.
extension SemanticMessages {
  static func notASeverity(_ word: String, at span: Span) -> Diagnostic {
    notAMember(word, of: "severity", among: ["info", "low", "medium", "high", "critical"], at: span)
  }

  static func unknownRule(_ name: String, nearest: String?, at span: Span) -> Diagnostic {
    error("M0229", "there is no rule `\(name)`", span, nearest.map { "did you mean `\($0)`?" })
  }

  static func waivesEverything(among names: [String], at span: Span) -> Diagnostic {
    error(
      "M0230", "this does not speak of the subject, so it would waive everything", span,
      "name one of: \(names.joined(separator: ", "))")
  }

  static func incompleteWaiver(_ missing: [String], at span: Span) -> Diagnostic {
    error(
      "M0231", "this waiver does not say its \(missing.joined(separator: ", "))", span,
      "`where` says for what, `until` the last day, `owner` who answers for it, `reason` why")
  }

  static func ambiguousName(_ name: String, among ids: [String], at span: Span) -> Diagnostic {
    let shown = ids.prefix(5).map { "`\($0)`" }.joined(separator: ", ")
    return error(
      "M0232", "`\(name)` could be \(shown)\(ids.count > 5 ? ", …" : "")", span, "write more of the name")
  }

  static func unknownProfile(_ name: String, nearest: String?, at span: Span) -> Diagnostic {
    error("M0233", "there is no profile `\(name)`", span, nearest.map { "did you mean `\($0)`?" })
  }

  static func profileCycle(_ ids: [String], at span: Span) -> Diagnostic {
    error("M0234", "these profiles extend each other without end: \(ids.joined(separator: " → "))", span)
  }

  static func emptyProfile(_ name: String, at span: Span) -> Diagnostic {
    error(
      "M0235", "profile `\(name)` has no rule, so that every run with it would pass", span,
      "`include` a rule, a tag or a control")
  }

  static func noSuchTag(_ tag: String, among tags: some Sequence<String>, at span: Span) -> Diagnostic {
    error("M0236", "no rule has the tag `\(tag)`", span, nearest(tag, tags))
  }

  static func noSuchControl(_ catalogue: String, among catalogues: some Sequence<String>, at span: Span) -> Diagnostic {
    error("M0236", "no rule names a control of `\(catalogue)`", span, nearest(catalogue, catalogues))
  }

  static func noSuchControl(
    _ identifier: String, of catalogue: String, among identifiers: some Sequence<String>, at span: Span
  ) -> Diagnostic {
    error(
      "M0236", "no rule names the control \"\(identifier)\" of `\(catalogue)`", span, nearest(identifier, identifiers))
  }

  static func unknownParameter(_ name: String, of rule: String, among names: [String], at span: Span) -> Diagnostic {
    error(
      "M0237", names.isEmpty ? "rule `\(rule)` has no param" : "rule `\(rule)` has no param `\(name)`", span,
      nearest(name, names))
  }

  static func parameterWithoutRule(_ name: String, at span: Span) -> Diagnostic {
    error("M0237", "this does not say whose param `\(name)` is", span, "write the rule before it: `rule.\(name)`")
  }

  static func unknownSetting(_ name: String, among names: [String], at span: Span) -> Diagnostic {
    error(
      "M0238", "a test cannot set `\(name)`", span,
      nearest(name, names) ?? "it sets `today`, `kubernetes.version`, a param of its rule, or a data set")
  }

  static func setTwice(_ name: String, at span: Span) -> Diagnostic {
    error("M0239", "`\(name)` is set twice", span, "keep one")
  }

  static func refusedValue(_ problem: String, at span: Span) -> Diagnostic { error("M0240", problem, span) }

  static func unsetParameter(_ name: String, of rule: String, at span: Span) -> Diagnostic {
    error(
      "M0241", "param `\(name)` of rule `\(rule)` has no value", span, "write `with \(name) = …`")
  }

  static func unknownFormat(_ name: String, among names: [String], at span: Span) -> Diagnostic {
    error(
      "M0242", "there is no input format `\(name)`", span,
      nearest(name, names) ?? "it is one of \(names.joined(separator: ", "))")
  }

  static func notADataType(_ type: String, at span: Span) -> Diagnostic {
    error(
      "M0243", "no data file can give \(type)", span, "a data set is a scalar, or a list, set or map of what is one")
  }

  static func otherDataType(_ name: String, firstIn file: String, at span: Span) -> Diagnostic {
    error("M0244", "data set `\(name)` has another type in \(file)", span, "give it one type, or another name")
  }

  static func settingOutsideProfile(_ rule: String, at span: Span) -> Diagnostic {
    warning("M0283", "this profile does not include rule `\(rule)`: nothing comes of this", span)
  }
}
