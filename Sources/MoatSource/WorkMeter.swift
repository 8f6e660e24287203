import Synchronization

/// Counts steps of work for tests that hold time to the size of an input, where a clock would only be noise. It costs nothing in
/// a release build.
package final class WorkMeter: Sendable {
  /// The meter of the task at hand; its child tasks have it too.
  @TaskLocal private static var current: WorkMeter?

  private let steps = Atomic<Int>(0)

  private init() {}

  /// Does something, and gives the steps that it took.
  package static func count(_ body: () async throws -> Void) async rethrows -> Int {
    let meter = WorkMeter()
    try await $current.withValue(meter) { try await body() }
    return meter.steps.load(ordering: .relaxed)
  }

  /// Adds to the meter of the task at hand: bytes of a text that were looked at, elements that a loop went over.
  @inline(__always)
  package static func add(_ steps: Int) {
    #if DEBUG
      current?.steps.wrappingAdd(steps, ordering: .relaxed)
    #endif
  }
}
