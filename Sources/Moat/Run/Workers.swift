import Dispatch
import Synchronization

/// Runs the same work over many items on several threads, with results in the order of the items: what comes out does
/// not depend on how many workers there were or which was faster. The calling thread waits; of one worker it does the work
/// itself, so that a run of one document starts no thread.
package enum Workers {
  /// - Parameters:
  ///   - count: how many items there are.
  ///   - jobs: how many workers; at least one.
  ///   - done: called after each item with how many are done, from any worker.
  ///   - state: makes what belongs to one worker, when that begins.
  ///   - work: what is done with an item, by its number.
  package static func map<State, Result: Sendable>(
    _ count: Int, jobs: Int, done: (@Sendable (Int) -> Void)? = nil, state: @Sendable () -> State,
    work: @Sendable (State, Int) -> Result
  ) -> [Result] {
    let slots = Mutex([Result?](repeating: nil, count: count))
    let items = Counter(count)
    perform(
      count, jobs: jobs, done: done, state: state, next: { items.take() },
      work: { state, index in
        let result = work(state, index)
        slots.withLock { $0[index] = result }
      })
    return slots.withLock { $0.compactMap(\.self) }
  }

  /// The same, with results combined in the order of the items as they come, so that they need not all be kept. No worker is
  /// far ahead of the item that is awaited.
  package static func reduce<State, Result: Sendable, Whole: Sendable>(
    _ count: Int, jobs: Int, done: (@Sendable (Int) -> Void)? = nil, into whole: Whole,
    state: @Sendable () -> State, work: @Sendable (State, Int) -> Result,
    combine: @escaping @Sendable (inout Whole, Result) -> Void
  ) -> Whole {
    let items = Counter(count)
    let ordered = Ordered(whole, lead: lead * workers(count, jobs), combine)
    perform(
      count, jobs: jobs, done: done, state: state, next: { ordered.next(of: items) },
      work: { state, index in ordered.add(work(state, index), at: index) })
    return ordered.whole
  }

  private static func workers(_ count: Int, _ jobs: Int) -> Int { max(1, min(jobs, count)) }

  private static func perform<State>(
    _ count: Int, jobs: Int, done: (@Sendable (Int) -> Void)?, state: @Sendable () -> State,
    next: @Sendable () -> Int?, work: @Sendable (State, Int) -> Void
  ) {
    let finished = Counter(count)
    @Sendable func run() {
      let state = state()
      while let index = next() {
        work(state, index)
        if let number = finished.take() { done?(number + 1) }
      }
    }
    let workers = workers(count, jobs)
    guard workers > 1 else { return run() }
    DispatchQueue.concurrentPerform(iterations: workers) { _ in run() }
  }

  /// How many items a worker may be ahead of the one that is awaited, for each worker.
  private static let lead = 4

  /// Combines results in the order of their items.
  private final class Ordered<Whole: Sendable, Result: Sendable>: Sendable {
    private struct State {
      var whole: Whole
      var next = 0
      var waiting: [Int: Result] = [:]
    }

    private let state: Mutex<State>
    private let combine: @Sendable (inout Whole, Result) -> Void
    /// For each item that may be worked on or wait to be combined.
    private let room: DispatchSemaphore

    init(_ whole: Whole, lead: Int, _ combine: @escaping @Sendable (inout Whole, Result) -> Void) {
      state = Mutex(State(whole: whole))
      self.combine = combine
      room = DispatchSemaphore(value: lead)
    }

    var whole: Whole { state.withLock { $0.whole } }

    /// The next item, once there is room for it. Room is taken before the item is: the one that is awaited always has some.
    func next(of items: Counter) -> Int? {
      room.wait()
      if let index = items.take() { return index }
      room.signal()
      return nil
    }

    func add(_ result: Result, at index: Int) {
      let combined = state.withLock { state in
        let before = state.next
        state.waiting[index] = result
        while let found = state.waiting.removeValue(forKey: state.next) {
          combine(&state.whole, found)
          state.next += 1
        }
        return state.next - before
      }
      for _ in 0..<combined { room.signal() }
    }
  }

  /// Gives each number once, from 0 up to a limit.
  private final class Counter: Sendable {
    private let value = Atomic<Int>(0)
    private let limit: Int

    init(_ limit: Int) { self.limit = limit }

    func take() -> Int? {
      let number = value.wrappingAdd(1, ordering: .relaxed).oldValue
      return number < limit ? number : nil
    }
  }
}
