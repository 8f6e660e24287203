/// The variables of a shell at one point of its script, as far as they are certain.
///
/// A script is walked once, in the order in which it runs. Each change is written down, so that what a subshell does can
/// be taken back, and what a part does that may not have run can be held against what was before: what differs is not
/// known afterwards. Nothing is copied, so that the work grows with the changes alone, for each level of nesting.
struct KnownVariables {
  enum Value: Equatable {
    case text(String)
    /// Set, and this is how it begins: never an empty text.
    case beginning(String)
    case unset
    case unknown

    /// Equal byte by byte, whatever Unicode calls equivalent.
    static func == (left: Value, right: Value) -> Bool {
      switch (left, right) {
      case (.text(let left), .text(let right)), (.beginning(let left), .beginning(let right)):
        left.utf8.elementsEqual(right.utf8)
      case (.unset, .unset), (.unknown, .unknown): true
      default: false
      }
    }

    /// What is known of a value that is one of two: how both begin, if they begin alike.
    func joined(with other: Value) -> Value {
      if self == other { return self }
      guard let left = known, let right = other.known else { return .unknown }
      var count = 0
      for (first, second) in zip(left.utf8, right.utf8) {
        guard first == second else { break }
        count += 1
      }
      return .beginning(with: left.utf8.prefix(count))
    }

    /// All of it, or its beginning.
    var known: String? {
      switch self {
      case .text(let text), .beginning(let text): text
      case .unset, .unknown: nil
      }
    }

    /// A beginning, without the part of a character at its end; nothing is known of a value of which there is none.
    static func beginning(with bytes: some Collection<UInt8>) -> Value {
      var bytes = Array(bytes)
      while let last = bytes.last, last >= 0x80, String(validating: bytes, as: UTF8.self) == nil { bytes.removeLast() }
      return bytes.isEmpty ? .unknown : .beginning(String(decoding: bytes, as: UTF8.self))
    }
  }

  struct Variable: Equatable {
    var value: Value
    /// It is certain that commands have it in their environment.
    var isExported = false
    /// `readonly`, `declare -i` and their like: what an assignment makes of it is not known.
    var isSpecial = false
    /// The number of the shell that set it, from 0: `sh -c` begins another.
    var shell = 0
  }

  /// A point to which to go back.
  struct Mark {
    fileprivate var changes: Int
    fileprivate var shell: Int
    fileprivate var firstVisibleShell: Int
    fileprivate var isBash: Bool
    fileprivate var isLost: Bool
  }

  /// A longer value is not followed.
  static let maximumValueBytes = 64 << 10
  /// One word that becomes more words than these is not followed.
  static let maximumWords = 4096
  /// What a word counts of the allowance beside its bytes.
  static let wordCost = 32

  private let environment: ShellEnvironment
  private var variables: [String: Variable] = [:]
  private var changes: [(name: String, before: Variable?)] = []
  private var shell = 0
  /// Variables of shells before this one, and of the environment if it is not 0, are not known here.
  private var firstVisibleShell = 0
  /// `+=` appends; elsewhere it may be the name of a command.
  private(set) var isBash: Bool
  /// Anything may have happened, as behind `. ./file`: no variable is known from here on.
  private(set) var isLost: Bool
  /// How much text came of variables.
  private(set) var spent = 0

  init(_ environment: ShellEnvironment, isBash: Bool, isLost: Bool) {
    self.environment = environment
    self.isBash = isBash
    self.isLost = isLost
  }

  // MARK: Reading

  func value(of name: String) -> Value {
    if isLost || Self.neverKnown.contains(name) { return .unknown }
    return visible(name).value
  }

  /// Whether an unquoted expansion is split as it is by default.
  var splitsByDefault: Bool {
    guard let separators = variables["IFS"], separators.shell == shell else { return true }
    return separators.value == .unset || separators.value == .text(" \t\n")
  }

  /// Whether a variable may hold something: bash reads the file that `BASH_ENV` names.
  func maySet(_ name: String) -> Bool {
    guard variables[name] != nil || environment.names(name) else { return false }
    let value = visible(name).value
    return value != .unset && value != .text("")
  }

  private func visible(_ name: String) -> Variable { visible(variables[name], name) }

  /// What this shell sees of a variable as some shell has set it, or of one of the environment.
  private func visible(_ variable: Variable?, _ name: String) -> Variable {
    guard let variable else {
      guard firstVisibleShell == 0 else { return Variable(value: .unknown, shell: shell) }
      return Variable(value: environment.value(of: name), isExported: environment.gives(name), shell: shell)
    }
    if variable.shell == shell { return variable }
    let isSeen = variable.isExported && variable.shell >= firstVisibleShell
    return Variable(value: isSeen ? variable.value : .unknown, isExported: isSeen, shell: shell)
  }

  // MARK: Changing

  mutating func set(_ name: String, _ value: Value, exports: Bool = false, isSpecial: Bool = false) {
    guard !isLost else { return }
    var variable = visible(name)
    variable.value = variable.isSpecial ? .unknown : value
    if let text = value.known, text.utf8.count > Self.maximumValueBytes { variable.value = .unknown }
    variable.isExported = (variable.isExported || exports) && value != .unset
    variable.isSpecial = variable.isSpecial || isSpecial
    variable.shell = shell
    store(name, variable)
  }

  mutating func forget(_ name: String) { set(name, .unknown) }

  mutating func forget(_ names: AssignedNames) {
    if names.isEverything { return lose() }
    for name in names.names { forget(name) }
  }

