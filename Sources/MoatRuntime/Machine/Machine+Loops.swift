import MoatDocument
import MoatKinds
import MoatValues

/// Loops: what they range over, element by element.
extension Machine {
  /// Marks a register that `readOnce` has yet to fill.
  static let unread = UInt16.max

  @inline(__always)
  static func clear(_ first: UnsafeMutablePointer<Value>, _ count: Int) {
    var place = 0
    while place < count {
      unsafe first[place].reserved = unread
      place += 1
    }
  }

  /// One node, or two units of one object.
  @inline(__always)
  func isSame(_ left: Value, _ right: Value) -> Bool {
    guard left.tag == .node, right.tag == .node else { return false }
    return left.bits == right.bits && left.aux == right.aux || plan.hasCopies && isOneObject(left, right)
  }

  @inline(never)
  private func isOneObject(_ left: Value, _ right: Value) -> Bool { context.documents.areSame(left, right) }

  /// Begins a loop over a collection; false if it has no element, or if they are not known.
  @inline(__always)
  func open(_ loop: inout LoopState, _ collection: Value, _ record: UInt32, _ variable: inout Value) -> Bool {
    loop = LoopState()
    loop.collection = record
    if collection.tag == .list, collection.aux > 0 {
      loop.base = UInt(collection.bits)
      loop.count = collection.aux
    } else {
      openSlowly(&loop, collection)
    }
    loop.collectedFrom = unsafe collectedCount.pointee
    guard loop.count > 0 else { return false }
    variable = element(loop)
    return true
  }

  /// Lists of documents, and maps.
  @inline(never)
  private func openSlowly(_ loop: inout LoopState, _ collection: Value) {
    let record = unsafe collections[Int(loop.collection)]
    if PathReader.isAbsent(collection) { return }
    switch collection.tag {
    case .undetermined: loop.unknown = collection
    case .list: break
    case .map, .entry:
      loop.source = .entries
      loop.map = collection
      loop.count = collection.tag == .map ? collection.aux : 1
    case .node:
      let node = unsafe reader.units[Int(collection.aux)].nodes[Int(collection.nodeIndex)]
      if node.kind == .object, record.isMap {
        loop.source = .entries
        loop.map = collection
      } else if node.kind == .list, !record.isMap {
        loop.source = .nodes
        loop.leaf = record.leaf
        loop.first = node.first
        loop.unit = collection.aux
      } else {
        loop.unknown = LeafDecoder.wrongKind(node, index: collection.nodeIndex, unit: collection.aux)
        return
      }
      loop.count = node.count
    default: loop.unknown = .undetermined(.wrongType)
    }
  }

  @inline(__always)
  func advance(_ loop: inout LoopState, _ variable: inout Value) -> Bool {
    loop.index += 1
    guard loop.index < loop.count else { return false }
    variable = element(loop)
    return true
  }

  @inline(__always)
  private func element(_ loop: LoopState) -> Value {
    switch loop.source {
    case .values:
      // The address is that of the list's values, as long as the scratch memory or the constants live.
      guard let base = unsafe UnsafePointer<Value>(bitPattern: loop.base) else { return .missing }
      return unsafe base[Int(loop.index)]
    case .nodes:
      let place = loop.first + loop.index
      let node = unsafe reader.units[Int(loop.unit)].nodes + Int(place)
      if unsafe loop.leaf == .object && node.pointee.kind == .object { return .node(place, unit: loop.unit) }
      return elementSlowly(loop, place)
    case .units:
      guard let base = unsafe UnsafePointer<UInt32>(bitPattern: loop.base) else { return .missing }
      let unit = unsafe base[Int(loop.index)]
      return unsafe .node(PathReader.anchor(0, reader.units + Int(unit)), unit: unit)
    case .entries: return entry(loop)
    }
  }

