package import MoatSource

extension ReadFailure: Error {}

extension NodeKind {
  /// Lists and objects hold children; everything else is a scalar.
  @inlinable package var holdsChildren: Bool { self == .list || self == .object }
}

/// Builds the arena of one input from what a reader meets, in source order.
///
/// Complete nodes wait on a stack until the list or object around them closes; then they get their places together, so
/// that the children of a node stand one after the other. A document that fails is forgotten and leaves a failure; the
/// documents beside it stay.
package struct ArenaBuilder {
  /// A list or object that is still open.
  private struct Frame: BitwiseCopyable {
    var kind: NodeKind
    var hasMerge: Bool
    var start: Int
    var firstPending: Int
    var key: UInt32
    var keySpan: Span
    var height: UInt32
    /// How many duplicate keys there were when it opened.
    var firstDuplicate: Int
  }

  /// The last object in which a symbol stood as a key, and at which position; this finds duplicates in one pass.
  private struct Stamp: BitwiseCopyable {
    var object: UInt32
    var position: UInt32
  }

  /// The key `<<` while its object is open.
  static var mergeKey: UInt32 { UInt32.max - 1 }

  package let limits: Limits
  let source: SourceFile
  let symbols: SymbolTable
  let storage: ArenaStorage
  private var pending = TrivialStack<PendingNode>(capacity: 64)
  private var frames = TrivialStack<Frame>(capacity: 32)
  private var key = Symbol.none
  private var keySpan = Span.zero
  private var stamps: [Stamp] = []
  private var objects: UInt32 = 0
  private var aliasBudget: Int
  private let nodeLimit: Int
  private var documentStart = 1
  private var roots: [UInt32] = []
  private var failures: [ReadFailure] = []
  /// Whether a key that stands twice leaves its document readable.
  private let joinsDuplicates: Bool
  private var duplicates: [DuplicateKey] = []
  private var firstDuplicateOfDocument = 0

  /// - Parameter joinsDuplicates: whether the entries of a key that stands more than once become one that is not known; else
  ///   the document fails.
  package init(source: SourceFile, symbols: SymbolTable, limits: Limits, joinsDuplicates: Bool = false) {
    self.joinsDuplicates = joinsDuplicates
    self.source = source
    self.symbols = symbols
    self.limits = limits
    storage = ArenaStorage(source: source.bytes)
    aliasBudget = limits.aliasNodes
    nodeLimit = min(limits.nodes, Int(UInt32.max) - 2)
  }

  /// An arena without documents, for an input that cannot be read at all.
  package static func failed(_ failure: ReadFailure, source: SourceFile, symbols: SymbolTable) -> Arena {
    let empty = SourceFile(name: source.name, bytes: [])
    var builder = ArenaBuilder(source: empty, symbols: symbols, limits: Limits())
    builder.failDocument(failure)
    return builder.finish(showing: source)
  }

  /// How many lists and objects are open.
  package var depth: Int { frames.count }

  /// The kind of the innermost open list or object; nil between documents.
  package var openKind: NodeKind? { frames.isEmpty ? nil : frames[frames.count - 1].kind }

  /// Whether the next thing in the innermost open object must be a key.
  package var awaitsKey: Bool { key == Symbol.none && openKind == .object }

  /// The node that was completed last, and its height, for an anchor to remember.
  var lastCompleted: (node: Node, span: Span, height: UInt32)? {
    guard !pending.isEmpty else { return nil }
    let last = pending[pending.count - 1]
    return (last.node, last.span, last.height)
  }

  /// Sets the key of the value that comes next.
  package mutating func setKey(_ bytes: UnsafeBufferPointer<UInt8>, span: Span) throws(ReadFailure) {
    guard bytes.count <= limits.keyBytes else {
      throw ReadFailure("a key is longer than \(limits.keyBytes) bytes", at: span)
    }
    key = unsafe symbols.intern(bytes)
    keySpan = span
  }

  /// The value that comes next is one or more objects whose members the open object takes over.
  mutating func setMergeKey(span: Span) {
    key = Self.mergeKey
    keySpan = span
    guard !frames.isEmpty else { return }
    var frame = frames[frames.count - 1]
    frame.hasMerge = true
    frames[frames.count - 1] = frame
  }

  package mutating func scalar(_ node: Node, span: Span) throws(ReadFailure) {
    try push(node, span: span, height: 0)
  }

  /// A value that is not known.
  ///
  /// - Parameter reason: why, as a clause without a full stop; it is what a finding says.
  package mutating func unknown(reason: String, span: Span, flags: NodeFlags = []) throws(ReadFailure) {
    var node = unknownNode(reason)
    node.flags.formUnion(flags)
    try push(node, span: span, height: 0)
  }

  /// A text of which these pieces are known, with something that is not between each two.
  package mutating func unknown(reason: String, pieces: [[UInt8]], span: Span) throws(ReadFailure) {
    let length = reason.utf8.count
    let text = PartlyKnown.stored(reason: Array(reason.utf8), pieces: pieces)
    let address = unsafe text.withUnsafeBufferPointer { unsafe UInt(bitPattern: storage.keep($0)) }
    let node = Node(
      kind: .string, flags: [.quoted, .unknown, .partial], count: UInt32(truncatingIfNeeded: length),
      bits: UInt64(address))
    try push(node, span: span, height: 0)
  }

  private func unknownNode(_ reason: String) -> Node {
    let text = Array((reason.isEmpty ? "what stands here is not known" : reason).utf8)
    let address = unsafe text.withUnsafeBufferPointer { unsafe UInt(bitPattern: storage.keep($0)) }
    return Node(
      kind: .string, flags: [.quoted, .unknown], count: UInt32(truncatingIfNeeded: text.count), bits: UInt64(address))
  }

  /// Opens a list or an object that begins at byte `start`.
  package mutating func open(_ kind: NodeKind, start: Int) throws(ReadFailure) {
    guard frames.count < limits.depth else {
      throw ReadFailure("nested deeper than \(limits.depth) levels", at: Span(start..<start + 1))
    }
    frames.append(
      Frame(
        kind: kind, hasMerge: false, start: start, firstPending: pending.count, key: key, keySpan: keySpan, height: 0,
        firstDuplicate: duplicates.count))
    key = Symbol.none
  }

  /// Closes the innermost list or object, which ends before byte `end`.
  package mutating func close(end: Int) throws(ReadFailure) {
    guard !frames.isEmpty else { return }
    let frame = frames[frames.count - 1]
    frames.truncate(to: frames.count - 1)
    let own = frame.kind == .object ? try closeObject(frame) : duplicates.count
    let children = pending.count - frame.firstPending
    let first = unsafe storage.flush(pending.base + frame.firstPending, count: children)
    for index in own..<duplicates.count { duplicates[index].node += first }
    let node = Node(kind: frame.kind, first: first, count: UInt32(truncatingIfNeeded: children))
    pending.truncate(to: frame.firstPending)
    key = frame.key
    keySpan = frame.keySpan
    try push(node, span: Span(frame.start..<max(frame.start, end)), height: frame.height + 1)
  }

  /// Puts a copy of an anchored value where an alias stands.
  mutating func alias(_ node: Node, span: Span, height: UInt32, at place: Span) throws(ReadFailure) {
    guard frames.count + Int(height) <= limits.depth else {
      throw ReadFailure("this alias nests deeper than \(limits.depth) levels", at: place)
    }
    aliasBudget -= 1
    var copy: Node? = node
    // The members of a merged object are copied when its holder closes; the object itself never becomes a node.
    if key != Self.mergeKey { copy = storage.copyDescendants(of: node, budget: &aliasBudget) }
    guard var copy, aliasBudget >= 0 else { throw aliasFailure(at: place) }
    copy.flags.insert(.copied)
    try push(copy, span: span, height: height)
  }

  /// Ends a document whose one value is complete. A document without a value counts as none.
  package mutating func endDocument() {
    if frames.isEmpty, pending.count == 1 { unsafe roots.append(storage.flush(pending.base, count: 1)) }
    beginDocument()
  }

  /// Forgets the open document and keeps why it failed.
  package mutating func failDocument(_ failure: ReadFailure) {
    duplicates.removeSubrange(firstDuplicateOfDocument...)
    storage.truncate(to: documentStart)
    failures.append(failure)
    beginDocument()
  }

  /// Forgets the open document, which holds nothing.
  mutating func dropDocument() {
    storage.truncate(to: documentStart)
    beginDocument()
  }

  package consuming func finish() -> Arena {
    let source = source
    return finish(showing: source)
  }

  private consuming func finish(showing source: SourceFile) -> Arena {
    let storage = storage
    return unsafe Arena(
      source: source, symbols: symbols, nodes: UnsafePointer(storage.nodes),
      nodeCount: UInt32(truncatingIfNeeded: storage.count), spans: UnsafePointer(storage.spans),
      keySpans: UnsafePointer(storage.keySpans), parents: UnsafePointer(storage.parents), roots: roots,
      failures: failures, duplicateKeys: duplicates, hasCopies: aliasBudget < limits.aliasNodes,
      release: { withExtendedLifetime(storage) {} })
  }

  private mutating func beginDocument() {
    pending.truncate(to: 0)
    frames.truncate(to: 0)
    key = Symbol.none
    documentStart = storage.count
    firstDuplicateOfDocument = duplicates.count
  }

  private mutating func push(_ node: Node, span: Span, height: UInt32) throws(ReadFailure) {
    guard storage.count + pending.count < nodeLimit else {
      throw ReadFailure("the input has more than \(nodeLimit) values", at: span)
    }
    var node = node
    var ownKeySpan = Span.zero
    node.key = key
    if key != Symbol.none { ownKeySpan = keySpan }
    pending.append(PendingNode(node: node, span: span, keySpan: ownKeySpan, height: height))
    key = Symbol.none
    if height > 0, !frames.isEmpty {
      var frame = frames[frames.count - 1]
      frame.height = max(frame.height, height)
      frames[frames.count - 1] = frame
    }
  }

  private func aliasFailure(at place: Span) -> ReadFailure {
    ReadFailure("aliases and merge keys copy more than \(limits.aliasNodes) values", at: place)
  }
}

