package import MoatSource

/// Reads the lines of a Dockerfile into instructions, as BuildKit does.
///
/// An error is kept at its place and reading goes on after it, where the lines leave no doubt about what follows.
package struct DockerfileParser {
  private let bytes: [UInt8]
  private var dockerfile: Dockerfile
  private var directives = DirectiveReader()
  /// The line (from 1) that was read last. Lines end with LF only.
  private var line = 0
  /// Where the next line begins.
  private var index = 0
  private var isStopped = false
  private var comments: [Token] = []

  package static func parse(_ source: SourceFile) -> Dockerfile {
    var parser = DockerfileParser(source)
    parser.readFile()
    return parser.dockerfile
  }

  private init(_ source: SourceFile) {
    bytes = source.bytes
    dockerfile = Dockerfile(source: source)
  }

  private mutating func readFile() {
    guard bytes.count <= DockerfileLimits.fileBytes else {
      return report(
        .fileTooLarge, "the file has \(bytes.count) bytes; the limit is \(DockerfileLimits.fileBytes)", .zero, line: 1)
    }
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { index = 3 }
    while let range = nextLine() { readInstruction(range) }
    if dockerfile.instructions.isEmpty, dockerfile.firstError == nil {
      report(.emptyFile, "the file has no instructions", Span(bytes.count..<bytes.count), line: line)
    }
    warnAboutBytes()
  }

  // MARK: Lines

  /// The next line with its end; nil at the end of the file.
  private mutating func nextLine() -> Range<Int>? {
    guard index < bytes.count, !isStopped else { return nil }
    let start = index
    let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
    let lineStart = line == 0 ? 0 : start
    line += 1
    guard end - lineStart <= DockerfileLimits.lineBytes else {
      // BuildKit reads no further, and what follows may be meant otherwise.
      isStopped = true
      let message = "the line has \(end - lineStart) bytes; the limit is \(DockerfileLimits.lineBytes)"
      report(.lineTooLong, message, Span(start..<end), line: line)
      return nil
    }
    index = min(end + 1, bytes.count)
    return start..<index
  }

  private func withoutEnd(_ range: Range<Int>) -> Range<Int> {
    var end = range.upperBound
    while end > range.lowerBound, bytes[end - 1] == UInt8(ascii: "\n") || bytes[end - 1] == UInt8(ascii: "\r") {
      end -= 1
    }
    return range.lowerBound..<end
  }

  private func isComment(_ trimmed: Range<Int>) -> Bool {
    !trimmed.isEmpty && bytes[trimmed.lowerBound] == UInt8(ascii: "#")
  }

  /// A line without the escape character that continues it, and whether there is one: the last but white space, and
  /// not itself after an escape character.
  private func continuation(_ range: Range<Int>) -> (range: Range<Int>, continues: Bool) {
    var end = range.upperBound
    while end > range.lowerBound, bytes[end - 1] == 0x20 || bytes[end - 1] == 0x09 { end -= 1 }
    guard end > range.lowerBound, bytes[end - 1] == dockerfile.escape else { return (range, false) }
    guard end - 1 == range.lowerBound || bytes[end - 2] != dockerfile.escape else { return (range, false) }
    return (range.lowerBound..<end - 1, true)
  }

  private mutating func readDirective(_ range: Range<Int>) -> Bool {
    do throws(Failure) {
      guard let directive = try directives.read(bytes, range, line: line) else { return false }
      dockerfile.directives.append(directive)
      let value = directive.value.text
      if directive.name == .escape {
        guard value == "\\" || value == "`" else {
          throw Failure(
            .invalidEscapeDirective, "the escape character is a backslash or a backtick, not `\(value.excerpt)`",
            at: directive.value.span)
        }
        dockerfile.escape = value.bytes[0]
      } else if directive.name == .check, CheckDirective(value) == nil {
        throw Failure(
          .invalidCheckDirective, "the options of `check` are skip, experimental and error, each with a value",
          at: directive.value.span)
      }
      return true
    } catch {
      report(error.kind, error.message, error.span ?? Span(range), line: line)
      return true
    }
  }

  // MARK: Instructions

  private mutating func readInstruction(_ whole: Range<Int>) {
    let startLine = line
    let trimmed = Scalars.leftTrimmed(bytes, withoutEnd(whole))
    let isDirective = readDirective(trimmed)
    if isComment(trimmed) {
      if !isDirective { keepComment(whole) }
      return
    }
    var (range, continues) = continuation(trimmed)
    guard continues || !range.isEmpty else { return }
    var joined = LogicalLine(origin: range.lowerBound)
    joined.append(bytes, range)
    var end = trimmed.upperBound
    var innerComments: [Span] = []
    var hasEmptyLine = false
    while continues, let next = nextLine() {
      let content = withoutEnd(next)
      let inner = Scalars.leftTrimmed(bytes, content)
      if isComment(inner) {
        innerComments.append(Span(inner))
      } else if inner.isEmpty {
        hasEmptyLine = true
      } else {
        (range, continues) = continuation(content)
        joined.append(bytes, range)
        end = content.upperBound
      }
    }
    if hasEmptyLine {
      let message = "an empty line stands within the continued lines of an instruction"
      report(.emptyContinuationLine, message, Span(trimmed.lowerBound..<end), line: line)
    }
    var node = makeNode(joined, joined.range, startLine, depth: 1)
    node.span = Span(trimmed.lowerBound..<end)
    node.innerComments = innerComments
    node.comments = comments
    comments = []
    if node.canHoldHeredocs, joined.text(joined.range).contains(pair: UInt8(ascii: "<"), UInt8(ascii: "<")) {
      readHeredocs(joined, &node)
    }
    node.endLine = line
    dockerfile.instructions.append(node)
  }

  /// A comment belongs to the next instruction; an empty one ends the comments before it.
  private mutating func keepComment(_ whole: Range<Int>) {
    // BuildKit drops the first byte of the line, be it the sign or white space before it.
    let text = Scalars.trimmed(bytes, whole.lowerBound + 1..<whole.upperBound)
    if text.isEmpty { comments = [] } else { comments.append(Token(ByteText(bytes[text]), at: Span(text))) }
  }

  private mutating func makeNode(
    _ joined: LogicalLine, _ range: Range<Int>, _ startLine: Int, depth: Int
  ) -> InstructionNode {
    let split = InstructionSplitter(joined, range, escape: dockerfile.escape)
    let keyword = joined.token(split.keyword)
    var node = InstructionNode(
      keyword: keyword, name: keyword.text.lowercased, flags: split.flags, line: joined, span: joined.span(range),
      startLine: startLine, endLine: line)
    do throws(Failure) {
      if node.name == "onbuild" {
        guard !split.rest.isEmpty else { return node }
        guard depth < DockerfileLimits.onbuildDepth else {
          throw Failure(.nestedTooDeep, "ONBUILD stands within ONBUILD too often", at: keyword.span)
        }
        node.nested = [makeNode(joined, split.rest, startLine, depth: depth + 1)]
        node.isMalformed = node.nested[0].isMalformed
      } else {
        try node.readArguments(split.rest, escape: dockerfile.escape)
      }
    } catch {
      node.isMalformed = true
      report(error.kind, error.message, error.span ?? keyword.span, line: startLine)
    }
    return node
  }

  private mutating func readHeredocs(_ joined: LogicalLine, _ node: inout InstructionNode) {
    do throws(Failure) {
      for var heredoc in try HeredocReader.find(in: joined) {
        let start = index
        guard readBody(&heredoc) else {
          throw Failure(
            .unterminatedHeredoc, "no line `\(heredoc.name.excerpt)` ends this heredoc", at: heredoc.word.span)
        }
        heredoc.body = Span(start..<Int(heredoc.terminator.start))
        node.span.end = heredoc.terminator.end
        node.heredocs.append(heredoc)
      }
    } catch {
      node.isMalformed = true
      report(error.kind, error.message, error.span ?? node.keyword.span, line: node.startLine)
    }
  }

  /// Reads the lines of a body and its terminator; false if the file ends before.
  private mutating func readBody(_ heredoc: inout Heredoc) -> Bool {
    while let next = nextLine() {
      let content = withoutEnd(next)
      var start = content.lowerBound
      if heredoc.chomps {
        while start < content.upperBound, bytes[start] == UInt8(ascii: "\t") { start += 1 }
      }
      if content.upperBound - start == heredoc.name.count,
        bytes[start..<content.upperBound].elementsEqual(heredoc.name.bytes)
      {
        heredoc.terminator = Span(content)
        return true
      }
    }
    return false
  }

  // MARK: Problems

  private mutating func report(_ kind: Problem.Kind, _ message: String, _ span: Span, line: Int) {
    guard dockerfile.problems.count < DockerfileLimits.problems else { return }
    dockerfile.problems.append(Problem(kind, message, at: span, line: line))
  }

  /// NUL bytes and malformed UTF-8 build, and are shown; one warning stands for all of a file.
  private mutating func warnAboutBytes() {
    guard let offset = Scalars.firstMalformed(bytes, 0..<bytes.count) else { return }
    let line = 1 + bytes[..<offset].count { $0 == UInt8(ascii: "\n") }
    let message = bytes[offset] == 0 ? "a NUL byte stands here" : "a byte stands here that is not UTF-8"
    report(.malformedText, message, Span(offset..<offset + 1), line: line)
  }
}

