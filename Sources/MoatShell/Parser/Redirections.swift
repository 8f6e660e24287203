import MoatSource

/// Redirections, and the lines of here-documents.
extension ShellParser {
  /// The redirection that begins here, if one does.
  mutating func redirection() -> ShellRedirection? {
    let start = position
    guard let first = peek() else { return nil }
    var descriptor: String?
    if Byte.isDigit(first) {
      var stop = position
      while stop < end, Byte.isDigit(bytes[stop]) { stop += 1 }
      guard stop < end, bytes[stop] == Byte.less || bytes[stop] == Byte.greater else { return nil }
      descriptor = text(position..<stop)
      position = stop
    } else if first == Byte.openBrace {
      let stop = nameEnd(from: position + 1)
      guard stop > position + 1, stop + 1 < end, bytes[stop] == Byte.closeBrace,
        bytes[stop + 1] == Byte.less || bytes[stop + 1] == Byte.greater
      else { return nil }
      descriptor = text(position..<stop + 1)
      position = stop + 1
      mark(.variableDescriptor, from: start)
    } else if isAtProcessSubstitution {
      return nil
    }
    guard let sign = redirectionOperator() else {
      position = start
      return nil
    }
    markOperator(sign, from: start)
    skipBlanks()
    guard isAtWord else {
      fail("nothing follows `\(sign.rawValue)`", at: start)
      return nil
    }
    let target = word()
    var redirection = ShellRedirection(
      sign: sign, descriptor: descriptor, target: target, hereDocument: nil, span: span(from: start))
    if sign == .hereDocument || sign == .hereDocumentTabs {
      redirection.hereDocument = announceDocument(target, stripsTabs: sign == .hereDocumentTabs)
    }
    return redirection
  }

  /// The longer operator first, where one begins another.
  private static let signs: [(StaticString, ShellRedirection.Operator)] = [
    ("&>>", .appendBoth), ("&>", .outputBoth), ("<<<", .hereString), ("<<-", .hereDocumentTabs), ("<<", .hereDocument),
    ("<&", .duplicateInput), ("<>", .readWrite), ("<", .input), (">>", .append), (">&", .duplicateOutput),
    (">|", .clobber), (">", .output),
  ]

  private mutating func redirectionOperator() -> ShellRedirection.Operator? {
    guard let byte = peek(), byte == Byte.less || byte == Byte.greater || byte == Byte.ampersand else { return nil }
    for (sign, form) in Self.signs where take(sign) { return form }
    return nil
  }

  private mutating func markOperator(_ sign: ShellRedirection.Operator, from start: Int) {
    switch sign {
    case .hereString: mark(.hereString, from: start)
    case .outputBoth, .appendBoth: mark(.redirectBoth, from: start)
    default: break
    }
  }

  private mutating func announceDocument(_ delimiter: ShellWord, stripsTabs: Bool) -> Int? {
    guard let text = delimiter.writtenText else {
      fail("the delimiter of a here-document holds an expansion", at: max(0, position - 1))
      return nil
    }
    let index = hereDocuments.count
    let empty = ShellWord(parts: [], text: .unknown, isQuoted: false, span: delimiter.span)
    hereDocuments.append(HereDocument(body: empty, isQuoted: delimiter.isQuoted, isTerminated: false))
    pending.append(
      PendingDocument(
        index: index, delimiter: Array(text.utf8), isQuoted: delimiter.isQuoted, stripsTabs: stripsTabs))
    return index
  }

  /// Reads the lines of the documents that were announced; the parser stands at the beginning of a line, or at the end.
  mutating func readPendingDocuments() {
    let announced = pending
    pending = []
    for document in announced {
      if failure != nil { return }
      readDocument(document)
    }
  }

  private mutating func readDocument(_ document: PendingDocument) {
    let start = position
    var stop = end
    var next = end
    var isTerminated = false
    var isJoined = false
    var lineStart = position
    while lineStart < end {
      let lineEnd = bytes[lineStart..<end].firstIndex(of: Byte.newline) ?? end
      var first = lineStart
      if document.stripsTabs { while first < lineEnd, bytes[first] == 9 { first += 1 } }
      var last = lineEnd
      // A file with CR LF: the terminator is compared without the CR, as BuildKit does.
      if last > first, bytes[last - 1] == 13 { last -= 1 }
      if !isJoined, bytes[first..<last].elementsEqual(document.delimiter) {
        (stop, next, isTerminated) = (lineStart, min(lineEnd + 1, end), true)
        break
      }
      isJoined = !document.isQuoted && endsInBackslash(lineStart..<lineEnd)
      lineStart = lineEnd + 1
    }
    let body = documentBody(document, start..<stop)
    hereDocuments[document.index].body = body
    hereDocuments[document.index].isTerminated = isTerminated
    if failure == nil { position = next }
  }

  /// An odd number of backslashes joins the next line.
  private func endsInBackslash(_ line: Range<Int>) -> Bool {
    var index = line.upperBound
    while index > line.lowerBound, bytes[index - 1] == Byte.backslash { index -= 1 }
    return (line.upperBound - index) % 2 == 1
  }

  private mutating func documentBody(_ document: PendingDocument, _ range: Range<Int>) -> ShellWord {
    var builder = WordBuilder()
    builder.isQuoted = true
    let strips = document.stripsTabs
    guard !document.isQuoted else {
      appendLines(range, to: &builder, stripsTabs: strips)
      return builder.word(map, from: range.lowerBound, to: range.upperBound)
    }
    position = range.lowerBound
    bounded(to: range.upperBound) { parser in
      var inner = WordBuilder()
      parser.nested(at: range.lowerBound, ()) { parser in
        parser.quotedContent(&inner, until: nil, known: &builder)
      }
      builder.parts += inner.parts
    }
    guard strips, builder.isKnown, failure == nil else {
      return builder.word(map, from: range.lowerBound, to: range.upperBound)
    }
    var stripped = WordBuilder()
    stripped.isQuoted = true
    appendLines(range, to: &stripped, stripsTabs: true)
    return stripped.word(map, from: range.lowerBound, to: range.upperBound)
  }

  private func appendLines(_ range: Range<Int>, to builder: inout WordBuilder, stripsTabs: Bool) {
    var isLineStart = true
    for offset in range {
      let byte = bytes[offset]
      if stripsTabs, isLineStart, byte == 9 { continue }
      isLineStart = byte == Byte.newline
      builder.appendLiteral(byte, at: offset)
    }
  }
}
