import MoatDockerfile
import MoatDocument
import MoatShell
import MoatSource

extension InstructionLowering {
  /// The mounts of RUN, and the commands that its shell or its array runs.
  func writeRun(_ run: RunStep, _ writer: inout DocumentWriter) {
    writeMounts(run.mounts, &writer)
    if let network = run.network {
      writer.key("network")
      writer.text(network.text.bytes, at: network.span)
    }
    if let security = run.security {
      writer.key("security")
      writer.text(security.text.bytes, at: security.span)
    }
    var files = stageFiles?.take() ?? FetchedFiles()
    let mounted = stageFiles?.mount(run.mounts, to: &files, file) ?? []
    let text = RunText(
      run, instruction.node, shell: shellInForce, environment.variables(of: run, file.allowance), files,
      in: file.source)
    stageFiles?.fetched = text.model.files
    for path in mounted { stageFiles?.fetched.remove(path) }
    file.allowance.remaining -= text.model.filledBytes
    for program in text.model.foreignPrograms {
      file.unreadScripts.add(program, line: instruction.node.startLine, at: instruction.node.span)
    }
    writer.key("shellName")
    writer.text(text.shell.program ?? "", at: instruction.node.keyword.span)
    ShellLowering(text.model, source: file.source, span: instruction.node.span).write(&writer)
  }

  /// What SHELL says, or the default of the base: `cmd` for Windows, as far as the name of the base tells.
  private var shellInForce: [String] {
    if let shell { return shell }
    if let words = step?.shell { return words.map(\.description) }
    guard let stage else { return ["/bin/sh", "-c"] }
    if let platform = stage.platform?.lowercased, platform.hasPrefix("windows") { return ["cmd", "/S", "/C"] }
    guard case .image(let name) = file.dockerfile.origin(of: stage.stage.index) else { return ["/bin/sh", "-c"] }
    return Self.isWindows(name.lowercased.description) ? ["cmd", "/S", "/C"] : ["/bin/sh", "-c"]
  }

  /// The names under which Microsoft publishes images of Windows.
  private static func isWindows(_ image: String) -> Bool {
    let path = image.hasPrefix("mcr.microsoft.com/") ? String(image.dropFirst("mcr.microsoft.com/".count)) : image
    return ["windows", "nanoserver", "microsoft/windowsservercore", "microsoft/nanoserver", "dotnet/framework"]
      .contains { path.hasPrefix($0) } || path.contains("windowsservercore") || path.contains("nanoserver")
  }

  private func writeMounts(_ tokens: [Token], _ writer: inout DocumentWriter) {
    let mounts = tokens.map { ($0, Mount.written($0)) }
    writer.key("mounts")
    writer.list(at: instruction.node.span) { writer in
      for (token, mount) in mounts {
        guard let mount, !mount.target.contains(UInt8(ascii: "$")) else {
          writer.unknown("where `\(token.text.excerpt)` is mounted is not known", at: token.span)
          continue
        }
        guard mount.kind == .cache || mount.kind == .tmpfs else { continue }
        var path = mount.target
        while path.count > 1, path.bytes.last == UInt8(ascii: "/") { path.bytes.removeLast() }
        writer.text(path.bytes, at: token.span)
      }
    }
    writeOrigins(
      mounts.compactMap { token, mount in
        guard let mount, !mount.from.isEmpty else { return nil }
        return Token(mount.from, at: token.span)
      }, &writer)
    writer.key("mountTypes")
    writer.list(at: instruction.node.span) { writer in
      for (token, mount) in mounts {
        if let mount {
          writer.text(mount.kind.rawValue, at: token.span)
        } else {
          writer.unknown("what `\(token.text.excerpt)` mounts is not known", at: token.span)
        }
      }
    }
  }
}

/// What a RUN gives to a shell.
struct RunText {
  let shell: ShellInvocation
  let model: ShellModel