  @inline(never)
  private func elementSlowly(_ loop: LoopState, _ place: UInt32) -> Value {
    let node = unsafe reader.units[Int(loop.unit)].nodes[Int(place)]
    if node.kind == .null { return .undetermined(.nullElement, node: place, unit: loop.unit) }
    let table = unsafe collections[Int(loop.collection)].table
    return LeafDecoder.decode(
      node, index: place, unit: loop.unit, as: loop.leaf, table: table, in: plan.linked.enumerations)
  }

  @inline(never)
  private func entry(_ loop: LoopState) -> Value {
    let record = unsafe collections[Int(loop.collection)]
    return entry(Int(loop.index), of: loop.map, record)
  }

  /// Key and value of an entry, as a pair in the scratch memory.
  func entry(_ index: Int, of map: Value, _ record: CollectionRecord) -> Value {
    let key = scratch.string(Children.key(index, of: map, in: context.documents))
    let pair = scratch.list([key, entryValue(index, of: map, record)])
    return pair.tag == .list ? Value(tag: .entry, bits: pair.bits, aux: UInt32(index)) : pair
  }

  private func entryValue(_ index: Int, of map: Value, _ record: CollectionRecord) -> Value {
    guard let parent = Children.node(map, in: context.documents) else {
      return Children.child(index, of: map, in: context.documents)
    }
    return memberValue(parent.first + UInt32(index), unit: map.aux, record.isLeafless ? nil : record.leaf, record.table)
  }

  /// The instances of a part: a list, missing for none, or undetermined.
  @inline(never)
  func parts(_ index: Int, of whole: Value) -> Value {
    let part = unsafe parts[index]
    if whole.tag == .undetermined { return whole }
    let list =
      part.fact != FieldRecord.noFact
      ? reader.cold.fact(part.fact, of: whole)
      : reader.follow(part.firstKey, part.keyCount, part.anchor, whole)
    switch list.tag {
    case .missing, .undetermined, .list: return list
    case .node where list.nodeIndex != NodeIndex.none:
      let node = unsafe reader.units[Int(list.aux)].nodes[Int(list.nodeIndex)]
      if node.kind == .list { return list }
      return LeafDecoder.mismatch(node, index: list.nodeIndex, unit: list.aux)
    case .node: return .missing
    default: return .undetermined(.wrongType)
    }
  }

  /// Begins a loop over documents: those that no index rules out.
  @inline(never)
  func openDocuments(_ instruction: Instruction) -> Bool {
    let slot = Int(instruction.c)
    var loop = LoopState()
    loop.source = .units
    loop.collectedFrom = unsafe collectedCount.pointee
    let wanted = unsafe registers + Int(instruction.b)
    loop.isCertainOfNone = unsafe isCertainOfNone(Int(instruction.e), wanted)
    let run = unsafe candidates(Int(instruction.e), wanted, slot)
    loop.base = unsafe UInt(bitPattern: run.base)
    loop.count = UInt32(run.count)
    candidateCount += run.count
    if !plan.isWhole { unsafe loop.gap = gap(ofJoin: Int(instruction.e), registers + Int(instruction.b)) }
    unsafe loops[slot] = loop
    guard run.count > 0 else { return false }
    unsafe registers[Int(instruction.a)] = element(loop)
    return true
  }

  /// The gap that may hold documents of the join; -1 for none.
  private func gap(ofJoin join: Int, _ wanted: UnsafePointer<Value>) -> Int {
    let record = plan.linked.program.joins[join]
    let namespace = record.isOfNamespace ? unsafe wanted[0] : .missing
    return context.documents.gap(of: ObjectTypeID(rawValue: record.kind), in: namespace) ?? -1
  }

  /// Whether no document is known to meet a condition that each element must meet.
  private func isCertainOfNone(_ join: Int, _ wanted: UnsafePointer<Value>) -> Bool {
    var place = 0
    for probe in plan.linked.program.joins[join].probes {
      let index = plan.indexes[Int(probe.index)]
      if unsafe index.isCertainOfNone(wanted + place, isServiceSelector: probe.isServiceSelector, reader) {
        return true
      }
      place += index.wantedCount
    }
    return false
  }

