/// What a Dockerfile may be at most. Beyond a limit there is an error at the place, and never a crash.
package enum DockerfileLimits {
  /// Bytes of one line without its end, as BuildKit has it.
  package static let lineBytes = 65_535
  /// Bytes of a whole file.
  package static let fileBytes = 1 << 28
  /// ONBUILD within ONBUILD; BuildKit forbids the second one, when it reads the instruction.
  package static let onbuildDepth = 4
  /// Substitutions within substitutions: `${a:-${b:-c}}` has two.
  package static let expansionDepth = 64
  /// Bytes of one expanded word: Linux gives no longer string to a program.
  package static let expandedBytes = 131_072
  /// Bytes of a working directory that relative WORKDIR instructions lead to, as Linux has it (PATH_MAX).
  package static let pathBytes = 4_096
  /// Bytes of all words of one file that are expanded, so that words that double each other stay small.
  package static let totalExpandedBytes = 1 << 24
  /// Steps of filling the variables of one file: bytes of the values that are looked up, whether or not they end up in
  /// a word, and steps of matching patterns such as `${name#pattern}`.
  package static let expansionSteps = 1 << 23
  /// Lists and objects within each other in a JSON form; deeper text is shell form.
  package static let jsonDepth = 10_000
  /// Ports that one Dockerfile exposes.
  package static let exposedPorts = 1 << 17
  /// Stages that are evaluated.
  package static let stages = 4_096
  /// Triggers of ONBUILD in one stage.
  package static let triggers = 256
  /// Errors and warnings that are kept of one file.
  package static let problems = 200
}
