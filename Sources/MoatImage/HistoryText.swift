/// The text `created_by` of an entry of the history, as BuildKit, Docker's classic builder, Buildah and kaniko write it.
struct HistoryText {
  var builder = HistoryEntry.Builder.other
  /// In upper case.
  var instruction: [UInt8]?
  /// Whether the text has the form of no builder of Dockerfiles: a program's name, a comment, nothing.
  var isForeign = false
  /// Whether values are written as the image has them, without quotes and escapes.
  var isLiteral = false
  /// nil where the text tells too little.
  var arguments: [UInt8]?
  var shell: [UInt8]?
  var buildArguments: [[UInt8]] = []

  private static let keywords: Set<[UInt8]> = Set(
    [
      "ADD", "ARG", "CMD", "COPY", "ENTRYPOINT", "ENV", "EXPOSE", "FROM", "HEALTHCHECK", "LABEL", "MAINTAINER",
      "ONBUILD", "RUN", "SHELL", "STOPSIGNAL", "USER", "VOLUME", "WORKDIR",
    ].map { Array($0.utf8) })

  /// What Buildah puts behind an instruction, so that its cache tells builds apart.
  private static let buildahMarks = [
    "force-mtime", "inheritlabels", "inheritannotations", "unsetlabel", "unsetannotation", "unsetenv",
    "createdannotation", "rewrite-timestamp", "source-date-epoch", "layer-compression",
  ].map { Array("|\($0)=".utf8) }

  private static let nop = Array("#(nop)".utf8)
  /// Docker's classic builder writes two blanks before all but COPY and ADD; Buildah, and Docker before 1.12, write one.
  private static let literalNop = Array("#(nop)  ".utf8)
  private static let buildKitMark = Array("# buildkit".utf8)
  private static let space = UInt8(ascii: " ")

  static func parse(_ text: [UInt8], comment: [UInt8], author: [UInt8] = []) -> HistoryText {
    var result = HistoryText()
    let isKaniko = author == Array("kaniko".utf8)
    var rest = trimmed(text[...])
    if rest.count >= buildKitMark.count, rest.suffix(buildKitMark.count).elementsEqual(buildKitMark) {
      result.builder = .buildKit
      rest = trimmed(rest.dropLast(buildKitMark.count))
    } else if comment.starts(with: Array("buildkit.dockerfile.".utf8)) {
      result.builder = .buildKit
    } else {
      rest = result.withoutBuildahMarks(rest)
    }
    // kaniko copies the line of the Dockerfile.
    if let keyword = keyword(of: rest, inAnyCase: isKaniko), rest.count > keyword.count || result.builder == .buildKit {
      result.instruction = keyword
      result.isLiteral = result.builder == .buildKit
      let arguments = trimmed(rest.dropFirst(keyword.count))
      if result.builder == .other { result.builder = isKaniko ? .kaniko : .classic }
      if keyword == Array("RUN".utf8) {
        result.readRun(arguments)
      } else {
        result.arguments = normalised(arguments, of: keyword)
      }
      return result
    }
    result.readClassic(rest)
    return result
  }

  /// `/bin/sh -c #(nop)  CMD ["x"]`, or the command of a RUN.
  private mutating func readClassic(_ text: ArraySlice<UInt8>) {
    let rest = takeBuildArguments(text)
    guard let end = Self.shellEnd(rest) else {
      // No shell, no keyword: what another program did. With build arguments it is a RUN in exec form.
      if !buildArguments.isEmpty {
        instruction = Array("RUN".utf8)
        arguments = Array(Self.trimmed(rest))
        if builder == .other { builder = .classic }
      } else {
        isForeign = builder == .other && text.first != UInt8(ascii: "|")
      }
      return
    }
    if builder == .other { builder = .classic }
    let command = Self.trimmed(rest[end...])
    if command.starts(with: Self.nop) {
      let inner = Self.trimmed(command.dropFirst(Self.nop.count))
      guard let keyword = Self.keyword(of: inner, inAnyCase: true) else { return }
      instruction = keyword
      isLiteral = builder == .classic && command.starts(with: Self.literalNop)
      arguments = Self.normalised(Self.trimmed(inner.dropFirst(keyword.count)), of: keyword)
      return
    }
    instruction = Array("RUN".utf8)
    shell = Array(Self.trimmed(rest[..<end]))
    arguments = Array(command)
  }