extension ArenaBuilder {
  /// Up to so many keys are compared pair by pair; the stamps of more take a table as large as that of the symbols.
  private static var pairwiseLimit: Int { 16 }

  /// Fails at the second of two equal keys, if they are not joined: readers disagree on which of them counts.
  /// True if there are none.
  private func checkFewKeys(from firstPending: Int) throws(ReadFailure) -> Bool {
    var position = firstPending + 1
    while position < pending.count {
      let key = pending[position].node.key
      var other = firstPending
      while other < position {
        if pending[other].node.key == key {
          if joinsDuplicates { return false }
          throw duplicate(key, at: position, first: other)
        }
        other += 1
      }
      position += 1
    }
    return true
  }

  /// - Returns: the place among `duplicates` from which on they are of this object. Their nodes are counted from its first child.
  private mutating func closeObject(_ frame: Frame) throws(ReadFailure) -> Int {
    let first = frame.firstPending
    var own = duplicates.count
    if !frame.hasMerge, pending.count - first <= Self.pairwiseLimit {
      if try !checkFewKeys(from: first) { own = joinDuplicates(frame) }
      return own
    }
    if try !checkKeys(from: first) {
      own = joinDuplicates(frame)
      _ = try checkKeys(from: first)
    }
    guard frame.hasMerge else { return own }
    // The entry that is gone stood before some of the others.
    let removed = try merge(from: first, start: frame.start) - first
    for index in own..<duplicates.count where Int(duplicates[index].node) > removed { duplicates[index].node -= 1 }
    return own
  }

