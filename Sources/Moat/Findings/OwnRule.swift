import MoatValues

/// What Moat itself finds, beside the rules of policies. A policy cannot declare these: no policy is called `moat`.
enum OwnRule: String, CaseIterable {
  case invalidDocument = "moat.invalid-document"
  case unrenderedTemplate = "moat.unrendered-template"
  case unrecognisedDocument = "moat.unrecognised-document"
  case notApplicable = "moat.not-applicable"
  case expiredWaiver = "moat.waiver-expired"
  case unmatchedWaiver = "moat.waiver-unmatched"

  var title: String {
    switch self {
    case .invalidDocument: "Document is not what it says it is"
    case .unrenderedTemplate: "Template was not rendered"
    case .unrecognisedDocument: "Document is of no known kind"
    case .notApplicable: "Rule matched nothing"
    case .expiredWaiver: "Waiver has expired"
    case .unmatchedWaiver: "Waiver waives nothing"
    }
  }

  var why: String {
    switch self {
    case .invalidDocument:
      "The API server refuses such an object, and rules on the kind that was meant never see it."
    case .unrenderedTemplate:
      "What a template becomes is not known before it is rendered, so nothing that depends on it is known to pass."
    case .unrecognisedDocument: "No rule was held against it."
    case .notApplicable: "A rule that looked at nothing proves nothing."
    case .expiredWaiver: "What it accepted until that day is accepted no longer."
    case .unmatchedWaiver: "A waiver that outlives its finding may one day hide another."
    }
  }

  var severity: Severity {
    switch self {
    case .invalidDocument, .unrenderedTemplate, .unrecognisedDocument, .notApplicable: .high
    case .expiredWaiver, .unmatchedWaiver: .low
    }
  }

  /// A waiver without a match only warns: a run over some of the files must not fail for the rest.
  var verdict: Verdict {
    switch self {
    case .invalidDocument, .unrecognisedDocument, .notApplicable, .expiredWaiver: .fail
    case .unrenderedTemplate: .undetermined
    case .unmatchedWaiver: .warn
    }
  }

  var remedy: String {
    switch self {
    case .invalidDocument: "Mend apiVersion and kind, or leave the file out of the run."
    case .unrenderedTemplate: CauseText.remedy(.template)
    case .unrecognisedDocument: "Check the definition of its kind with it, or leave out --strict-kinds."
    case .notApplicable: "Check the inputs that the rule is about, or leave the rule out by a profile."
    case .expiredWaiver: "Mend what it waives, or decide anew and set a later day."
    case .unmatchedWaiver: "Remove the waiver."
    }
  }

  /// A finding without its fingerprint.
  func finding(
    _ message: String, at place: FindingPlace, blinded: [String] = [], severity: Severity? = nil
  ) -> Finding {
    Finding(
      rule: rawValue, title: title, why: why, severity: severity ?? self.severity, verdict: verdict, message: message,
      remedy: remedy, source: place.source, span: place.span, path: place.path, document: place.document,
      blinded: blinded, fingerprint: "")
  }
}
