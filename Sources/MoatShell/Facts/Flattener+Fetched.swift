/// Follows what commands fetch from elsewhere: through pipes, substitutions, variables and files, to the command that runs it.
extension Flattener {
  /// How what was fetched, and is not verified, reaches a command.
  func fetchedProgram(of use: CommandUse) -> FetchedProgram {
    if let word = nameWord(of: use), let name = FetchedFiles.path(word), files.program(name) != nil { return .program }
    guard let name = use.name else { return .none }
    if isInputFetched, let replaced = Self.replaced(by: use) {
      // xargs -I{} {}
      if name == replaced { return .program }
      if case .text(let word) = ProgramSource(name, use.arguments), Self.begins(word, with: replaced) { return .script }
    }
    switch name {
    case "parallel": return use.arguments.operands.isEmpty && isInputFetched ? .input : .none
    case "eval": return use.arguments.words.contains(where: \.isFetched) ? .script : .none
    case ".", "source": return use.arguments.words.first.map { script($0, use) } ?? .none
    default:
      switch ProgramSource(name, use.arguments) {
      case .text(let word): return word.isFetched ? .script : .none
      case .textAtRunTime: return isInputFetched ? .script : .none
      case .file(let word): return script(word, use)
      case .input: return readsFetchedInput(use) ? .input : .none
      case .none: return .none
      }
    }
  }

  /// What `xargs` puts each line of its input in the place of; nil if it puts the lines behind the command.
  private static func replaced(by use: CommandUse) -> String? {
    guard let start = use.words.firstIndex(where: { CommandName.of($0) == "xargs" }) else { return nil }
    let words = use.words[(start + 1)...].map { $0.staticText ?? "" }
    for (index, word) in words.enumerated() {
      guard word.hasPrefix("-") else { return nil }
      if word == "-I" { return index + 1 < words.count ? words[index + 1] : nil }
      if word == "-i" || word == "--replace" { return "{}" }
      if word.hasPrefix("-I") || word.hasPrefix("-i") { return String(word.dropFirst(2)) }
      if word.hasPrefix("--replace=") { return String(word.dropFirst("--replace=".count)) }
    }
    return nil
  }

  /// Whether a script begins with what is put in: the command that it runs first.
  private static func begins(_ script: ShellWord, with text: String) -> Bool {
    guard !text.isEmpty, let script = script.staticText else { return false }
    return script.drop { $0.isWhitespace || $0 == "\"" }.hasPrefix(text)
  }

  private func nameWord(of use: CommandUse) -> ShellWord? {
    let before = use.words.dropLast(use.arguments.words.count)
    return before.last
  }

  /// A file that is run as a script: one that was fetched, the other end of `<(…)`, or the standard input by its name.
  private func script(_ word: ShellWord, _ use: CommandUse) -> FetchedProgram {
    if word.isFetched {
      return word.parts.contains { if case .process = $0.form { true } else { false } } ? .script : .none
    }
    guard let path = FetchedFiles.path(word) else { return .none }
    if Self.inputs.contains(path) { return readsFetchedInput(use) ? .input : .none }
    return files.contains(path) ? .script : .none
  }

  private static let inputs: Set<String> = ["-", "/dev/stdin", "/dev/fd/0", "/proc/self/fd/0"]

  private func readsFetchedInput(_ use: CommandUse) -> Bool {
    let own = use.redirections.last { redirection in
      (redirection.descriptor == nil || redirection.descriptor == "0") && Self.inputSigns.contains(redirection.sign)
    }
    guard let own else { return isInputFetched }
    if own.target.isFetched { return true }
    return own.sign == .input && (FetchedFiles.path(own.target).map(files.contains) ?? false)
  }

  private static let inputSigns: Set<ShellRedirection.Operator> = [
    .input, .readWrite, .hereDocument, .hereDocumentTabs, .hereString,
  ]