  /// What follows RUN in BuildKit's text.
  private mutating func readRun(_ text: ArraySlice<UInt8>) {
    let rest = takeBuildArguments(text)
    guard let end = Self.shellEnd(rest) else {
      arguments = Array(Self.trimmed(rest))
      return
    }
    shell = Array(Self.trimmed(rest[..<end]))
    arguments = Array(Self.trimmed(rest[end...]))
  }

  /// Takes `|2 A=b C=d e ` from the front. A value may hold blanks: it ends before the next name, and the last one
  /// before the shell.
  private mutating func takeBuildArguments(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    guard text.first == UInt8(ascii: "|") else { return text }
    let digits = text.dropFirst().prefix { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
    guard !digits.isEmpty, digits.count <= 4, let count = Int(String(decoding: digits, as: UTF8.self)) else {
      return text
    }
    var index = digits.endIndex
    var starts: [Int] = []
    while index < text.endIndex {
      guard text[index] == Self.space else {
        index += 1
        continue
      }
      let word = index + 1
      if word < text.endIndex, text[word] == Self.space {
        // A run of blanks is passed here: what looks for a shell would pass all of it for each of them.
      } else if starts.count == count {
        if Self.shellEnd(text[word...]) != nil { return cut(text, starts, at: word) }
      } else if Self.beginsPair(text[word...]) {
        starts.append(word)
      } else if Self.shellEnd(text[word...]) != nil {
        return cut(text, starts, at: word)
      }
      index = word
    }
    // Without a shell, the last value is one word.
    guard let last = starts.last, let end = text[last...].firstIndex(of: Self.space) else { return text }
    return cut(text, starts, at: end + 1)
  }

  private mutating func cut(_ text: ArraySlice<UInt8>, _ starts: [Int], at end: Int) -> ArraySlice<UInt8> {
    for (number, start) in starts.enumerated() {
      let next = number + 1 < starts.count ? starts[number + 1] : end
      buildArguments.append(Array(Self.trimmed(text[start..<next])))
    }
    return text[end...]
  }

  /// Whether `NAME=` stands here.
  private static func beginsPair(_ text: ArraySlice<UInt8>) -> Bool {
    var isEmpty = true
    for byte in text {
      switch byte {
      case UInt8(ascii: "="): return !isEmpty
      case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "_"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."):
        isEmpty = false
      default: return false
      }
    }
    return false
  }

  /// Where the command begins after a shell and its options: `/bin/sh -c`, `/bin/bash -o pipefail -c`, `cmd /S /C`,
  /// `powershell -Command`. nil if no shell stands here.
  private static func shellEnd(_ text: ArraySlice<UInt8>) -> Int? {
    var words = text.split(separator: space, maxSplits: 8, omittingEmptySubsequences: true).prefix(8).makeIterator()
    guard let program = words.next() else { return nil }
    let name = lowercased(program.split { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "\\") }.last ?? [])
    let isPOSIX = name.hasSuffix("sh") && program.first == UInt8(ascii: "/")
    let isWindows = ["cmd", "cmd.exe", "powershell", "powershell.exe", "pwsh", "pwsh.exe"].contains(name)
    guard isPOSIX || isWindows else { return nil }
    while let word = words.next() {
      let option = lowercased(word)
      if isWindows, option == "/c" || option == "-command" || option == "-c" { return word.endIndex }
      // `-c`, or among others: `-ec`, `-euxo pipefail -c`.
      if isPOSIX, option.hasPrefix("-"), option.hasSuffix("c"), !option.hasPrefix("--") { return word.endIndex }
      guard option.hasPrefix("-") || option.hasPrefix("/") || option == "pipefail" else { return nil }
    }
    return nil
  }

