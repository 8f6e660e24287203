/// One reader of hostile bytes, and what must be true of whatever it makes of them. A trap, a leak of the address
/// sanitizer, a time-out or a false invariant ends the run.
struct FuzzTarget: Sendable {
  /// As `make fuzz` and the directories of its seeds write it.
  let name: String
  let run: @Sendable ([UInt8]) -> Void

  /// The targets; `run_fuzzers.py` has the seeds of each.
  static let all: [FuzzTarget] = [
    FuzzTarget(name: "yaml", run: Readers.yaml),
    FuzzTarget(name: "json", run: Readers.json),
    FuzzTarget(name: "dockerfile", run: Readers.dockerfile),
    FuzzTarget(name: "shell", run: Readers.shell),
    FuzzTarget(name: "image", run: Readers.image),
    FuzzTarget(name: "archive", run: Readers.archive),
    FuzzTarget(name: "policy", run: Policies.policy),
    FuzzTarget(name: "artefact", run: Policies.artefact),
    FuzzTarget(name: "ignore", run: Comments.ignoreFile),
    FuzzTarget(name: "comment", run: Comments.dockerfile),
    FuzzTarget(name: "check", run: Runs.check),
  ]
}
