import MoatValues

/// The fields of the kinds of Dockerfiles. `docs/dockerfile-rules.md` explains them.
extension DockerfileKind {
  private static let source = "docs/dockerfile-rules.md"

  private static func field(_ name: String, _ type: Type, _ reading: Reading = .required) -> Field {
    DerivedKind.field(name, type, reading, page: source)
  }

  private static func fact(_ name: String, _ type: Type, _ fact: Fact, _ reading: Reading = .required) -> Field {
    Field(name: name, type: type, access: .fact(fact), reading: reading, isIdentifier: true, source: source)
  }

  private static func list(_ kind: DockerfileKind) -> Type { .list(.object(kind.id)) }
  private static func object(_ kind: DockerfileKind) -> Type { .object(kind.id) }
  private static let texts = Type.list(.string)

  static let keywords = Enumeration(
    name: "keyword",
    members: [
      "ADD", "ARG", "CMD", "COPY", "ENTRYPOINT", "ENV", "EXPOSE", "FROM", "HEALTHCHECK", "LABEL", "MAINTAINER",
      "ONBUILD", "RUN", "SHELL", "STOPSIGNAL", "USER", "VOLUME", "WORKDIR",
    ])
  static let managers = Enumeration(
    name: "package manager",
    members: [
      "none", "apt", "apk", "yum", "dnf", "microdnf", "tdnf", "zypper", "pacman", "pip", "pipx", "pipenv", "poetry",
      "uv", "conda", "mamba", "micromamba", "npm", "pnpm", "yarn", "bun", "gem", "bundle", "go", "cargo", "composer",
    ])
  static let actions = Enumeration(
    name: "package action",
    members: ["none", "install", "refresh", "upgrade", "upgrade-system", "remove", "clean", "execute", "other"])

  var fields: [Field] {
    switch self {
    case .dockerfile: Self.dockerfileFields
    case .stage: Self.stageFields
    case .instruction: Self.instructionFields
    case .pipeline: Self.pipelineFields
    case .command: Self.commandFields
    case .variable:
      [
        Self.field("name", .string), Self.field("value", .string, .none), Self.field("written", .string, .none),
        Self.field("hasEquals", .bool, .bool(true)),
      ]
    case .origin:
      [
        Self.field("text", .string), Self.field("written", .string), Self.field("scratch", .bool, .bool(false)),
        Self.field("image", .imageReference, .none), Self.field("tag", .string, .none),
        Self.field("digest", .string, .none),
        Self.fact("stage", Self.object(.stage), .referencedStage, .none),
      ]
    case .user:
      [
        Self.field("text", .string), Self.field("written", .string, .none), Self.field("name", .string),
        Self.field("group", .string, .none), Self.field("isNumeric", .bool),
      ]
    case .exposedPort:
      [
        Self.field("text", .string), Self.field("first", .int), Self.field("last", .int),
        Self.field("protocol", .string), KindFields.index,
      ]
    case .requestedPackage:
      [
        Self.field("text", .string), Self.field("name", .string, .none), Self.field("version", .string, .none),
        Self.field(
          "kind", .enumeration(Enumeration(name: "package kind", members: ["named", "file", "url", "list", "group"]))),
        Self.field(
          "pin", .enumeration(Enumeration(name: "package pin", members: ["absent", "exact", "range"]))),
        KindFields.index,
      ]
    case .flag: [Self.field("name", .string), Self.field("value", .string), KindFields.index]
    }
  }

  private static let dockerfileFields: [Field] = [
    field("path", .string), field("escape", .string), field("directives", .map(.string), .empty),
    field("problems", texts, .empty), field("builds", .list(.imageReference), .empty),
    field("stages", list(.stage), .empty), field("unreadScripts", texts, .empty),
    fact("instructions", list(.instruction), .dockerfileInstructions),
    fact("commands", list(.command), .dockerfileCommands),
    fact("finalStage", object(.stage), .dockerfileFinalStage, .none),
  ]

