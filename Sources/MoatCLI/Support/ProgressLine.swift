import Synchronization

/// One line on standard error that says how far the reading is, for a run that takes longer than a moment.
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

  func show(_ done: Int, of total: Int) {
    let now = ContinuousClock.now
    state.withLock { state in
      guard now >= state.next else { return }
      state.next = now + Self.interval
      state.isShown = true
      StandardStream.error.write("\r\u{1B}[Kread \(done) of \(total) inputs")
    }
  }

  func clear() {
    state.withLock { state in
      if state.isShown { StandardStream.error.write("\r\u{1B}[K") }
      state.isShown = false
    }
  }
}