  /// Makes one entry, which is not known, of the entries of each key that stands more than once: where the first of them
  /// stood, with the second for its place. What they held is dropped, with the duplicate keys therein.
  private mutating func joinDuplicates(_ frame: Frame) -> Int {
    let entries = frame.firstPending..<pending.count
    var counts: [UInt32: Int] = [:]
    for position in entries { counts[pending[position].node.key, default: 0] += 1 }
    // Two merge keys are an error of their own.
    counts[Self.mergeKey] = nil
    var joined: [(position: Int, spans: [Span])] = []
    var places: [UInt32: Int] = [:]
    var dropped: [Span] = []
    var target = frame.firstPending
    for position in entries {
      let entry = pending[position]
      let key = entry.node.key
      if counts[key, default: 1] > 1 {
        // The place of a copy is that of its original, which stays.
        let end = entry.node.flags.contains(.copied) ? entry.keySpan.end : max(entry.keySpan.end, entry.span.end)
        dropped.append(Span(start: entry.keySpan.start, end: end))
        if let known = places[key] {
          joined[known].spans.append(entry.keySpan)
          continue
        }
        places[key] = joined.count
        joined.append((target, [entry.keySpan]))
      }
      pending[target] = entry
      target += 1
    }
    pending.truncate(to: target)
    forgetDuplicates(in: dropped, from: frame.firstDuplicate)
    let own = duplicates.count
    for (position, spans) in joined {
      let key = pending[position].node.key
      let lines = (line(of: spans[0]), line(of: spans[1]))
      var node = unknownNode(DuplicateKeyText.reason(symbols.bytes(of: key), count: spans.count, lines: lines))
      node.key = key
      pending[position] = PendingNode(node: node, span: spans[1], keySpan: spans[1], height: 0)
      for span in spans.dropFirst() {
        let offset = UInt32(truncatingIfNeeded: position - frame.firstPending)
        duplicates.append(DuplicateKey(node: offset, span: span, first: spans[0]))
      }
    }
    return own
  }

