/// A document that Moat knows by sight and does not read.
///
/// A run that holds one says so: the person who gave it believes that its contents were checked.
package struct UnreadReport: Hashable, Sendable {
  /// What it is: `SARIF log of Trivy`.
  package var title: String
  /// Why it is not read, and what to give in its place: a clause without a full stop.
  package var reason: String
  /// Whether it may tell of the packages or the vulnerabilities of an image.
  package var mayTellOfImages: Bool

  init(_ title: String, _ reason: String, mayTellOfImages: Bool = true) {
    self.title = title
    self.reason = reason
    self.mayTellOfImages = mayTellOfImages
  }

  package var message: String { "\(title) is not read: \(reason)" }

  /// What a run says of a report, at a part of a document.
  func problem(at place: ImagePlace) -> ImageProblem {
    var problem = ImageProblem(unread: message, at: place)
    if !mayTellOfImages { problem.kind = .unreadOther }
    return problem
  }
}