  private mutating func withoutBuildahMarks(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var text = text
    while let bar = text.lastIndex(of: UInt8(ascii: "|")),
      !text[bar...].contains(Self.space), Self.isBuildahMark(PackageURL.lowercased(text[bar...]))
    {
      builder = .buildah
      text = Self.trimmed(text[..<bar])
    }
    return text
  }

  private static func isBuildahMark(_ text: [UInt8]) -> Bool { buildahMarks.contains { text.starts(with: $0) } }

  private static func keyword(of text: ArraySlice<UInt8>, inAnyCase: Bool) -> [UInt8]? {
    var word = Array(text.prefix { $0 != space && $0 != 0x09 })
    if inAnyCase { word = DocumentCursor.uppercased(word) }
    return keywords.contains(word) ? word : nil
  }

  private static func lowercased(_ text: ArraySlice<UInt8>) -> String {
    String(decoding: text, as: UTF8.self).lowercased()
  }

  private static func trimmed(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var text = text
    while let first = text.first, first == space || first == 0x09 || first == 0x0A { text = text.dropFirst() }
    while let last = text.last, last == space || last == 0x09 || last == 0x0A { text = text.dropLast() }
    return text
  }
}

extension HistoryText {
  /// The arguments of an instruction as a Dockerfile has them; nil where Go's text does not tell them.
  static func normalised(_ text: ArraySlice<UInt8>, of keyword: [UInt8]) -> [UInt8]? {
    switch String(decoding: keyword, as: UTF8.self) {
    case "ADD", "COPY": return withoutIn(text)
    case "CMD", "ENTRYPOINT": return GoText.jsonList(text) ?? Array(text)
    case "SHELL": return GoText.jsonList(text) ?? GoText.unquotedShell(text)
    case "EXPOSE", "VOLUME": return words(text)
    case "HEALTHCHECK": return text.first == UInt8(ascii: "&") ? GoText.healthcheck(text) : Array(text)
    default: return Array(text)
    }
  }

  /// `file:<digest> in /` and `dir:<digest> in /` name a source that has no other name.
  private static func withoutIn(_ text: ArraySlice<UInt8>) -> [UInt8] {
    let isSource =
      text.starts(with: Array("file:".utf8)) || text.starts(with: Array("dir:".utf8))
      || text.starts(with: Array("multi:".utf8))
    let mark = Array(" in ".utf8)
    guard isSource, let blank = text.firstIndex(of: UInt8(ascii: " ")), text[blank...].starts(with: mark) else {
      return Array(text)
    }
    return Array(text[..<blank]) + [UInt8(ascii: " ")] + text[(blank + mark.count)...]
  }

  /// `map[80/tcp:{} 443/tcp:{}]` and `[80/tcp 443/tcp]` as words.
  private static func words(_ text: ArraySlice<UInt8>) -> [UInt8] {
    let map = Array("map[".utf8)
    guard text.last == UInt8(ascii: "]") else { return Array(text) }
    if text.starts(with: map) {
      let entries = text.dropFirst(map.count).dropLast().split(separator: UInt8(ascii: " "))
      let end = Array(":{}".utf8)
      let names = entries.map {
        $0.count > end.count && $0.suffix(end.count).elementsEqual(end) ? $0.dropLast(end.count) : $0
      }
      return Array(names.joined(separator: [UInt8(ascii: " ")]))
    }
    // A JSON list has quotes and is left alone.
    guard text.first == UInt8(ascii: "["), !text.contains(UInt8(ascii: "\"")) else { return Array(text) }
    return Array(text.dropFirst().dropLast())
  }
}
