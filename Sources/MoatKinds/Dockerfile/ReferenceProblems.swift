package import MoatDockerfile
import MoatValues

extension EvaluatedDockerfile {
  /// Names of images that BuildKit cannot read: in FROM, `COPY --from` and `RUN --mount=from=`. Stages that are not needed
  /// are no exception.
  package var referenceProblems: [Problem] {
    zip(stages, dependencies).flatMap { stage, dependencies in
      dependencies.compactMap { dependency in
        guard case .image(let name) = dependency.target, !name.isEmpty,
          dependency.reason != .base || stage.isBaseCertain,
          ImageReference.parse(name.bytes.span) == nil
        else { return nil }
        let message = "`\(name.excerpt)` is not a valid image reference"
        return Problem(.invalidReference, message, at: dependency.span, line: dependency.line)
      }
    }
  }
}
