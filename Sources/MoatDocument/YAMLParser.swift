internal import CLibYAML
internal import MoatSource

/// The state of reading YAML: libyaml's parser for one piece of the stream at a time, the anchors, and the builder.
@safe
struct YAMLParser {
  /// A value that an alias may name.
  private enum Anchor {
    /// The list or object is still open: an alias here would be a cycle.
    case open
    case complete(Node, span: Span, height: UInt32)
  }

  var builder: ArenaBuilder
  private let isASCII: Bool
  private let source: UnsafePointer<UInt8>
  private var piece = 0..<0
  private var anchors: [[UInt8]: Anchor] = [:]
  /// The anchors of the open lists and objects; empty for those that have none.
  private var openAnchors: [[UInt8]] = []
  /// libyaml counts characters from the start of a piece: the last place that was translated to a byte.
  private var cursor = (character: 0, byte: 0)
  /// Behind the last byte of what was read so far, without white space and comments.
  private var lastEnd = 0
  /// Whether the failure may come from template syntax in the place of YAML, as duplicate keys and limits do not.
  private var isSyntaxFailure = false
  /// Whether the document's only value is an empty scalar.
  private var isEmptyDocument = false

  init(_ builder: ArenaBuilder, isASCII: Bool) {
    self.builder = builder
    self.isASCII = isASCII
    unsafe source = builder.storage.source
  }

  /// Reads the documents of one piece: in practice one; the first failure ends the piece.
  mutating func readPiece(_ range: Range<Int>) {
    piece = range
    cursor = (0, range.lowerBound)
    lastEnd = range.lowerBound
    isSyntaxFailure = false
    if let failure = InputCheck.encoding(builder.storage, range) { return builder.failDocument(failure) }
    // The parser holds pointers to itself: it lives at a fixed address.
    let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
    defer { unsafe parser.deallocate() }
    guard unsafe yaml_parser_initialize(parser) == 1 else {
      return builder.failDocument(
        ReadFailure("no memory for the YAML parser", at: Span(range.lowerBound..<range.lowerBound)))
    }
    defer { unsafe yaml_parser_delete(parser) }
    unsafe yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    unsafe yaml_parser_set_input_string(parser, source + range.lowerBound, range.count)
    do throws(ReadFailure) {
      while unsafe try step(parser) {}
    } catch {
      builder.failDocument(explained(error))
    }
  }

  /// Handles one event. False at the end of the piece.
  private mutating func step(_ parser: UnsafeMutablePointer<yaml_parser_t>) throws(ReadFailure) -> Bool {
    var event = unsafe yaml_event_t()
    guard unsafe yaml_parser_parse(parser, &event) == 1 else { throw unsafe syntaxFailure(parser.pointee) }
    defer { unsafe yaml_event_delete(&event) }
    let start = byte(at: unsafe Int(event.start_mark.index))
    let end = byte(at: unsafe Int(event.end_mark.index))
    switch unsafe event.type {
    case YAML_DOCUMENT_START_EVENT:
      anchors.removeAll(keepingCapacity: true)
      openAnchors.removeAll(keepingCapacity: true)
      isEmptyDocument = false
    case YAML_DOCUMENT_END_EVENT:
      if isEmptyDocument { builder.dropDocument() } else { builder.endDocument() }
    case YAML_SCALAR_EVENT:
      unsafe try scalar(event.data.scalar, start: start, end: end)
    case YAML_ALIAS_EVENT:
      unsafe try alias(Self.bytes(event.data.alias.anchor) ?? [], at: Span(start..<end))
      lastEnd = end
    case YAML_SEQUENCE_START_EVENT:
      let isFlow = unsafe event.data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE
      let anchor = unsafe Self.bytes(event.data.sequence_start.anchor)
      try open(.list, anchor: anchor, at: unsafe content(from: start, event.data.sequence_start.tag), end: end, isFlow)
    case YAML_MAPPING_START_EVENT:
      let isFlow = unsafe event.data.mapping_start.style == YAML_FLOW_MAPPING_STYLE
      let anchor = unsafe Self.bytes(event.data.mapping_start.anchor)
      try open(.object, anchor: anchor, at: unsafe content(from: start, event.data.mapping_start.tag), end: end, isFlow)
    case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT:
      // A block ends where its last value does; only a bracket has bytes of its own.
      if end > start { lastEnd = end }
      try close()
    case YAML_STREAM_END_EVENT: return false
    default: break
    }
    return true
  }

  private mutating func open(
    _ kind: NodeKind, anchor: [UInt8]?, at start: Int, end: Int, _ isFlow: Bool
  ) throws(ReadFailure) {
    if builder.awaitsKey {
      // `{{ x }}` is, to YAML, an object as the key of an object.
      isSyntaxFailure = true
      throw ReadFailure(
        "a key must be a scalar: JSON has no keys that are lists or objects", at: Span(start..<start + 1))
    }
    if let anchor { anchors[anchor] = .open }
    openAnchors.append(anchor ?? [])
    try builder.open(kind, start: start)
    lastEnd = isFlow ? max(start, end) : start
  }

