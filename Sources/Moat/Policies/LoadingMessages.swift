import MoatSource

/// The errors of loading policies: codes M0260 to M0269. A code never changes its meaning.
enum LoadingMessages {
  static func reservedName(_ id: String, at span: Span) -> Diagnostic {
    Diagnostic(
      code: "M0261", message: "`\(id)` is the name of what Moat itself finds", span: span, help: "rename the rule")
  }
}
