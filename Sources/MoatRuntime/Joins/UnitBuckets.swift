import MoatValues

/// A run of units in document order, at an address that does not move.
@safe
struct UnitRun {
  let base: UnsafeMutablePointer<UInt32>
  let count: Int
}

/// Units by a hash, each group in document order. Units of other keys with the same hash are among them: whoever asks
/// looks again.
@safe
final class UnitBuckets: @unchecked Sendable {
  private let groups: [UInt64: Int]
  private let starts: [Int]
  private let units: UnsafeMutablePointer<UInt32>

  /// The pairs stand in document order.
  init(_ pairs: [(hash: UInt64, unit: UInt32)]) {
    var groups: [UInt64: Int] = [:]
    groups.reserveCapacity(pairs.count)
    var counts: [Int] = []
    var groupOfPair: [Int] = []
    groupOfPair.reserveCapacity(pairs.count)
    for pair in pairs {
      let group = groups[pair.hash] ?? counts.count
      if group == counts.count {
        groups[pair.hash] = group
        counts.append(0)
      }
      counts[group] += 1
      groupOfPair.append(group)
    }
    var starts = [0]
    for count in counts { starts.append(starts[starts.count - 1] + count) }
    var places = starts
    unsafe units = .allocate(capacity: max(1, pairs.count))
    for (index, pair) in pairs.enumerated() {
      let group = groupOfPair[index]
      unsafe units[places[group]] = pair.unit
      places[group] += 1
    }
    self.groups = groups
    self.starts = starts
  }

  deinit { unsafe units.deallocate() }

  func units(of hash: UInt64) -> UnitRun? {
    guard let group = groups[hash] else { return nil }
    return unsafe UnitRun(base: units + starts[group], count: starts[group + 1] - starts[group])
  }
}

/// The hash of the keys of indexes: keyed once a process, so that no input can choose texts that collide.
struct KeyHash {
  private static let seed = UInt64.random(in: .min ... .max)
  private(set) var state = Self.seed

  mutating func add(_ word: UInt64) {
    let product = (state ^ word).multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15 ^ Self.seed | 1)
    state = (product.high ^ product.low) &+ 0xD6E8_FEB8_6659_FD93
  }

  mutating func add(_ bytes: Bytes) {
    add(UInt64(bytes.count))
    var index = 0
    while index < bytes.count {
      var word: UInt64 = 0
      let end = min(index + 8, bytes.count)
      while index < end {
        word = word << 8 | UInt64(bytes[index])
        index += 1
      }
      add(word)
    }
  }

  mutating func add(text: Value) { text.withBytes { add($0) } }

  /// Of one text.
  static func of(_ bytes: [UInt8]) -> UInt64 {
    var hash = KeyHash()
    hash.add(bytes.span)
    return hash.state
  }

  /// Of a key and its value.
  static func of(_ key: [UInt8], _ value: Value) -> UInt64 {
    var hash = KeyHash()
    hash.add(key.span)
    hash.add(text: value)
    return hash.state
  }
}

/// Units of several runs, owned.
@safe
final class UnitUnion {
  let run: UnitRun

  init(_ units: ArraySlice<UInt32>) {
    let memory = UnsafeMutablePointer<UInt32>.allocate(capacity: max(1, units.count))
    for (place, unit) in units.enumerated() { unsafe memory[place] = unit }
    unsafe run = UnitRun(base: memory, count: units.count)
  }

  deinit { unsafe run.base.deallocate() }
}