  private mutating func close() throws(ReadFailure) {
    try builder.close(end: lastEnd)
    if let anchor = openAnchors.popLast(), !anchor.isEmpty { remember(anchor) }
  }

  private mutating func remember(_ anchor: [UInt8]) {
    guard let (node, span, height) = builder.lastCompleted else { return }
    anchors[anchor] = .complete(node, span: span, height: height)
  }

  private mutating func alias(_ name: [UInt8], at place: Span) throws(ReadFailure) {
    let shown = Bytes.shownKey(name)
    switch anchors[name] {
    case nil: throw ReadFailure("no anchor \(shown) stands before this alias", at: place)
    case .open: throw ReadFailure("the alias \(shown) stands inside the value that it names", at: place)
    case .complete(let node, let span, let height):
      if builder.awaitsKey { return try key(of: node, at: place) }
      try builder.alias(node, span: span, height: height, at: place)
    }
  }

  /// Handles a scalar: a key where one is awaited, else a value.
  private mutating func scalar(
    _ scalar: yaml_event_t.__Unnamed_union_data.__Unnamed_struct_scalar, start: Int, end: Int
  ) throws(ReadFailure) {
    let text = unsafe UnsafeBufferPointer(start: UnsafePointer(scalar.value), count: Int(scalar.length))
    let tag = unsafe Self.bytes(scalar.tag)
    let anchor = unsafe Self.bytes(scalar.anchor)
    let isQuoted = unsafe scalar.style != YAML_PLAIN_SCALAR_STYLE
    let isPlain = unsafe scalar.plain_implicit != 0
    var first = start
    if anchor != nil || tag != nil || isQuoted || start < end { first = skipProperties(from: start, to: end) }
    let last = max(first, trimmed(end, from: first))
    let span = Span(first..<last)
    lastEnd = max(lastEnd, last)
    let isMerge = unsafe text.count == 2 && text[0] == UInt8(ascii: "<") && text[1] == UInt8(ascii: "<")
    if isMerge, builder.awaitsKey, isPlain && !isQuoted || tag == Array("tag:yaml.org,2002:merge".utf8) {
      return builder.setMergeKey(span: span)
    }
    let value = unsafe YAMLScalar.resolve(text, isPlain: isPlain, tag: tag)
    let node = unsafe try node(value, text, isQuoted: isQuoted, span: span)
    if let anchor { anchors[anchor] = .complete(node, span: span, height: 0) }
    if builder.awaitsKey { return try key(of: node, at: span) }
    if builder.depth == 0, text.isEmpty, !isQuoted, tag == nil { isEmptyDocument = true }
    try builder.scalar(node, span: span)
  }

  private func node(
    _ value: YAMLScalar, _ text: UnsafeBufferPointer<UInt8>, isQuoted: Bool, span: Span
  ) throws(ReadFailure) -> Node {
    switch value {
    case .null: return Node(kind: .null)
    case .bool(let value): return Node(kind: .bool, bits: value ? 1 : 0)
    case .int(let value): return Node(kind: .int, bits: UInt64(bitPattern: value))
    case .float(let digits):
      let storage = builder.storage
      let address = unsafe digits.withUnsafeBufferPointer { unsafe UInt(bitPattern: storage.keep($0)) }
      return Node(kind: .float, count: UInt32(truncatingIfNeeded: digits.count), bits: UInt64(address))
    case .decoded(let bytes):
      let storage = builder.storage
      let address = unsafe bytes.withUnsafeBufferPointer { unsafe UInt(bitPattern: storage.keep($0)) }
      return Node(kind: .string, flags: .quoted, count: UInt32(truncatingIfNeeded: bytes.count), bits: UInt64(address))
    case .invalid(let message): throw ReadFailure(message, at: span)
    case .string:
      var flags: NodeFlags = isQuoted ? .quoted : []
      if unsafe Bytes.holdTemplate(text) { flags.insert(.template) }
      let address = unsafe UInt(bitPattern: place(of: text, quotes: isQuoted ? 1 : 0, span: span))
      return Node(kind: .string, flags: flags, count: UInt32(truncatingIfNeeded: text.count), bits: UInt64(address))
    }
  }

  /// The text where it stands in the source, if nothing had to be decoded; else a copy of it.
  private func place(of text: UnsafeBufferPointer<UInt8>, quotes: Int, span: Span) -> UnsafePointer<UInt8> {
    if span.count == text.count + 2 * quotes {
      let written = unsafe UnsafeBufferPointer(start: source + Int(span.start) + quotes, count: text.count)
      if unsafe Bytes.equal(written, text), let start = written.baseAddress { return unsafe start }
    }
    return unsafe builder.storage.keep(text)
  }

