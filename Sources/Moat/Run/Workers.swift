import Synchronization

/// Runs the same work over many items on several threads, with results in the order of the items: what comes out does
/// not depend on how many workers there were or which was faster.
package enum Workers {
  /// - Parameters:
  ///   - count: how many items there are.
  ///   - jobs: how many workers; at least one.
  ///   - done: called after each item with how many are done, from any worker.
  ///   - state: makes what belongs to one worker, when that begins.
  ///   - work: what is done with an item, by its number.
  package static func map<State, Result: Sendable>(
    _ count: Int, jobs: Int, done: (@Sendable (Int) -> Void)? = nil, state: @escaping @Sendable () -> State,
    work: @escaping @Sendable (State, Int) -> Result
  ) async -> [Result] {
    let next = Counter()
    let finished = Counter()
    let workers = max(1, min(jobs, count))
    return await withTaskGroup(of: [(Int, Result)].self) { group in
      for _ in 0..<workers {
        group.addTask {
          let state = state()
          var results: [(Int, Result)] = []
          while true {
            let index = next.take()
            guard index < count else { return results }
            results.append((index, work(state, index)))
            done?(finished.take() + 1)
          }
        }
      }
      var slots = [Result?](repeating: nil, count: count)
      for await results in group {
        for (index, result) in results { slots[index] = result }
      }
      return slots.compactMap(\.self)
    }
  }

  /// The same, with results combined in the order of the items as they come, so that they need not all be kept. No worker is
  /// far ahead of the item that is awaited.
  package static func reduce<State, Result: Sendable, Whole: Sendable>(
    _ count: Int, jobs: Int, done: (@Sendable (Int) -> Void)? = nil, into whole: Whole,
    state: @escaping @Sendable () -> State, work: @escaping @Sendable (State, Int) -> Result,
    combine: @escaping @Sendable (inout Whole, Result) -> Void
  ) async -> Whole {
    let next = Counter()
    let finished = Counter()
    let workers = max(1, min(jobs, count))
    let ordered = Ordered(whole, combine)
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<workers {
        group.addTask {
          let state = state()
          while true {
            let index = next.take()
            guard index < count else { return }
            while ordered.awaited + lead * workers < index { try? await Task.sleep(for: .milliseconds(1)) }
            ordered.add(work(state, index), at: index)
            done?(finished.take() + 1)
          }
        }
      }
    }
    return ordered.whole
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

    init(_ whole: Whole, _ combine: @escaping @Sendable (inout Whole, Result) -> Void) {
      state = Mutex(State(whole: whole))
      self.combine = combine
    }

    var whole: Whole { state.withLock { $0.whole } }
    var awaited: Int { state.withLock { $0.next } }

    func add(_ result: Result, at index: Int) {
      state.withLock { state in
        state.waiting[index] = result
        while let found = state.waiting.removeValue(forKey: state.next) {
          combine(&state.whole, found)
          state.next += 1
        }
      }
    }
  }

  /// Gives each number once, from 0.
  private final class Counter: Sendable {
    private let value = Atomic<Int>(0)

    func take() -> Int { value.wrappingAdd(1, ordering: .relaxed).oldValue }
  }
}
