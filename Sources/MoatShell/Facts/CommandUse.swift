package import MoatSource

/// One command that a text runs, wherever it stands: in a list, a pipeline, a loop, a substitution or a nested script.
package struct CommandUse: Sendable {
  /// The words with the variables that are known filled in, wrappers included; each at the place where it is written.
  package var words: [ShellWord]
  /// Before the command, and those given to `env` or `sudo`.
  package var assignments: [ShellAssignment]
  package var redirections: [ShellRedirection]
  /// The first word; nil if it is not known or there is none.
  package var rawName: String?
  /// The names of `sudo`, `env`, `xargs` and their like in front of the command, outermost first.
  package var wrappers: [String]
  /// The command behind its wrappers, without the path; nil if it is not known or there is none.
  package var name: String?
  /// The arguments of the command behind its wrappers.
  package var arguments: CommandArguments
  package var placement: Placement
  /// In force when the command begins.
  package var options: ShellOptions
  package var script: NestedScript
  package var fetched = FetchedProgram.none
  package var span: Span
}

/// How what was fetched from elsewhere, and not verified, reaches a command. Whether it runs that depends on its name: an
/// interpreter does, and `cat` does not.
package enum FetchedProgram: String, Sendable, Hashable {
  case none
  /// The command is the file itself: `./install.sh`.
  case program
  /// Its first operand, or the text behind `-c` and its like: `sh install.sh`, `python3 <(curl …)`, `eval "$(curl …)"`.
  case script
  /// Its standard input, and it has no program among its arguments: `curl … | sh`.
  case input
}

/// Whether a command runs a script, and whether that is part of the model.
package enum NestedScript: Sendable, Hashable {
  case none
  /// `sh -c '…'`, `eval '…'`, a here-document for a shell: its commands stand among the commands of the model.
  case read
  /// `sh install.sh`, `. ./env`: a file, whose contents are not at hand.
  case file
  /// `sh -c "$X"`, `curl … | sh`: nothing is known of what runs.
  case unknown
}

/// Where a command stands.
package struct Placement: Sendable, Hashable {
  /// What a command stands in, outermost first.
  package enum Enclosure: String, Sendable, Hashable {
    case group
    case subshell
    case condition
    case branch
    case loop
    case function
    case substitution
    case background
    case script
    /// Run by `find -exec`, or by `trap` at another time.
    case carried
  }

  /// An index into the pipelines of the model, and the place in that pipeline from 0.
  package var pipeline: Int
  package var stage: Int
  package var enclosures: [Enclosure]
}

/// Commands joined by `|`; a single command is a pipeline of one.
package struct PipelineUse: Sendable {
  /// The number of its statement: pipelines joined by `&&` and `||` share one.
  package var statement: Int
  /// The connector before and after it in that statement.
  package var before: ShellStatement.Connector?
  package var after: ShellStatement.Connector?
  package var terminator: ShellStatement.Terminator
  package var isNegated: Bool
  package var stages: Int
  /// The commands of the pipeline's own stages, and of what stands in them, as indices into the model's.
  package var commands: Range<Int>
  /// In force when the pipeline begins.
  package var options: ShellOptions
  package var span: Span
}

/// The words behind a command's name, sorted into flags and operands.
package struct CommandArguments: Sendable {
  package var words: [ShellWord] = []
  package var flags: [CommandFlag] = []
  /// What is no flag and no value of one.
  package var operands: [ShellWord] = []
  /// False if a word may turn out to be flags that are not seen here, or if more words come at run time.
  package var isComplete = true
  /// More words come at run time, as behind `xargs`.
  package var growsAtRunTime = false

  /// The operands' texts; nil for one that is not known.
  package var operandTexts: [String?] { operands.map(\.staticText) }

  /// Whether one of these flags is given: `unknown` if it is not seen, but may come from an expansion.
  package func hasFlag(_ names: String...) -> Knowledge { hasFlag(of: names) }

  package func hasFlag(of names: some Sequence<String>) -> Knowledge {
    var isAsked = false
    for name in names {
      isAsked = true
      if flags.contains(where: { $0.name == name }) { return .yes }
    }
    return isComplete || !isAsked ? .no : .unknown
  }

  /// The flags of one of these names.
  package func flags(_ names: String...) -> [CommandFlag] {
    flags.filter { names.contains($0.name) }
  }

  /// The words that are addresses: `https://…` and their like.
  package var urls: [URLArgument] {
    words.compactMap { URLArgument($0) } + flags.compactMap { flag in flag.isAttached ? URLArgument(flag) : nil }
  }
}

package struct CommandFlag: Sendable {
  /// With its dashes: `-y`, `--yes`. Of a cluster `-yq` each letter is a flag.
  package var name: String
  package var value: String?
  /// The next word, where that is the value.
  var valueWord: ShellWord?
  /// It has a value, known or not.
  package var hasValue: Bool
  /// The value stands in the same word: `--prefix=/usr`, `-ofile`.
  package var isAttached: Bool
  package var span: Span
}

/// An address among the arguments of a command.
package struct URLArgument: Sendable, Hashable {
  /// In lower case: `https`, `git+ssh`.
  package var scheme: String
  /// The address as far as it is known before its first expansion.
  package var prefix: String
  package var isKnown: Bool
  package var span: Span

  static let schemes: Set<String> = [
    "http", "https", "ftp", "ftps", "sftp", "ssh", "git", "git+http", "git+https", "git+ssh", "svn", "s3", "file",
    "rsync",
  ]

  init?(_ word: ShellWord) {
    self.init(prefix: word.staticPrefix, isKnown: word.staticText != nil, span: word.span)
  }

  init?(_ flag: CommandFlag) {
    guard let value = flag.value else { return nil }
    self.init(prefix: value, isKnown: true, span: flag.span)
  }

  private init?(prefix: String, isKnown: Bool, span: Span) {
    guard let mark = prefix.firstRange(of: "://") else { return nil }
    let scheme = prefix[..<mark.lowerBound].lowercased()
    guard Self.schemes.contains(scheme) else { return nil }
    self.scheme = scheme
    self.prefix = prefix
    self.isKnown = isKnown
    self.span = span
  }
}
