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
    var live = LiveStates(count: states.count + 1)
    live.add(0)
    enterEmpty(&live)
    for byte in path {
      let before = live.take()
      for index in before where index < states.count {
        let (stays, advances) = step(states[index], byte)
        if stays { live.add(index) }
        if advances { live.add(index + 1) }
      }
      if live.list.isEmpty { return false }
      enterEmpty(&live)
    }
    return live.list.contains(states.count)
  }

  /// The states after a byte, each once: most patterns die at the first byte, and those must cost no more.
  private struct LiveStates {
    private(set) var list: [Int] = []
    /// For each state, the number of bytes read when it was added last.
    private var added: [Int]
    private var bytesRead = 0

    init(count: Int) { added = [Int](repeating: -1, count: count) }

    mutating func add(_ state: Int) {
      guard added[state] != bytesRead else { return }
      added[state] = bytesRead
      list.append(state)
    }

    /// Hands out the states and begins the next byte with none.
    mutating func take() -> [Int] {
      defer {
        list = []
        bytesRead += 1
      }
      return list
    }
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

  /// Goes on over the states that may read nothing. The list grows while it is passed, so that no chain of such states
  /// is too long.
  private func enterEmpty(_ live: inout LiveStates) {
    var position = 0
    while position < live.list.count {
      let index = live.list[position]
      position += 1
      guard index < states.count else { continue }
      switch states[index] {
      case .star, .doubleStar: live.add(index + 1)
      case .folders:
        live.add(index + 1)
        live.add(index + 2)
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
