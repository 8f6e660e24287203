import MoatSource

/// The errors of loading policies: codes M0260 to M0269. A code never changes its meaning.
enum LoadingMessages {
  static func unreadableDefinition(_ file: String, _ problem: String, at span: Span) -> Diagnostic {
    Diagnostic(
      code: "M0260", message: "\(file): \(problem)", span: span,
      help: "the path is relative to this policy's folder, and its file holds a CustomResourceDefinition")
  }
}