  private static let stageFields: [Field] = [
    field("name", .string, .none), field("isFinal", .bool), field("isNeeded", .bool), field("isKept", .bool),
    field("base", object(.origin)),
    field("user", object(.user), .none), field("workdir", .string, .none), field("entrypoint", texts, .none),
    field("command", texts, .none), field("healthcheck", texts, .none), field("stopSignal", .string, .none),
    field("shell", texts, .empty), field("env", .map(.string), .empty), field("labels", .map(.string), .empty),
    field("exposedPorts", texts, .empty), field("ports", list(.exposedPort), .empty),
    field("volumes", texts, .empty),
    fact("instructions", list(.instruction), .stageInstructions),
    fact("lineage", list(.instruction), .stageLineage),
    fact("commands", list(.command), .stageCommands),
    fact("earlier", object(.stage), .earlierOfName, .none),
  ]

  private static let instructionFields: [Field] = [
    field("keyword", .enumeration(keywords)), field("writtenKeyword", .string), field("text", .string),
    field("onbuild", .bool),
    field("hasEmptyLine", .bool), field("flags", texts, .empty), field("arguments", texts, .empty),
    field("comments", texts, .empty), field("heredocs", texts, .empty),
    field("form", .enumeration(Enumeration(name: "form", members: ["shell", "exec"]))),
    field("undefinedVariables", texts, .empty),
    fact("stage", object(.stage), .referencedStage, .none),
    fact("previous", object(.instruction), .instructionPrevious, .none),
    fact("earlier", object(.instruction), .earlierInstruction, .none),
    field("trigger", object(.instruction), .none),
    // FROM, COPY, ADD.
    field("from", object(.origin), .none), field("origins", list(.origin), .empty), field("platform", .string, .none),
    field("name", .string, .none),
    field("sources", texts, .empty), field("destination", .string, .none), field("chown", .string, .none),
    field("chmod", .string, .none), field("checksum", .string, .none), field("isLinked", .bool, .bool(false)),
    // RUN.
    field("commands", list(.command), .empty), field("pipelines", list(.pipeline), .empty),
    field("mounts", texts, .empty), field("mountTypes", texts, .empty), field("network", .string, .none),
    field("security", .string, .none), field("shellName", .string, .none),
    field("buildArguments", list(.variable), .empty),
    // In the history of an image.
    field("isFromBase", .bool, .bool(false)),
    // CMD, ENTRYPOINT, HEALTHCHECK, SHELL.
    field("hasOwnShell", .bool, .bool(false)), field("words", texts, .empty), field("disabled", .bool, .bool(false)),
    // ENV, LABEL, ARG; EXPOSE; VOLUME; WORKDIR; USER.
    field("variables", list(.variable), .empty), field("ports", list(.exposedPort), .empty),
    field("paths", texts, .empty), field("path", .string, .none), field("user", object(.user), .none),
  ]

  private static let pipelineFields: [Field] = [
    field("text", .string), field("stages", .int), field("pipefail", .bool), field("ignoresFailure", .bool),
    field("isNegated", .bool), fact("commands", list(.command), .pipelineCommands),
    // Parts that every pipeline has, so that `p.first.name` needs no more words.
    fact("first", object(.command), .pipelineFirst), fact("last", object(.command), .pipelineLast),
  ]

  private static let commandFields: [Field] = [
    field("name", .string), field("text", .string), field("filled", .string), field("arguments", texts, .empty),
    field("operands", texts, .empty), field("flags", texts, .empty), field("flagValues", list(.flag), .empty),
    field("wrapped", .bool, .bool(false)), field("wrappers", texts, .empty),
    field("assignments", list(.variable), .empty), field("url", .string, .string("")), field("urls", texts, .empty),
    field(
      "script", .enumeration(Enumeration(name: "script", members: ["none", "read", "file", "unknown"])), .string("none")
    ),
    field(
      "fetched", .enumeration(Enumeration(name: "fetched", members: ["none", "program", "script", "input"])),
      .string("none")),
    field("cleans", texts, .empty), field("position", .int, .int(0)), field("enclosures", texts, .empty),
    field("ignoresFailure", .bool, .bool(false)),
    fact("pipeline", object(.pipeline), .commandPipeline, .none),
    // Package managers.
    field("manager", .enumeration(managers), .string("none")), field("subcommand", .string, .string("")),
    field("action", .enumeration(actions), .string("none")), field("packages", list(.requestedPackage), .empty),
    field("assumesYes", .bool, .bool(false)), field("skipsRecommended", .bool, .bool(false)),
    field("skipsCache", .bool, .bool(false)), field("skipsVerification", .bool, .bool(false)),
  ]
}