extension InstructionNode {
  /// Reads the arguments in the form that the instruction has; those of an unknown instruction are not read.
  fileprivate mutating func readArguments(_ range: Range<Int>, escape: UInt8) throws(Failure) {
    switch name {
    case "add", "copy", "volume":
      if let array = try ArgumentForms.array(line, range) {
        arguments = array
        isJSON = true
      } else {
        arguments = ArgumentForms.list(line, range)
      }
    case "cmd", "entrypoint", "run", "shell": try readCommand(range)
    case "expose", "from": arguments = ArgumentForms.list(line, range)
    case "env": arguments = try ArgumentForms.pairs(line, range, escape: escape, keyword: "ENV")
    case "label": arguments = try ArgumentForms.pairs(line, range, escape: escape, keyword: "LABEL")
    case "arg": arguments = ArgumentForms.words(line, range, escape: escape)
    case "maintainer", "stopsignal", "user", "workdir": arguments = ArgumentForms.single(line, range)
    case "healthcheck":
      guard let (type, command) = ArgumentForms.healthcheck(line, range) else { return }
      try readCommand(command)
      arguments.insert(type, at: 0)
    default: arguments = [Token("", at: line.span(range.lowerBound..<range.lowerBound))]
    }
  }

  /// JSON form if the text is a JSON array; else shell form, one text.
  private mutating func readCommand(_ range: Range<Int>) throws(Failure) {
    guard !range.isEmpty else { return }
    if let array = try ArgumentForms.array(line, range) {
      arguments = array
      isJSON = true
    } else {
      arguments = ArgumentForms.single(line, range)
    }
  }

  /// RUN, COPY and ADD, also after ONBUILD, unless in JSON form.
  fileprivate var canHoldHeredocs: Bool {
    let inner = name == "onbuild" ? nested.first ?? self : self
    return (inner.name == "run" || inner.name == "copy" || inner.name == "add") && !inner.isJSON
  }
}