  /// Nothing is known from here on.
  mutating func lose() { isLost = true }

  private mutating func store(_ name: String, _ variable: Variable) {
    changes.append((name, variables[name]))
    variables[name] = variable
  }

  /// Counts text that came of variables; false if there has been too much of it.
  mutating func spend(_ cost: Int) -> Bool {
    spent += cost
    if spent > environment.allowance { lose() }
    return spent <= environment.allowance
  }

  // MARK: Parts that may not run, or run elsewhere

  var mark: Mark {
    Mark(
      changes: changes.count, shell: shell, firstVisibleShell: firstVisibleShell, isBash: isBash, isLost: isLost)
  }

  /// A shell of its own ends: what it set goes with it.
  mutating func rollBack(to mark: Mark) {
    while changes.count > mark.changes {
      let change = changes.removeLast()
      variables[change.name] = change.before
    }
    (shell, firstVisibleShell, isBash) = (mark.shell, mark.firstVisibleShell, mark.isBash)
    isLost = mark.isLost || spent > environment.allowance
  }

  /// What ran since the mark may have run in part or not at all: a variable that was ever another than it was before is
  /// not known.
  mutating func settle(since mark: Mark) {
    var any: [String: Variable] = [:]
    for change in changes[mark.changes...] {
      let before = visible(change.before, change.name)
      any[change.name] = any[change.name].map { join($0, before) } ?? before
    }
    let since = Array(changes[mark.changes...])
    changes.removeSubrange(mark.changes...)
    // The first change of each name is the one to take back.
    for change in since {
      guard let before = any.removeValue(forKey: change.name), let now = variables[change.name] else { continue }
      changes.append(change)
      variables[change.name] = join(now, before)
    }
  }

  /// A variable that is one of two.
  private mutating func join(_ left: Variable, _ right: Variable) -> Variable {
    // Long values that are compared again and again are work as well.
    _ = spend(min(left.value.known?.utf8.count ?? 0, right.value.known?.utf8.count ?? 0))
    return Variable(
      value: left.value.joined(with: right.value), isExported: left.isExported && right.isExported,
      isSpecial: left.isSpecial || right.isSpecial, shell: shell)
  }

  /// Ends one of several ways of which one is gone, and begins the next where this one began.
  mutating func end(_ ways: inout Ways, since mark: Mark) {
    var seen: Set<String> = []
    for change in changes[mark.changes...] where seen.insert(change.name).inserted {
      guard let now = variables[change.name] else { continue }
      if let way = ways.variables[change.name] {
        ways.variables[change.name] = (join(way.variable, now), way.count + 1)
      } else {
        ways.variables[change.name] = (now, 1)
        ways.names.append(change.name)
      }
    }
    ways.count += 1
    ways.isLost = ways.isLost || isLost
    rollBack(to: mark)
  }

  /// One of the ways has been gone; or none, if that may be.
  mutating func join(_ ways: Ways, orNone mayBeNone: Bool) {
    for name in ways.names {
      guard let way = ways.variables[name] else { continue }
      let isAlways = way.count == ways.count && !mayBeNone
      store(name, isAlways ? way.variable : join(way.variable, visible(name)))
    }
    if ways.isLost { lose() }
  }

  /// One of several ways ends the shell: what it set is of no matter afterwards.
  mutating func abandon(since mark: Mark) { rollBack(to: mark) }

  /// The ways of an `if` or a `case`.
  struct Ways {
    fileprivate var variables: [String: (variable: Variable, count: Int)] = [:]
    fileprivate var names: [String] = []
    fileprivate var count = 0
    fileprivate var isLost = false
  }

  // MARK: Shells inside

  /// A shell of its own begins, to which only what is exported goes; nothing of it if the environment is another.
  mutating func enterShell(isBash: Bool, hidesEnvironment: Bool) {
    shell += 1
    self.isBash = isBash
    if hidesEnvironment || isLost { firstVisibleShell = shell }
    isLost = spent > environment.allowance
  }

  /// Variables that shells set by themselves.
  private static let neverKnown: Set<String> = [
    "_", "BASH", "BASHOPTS", "BASHPID", "BASH_ALIASES", "BASH_ARGC", "BASH_ARGV", "BASH_ARGV0", "BASH_CMDS",
    "BASH_COMMAND", "BASH_EXECUTION_STRING", "BASH_LINENO", "BASH_MONOSECONDS", "BASH_REMATCH", "BASH_SOURCE",
    "BASH_SUBSHELL", "BASH_TRAPSIG", "BASH_VERSINFO", "BASH_VERSION", "COLUMNS", "COMP_CWORD", "COMP_KEY", "COMP_LINE",
    "COMP_POINT", "COMP_TYPE", "COMP_WORDBREAKS", "COMP_WORDS", "COPROC", "DIRSTACK", "EPOCHREALTIME", "EPOCHSECONDS",
    "EUID", "FUNCNAME", "GROUPS", "HISTCMD", "HOSTNAME", "HOSTTYPE", "IFS", "LINENO", "LINES", "MACHTYPE", "MAPFILE",
    "OLDPWD", "OPTARG", "OPTERR", "OPTIND", "OSTYPE", "PIPESTATUS", "PPID", "PS1", "PS2", "PS3", "PS4", "PWD",
    "RANDOM", "READLINE_ARGUMENT", "READLINE_LINE", "READLINE_MARK", "READLINE_POINT", "REPLY", "SECONDS", "SHELLOPTS",
    "SHLVL", "SRANDOM", "UID",
  ]
}
