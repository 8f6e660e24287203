/// Tells a text that is a manifest of Kubernetes from one that speaks of it.
enum ManifestText {
  /// No manifest has fewer bytes.
  static let shortest = 20

  /// True for YAML or JSON with an `apiVersion` and a `kind` that is a built-in one. Time is linear in the text.
  static func isManifest(_ text: [UInt8]) -> Bool {
    // The examples of a page in Markdown.
    guard !contains("```", text) else { return false }
    return !values(of: "apiVersion", in: text).isEmpty
      && values(of: "kind", in: text).contains { BuiltInAPIs.hasKind($0) || $0 == "List" }
  }

  /// The words that stand behind a key and its colon.
  private static func values(of key: StaticString, in text: [UInt8]) -> [String] {
    let name = Array(key.description.utf8)
    var found: [String] = []
    var place = 0
    while let start = find(name, in: text, from: place) {
      place = start + name.count
      guard beginsKey(text, at: start) else { continue }
      var next = place
      if next < text.count, isQuote(text[next]) { next += 1 }
      guard next < text.count, text[next] == UInt8(ascii: ":") else { continue }
      next += 1
      while next < text.count, text[next] == 0x20 || isQuote(text[next]) { next += 1 }
      let word = text[next...].prefix(while: { !isSpace($0) && !isQuote($0) && $0 != 0x2C && $0 != 0x7D }).prefix(253)
      if !word.isEmpty { found.append(String(decoding: word, as: UTF8.self)) }
      place = next
    }
    return found
  }

  /// A key stands first on its line, perhaps as that of a list's element, or in an object of JSON.
  private static func beginsKey(_ text: [UInt8], at start: Int) -> Bool {
    var before = start - 1
    if before >= 0, isQuote(text[before]) { before -= 1 }
    while before >= 0, text[before] == 0x20 || text[before] == 0x09 || text[before] == UInt8(ascii: "-") { before -= 1 }
    return before < 0 || [0x0A, 0x0D, UInt8(ascii: "{"), UInt8(ascii: ",")].contains(text[before])
  }

  private static func find(_ name: [UInt8], in text: [UInt8], from place: Int) -> Int? {
    var start = place
    while start + name.count <= text.count {
      if text[start] == name[0], text[start..<start + name.count].elementsEqual(name) { return start }
      start += 1
    }
    return nil
  }

  private static func contains(_ mark: StaticString, _ text: [UInt8]) -> Bool {
    find(Array(mark.description.utf8), in: text, from: 0) != nil
  }

  private static func isQuote(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
}