  /// What a command does to the files that are followed, and to what its readers get.
  mutating func follow(_ use: CommandUse) {
    settleRun(use)
    for assignment in use.assignments where use.words.isEmpty { follow(assignment) }
    guard let name = use.name else {
      writeOutput(of: use, isFetched: isInputFetched)
      return
    }
    let fetching = Fetching(use)
    for path in fetching?.files ?? [] { files.add(path) }
    verify(use)
    var isFetched = fetching?.writesToOutput ?? false
    if fetching == nil, isInputFetched, Self.passesOn(name) { isFetched = true }
    if Self.readers.contains(name) {
      let reads = use.arguments.operands.contains { word in
        word.isFetched || (name != "echo" && name != "printf" && FetchedFiles.path(word).map(files.contains) ?? false)
      }
      if reads { isFetched = true }
    }
    if name == "tee", isInputFetched {
      for word in use.arguments.operands { FetchedFiles.path(word).map { files.add($0) } }
    }
    if name == "read" || name == "mapfile" || name == "readarray", isInputFetched {
      files.names.formUnion(use.arguments.operandTexts.compactMap(\.self))
    }
    if name == "dd" || name == "sponge", writesFile(use, name) { isFetched = false }
    if isFetched, writeOutput(of: use, isFetched: true) == false { outputs += 1 }
    if !isFetched { writeOutput(of: use, isFetched: false) }
    move(use, name)
  }

  /// `dd of=file` and `sponge file` write what they read. Answers whether to a file.
  private mutating func writesFile(_ use: CommandUse, _ name: String) -> Bool {
    guard name == "dd" else {
      guard let path = use.arguments.operands.last.flatMap(FetchedFiles.path) else { return false }
      if isInputFetched { files.add(path) } else { files.remove(path) }
      return true
    }
    let words = use.arguments.words.compactMap(FetchedFiles.path)
    func value(_ name: String) -> String? { words.last { $0.hasPrefix(name) }.map { String($0.dropFirst(name.count)) } }
    let source = value("if=")
    let isFetched = source.map { Self.inputs.contains($0) ? isInputFetched : files.contains($0) } ?? isInputFetched
    guard let target = value("of="), target != "/dev/stdout" else {
      if source != nil, isFetched { outputs += 1 }
      return source != nil
    }
    if isFetched { files.add(target) } else { files.remove(target) }
    return true
  }

  /// Commands that write what they read, or a part of it.
  private static let readers: Set<String> = [
    "cat", "sed", "head", "tail", "tr", "zcat", "gunzip", "gzip", "xzcat", "bzcat", "zstdcat", "base64", "awk", "grep",
    "envsubst", "echo", "printf",
  ]

  /// A command in the middle of a pipeline passes on what it reads, but for those that are known to eat it.
  private static func passesOn(_ name: String) -> Bool {
    !["tar", "unzip", "cpio", "read", "gpg", "sh", "bash"].contains(name)
  }

  /// What was run has its finding, and the next run of the same file is the same fault.
  private mutating func settleRun(_ use: CommandUse) {
    guard let word = nameWord(of: use) else { return }
    if use.fetched == .program, let name = FetchedFiles.path(word), let path = files.program(name) {
      files.remove(path)
    } else if use.fetched == .script, let name = use.name {
      if case .file(let word) = ProgramSource(name, use.arguments), ProgramSource.isInterpreter(name) {
        FetchedFiles.path(word).map { files.remove($0) }
      } else if name == "." || name == "source", let word = use.arguments.words.first {
        FetchedFiles.path(word).map { files.remove($0) }
      }
    }
  }

  private mutating func follow(_ assignment: ShellAssignment) {
    if assignment.values.contains(where: \.isFetched) {
      files.names.insert(assignment.name)
    } else {
      files.names.remove(assignment.name)
    }
  }

  /// The files that a command's output goes to. Answers whether there is any.
  @discardableResult
  private mutating func writeOutput(of use: CommandUse, isFetched: Bool) -> Bool {
    var isWritten = false
    for redirection in use.redirections {
      guard redirection.descriptor == nil || redirection.descriptor == "1" else { continue }
      switch redirection.sign {
      case .output, .append, .clobber, .outputBoth, .appendBoth: break
      default: continue
      }
      guard let path = FetchedFiles.path(redirection.target), path != "/dev/stdout" else { continue }
      isWritten = true
      if isFetched {
        files.add(path)
      } else if redirection.sign == .output || redirection.sign == .clobber {
        files.remove(path)
      }
    }
    return isWritten
  }

