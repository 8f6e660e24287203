import MoatShell
import MoatSource
import MoatTestSupport
import Testing

/// Every RUN of the real Dockerfiles parses, or stands in a short list.
@Suite struct CorpusTests {
  @Test func theRunsOfRealDockerfilesParse() {
    guard let runs = RealDockerfiles.runs() else {
      print("skipped: no corpora beside the project")
      return
    }
    #expect(runs.count > 1000)
    var failures: [(run: RealDockerfiles.Run, failure: ShellFailure)] = []
    for run in runs {
      let script = ShellParser.parse(ShellText(run.text))
      if let failure = script.failure { failures.append((run, failure)) }
    }
    print("shell: \(runs.count - failures.count) of \(runs.count) RUN texts parse")
    for (run, failure) in failures {
      print("  \(run.file):\(run.line): byte \(failure.span.start): \(failure.message)")
    }
    #expect(failures.count * 200 < runs.count)
  }
}
