/// The functions of the language on texts. Their results live in the scratch memory of the worker; where that is full
/// they are undetermined (overflow). Undetermined arguments are the caller's.
package enum TextFunctions {
  /// The text with ASCII letters in lower case; every other byte stays, as in `ASCIIFold`. No copy is made where none
  /// is needed.
  package static func lower(_ text: Value, in scratch: Scratch) -> Value {
    guard text.tag == .string else { return notText(text) }
    let hasUpper = text.withBytes { bytes in
      for index in 0..<bytes.count where ASCII.isUpper(bytes[index]) { return true }
      return false
    }
    return hasUpper ? copy(text, Part(0, Int(text.aux)), lowered: true, in: scratch) : text
  }

  /// What is no text has no letters: it is not known, and never an empty text.
  static func notText(_ value: Value) -> Value {
    value.tag == .undetermined ? value : .undetermined(.wrongType)
  }

  /// The parts of a text between separators, as slices; an empty separator gives the whole text. `split("", ",")` is
  /// one empty part, as everywhere.
  package static func split(_ text: Value, by separator: Value, in scratch: Scratch) -> Value {
    guard text.tag == .string, separator.tag == .string else {
      return notText(text.tag == .string ? separator : text)
    }
    var parts: [Value] = []
    let fits = text.withBytes { bytes in
      separator.withBytes { separator in
        var start = 0
        var index = 0
        while !separator.isEmpty, index + separator.count <= bytes.count {
          if matches(bytes, index, separator) {
            parts.append(text.slice(Part(start, index)))
            index += separator.count
            start = index
            if parts.count * MemoryLayout<Value>.stride > Scratch.limit { return false }
          } else {
            index += 1
          }
        }
        parts.append(text.slice(Part(start, bytes.count)))
        return true
      }
    }
    return fits ? scratch.list(parts) : .undetermined(.overflow)
  }

  /// The words of an identifier, in lower case.
  ///
  /// Letters and digits make words; everything else of ASCII parts them. A word also ends where a lower-case letter
  /// meets an upper-case one (`apiKey`: api, key), before the last letter of a run of upper-case ones that goes on in
  /// lower case (`HTTPServer`: http, server), and between letters and digits (`key2`: key, 2). Bytes beyond ASCII count
  /// as lower-case letters and stay. Words are not joined again: `apikey` is one word, `api_key` two; a policy lists
  /// both.
  package static func words(_ text: Value, in scratch: Scratch) -> Value {
    guard text.tag == .string else { return notText(text) }
    var words: [Value] = []
    let isWhole = text.withBytes { bytes in
      var start = 0
      while let word = nextWord(bytes, from: start) {
        let value = copyIfUpper(text, bytes, word, in: scratch)
        if value.tag == .undetermined { return false }
        words.append(value)
        if words.count * MemoryLayout<Value>.stride > Scratch.limit { return false }
        start = word.end
      }
      return true
    }
    return isWhole ? scratch.list(words) : .undetermined(.overflow)
  }

  /// The next word of a text at or after an index.
  package static func nextWord(_ text: Bytes, from index: Int) -> Part? {
    var start = index
    while start < text.count, kind(text[start]) == .other { start += 1 }
    guard start < text.count else { return nil }
    var end = start + 1
    let first = kind(text[start])
    if first == .upper {
      while end < text.count, kind(text[end]) == .upper { end += 1 }
      guard end < text.count, kind(text[end]) == .lower else { return Part(start, end) }
      // Of several upper-case letters the last one begins the next word.
      if end - start > 1 { return Part(start, end - 1) }
      while end < text.count, kind(text[end]) == .lower { end += 1 }
      return Part(start, end)
    }
    while end < text.count, kind(text[end]) == first { end += 1 }
    return Part(start, end)
  }

  /// The words of a text at compile time.
  package static func words(_ text: String) -> [String] {
    let bytes = Array(text.utf8)
    var words: [String] = []
    var start = 0
    while let word = nextWord(bytes.span, from: start) {
      words.append(String(decoding: bytes[word.start..<word.end].map { ASCII.lower($0) }, as: UTF8.self))
      start = word.end
    }
    return words
  }

  /// Two texts in one; undetermined (overflow) past the scratch memory.
  package static func join(_ left: Value, _ right: Value, in scratch: Scratch) -> Value {
    if left.aux == 0 { return right }
    if right.aux == 0 { return left }
    let count = Int(left.aux) + Int(right.aux)
    guard let memory = unsafe scratch.allocate(count) else { return .undetermined(.overflow) }
    let target = unsafe UnsafeMutableRawBufferPointer(start: memory, count: count)
    unsafe target.copyBytes(from: left.buffer)
    unsafe UnsafeMutableRawBufferPointer(rebasing: target[Int(left.aux)...]).copyBytes(from: right.buffer)
    return Value(tag: .string, bits: UInt64(UInt(bitPattern: memory)), aux: UInt32(count))
  }

  private enum Kind {
    case lower, upper, digit, other
  }

  private static func kind(_ byte: UInt8) -> Kind {
    if ASCII.isLower(byte) || byte >= 0x80 { return .lower }
    if ASCII.isUpper(byte) { return .upper }
    return ASCII.isDigit(byte) ? .digit : .other
  }

  private static func matches(_ text: Bytes, _ start: Int, _ part: Bytes) -> Bool {
    for offset in 0..<part.count where text[start + offset] != part[offset] { return false }
    return true
  }

  private static func copyIfUpper(_ text: Value, _ bytes: Bytes, _ part: Part, in scratch: Scratch) -> Value {
    for index in part.start..<part.end where ASCII.isUpper(bytes[index]) {
      return copy(text, part, lowered: true, in: scratch)
    }
    return text.slice(part)
  }

  /// A copy of a part of a text in the scratch memory.
  static func copy(_ text: Value, _ part: Part, lowered: Bool, in scratch: Scratch) -> Value {
    let slice = text.slice(part)
    let source = unsafe slice.buffer
    guard let memory = unsafe scratch.allocate(max(1, source.count)) else { return .undetermined(.overflow) }
    let target = unsafe memory.bindMemory(to: UInt8.self, capacity: max(1, source.count))
    for index in 0..<source.count {
      unsafe target[index] = lowered ? unsafe ASCII.lower(source[index]) : unsafe source[index]
    }
    return Value(tag: .string, bits: UInt64(UInt(bitPattern: memory)), aux: UInt32(source.count))
  }
}
