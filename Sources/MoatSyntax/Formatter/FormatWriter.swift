import MoatSource

/// Writes the items of a file or of a block, one under the other, with the comments around them.
///
/// Declarations with a block are set apart by one blank line; elsewhere one is kept where the author left some.
/// A comment on its own line stands above what followed it, one at the end of a line behind what it followed.
struct FormatWriter {
  let file: PolicyFile
  let source: SourceFile
  var comments: CommentStore
  private var text = ""
  /// True where no blank line may follow: at the begin of the file and of a block.
  private var isAtBegin = true

  init(_ file: PolicyFile) {
    self.file = file
    source = file.source
    comments = CommentStore(file.comments)
  }

  /// A clause of a block, or a declaration on one line.
  struct Item {
    var span: Span
    /// False for an item whose span begins behind its first word: what stands above it cannot be seen.
    var keepsBlankLine = true
    var layout: (inout FormatWriter) -> Layout
  }

  /// A declaration with a block has its clauses; one without is a plain item.
  private struct Unit {
    var item: Item
    var clauses: [Item]?
    var span: Span
  }

  mutating func formatted() -> String {
    var units: [Unit] = []
    if let header = file.header {
      units.append(unit(header.span, "policy \(header.name.text) version \(source.text(header.version.span))"))
    }
    for clause in file.imports {
      switch clause.target {
      case .policy(let name, let alias):
        units.append(unit(clause.span, "import \(name.text)" + (alias.map { " as \($0.text)" } ?? "")))
      case .customResourceDefinition(let path):
        units.append(unit(clause.span, "import crd \(source.text(path.span))"))
      }
    }
    units += file.declarations.map { unit($0) }
    units.sort { $0.span.start < $1.span.start }
    var wasBlock = false
    for (index, unit) in units.enumerated() {
      let isBlock = unit.clauses != nil
      let next = index + 1 < units.count ? units[index + 1].span.start : UInt32.max
      write(unit, before: next, isSetApart: index > 0 && (isBlock || wasBlock))
      wasBlock = isBlock
    }
    writeOwnLines(comments.take(from: 0, to: .max), indentation: 0)
    return text
  }

  private func unit(_ span: Span, _ line: String) -> Unit {
    Unit(item: Item(span: span) { _ in .text(line) }, clauses: nil, span: span)
  }

  private func unit(_ declaration: Declaration) -> Unit {
    switch declaration {
    case .define(let define): return Unit(item: item(define), clauses: nil, span: define.span)
    case .constant(let constant): return Unit(item: item(constant), clauses: nil, span: constant.span)
    case .data(let data): return unit(data.span, "data \(data.name.text): \(text(data.type))")
    case .rule(let rule): return block(rule.span, "rule \(rule.name.text)", clauses(rule))
    case .waiver(let waiver):
      let selectors = waiver.selectors.map { text($0) }.joined(separator: ", ")
      return block(waiver.span, "waive \(selectors)", clauses(waiver))
    case .profile(let profile):
      let bases = profile.bases.map(\.text).joined(separator: ", ")
      let head = "profile \(profile.name.text)" + (bases.isEmpty ? "" : " extends \(bases)")
      return block(profile.span, head, clauses(profile))
    case .test(let test):
      return block(test.span, "test \(source.text(test.title.span)) for \(test.rule.text)", clauses(test))
    }
  }

  /// A declaration with braces. The comment behind its `{` stays there; those before the brace move into the block.
  private func block(_ span: Span, _ head: String, _ clauses: [Item]) -> Unit {
    let end = clauses.first?.span.start ?? span.end
    let item = Item(span: Span(start: span.start, end: span.start)) { writer in
      .text(head + " {") + writer.trailing(from: span.start, to: end)
    }
    return Unit(item: item, clauses: clauses.sorted { $0.span.start < $1.span.start }, span: span)
  }

  // MARK: Writing

  /// Writes a declaration or a whole block; `next` is where the next one begins, so that comments between belong to it.
  private mutating func write(_ unit: Unit, before next: UInt32, isSetApart: Bool) {
    guard let clauses = unit.clauses else {
      write(unit.item, before: next, indentation: 0, isSetApart: isSetApart)
      return
    }
    write(unit.item, before: unit.item.span.end, indentation: 0, isSetApart: isSetApart)
    isAtBegin = true
    for (index, clause) in clauses.enumerated() {
      let following = index + 1 < clauses.count ? clauses[index + 1].span.start : unit.span.end
      write(clause, before: following, indentation: 2, isSetApart: false)
    }
    writeOwnLines(comments.take(from: 0, to: unit.span.end), indentation: 2)
    text += "}"
    if let comment = comments.takeTrailing(from: unit.span.end, to: next) { text += "  " + comment.source }
    text += "\n"
    isAtBegin = false
  }

  /// Writes the comments above an item, then the item and the comment behind it. Comments inside the item that nothing
  /// in it has taken stand above it as well.
  private mutating func write(_ item: Item, before next: UInt32, indentation: Int, isSetApart: Bool) {
    let leading = comments.take(from: 0, to: item.span.start)
    let content = item.layout(&self)
    let lifted = comments.take(from: item.span.start, to: item.span.end)
    let end = trailing(from: item.span.end, to: next)
    var mustSetApart = isSetApart
    // A doc comment from the middle of a declaration must not become its documentation.
    let stray = indentation == 0 ? lifted.filter(\.isDocumentation) : []
    if !stray.isEmpty {
      if mustSetApart { writeBlankLine() }
      writeOwnLines(stray, indentation: indentation, isSetApart: mustSetApart)
      mustSetApart = true
    }
    if !leading.isEmpty {
      if mustSetApart { writeBlankLine() }
      writeOwnLines(leading, indentation: indentation, isSetApart: mustSetApart)
      mustSetApart = false
    }
    if mustSetApart || item.keepsBlankLine && hasBlankLine(before: item.span.start) { writeBlankLine() }
    let margin = String(repeating: " ", count: indentation)
    for comment in lifted where stray.isEmpty || !comment.isDocumentation {
      text += margin + comment.source + "\n"
    }
    text += margin + (content + end).rendered(indentation: indentation) + "\n"
    isAtBegin = false
  }

  private mutating func writeOwnLines(_ comments: [Comment], indentation: Int, isSetApart: Bool = false) {
    for (index, comment) in comments.enumerated() {
      if !(index == 0 && isSetApart), hasBlankLine(before: comment.span.start) { writeBlankLine() }
      text += String(repeating: " ", count: indentation) + comment.source + "\n"
      isAtBegin = false
    }
  }

  private mutating func writeBlankLine() {
    if !isAtBegin { text += "\n" }
  }

  /// True if the line above what begins at an offset is empty.
  private func hasBlankLine(before offset: UInt32) -> Bool {
    var lineEnds = 0
    var index = Int(offset)
    while index > 0, lineEnds < 2 {
      let byte = source.bytes[index - 1]
      if byte == UInt8(ascii: "\n") {
        lineEnds += 1
        if index > 1, source.bytes[index - 2] == UInt8(ascii: "\r") { index -= 1 }
      } else if byte == UInt8(ascii: "\r") {
        lineEnds += 1
      } else if byte != UInt8(ascii: " "), byte != UInt8(ascii: "\t") {
        return false
      }
      index -= 1
    }
    return lineEnds == 2
  }
}