  /// Sets a key, as the string that Kubernetes' reader makes of it: `1: x` has the key "1", and `on: x` the key "true".
  private mutating func key(of node: Node, at span: Span) throws(ReadFailure) {
    let text: [UInt8]
    switch node.kind {
    case .string:
      let start = unsafe UnsafePointer<UInt8>(bitPattern: UInt(node.bits))
      return unsafe try builder.setKey(UnsafeBufferPointer(start: start, count: Int(node.count)), span: span)
    case .bool: text = Array((node.bits == 0 ? "false" : "true").utf8)
    case .int: text = Array(String(Int64(bitPattern: node.bits)).utf8)
    case .float:
      guard let start = unsafe UnsafePointer<UInt8>(bitPattern: UInt(node.bits)),
        let short = unsafe YAMLNumber.keyText(
          ofFloat: Array(UnsafeBufferPointer(start: start, count: Int(node.count))))
      else { throw ReadFailure("this number is too large for a key; quote it", at: span) }
      text = short
    case .null: throw ReadFailure("a key must not be null; quote it if a string is meant", at: span)
    case .list, .object: throw ReadFailure("a key must be a scalar", at: span)
    }
    let storage = builder.storage
    let kept = unsafe text.withUnsafeBufferPointer { unsafe storage.keep($0) }
    unsafe try builder.setKey(UnsafeBufferPointer(start: kept, count: text.count), span: span)
  }
}

extension YAMLParser {
  /// The bytes of a C string, or nil for none.
  fileprivate static func bytes(_ text: UnsafeMutablePointer<yaml_char_t>?) -> [UInt8]? {
    guard let text = unsafe text else { return nil }
    var count = 0
    while unsafe text[count] != 0 { count += 1 }
    return unsafe Array(UnsafeBufferPointer(start: text, count: count))
  }

  /// The byte of a character that libyaml counts from the start of the piece. Marks come nearly in order, so that a
  /// step from the last one is short.
  fileprivate mutating func byte(at character: Int) -> Int {
    if isASCII { return min(piece.lowerBound + character, piece.upperBound) }
    while cursor.character < character, cursor.byte < piece.upperBound {
      cursor.byte += 1
      while cursor.byte < piece.upperBound, unsafe source[cursor.byte] & 0xC0 == 0x80 { cursor.byte += 1 }
      cursor.character += 1
    }
    while cursor.character > character, cursor.byte > piece.lowerBound {
      cursor.byte -= 1
      while cursor.byte > piece.lowerBound, unsafe source[cursor.byte] & 0xC0 == 0x80 { cursor.byte -= 1 }
      cursor.character -= 1
    }
    return cursor.byte
  }

  /// Where the content of a list or object begins, behind its anchor and tag.
  fileprivate func content(from start: Int, _ tag: UnsafeMutablePointer<yaml_char_t>?) -> Int {
    skipProperties(from: start, to: piece.upperBound)
  }

  /// Passes the anchor, the tag, and the white space and comments after them.
  fileprivate func skipProperties(from start: Int, to end: Int) -> Int {
    var index = start
    while index < end {
      let byte = unsafe source[index]
      guard byte == UInt8(ascii: "&") || byte == UInt8(ascii: "!") else { return index }
      while index < end, unsafe !Self.isSpace(source[index]) { index += 1 }
      while index < end {
        if unsafe Self.isSpace(source[index]) {
          index += 1
        } else if unsafe source[index] == UInt8(ascii: "#") {
          while index < end, unsafe source[index] != 0x0A, unsafe source[index] != 0x0D { index += 1 }
        } else {
          break
        }
      }
    }
    return index
  }

  /// The end of a text without the white space at its end.
  fileprivate func trimmed(_ end: Int, from start: Int) -> Int {
    var end = end
    while end > start, unsafe Self.isSpace(source[end - 1]) { end -= 1 }
    return end
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 }

  /// What libyaml could not read, in its words, at its place.
  private mutating func syntaxFailure(_ parser: yaml_parser_t) -> ReadFailure {
    isSyntaxFailure = true
    let problem = unsafe parser.problem.map { unsafe String(cString: $0) } ?? "unreadable"
    let context = unsafe parser.context.map { unsafe String(cString: $0) + ": " } ?? ""
    let place: Int
    if unsafe parser.error == YAML_READER_ERROR {
      place = unsafe min(piece.lowerBound + Int(parser.problem_offset), piece.upperBound)
    } else {
      place = unsafe byte(at: Int(parser.problem_mark.index))
    }
    return ReadFailure("no valid YAML: \(context)\(problem)", at: Span(place..<min(place + 1, piece.upperBound)))
  }

  /// A template fails in ways that say nothing to its author; what helps is to render it.
  private func explained(_ failure: ReadFailure) -> ReadFailure {
    guard isSyntaxFailure else { return failure }
    let text = unsafe UnsafeBufferPointer(start: source + piece.lowerBound, count: piece.count)
    guard unsafe Bytes.holdTemplate(text) else { return failure }
    return ReadFailure(
      "this document holds `{{` and looks like a template that was not rendered; render it first, for example with "
        + "`helm template` (\(failure.message))", at: failure.span)
  }
}
