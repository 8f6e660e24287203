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

  /// Gives each number once, from 0.
  private final class Counter: Sendable {
    private let value = Atomic<Int>(0)

    func take() -> Int { value.wrappingAdd(1, ordering: .relaxed).oldValue }
  }
}