  /// - Parameter spans: in the order of the source, one beside the other.
  private mutating func forgetDuplicates(in spans: [Span], from start: Int) {
    let kept = duplicates[start...].filter { duplicate in
      // The last span that begins no later.
      var (low, high) = (0, spans.count)
      while low < high {
        let middle = (low + high) / 2
        if spans[middle].start <= duplicate.span.start { low = middle + 1 } else { high = middle }
      }
      return low == 0 || spans[low - 1].end <= duplicate.span.start
    }
    duplicates.replaceSubrange(start..., with: kept)
  }

  private func line(of span: Span) -> Int { source.place(of: span.start).line }

  private func duplicate(_ key: UInt32, at position: Int, first: Int) -> ReadFailure {
    let line = line(of: pending[first].keySpan)
    return ReadFailure(
      DuplicateKeyText.failure(symbols.bytes(of: key), firstLine: line), at: pending[position].keySpan)
  }

  /// As `checkFewKeys`, in one pass whatever the number of keys; leaves a stamp for each.
  private mutating func checkKeys(from firstPending: Int) throws(ReadFailure) -> Bool {
    objects += 1
    if stamps.count < Int(symbols.count) {
      let missing = Int(symbols.count) + 256 - stamps.count
      stamps.append(contentsOf: repeatElement(Stamp(object: 0, position: 0), count: missing))
    }
    var hasMerge = false
    for position in firstPending..<pending.count {
      let key = pending[position].node.key
      if key == Self.mergeKey {
        if hasMerge { throw ReadFailure("the key `<<` stands twice; give it one list", at: pending[position].keySpan) }
        hasMerge = true
        continue
      }
      let stamp = stamps[Int(key)]
      if stamp.object == objects {
        if joinsDuplicates { return false }
        throw duplicate(key, at: position, first: Int(stamp.position))
      }
      stamps[Int(key)] = Stamp(object: objects, position: UInt32(truncatingIfNeeded: position))
    }
    return true
  }

  /// Replaces the entry `<<` by copies of the members of its objects (YAML 1.1, type `merge`).
  ///
  /// Keys of the object itself win, and earlier objects win over later ones. A key that stands before `<<` and also in
  /// a merged object fails: by the specification the key wins, but the reader of Kubernetes lets the later one win.
  ///
  /// - Returns: where the entry stood.
  private mutating func merge(from firstPending: Int, start: Int) throws(ReadFailure) -> Int {
    guard let position = (firstPending..<pending.count).first(where: { pending[$0].node.key == Self.mergeKey }) else {
      return pending.count
    }
    let entry = pending[position]
    var sources: [Node] = []
    switch entry.node.kind {
    case .object: sources = [entry.node]
    case .list:
      for index in Int(entry.node.first)..<Int(entry.node.first) + Int(entry.node.count) {
        unsafe sources.append(storage.nodes[index])
      }
    default: break
    }
    guard !sources.isEmpty || entry.node.kind == .list, sources.allSatisfy({ $0.kind == .object }) else {
      throw ReadFailure("the key `<<` takes an object or a list of objects", at: entry.keySpan)
    }
    let explicitEnd = pending.count
    for source in sources {
      for index in Int(source.first)..<Int(source.first) + Int(source.count) {
        aliasBudget -= 1
        guard aliasBudget >= 0 else { throw aliasFailure(at: entry.keySpan) }
        let child = unsafe storage.nodes[index]
        let stamp = stamps[Int(child.key)]
        if stamp.object == objects {
          if stamp.position < position {
            throw ReadFailure(
              "`<<` brings the key \(Bytes.shownKey(symbols.bytes(of: child.key))), which stands before it; readers "
                + "disagree on which counts: put `<<` first", at: entry.keySpan)
          }
          continue
        }
        stamps[Int(child.key)] = Stamp(object: objects, position: UInt32(truncatingIfNeeded: explicitEnd))
        guard let copy = storage.copyDescendants(of: child, budget: &aliasBudget) else {
          throw aliasFailure(at: entry.keySpan)
        }
        unsafe pending.append(
          PendingNode(node: copy, span: storage.spans[index], keySpan: storage.keySpans[index], height: 0))
        guard storage.count + pending.count < nodeLimit else {
          throw ReadFailure("the input has more than \(nodeLimit) values", at: entry.keySpan)
        }
      }
    }
    pending.remove(at: position)
    return position
  }
}