  private func candidates(_ join: Int, _ wanted: UnsafePointer<Value>, _ slot: Int) -> UnitRun {
    let record = plan.linked.program.joins[join]
    var fewest = plan.joined[join].count
    var best: [UnitRun]?
    var place = 0
    for probe in record.probes {
      let index = plan.indexes[Int(probe.index)]
      runs.removeAll(keepingCapacity: true)
      let isKnown = unsafe index.candidates(
        wanted + place, isServiceSelector: probe.isServiceSelector, reader, into: &runs)
      place += index.wantedCount
      let count = runs.reduce(0) { $0 + $1.count }
      if isKnown, count < fewest || best == nil && count == fewest {
        best = runs
        fewest = count
      }
    }
    guard let best else { return plan.joined[join] }
    if best.count == 1 { return best[0] }
    return union(best, slot)
  }

  /// The units of several runs in document order, each once.
  private func union(_ runs: [UnitRun], _ slot: Int) -> UnitRun {
    var all: [UInt32] = []
    for run in runs {
      for place in 0..<run.count { unsafe all.append(run.base[place]) }
    }
    all.sort()
    var count = 0
    for unit in all where count == 0 || all[count - 1] != unit {
      all[count] = unit
      count += 1
    }
    // Held by the machine as long as the loop is open, so that its address stays.
    unions[slot] = UnitUnion(all[..<count])
    return unions[slot].run
  }

  @inline(__always)
  func tally(_ instruction: Instruction, _ loop: inout LoopState) -> Bool {
    let filter = instruction.b == Instruction.none ? .bool(true) : unsafe LoopState.truth(registers[Int(instruction.b)])
    let limit = instruction.e == UInt32.max ? .missing : unsafe registers[Int(instruction.e)]
    let isDecided = unsafe loop.tally(
      instruction.mode, filter: filter, body: LoopState.truth(registers[Int(instruction.a)]), limit: limit)
    return isDecided || loop.isCertainOfNone && loop.cause.tag != .missing && Self.endsWhenOpen(instruction.mode)
  }

  /// Whether it makes no difference how many elements leave a quantifier open.
  private static func endsWhenOpen(_ mode: UInt8) -> Bool {
    mode == AmountMode.some.rawValue || mode == AmountMode.no.rawValue || mode == AmountMode.every.rawValue
  }

  @inline(__always)
  func answer(_ instruction: Instruction) -> Value {
    let limit = instruction.b == Instruction.none ? .missing : unsafe registers[Int(instruction.b)]
    return unsafe loops[Int(instruction.c)].answer(instruction.mode, limit: limit)
  }

  /// Adds an element to a comprehension; true if the whole is undetermined.
  @inline(never)
  func collect(_ instruction: Instruction, _ loop: inout LoopState) -> Bool {
    if instruction.b != Instruction.none {
      let filter = unsafe LoopState.truth(registers[Int(instruction.b)])
      if filter.tag == .undetermined {
        loop.unknown = filter
        return true
      }
      if filter.bits == 0 { return false }
    }
    let element = unsafe registers[Int(instruction.a)]
    if element.tag == .undetermined {
      loop.unknown = element
      return true
    }
    collected.append(element)
    unsafe collectedCount.pointee += 1
    return false
  }

  @inline(never)
  func closeCollection(_ loop: LoopState) -> Value {
    defer {
      collected.removeSubrange(loop.collectedFrom...)
      unsafe collectedCount.pointee = loop.collectedFrom
    }
    if loop.unknown.tag != .missing { return loop.unknown.asCause }
    // Where documents may be missing there may be more to collect.
    if loop.gap >= 0 { return .undetermined(partOfSet: loop.gap) }
    return scratch.list(Array(collected[loop.collectedFrom...]))
  }
}
