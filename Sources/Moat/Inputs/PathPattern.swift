/// A shell pattern over a path as git matches it (gitignore(5), and `wildmatch` with WM_PATHNAME): `*` and `?` stop at a
/// slash, `**` between slashes or at an end passes them, `[…]` holds ranges, negation and POSIX classes, and a backslash
/// takes the next byte as it is.
///
/// A pattern is run as an automaton: the time is at most its length times the path's, whatever a hostile file holds.
struct PathPattern: Sendable {
  private enum State: Sendable {
    case byte(UInt8)
    case set(ByteSet)
    /// Any bytes without a slash, also none.
    case star
    /// Any bytes, also none.
    case doubleStar
    /// `**/`: either nothing, or the folders of the next state.
    case folders
    /// Any bytes up to a slash, and the slash.
    case foldersLoop
  }

  private let prefix: [UInt8]
  private let states: [State]
  /// A pattern that ends in a backslash, or in the middle of a class, matches nothing.
  private let isBroken: Bool

  /// Git compares the bytes before the first special one, and begins the pattern anew after them; so does this, so that
  /// `a**/b` means what it means there.
  init(_ pattern: [UInt8]) {
    let special = pattern.firstIndex(where: Self.isSpecial) ?? pattern.count
    prefix = Array(pattern[..<special])
    var compiler = Compiler(pattern: Array(pattern[special...]))
    compiler.compile()
    states = compiler.states
    isBroken = compiler.isBroken
  }

  static func isSpecial(_ byte: UInt8) -> Bool {
    [UInt8(ascii: "*"), UInt8(ascii: "?"), UInt8(ascii: "["), UInt8(ascii: "\\")].contains(byte)
  }

  func matches(_ path: ArraySlice<UInt8>) -> Bool {
    guard !isBroken, path.starts(with: prefix) else { return false }
    let rest = path.dropFirst(prefix.count)
    if states.isEmpty { return rest.isEmpty }
    // Most patterns end in plain bytes (`*.log`), and most paths do not end so.
    if case .byte(let last)? = states.last, rest.last != last { return false }
    return run(over: rest)
  }

  private func run(over path: ArraySlice<UInt8>) -> Bool {
    var live = [Bool](repeating: false, count: states.count + 1)
    var next = live
    live[0] = true
    enterEmpty(&live)
    for byte in path {
      for index in next.indices { next[index] = false }
      var isAlive = false
      for index in states.indices where live[index] {
        let (stays, advances) = step(states[index], byte)
        if stays { next[index] = true }
        if advances { next[index + 1] = true }
        isAlive = isAlive || stays || advances
      }
      guard isAlive else { return false }
      enterEmpty(&next)
      swap(&live, &next)
    }
    return live[states.count]
  }

  /// What a state does with a byte: stay where it is, go on, or both. `folders` itself reads nothing.
  private func step(_ state: State, _ byte: UInt8) -> (stays: Bool, advances: Bool) {
    let isSlash = byte == UInt8(ascii: "/")
    return switch state {
    case .byte(let wanted): (false, byte == wanted)
    case .set(let set): (false, set.contains(byte) && !isSlash)
    case .star: (!isSlash, false)
    case .doubleStar: (true, false)
    case .folders: (false, false)
    case .foldersLoop: (true, isSlash)
    }
  }

  /// Goes on over the states that may read nothing; each leads only forward, so that one pass finds all.
  private func enterEmpty(_ live: inout [Bool]) {
    for index in states.indices where live[index] {
      switch states[index] {
      case .star, .doubleStar: live[index + 1] = true
      case .folders:
        live[index + 1] = true
        live[index + 2] = true
      case .byte, .set, .foldersLoop: break
      }
    }
  }

  /// Reads a pattern into states.
  private struct Compiler {
    let pattern: [UInt8]
    var states: [State] = []
    var isBroken = false
    private var position = 0

    init(pattern: [UInt8]) { self.pattern = pattern }

    /// A byte of the pattern, 0 after its end; a pattern holds no NUL.
    private func byte(_ index: Int) -> UInt8 { index < pattern.count ? pattern[index] : 0 }

    mutating func compile() {
      while position < pattern.count, !isBroken {
        switch byte(position) {
        case UInt8(ascii: "\\"):
          isBroken = position + 1 == pattern.count
          states.append(.byte(byte(position + 1)))
          position += 2
        case UInt8(ascii: "?"):
          states.append(.set(.all))
          position += 1
        case UInt8(ascii: "*"): stars()
        case UInt8(ascii: "["):
          var reader = ByteSetReader(pattern: pattern, position: position)
          if let set = reader.read() { states.append(.set(set)) } else { isBroken = true }
          position = reader.position
        default:
          states.append(.byte(byte(position)))
          position += 1
        }
      }
    }

    /// A run of stars: two or more alone between slashes (or the ends) are `**`, any others are `*`.
    private mutating func stars() {
      let start = position
      while byte(position) == UInt8(ascii: "*") { position += 1 }
      let isAfterSlash = start == 0 || byte(start - 1) == UInt8(ascii: "/")
      let isAtEnd = position == pattern.count
      let isBeforeSlash = byte(position) == UInt8(ascii: "/")
      let isBeforeEscapedSlash = byte(position) == UInt8(ascii: "\\") && byte(position + 1) == UInt8(ascii: "/")
      guard position - start > 1, isAfterSlash, isAtEnd || isBeforeSlash || isBeforeEscapedSlash else {
        states.append(.star)
        return
      }
      if isBeforeSlash {
        states += [.folders, .foldersLoop]
        position += 1
      } else {
        states.append(.doubleStar)
      }
    }
  }
}
