import Synchronization
import Testing

@testable import Moat

/// Work on several threads, with results in the order of the items.
@Suite struct WorkersTests {
  @Test(arguments: [0, 1, 2, 7, 200], [1, 2, 5, 64])
  func resultsAreInOrder(count: Int, jobs: Int) {
    let done = Mutex<[Int]>([])
    let squares = Workers.map(
      count, jobs: jobs, done: { number in done.withLock { $0.append(number) } }, state: { 1 }, work: { $1 * $1 + $0 })
    #expect(squares == (0..<count).map { $0 * $0 + 1 })
    #expect(done.withLock { $0.sorted() } == Array(1..<count + 1))
    let joined = Workers.reduce(
      count, jobs: jobs, into: [Int](), state: {}, work: { $1 }, combine: { $0.append($1) })
    #expect(joined == Array(0..<count))
  }

  /// The first item takes the longest: the others may not run away from it, nor wait for ever.
  @Test func noWorkerIsFarAhead() {
    let started = Atomic<Int>(0)
    let combined = Atomic<Int>(0)
    let farthest = Mutex(0)
    _ = Workers.reduce(
      500, jobs: 4, into: 0, state: {},
      work: { _, index in
        let ahead = started.wrappingAdd(1, ordering: .relaxed).newValue - combined.load(ordering: .relaxed)
        farthest.withLock { $0 = max($0, ahead) }
        var sum = 0
        for number in 0..<(index == 0 ? 2_000_000 : 100) { sum &+= number }
        return sum
      }, combine: { _, _ in combined.wrappingAdd(1, ordering: .relaxed) })
    #expect(combined.load(ordering: .relaxed) == 500)
    #expect(farthest.withLock { $0 } <= 4 * 4 + 1)
  }
}
