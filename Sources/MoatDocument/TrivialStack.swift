/// A stack of trivial elements at an address that is known: a builder pushes and pops a few for each node, and asks nobody
/// who else holds them. A copy shares the elements; its holder is passed on, never copied.
@safe
struct TrivialStack<Element: BitwiseCopyable> {
  /// Frees the elements with the last holder.
  @safe
  private final class Memory {
    let base: UnsafeMutablePointer<Element>

    init(_ capacity: Int) { unsafe base = .allocate(capacity: capacity) }

    deinit { unsafe base.deallocate() }
  }

  private var memory: Memory
  private(set) var base: UnsafeMutablePointer<Element>
  private(set) var count = 0
  private var capacity: Int

  init(capacity: Int) {
    self.capacity = capacity
    memory = Memory(capacity)
    unsafe base = memory.base
  }

  var isEmpty: Bool {
    @inline(__always) get { count == 0 }
  }

  /// An element; it must be there.
  subscript(_ index: Int) -> Element {
    @inline(__always) get {
      assert(index >= 0 && index < count)
      return unsafe base[index]
    }
    @inline(__always) nonmutating set {
      assert(index >= 0 && index < count)
      unsafe base[index] = newValue
    }
  }

  @inline(__always)
  mutating func append(_ element: Element) {
    if count == capacity { grow() }
    unsafe (base + count).initialize(to: element)
    count += 1
  }

  /// Forgets the elements from `count` on.
  @inline(__always)
  mutating func truncate(to count: Int) { self.count = min(self.count, count) }

  mutating func remove(at index: Int) {
    precondition(index >= 0 && index < count)
    unsafe (base + index).update(from: base + index + 1, count: count - index - 1)
    count -= 1
  }

  @inline(never)
  private mutating func grow() {
    capacity *= 2
    let larger = Memory(capacity)
    unsafe larger.base.initialize(from: base, count: count)
    memory = larger
    unsafe base = larger.base
  }
}
