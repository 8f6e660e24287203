import MoatShell
import MoatTestSupport

/// The RUN instructions of real Dockerfiles, taken out crudely: continuations joined, comment lines dropped. The exact
/// reading of Dockerfiles is another floor's.
enum RealDockerfiles {
  struct Run {
    var file: String
    var line: Int
    var text: String
    /// The words of the SHELL instruction above it.
    var shell: ShellInvocation
  }

  /// Nil where the corpora do not stand beside the project.
  static func runs() -> [Run]? {
    guard let readme = Files.above("shared/corpora/dockerfile/README.md") else { return nil }
    let root = readme.dropLast("README.md".count) + "real"
    return files(in: String(root)).flatMap(runs)
  }

  private static func files(in folder: String) -> [String] {
    Files.list(folder).flatMap { path in
      let entries = Files.list(path)
      return entries.isEmpty ? [path] : files(in: path)
    }
  }

  private static func runs(of file: String) -> [Run] {
    guard let text = Files.text(file) else { return [] }
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    let escape: Character = lines.first.map { $0.contains("escape=`") } == true ? "`" : "\\"
    // A file that names the other escape is one for Windows, where the default shell is `cmd`.
    let standard = escape == "`" ? ShellInvocation(arguments: ["cmd"]) : .standard
    var shell = standard
    var result: [Run] = []
    var index = 0
    while index < lines.count {
      let first = index
      var joined = ""
      while index < lines.count {
        let line = trimmedRight(lines[index])
        let content = line.drop(while: \.isWhitespace)
        index += 1
        if content.hasPrefix("#") || (content.isEmpty && !joined.isEmpty) { continue }
        guard line.last == escape else {
          joined += line
          break
        }
        joined += line.dropLast()
      }
      if joined.lowercased().hasPrefix("from ") { shell = standard }
      if joined.lowercased().hasPrefix("shell ") { shell = ShellInvocation(arguments: strings(in: joined)) }
      guard let run = command(of: joined[...]) else { continue }
      var body = String(run)
      for delimiter in delimiters(of: run) {
        body += "\n"
        while index < lines.count {
          let line = lines[index]
          index += 1
          body += line + "\n"
          if String(line) == delimiter { break }
        }
      }
      result.append(Run(file: file, line: first + 1, text: body, shell: shell))
    }
    return result
  }

  /// What follows RUN and its flags, in shell form; ONBUILD may stand before it.
  private static func command(of instruction: Substring) -> Substring? {
    var rest = instruction.drop(while: \.isWhitespace)
    if rest.lowercased().hasPrefix("onbuild ") { rest = rest.dropFirst(8).drop(while: \.isWhitespace) }
    guard rest.lowercased().hasPrefix("run"), rest.dropFirst(3).first?.isWhitespace == true else { return nil }
    rest = rest.dropFirst(3).drop(while: \.isWhitespace)
    while rest.hasPrefix("--") {
      rest = rest.drop(while: { !$0.isWhitespace }).drop(while: \.isWhitespace)
    }
    return rest.hasPrefix("[\"") || rest.hasPrefix("[ \"") ? nil : rest
  }

  private static func strings(in array: String) -> [String?] {
    array.split(separator: "\"", omittingEmptySubsequences: false).enumerated().filter { $0.offset % 2 == 1 }
      .map { String($0.element) }
  }

  private static func delimiters(of command: Substring) -> [String] {
    command.split(separator: " ").compactMap { word in
      guard word.hasPrefix("<<"), !word.hasPrefix("<<<") else { return nil }
      return String(word.dropFirst(2).filter { $0 != "-" && $0 != "\"" && $0 != "'" })
    }
  }

  private static func trimmedRight(_ line: Substring) -> Substring {
    var line = line
    while let last = line.last, last.isWhitespace { line.removeLast() }
    return line
  }
}