  init(
    _ run: RunStep, _ node: InstructionNode, shell: [String], _ variables: ShellEnvironment,
    _ files: consuming FetchedFiles,
    in source: SourceFile
  ) {
    guard run.command.form == .shell else {
      self.shell = ShellInvocation(arguments: [])
      model = ShellModel.read(
        arguments: run.command.words.map { ($0.text.description, $0.span) }, variables: variables, files: files)
      return
    }
    let token = run.command.words.first
    var shell = ShellInvocation(arguments: shell)
    // A heredoc alone is the script itself; otherwise the shell reads the line and the bodies behind it.
    if let heredoc = run.command.heredocs.first, run.command.heredocs.count == 1, Self.isAlone(token, heredoc) {
      let body = heredoc.text(in: source)
      if body.hasPrefix("#!") { shell = Self.interpreter(body) }
      let map = Self.map(of: heredoc, in: source)
      model = ShellModel.read(ShellText(bytes: body.bytes, map: map), shell: shell, variables: variables, files: files)
    } else {
      model = ShellModel.read(
        Self.text(token, run.command.heredocs, node, source), shell: shell, variables: variables, files: files)
    }
    self.shell = shell
  }

  /// Whether the text is nothing but the word that opens the heredoc.
  private static func isAlone(_ token: Token?, _ heredoc: Heredoc) -> Bool {
    guard let token else { return true }
    var rest = token.text.bytes.filter { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") }[...]
    while let digit = rest.first, digit >= 0x30, digit <= 0x39 { rest.removeFirst() }
    guard rest.starts(with: Array("<<".utf8)) else { return false }
    rest = rest.dropFirst(2)
    if rest.first == UInt8(ascii: "-") { rest.removeFirst() }
    return rest.filter { $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "'") && $0 != UInt8(ascii: "\\") }
      .elementsEqual(heredoc.name.bytes)
  }

  /// The program behind `#!`, or behind `env`.
  private static func interpreter(_ body: ByteText) -> ShellInvocation {
    let line = body.bytes.dropFirst(2).prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
    let words = line.split(whereSeparator: { $0 == 0x20 || $0 == 0x09 }).map { String(decoding: $0, as: UTF8.self) }
    // The kernel hands all that is behind the program on as one word, and `env -S` splits it again.
    return ShellInvocation(arguments: words.filter { $0 != "-S" })
  }

  /// Line by line, since `<<-` takes the tabs at the start of each away.
  private static func map(of heredoc: Heredoc, in source: SourceFile) -> OffsetMap {
    let range = Int(heredoc.body.start)..<Int(heredoc.body.end)
    guard heredoc.chomps else { return OffsetMap(start: range.lowerBound) }
    var pieces: [OffsetMap.Piece] = []
    var text = 0
    var isLineStart = true
    var isInPiece = false
    for index in range {
      let byte = source.bytes[index]
      if isLineStart, byte == UInt8(ascii: "\t") {
        isInPiece = false
        continue
      }
      if !isInPiece {
        pieces.append(.init(text: text, source: index))
        isInPiece = true
      }
      isLineStart = byte == UInt8(ascii: "\n")
      text += 1
    }
    return OffsetMap(pieces: pieces)
  }

  private static func text(
    _ token: Token?, _ heredocs: [Heredoc], _ node: InstructionNode, _ source: SourceFile
  ) -> ShellText {
    guard let token else { return ShellText(bytes: [], map: OffsetMap(start: Int(node.span.end))) }
    var bytes = token.text.bytes
    var pieces = node.line.runs(from: Int(token.span.start), count: bytes.count).map {
      OffsetMap.Piece(text: $0.offset, source: $0.source)
    }
    for heredoc in heredocs {
      bytes.append(UInt8(ascii: "\n"))
      pieces.append(.init(text: bytes.count, source: Int(heredoc.body.start)))
      let end = min(Int(heredoc.terminator.end), source.bytes.count)
      bytes.append(contentsOf: source.bytes[min(Int(heredoc.body.start), end)..<end])
    }
    return ShellText(bytes: bytes, map: OffsetMap(pieces: pieces))
  }
}
