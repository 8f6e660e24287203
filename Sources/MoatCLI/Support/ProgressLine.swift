import Moat
import Synchronization

/// One line on standard error that says how far a run is, for a run that takes longer than a moment.
final class ProgressLine: Sendable {
  private struct State {
    var next: ContinuousClock.Instant
    var isShown = false
  }

  private static let patience = Duration.seconds(1)
  private static let interval = Duration.milliseconds(100)

  private let state = Mutex(State(next: ContinuousClock.now + patience))

  /// Nil where nobody watches.
  static func onTerminal() -> ProgressLine? { Machine.isTerminal(.error) ? ProgressLine() : nil }

  func show(_ progress: CheckOptions.Progress) {
    let now = ContinuousClock.now
    state.withLock { state in
      guard now >= state.next else { return }
      state.next = now + Self.interval
      state.isShown = true
      let text =
        switch progress.stage {
        case .reading: "read \(progress.done) of \(progress.total) inputs"
        case .checking: "checked \(progress.done * 100 / max(1, progress.total)) %"
        }
      StandardStream.error.write("\r\u{1B}[K" + text)
    }
  }

  func clear() {
    state.withLock { state in
      if state.isShown { StandardStream.error.write("\r\u{1B}[K") }
      state.isShown = false
    }
  }
}
