internal import Glibc

/// A clock for tests that bound how long something takes: it counts the processor's time of the thread that asks, so that other
/// work on the machine costs nothing.
package struct ProcessorTime {
  private let start: Duration

  /// Begins to count.
  package init() { start = Self.now() }

  package var elapsed: Duration { Self.now() - start }

  package static func measure(_ work: () throws -> Void) rethrows -> Duration {
    let time = ProcessorTime()
    try work()
    return time.elapsed
  }

  private static func now() -> Duration {
    var time = timespec()
    _ = unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
  }
}