  private mutating func move(_ use: CommandUse, _ name: String) {
    let operands = use.arguments.operands.map(FetchedFiles.path)
    switch name {
    case "cd", "pushd": files.directory = operands.first.flatMap(\.self).map(files.below) ?? "~"
    case "rm": for case let path? in operands { files.remove(path) }
    case "mv", "cp", "install", "ln", "rsync":
      let folder = use.arguments.flags.last { $0.name == "-t" || $0.name == "--target-directory" }?.value
      guard let target = folder ?? operands.last.flatMap(\.self) else { return }
      for case let path? in folder == nil ? operands.dropLast() : operands[...] {
        // curl … | install /dev/stdin /usr/local/bin/a
        guard files.contains(path) || (isInputFetched && Self.inputs.contains(path) && path != "-") else { continue }
        if name == "mv" { files.remove(path) }
        files.add(target, orInside: FetchedFiles.baseName(path))
      }
    case "gunzip", "gzip", "unxz", "xz", "bunzip2", "bzip2", "unzstd", "zstd":
      for case let path? in operands where files.contains(path) {
        if let dot = path.lastIndex(of: "."), dot > path.startIndex { files.add(String(path[..<dot])) }
      }
    default: break
    }
  }

  // MARK: Checks

  private mutating func verify(_ use: CommandUse) {
    if Verification.isDigest(use) {
      for case let path? in use.arguments.operands.map(FetchedFiles.path) where files.contains(path) {
        digested.insert(path)
      }
      digests += 1
    }
    guard let scope = Verification.scope(of: use), stopsOnFailure else { return }
    let lists = use.arguments.operands.contains { !Self.inputs.contains($0.staticText ?? "") }
    guard scope == .words || !lists else { return files.removeAll() }
    if !files.remove(namedIn: pipelineText(of: use)) { files.removeAll() }
  }

  /// The words of a command and of those before it in its pipeline.
  private func pipelineText(of use: CommandUse) -> String {
    let first = max(model.pipelines[use.placement.pipeline].commands.lowerBound, model.commands.count - 16)
    var text = ""
    for other in model.commands[first...] where other.placement.pipeline == use.placement.pipeline {
      for word in other.words { text += FetchedFiles.text(word) + "\n" }
      for redirection in other.redirections {
        text += FetchedFiles.text(redirection.target) + "\n"
        if let index = redirection.hereDocument, index < documents.count {
          text += FetchedFiles.text(documents[index].body) + "\n"
        }
      }
    }
    return text
  }

  /// A comparison of a digest: `[ "$(sha256sum a | cut …)" = … ]`.
  mutating func settleComparison(since before: Int, _ words: [ShellWord]) {
    let usesDigest =
      digests > before
      || words.contains { word in
        Self.variable(of: word).map(files.digestNames.contains) ?? false
      }
    guard usesDigest, stopsOnFailure else { return }
    if digested.isEmpty { files.removeAll() }
    for path in digested { files.remove(path) }
    digested = []
  }

  /// The variable that a word is: `$X` and `"$X"`.
  static func variable(of word: ShellWord) -> String? {
    var parts = word.parts
    if parts.count == 1, case .doubleQuoted(let inner) = parts[0].form { parts = inner }
    guard parts.count == 1, case .parameter(let expansion) = parts[0].form, !expansion.isIndirect else { return nil }
    return expansion.name
  }

  /// Whether the rest of the script is not reached if this part of a statement fails.
  func stops(at index: Int, of statement: ShellStatement) -> Bool {
    guard index < statement.connectors.count else {
      return options.exitsOnError != .no || statement.terminator == .end || enclosures.last == .condition
    }
    guard statement.connectors[index] == .or else { return true }
    guard index + 1 < statement.pipelines.count, let next = statement.pipelines[index + 1].commands.first else {
      return false
    }
    guard case .simple(let command) = next.form else { return true }
    return ["exit", "false", "return", "kill"].contains(command.words.first?.staticText)
  }
}
