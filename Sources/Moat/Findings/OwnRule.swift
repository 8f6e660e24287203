import MoatSource
import MoatValues

/// What Moat itself finds, beside the rules of policies, which cannot have these ids.
enum OwnRule: String, CaseIterable {
  case invalidDocument = "moat.invalid-document"
  case invalidDockerfile = "moat.invalid-dockerfile"
  case invalidImage = "moat.invalid-image"
  case unreadReport = "moat.unread-report"
  case unmatchedStatements = "moat.vex-unmatched"
  case duplicateKey = "moat.duplicate-key"
  case duplicateObject = "moat.duplicate-object"
  case unrenderedTemplate = "moat.unrendered-template"
  case unrecognisedDocument = "moat.unrecognised-document"
  case uncheckedContainer = "moat.unchecked-container"
  case findingLimit = "moat.finding-limit"
  case notApplicable = "moat.not-applicable"
  case expiredWaiver = "moat.waiver-expired"
  case unmatchedWaiver = "moat.waiver-unmatched"
  case invalidIgnore = "moat.ignore-invalid"
  case expiredIgnore = "moat.ignore-expired"
  case unmatchedIgnore = "moat.ignore-unmatched"
  case invalidImageComment = "moat.image-comment-invalid"
  /// The machine and the explainer do not say the same of a subject: one of them is wrong, and nothing is known.
  case disagreement = "moat.internal-error"

  var title: String {
    switch self {
    case .invalidDocument: "Document is not what it says it is"
    case .invalidDockerfile: "Dockerfile cannot be built"
    case .invalidImage: "Image metadata is wrong"
    case .unreadReport: "Report is not read"
    case .unmatchedStatements: "VEX statements are about nothing in this run"
    case .duplicateKey: "Key stands twice in one object"
    case .duplicateObject: "Object is defined twice with different content"
    case .unrenderedTemplate: "Template was not rendered"
    case .unrecognisedDocument: "Document is of no known kind"
    case .uncheckedContainer: "Container is not checked"
    case .findingLimit: "Too many findings to list"
    case .notApplicable: "Rule matched nothing"
    case .expiredWaiver: "Waiver has expired"
    case .unmatchedWaiver: "Waiver waives nothing"
    case .invalidIgnore: "Comment that ignores cannot be followed"
    case .expiredIgnore: "Comment that ignores has expired"
    case .unmatchedIgnore: "Comment ignores nothing"
    case .invalidImageComment: "Comment that names an image cannot be followed"
    case .disagreement: "Moat contradicts itself"
    }
  }

  var why: String {
    switch self {
    case .invalidDocument:
      "The API server refuses such an object, and rules on the kind that was meant never see it."
    case .invalidDockerfile: "The build stops here, and what the instruction was meant to do is not known."
    case .invalidImage:
      "What does not hold together may be of another image, and nothing that it says can be relied on."
    case .unreadReport: "No rule was held against what it tells, so nothing of it is known to pass."
    case .unmatchedStatements: "The statements change no finding of this run, although their author expects it."
    case .duplicateKey:
      "Readers disagree on which of the two counts, so that what one checks may not be what another runs."
    case .duplicateObject:
      "A cluster has one object of that name: what is applied last takes the place of the other, with what was fixed in it."
    case .unrenderedTemplate:
      "What a template becomes is not known before it is rendered, so nothing that depends on it is known to pass."
    case .unrecognisedDocument: "No rule was held against it."
    case .uncheckedContainer: "No rule about containers sees it, so nothing is known of its image, user or privileges."
    case .findingLimit: "What is not listed cannot be fixed or waived."
    case .notApplicable: "A rule that looked at nothing proves nothing."
    case .invalidIgnore: "Whoever wrote it believes that something is accepted which is not."
    case .invalidImageComment:
      "Whoever wrote it believes that workloads are held against this Dockerfile which are not."
    case .expiredWaiver, .expiredIgnore: "What it accepted until that day is accepted no longer."
    case .unmatchedWaiver: "A waiver that outlives its finding may one day hide another."
    case .unmatchedIgnore: "A comment that outlives its finding may one day hide another."
    case .disagreement: "Its two evaluators give different verdicts, so that neither can be trusted here."
    }
  }

  var severity: Severity {
    switch self {
    case .disagreement: .critical
    case .invalidDocument, .invalidDockerfile, .invalidImage, .duplicateKey, .unrenderedTemplate, .unrecognisedDocument,
      .uncheckedContainer, .notApplicable, .findingLimit:
      .high
    case .duplicateObject, .expiredWaiver, .unmatchedWaiver, .invalidIgnore, .expiredIgnore, .unmatchedIgnore,
      .invalidImageComment, .unreadReport, .unmatchedStatements:
      .low
    }
  }

  /// A waiver without a match only warns: a run over some of the files must not fail for the rest. Statements of VEX without one
  /// likewise: those of other products are often kept with them, and what they say is applied to nothing, so that no finding is
  /// lost. Two variants of an object
  /// only warn: each of them is judged, and a tree may well hold one for each environment.
  var verdict: Verdict {
    switch self {
    case .invalidDocument, .invalidDockerfile, .invalidImage, .unreadReport, .duplicateKey, .unrecognisedDocument,
      .notApplicable, .findingLimit, .expiredWaiver, .invalidIgnore, .expiredIgnore,
      .invalidImageComment:
      .fail
    case .unrenderedTemplate, .uncheckedContainer, .disagreement: .undetermined
    case .duplicateObject, .unmatchedWaiver, .unmatchedIgnore, .unmatchedStatements: .warn
    }
  }

  var remedy: String {
    switch self {
    case .invalidDocument: "Mend apiVersion and kind, or leave the file out of the run."
    case .invalidDockerfile: "Mend the instruction as the message says."
    case .invalidImage: "Export the metadata again from the image itself."
    case .unreadReport: "Give a form that Moat reads (docs/images.md), or leave the file out of the run."
    case .unmatchedStatements:
      "Add the report that they are about, or name its image and its packages in the statements."
    case .duplicateKey: "Keep one of the two."
    case .duplicateObject: "Keep one of them, or check the variants in runs of their own."
    case .unrenderedTemplate: CauseText.remedy(.template)
    case .uncheckedContainer:
      "Check the pods that its controller creates, or move the containers into a pod template."
    case .unrecognisedDocument: "Check the definition of its kind with it, or leave out --strict-kinds."
    case .findingLimit:
      "Fix what is listed and check again, or raise --max-document-findings and --max-input-findings."
    case .notApplicable: "Check the inputs that the rule is about, or leave the rule out by a profile."
    case .expiredWaiver: "Mend what it waives, or decide anew and set a later day."
    case .unmatchedWaiver: "Remove the waiver."
    case .invalidIgnore: "Write # moat:ignore RULE until=YYYY-MM-DD reason=\"…\" above the instruction."
    case .expiredIgnore: "Mend what it accepts, or decide anew and set a later day."
    case .unmatchedIgnore: "Remove the comment."
    case .invalidImageComment: "Write # moat:image REGISTRY/REPOSITORY, with commas between several names."
    case .disagreement: "Report it with the document and the policy."
    }
  }

  /// A finding without its fingerprint.
  func finding(
    _ message: String, at place: FindingPlace, blinded: [String] = [], severity: Severity? = nil
  ) -> Finding {
    Finding(
      rule: rawValue, title: title, why: why, severity: severity ?? self.severity, verdict: verdict,
      message: place.source.masked(message),
      remedy: remedy, source: place.source, span: place.span, path: place.path, document: place.document,
      blinded: blinded, fingerprint: "")
  }
}
