/// A class of difference between Moat and hadolint 2.15.1 over `shared/corpora/dockerfile/real`, with its reason.
struct HadolintDifference {
  /// Who alone has a finding.
  enum Side { case hadolint, moat, undetermined }

  var rule: String
  var side: Side
  /// Files.
  var count: Int
  var reason: String

  /// Files with commands that cannot be known: RUN under PowerShell or cmd, scripts that are fetched, names that are expansions of what no one knows.
  /// Rules on commands are undetermined there, and hadolint says nothing.
  static let filesWithHiddenCommands = 22

  static let all: [HadolintDifference] = [
    .init(
      rule: "DL3006", side: .hadolint, count: 2,
      reason:
        "FROM names a stage of the file by a variable (exit-loong64-${BUILD_LOONG64}); hadolint takes it for an image"),
    .init(
      rule: "DL3006", side: .moat, count: 1,
      reason: "`RUN --mount=from=` names an image without a tag; hadolint looks at FROM alone"),
    .init(
      rule: "DL3008", side: .moat, count: 3,
      reason: "packages are installed by `apt`; hadolint looks at apt-get alone and says DL3027"),
    .init(
      rule: "DL3009", side: .hadolint, count: 58,
      reason:
        "the lists go by `apt-get dist-clean`, which hadolint does not know"),
    .init(
      rule: "DL3009", side: .moat, count: 1,
      reason: "the lists are removed before a second update in the same RUN; hadolint does not look at the order"),
    .init(
      rule: "DL3019", side: .hadolint, count: 1,
      reason: "a stage whose layers are not in the image, of which rules about caches say nothing"),
    .init(
      rule: "DL3042", side: .hadolint, count: 1,
      reason: "a stage whose layers are not in the image, of which rules about caches say nothing"),
    .init(
      rule: "DL3019", side: .undetermined, count: 12,
      reason: "`xargs apk add`: the words that come at run time may bring --no-cache or anything else"),
    .init(
      rule: "DL3062", side: .hadolint, count: 3,
      reason: "`go install` of packages of the repository itself (./...), which have no version to pin"),
    .init(
      rule: "DL3064", side: .moat, count: 2,
      reason: "LICENSE_KEY with a value that looks random, and LDAP_ROOTPASS, which is two words to a reader"),
    .init(
      rule: "DL3067", side: .hadolint, count: 1,
      reason: "a root copied over scratch, where nothing could be overwritten"),
    .init(
      rule: "DL4005", side: .undetermined, count: 3,
      reason: "the target of ln is one of the positional parameters, which are not followed"),
    .init(
      rule: "DL4006", side: .hadolint, count: 1,
      reason: "`set -o pipefail` stands on a line of its own in a heredoc, which hadolint does not follow"),
  ]
}
