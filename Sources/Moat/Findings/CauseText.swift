import MoatDocument
import MoatExplainer
import MoatKinds
import MoatSource
import MoatValues

/// Says why something is not known, and what would make it known.
enum CauseText {
  /// A clause without a full stop.
  static func message(_ cause: Cause, at place: FindingPlace) -> String {
    let path = place.path.isEmpty ? "the document" : place.path
    switch cause {
    case .wrongType: return "\(path) is \(described(place)), which is of the wrong type"
    case .unparsable: return "\(path) is \(described(place)), which does not parse as what belongs there"
    // The node to blame may be the object that lacks the field.
    case .requiredAbsent where place.value != nil: return "\(path) lacks a field that its schema requires"
    case .requiredAbsent: return "\(path) is required, and is missing"
    case .unknownMember: return "\(path) is \(described(place)), which is none of the values that belong there"
    case .template: return "\(path) is a template that was not rendered"
    case .overCost: return "the rule would cost more over this document than the limit allows"
    case .dataNotGiven: return "a data set that the policy declares was not given"
    case .partOfSet: return "the answer may lie in documents outside this run"
    case .overflow: return "a number or a text grows too large to be computed"
    case .divisionByZero: return "a number is divided by zero"
    case .regexLimit: return "a regular expression met its limits"
    case .noAnswer where isForeignSelector(place):
      return "\(path) is \(described(place)), a selector in a language of its own: what it selects is not known"
    case .noAnswer: return "a function has no answer for what stands here"
    case .nullElement: return "\(path) is null, which no list may hold"
    // The node says itself why it is not known.
    case .notKnown: return place.value.map { place.source.masked($0.text) } ?? "\(path) is not known"
    }
  }

  /// As a phrase of a few words, for a list of values; a value that says itself why it is not known is taken at its word.
  static func phrase(_ cause: Cause, at place: FindingPlace?) -> String {
    if cause == .notKnown, let value = place?.value, value.isUnknown {
      return place?.source.masked(value.text) ?? value.text
    }
    return ValueText.describe(cause)
  }

  /// A text where Kubernetes has labels, as Calico writes its selectors.
  private static func isForeignSelector(_ place: FindingPlace) -> Bool {
    guard let value = place.value, value.kind == .string, !value.isUnknown else { return false }
    return place.path.hasSuffix("elector")
  }

  /// As below; what is not known of an image can be in another document.
  static func remedy(_ cause: Cause, at place: FindingPlace) -> String {
    if cause == .noAnswer, isForeignSelector(place) {
      return
        "Look which objects it selects, and waive the rule for these; or say it in labels, with matchLabels of a policy of Kubernetes."
    }
    guard cause == .notKnown, place.document.apiVersion == nil, ImageClassifier.isOne(kind: place.document.kind) else {
      return remedy(cause)
    }
    return "Add a document that tells it: docs/images.md lists what each format has."
  }

  /// In the imperative, with a full stop.
  static func remedy(_ cause: Cause) -> String {
    switch cause {
    case .wrongType, .unparsable, .unknownMember, .nullElement: "Write a value of the type that the schema gives."
    case .requiredAbsent: "Add the field."
    case .template: "Render the chart first, and check what comes out: helm template CHART | moat check -"
    case .overCost: "Split the document, or make the rule cheaper."
    case .dataNotGiven: "Give the data set: --data NAME=FILE."
    case .partOfSet: "Check all documents together; if these are all, say --set whole."
    case .overflow, .divisionByZero, .noAnswer: "Mend the value, or say in the rule what holds without it."
    case .notKnown:
      "Write out, once and in full, what is not known; what a base image decides is known from its metadata among the inputs."
    case .regexLimit: "Shorten the text, or write a pattern that does not try so many ways."
    }
  }

  private static func described(_ place: FindingPlace) -> String {
    guard let value = place.value else { return "absent" }
    switch value.kind {
    case .null: return "null"
    case .bool: return "the bool \(value.text)"
    case .int, .float: return "the number \(place.source.masked(value.text, at: place.span))"
    case .string: return "the string \"\(place.source.masked(value.text, at: place.span))\""
    case .list: return "a list"
    case .object: return "an object"
    }
  }
}
