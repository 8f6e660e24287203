import Glibc
import MoatShell
import MoatSource
import MoatTestSupport
import Testing

/// Every RUN of the real Dockerfiles that a POSIX shell reads is parsed, or stands in a short list.
@Suite struct CorpusTests {
  @Test func theRunsOfRealDockerfilesParse() {
    guard let runs = RealDockerfiles.runs() else {
      print("skipped: no corpora beside the project")
      return
    }
    let ours = runs.filter { $0.shell.dialect != .other }
    #expect(ours.count > 1500)
    var commands = 0
    var complete = 0
    var failures: [(run: RealDockerfiles.Run, failure: ShellFailure)] = []
    for run in ours {
      let model = ShellModel.read(ShellText(run.text), shell: run.shell)
      commands += model.commands.count
      if model.isComplete { complete += 1 }
      if let failure = model.failure { failures.append((run, failure)) }
    }
    print("shell: \(ours.count - failures.count) of \(ours.count) RUN texts parse, \(runs.count - ours.count) are of")
    print("other shells; \(commands) commands, \(complete) texts without anything hidden")
    for (run, failure) in failures {
      print("  \(run.file):\(run.line): byte \(failure.span.start): \(failure.message)")
    }
    // More than 99.5 %.
    #expect(failures.count * 200 < ours.count)
  }

  /// A sample, and whatever we refuse, is shown to bash: what it accepts and we refuse is a fault of ours.
  @Test func whatBashAcceptsWeAccept() {
    guard let runs = RealDockerfiles.runs(), Files.read("/bin/bash") != nil else {
      print("skipped: no corpora, or no bash")
      return
    }
    var asked = 0
    var refused: [String] = []
    var accepted: [String] = []
    for (number, run) in runs.enumerated() where run.shell.dialect != .other {
      let isOurs = ShellParser.parse(ShellText(run.text)).failure == nil
      guard number % 16 == 0 || !isOurs else { continue }
      asked += 1
      let isBashs = Self.bashAccepts(run.text)
      if isBashs, !isOurs { refused.append("\(run.file):\(run.line)") }
      if isOurs, !isBashs { accepted.append("\(run.file):\(run.line)") }
    }
    print("shell: \(asked) texts shown to bash -n: accepted by bash alone \(refused), by us alone \(accepted)")
    #expect(refused.isEmpty)
    #expect(accepted.isEmpty)
  }

  /// Of the tables of this target too.
  @Test func bashAgreesOnTheTables() {
    guard Files.read("/bin/bash") != nil else {
      print("skipped: no bash")
      return
    }
    for source in ConstructTests.refused.map(\.source) {
      #expect(!Self.bashAccepts(source), "bash accepts \(source)")
    }
    for source in ConstructTests.table.map(\.source) + WordTests.table.map({ "echo " + $0.source }) {
      #expect(Self.bashAccepts(source), "bash refuses \(source)")
    }
  }

  static func bashAccepts(_ text: String) -> Bool {
    // Tests run side by side: each text has a file of its own.
    let path = "/tmp/moat-shell-\(getpid())-\(UInt64.random(in: .min ... .max)).sh"
    guard Files.write(text, to: path) else { return false }
    defer { unsafe unlink(path) }
    return unsafe system("/bin/bash -n \(path) 2>/dev/null") == 0
  }
}
