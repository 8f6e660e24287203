package import MoatSource

/// One instruction with the meaning of its parts, before variables are filled in.
package struct Instruction: Sendable {
  package var node: InstructionNode
  package var content: Content

  package init(node: InstructionNode, content: Content) {
    self.node = node
    self.content = content
  }

  /// Reads an instruction of the tree; nil if it has an error.
  package static func read(_ node: InstructionNode, in source: SourceFile) -> Instruction? {
    try? InstructionReader.read(node, in: source)
  }

  package enum Content: Sendable {
    case add(FileCopy)
    case arg([ArgDeclaration])
    case cmd(CommandLine)
    case copy(FileCopy)
    case entrypoint(CommandLine)
    case env([NamedValue])
    case expose([Token])
    case from(FromClause)
    case healthcheck(Healthcheck)
    case label([NamedValue])
    /// Deprecated: the author of the image.
    case maintainer(Token)
    case onbuild(OnbuildTrigger)
    case run(RunStep)
    case shell([Token])
    case stopsignal(Token)
    case user(Token)
    case volume([Token])
    case workdir(Token)
  }
}

/// One pair of ENV or LABEL.
package struct NamedValue: Hashable, Sendable {
  package var name: Token
  package var value: Token
  /// False in the deprecated form `ENV name value`.
  package var hasEquals: Bool
}

/// One name of ARG, with its default if it has one.
package struct ArgDeclaration: Hashable, Sendable {
  package var name: Token
  package var value: Token?
}

/// What FROM says.
package struct FromClause: Hashable, Sendable {
  package var base: Token
  /// The name of the stage in lower case; its span shows it as it is written.
  package var name: Token?
  package var platform: Token?
}

/// The command of RUN, CMD, ENTRYPOINT or HEALTHCHECK.
package struct CommandLine: Hashable, Sendable {
  package enum Form: Hashable, Sendable {
    /// One text for the stage's shell.
    case shell
    /// A JSON array, run without a shell.
    case exec
  }

  package var form: Form
  /// The elements in exec form; in shell form one text, or none.
  package var words: [Token]
  /// Only RUN has them.
  package var heredocs: [Heredoc] = []
}

/// What RUN says.
package struct RunStep: Sendable {
  package var command: CommandLine
  /// The values of `--mount`.
  package var mounts: [Token]
  package var network: Token?
  package var security: Token?
  package var devices: [Token]
}

/// What COPY or ADD says. A flag that is absent is nil or false.
package struct FileCopy: Sendable {
  /// Paths, URLs and repositories; not the heredocs.
  package var sources: [Token]
  /// The sources that stand in the Dockerfile itself.
  package var heredocs: [Heredoc]
  package var destination: Token
  package var from: Token?
  package var chown: Token?
  package var chmod: Token?
  package var checksum: Token?
  package var excludes: [Token] = []
  package var isLinked = false
  package var keepsParents = false
  package var keepsGitFolder = false
  package var unpacks: Bool?
}

/// What HEALTHCHECK says.
package struct Healthcheck: Hashable, Sendable {
  /// Nil for `HEALTHCHECK NONE`.
  package var command: CommandLine?
  /// Times in nanoseconds; 0 where the flag is absent.
  package var interval: Int64 = 0
  package var timeout: Int64 = 0
  package var startPeriod: Int64 = 0
  package var startInterval: Int64 = 0
  package var retries: Int = 0
}

/// What ONBUILD says: an instruction for the stages that build on this one.
package struct OnbuildTrigger: Sendable {
  /// The instruction as a text of its own, with its heredocs.
  package var expression: ByteText
  /// The instruction in the tree.
  package var node: InstructionNode
}
