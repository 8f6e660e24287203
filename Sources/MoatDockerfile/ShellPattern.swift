/// A pattern of `${name#pattern}`: `*` is any run, `?` is any one character, both without line breaks; a backslash
/// makes the next `*`, `?` or backslash plain. There are no brackets.
struct ShellPattern {
  enum Element: Equatable {
    case run
    case one
    case plain(Unicode.Scalar)
  }

  private var elements: [Element] = []

  init(_ pattern: ByteText) throws(Failure) {
    let scalars = Scalars.decode(pattern.bytes)
    var index = 0
    while index < scalars.count {
      let scalar = scalars[index]
      index += 1
      switch scalar {
      case "*": elements.append(.run)
      case "?": elements.append(.one)
      case "\\":
        let next = index < scalars.count ? scalars[index] : nil
        // These two had to be escaped for the substitution's own sake.
        if next == "}" || next == "/" { continue }
        guard let next, next == "*" || next == "?" || next == "\\" else {
          throw Failure(
            .badSubstitution, "a backslash in the pattern `\(pattern.excerpt)` escapes only *, ? and itself")
        }
        elements.append(.plain(next))
        index += 1
      default: elements.append(.plain(scalar))
      }
    }
  }

  private init(elements: [Element]) { self.elements = elements }

  var reversed: ShellPattern { ShellPattern(elements: elements.reversed()) }

  /// Where a match that begins at `start` ends: the nearest end, or the farthest if `greedy`; nil if nothing matches.
  func match(_ value: [Unicode.Scalar], from start: Int, greedy: Bool, work: inout ExpansionWork) throws(Failure)
    -> Int?
  {
    // The states are the places in the pattern that the text so far may have reached.
    var states = [Bool](repeating: false, count: elements.count + 1)
    states[0] = true
    skipRuns(&states)
    var end = states[elements.count] ? start : nil
    var index = start
    while index < value.count, greedy || end == nil {
      try work.spend(elements.count + 1)
      guard step(&states, value[index]) else { break }
      index += 1
      if states[elements.count] { end = index }
    }
    return end
  }

  /// Takes one character; false if no state is left.
  private func step(_ states: inout [Bool], _ scalar: Unicode.Scalar) -> Bool {
    var next = [Bool](repeating: false, count: states.count)
    var isAlive = false
    for (place, element) in elements.enumerated() where states[place] {
      switch element {
      case .run where scalar != "\n": next[place] = true
      case .one where scalar != "\n": next[place + 1] = true
      case .plain(let wanted) where wanted == scalar: next[place + 1] = true
      default: continue
      }
      isAlive = true
    }
    skipRuns(&next)
    states = next
    return isAlive
  }

  /// A run may be empty.
  private func skipRuns(_ states: inout [Bool]) {
    for place in elements.indices where states[place] && elements[place] == .run { states[place + 1] = true }
  }

  /// The value without its shortest (or longest) prefix that matches.
  static func removePrefix(
    _ pattern: ByteText, from value: ByteText, greedy: Bool, work: inout ExpansionWork
  ) throws(Failure) -> ByteText {
    let compiled = try ShellPattern(pattern)
    let scalars = Scalars.decode(value.bytes)
    guard let end = try compiled.match(scalars, from: 0, greedy: greedy, work: &work) else { return value }
    return encode(scalars[end...])
  }

  /// The value without its shortest (or longest) suffix that matches.
  static func removeSuffix(
    _ pattern: ByteText, from value: ByteText, greedy: Bool, work: inout ExpansionWork
  ) throws(Failure) -> ByteText {
    let compiled = try ShellPattern(pattern).reversed
    let scalars = Array(Scalars.decode(value.bytes).reversed())
    guard let end = try compiled.match(scalars, from: 0, greedy: greedy, work: &work) else { return value }
    return encode(scalars[end...].reversed())
  }

  /// The value with the first match, or each, replaced; the longest match at the leftmost place counts.
  static func replace(
    _ pattern: ByteText, in value: ByteText, with replacement: ByteText, all: Bool, work: inout ExpansionWork
  ) throws(Failure) -> ByteText {
    let compiled = try ShellPattern(pattern)
    let scalars = Scalars.decode(value.bytes)
    var result: [UInt8] = []
    var index = 0
    var lastEnd = -1
    while index <= scalars.count {
      let end = try compiled.match(scalars, from: index, greedy: true, work: &work)
      // An empty match right after another does not count.
      if let end, end > index || index != lastEnd {
        try work.spend(replacement.count)
        result += replacement.bytes
        guard result.count <= DockerfileLimits.expandedBytes else { throw .tooLong }
        lastEnd = end
        guard all else { return ByteText(result + encode(scalars[end...]).bytes) }
        if end > index {
          index = end
          continue
        }
      }
      if index < scalars.count { Scalars.append(scalars[index], to: &result) }
      index += 1
    }
    return ByteText(result)
  }

  private static func encode(_ scalars: some Sequence<Unicode.Scalar>) -> ByteText {
    var bytes: [UInt8] = []
    for scalar in scalars { Scalars.append(scalar, to: &bytes) }
    return ByteText(bytes)
  }
}

/// Account of the steps that filling variables takes.
struct ExpansionWork {
  private var steps = 0

  init() {}

  mutating func spend(_ count: Int) throws(Failure) {
    steps += count
    guard steps <= DockerfileLimits.expansionSteps else {
      throw Failure(.expansionTooLong, "filling the variables of this file takes too long")
    }
  }
}

extension Failure {
  static var tooLong: Failure {
    Failure(
      .expansionTooLong,
      "a word comes to more than \(DockerfileLimits.expandedBytes) bytes when its variables are filled"
    )
  }
}
