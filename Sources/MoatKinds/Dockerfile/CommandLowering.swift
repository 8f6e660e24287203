import MoatDocument
import MoatShell
import MoatSource

/// Writes the commands and pipelines of one RUN.
///
/// The list of commands ends in an unknown element if there may be others: the text could not be parsed, a command's name
/// is an expansion, or a script is run that nobody can read.
struct ShellLowering {
  private let model: ShellModel
  private let source: SourceFile
  private let span: Span
  /// For each command of the model its place in the list, in which its wrappers stand before it.
  private var places: [Int] = []
  /// By the command: a script may have any number of them.
  private let operations: [Int: PackageOperation]
  private let removals: [Int: [CacheRemoval]]
  private var count = 0

  init(_ model: ShellModel, source: SourceFile, span: Span) {
    self.model = model
    self.source = source
    self.span = span
    operations = Dictionary(model.packageOperations.map { ($0.command, $0) }) { first, _ in first }
    removals = Dictionary(grouping: model.cacheRemovals, by: \.command)
    for use in model.commands {
      places.append(count + use.wrappers.count)
      count += use.wrappers.count + 1
    }
  }

  func write(_ writer: inout DocumentWriter) {
    writer.key("commands")
    writer.list(at: span) { writer in
      for index in model.commands.indices { writeCommand(index, &writer) }
      if model.failure != nil {
        writeFailure(&writer)
      } else if let hidden = model.commands.first(where: { $0.script == .unknown }) {
        writer.unknown("which commands this runs is not known: it reads a script", at: hidden.span)
      } else if let hidden = model.commands.first(where: { $0.name == nil && !$0.words.isEmpty }) {
        writer.unknown("which command this runs is not known: its name is an expansion", at: hidden.span)
      }
    }
    writer.key("pipelines")
    writer.list(at: span) { writer in
      for index in model.pipelines.indices { writePipeline(index, &writer) }
      writeFailure(&writer)
    }
  }

  private func writeFailure(_ writer: inout DocumentWriter) {
    guard let failure = model.failure else { return }
    writer.unknown(
      "which commands this runs is not known: \(failure.message)", at: failure.span,
      flags: model.foreignShell == nil ? [] : .foreign)
  }

  // MARK: Commands

  private func writeCommand(_ index: Int, _ writer: inout DocumentWriter) {
    let use = model.commands[index]
    let filled = use.words.map { $0.writtenText ?? source.text($0.span) }.joined(separator: " ")
    for (depth, wrapper) in use.wrappers.enumerated() {
      let position = use.words.firstIndex { CommandName.of($0) == wrapper } ?? 0
      writer.object(at: use.span) { writer in
        writer.key("name")
        writer.text(wrapper, at: use.words.indices.contains(position) ? use.words[position].span : use.span)
        common(use, filled, &writer)
        words("arguments", Array(use.words.dropFirst(position + 1)), &writer)
        writer.key("wrapped")
        writer.bool(true, at: use.span)
        texts("wrappers", Array(use.wrappers.prefix(depth)), use.span, &writer)
      }
    }
    let operation = operations[index]
    writer.object(at: use.span) { writer in
      writer.key("name")
      if let name = use.name {
        writer.text(name, at: nameSpan(use))
      } else if use.words.isEmpty {
        writer.text("", at: use.span)
      } else {
        writer.unknown("which command this is depends on a variable", at: use.words[0].span)
      }
      common(use, filled, &writer)
      words("arguments", use.arguments.words, &writer)
      words("operands", use.arguments.operands, &writer)
      texts("wrappers", use.wrappers, use.span, &writer)
      writeFlags(use, &writer)
      writeAddresses(use, &writer)
      writeAssignments(use, &writer)
      writer.key("script")
      writer.text("\(use.script)", at: use.span)
      if use.fetched != .none {
        writer.key("fetched")
        writer.text(use.fetched.rawValue, at: use.span)
      }
      texts("cleans", cleans(index), use.span, &writer)
      if let operation { writeOperation(operation, use, &writer) }
    }
  }

  private func nameSpan(_ use: CommandUse) -> Span {
    use.words.first { CommandName.of($0) == use.name }?.span ?? use.span
  }

  /// What a wrapper and its command have in common.
  private func common(_ use: CommandUse, _ filled: String, _ writer: inout DocumentWriter) {
    writer.key("text")
    writer.text(source.text(use.span), at: use.span)
    writer.key("filled")
    writer.text(filled, at: use.span)
    if model.pipelines.indices.contains(use.placement.pipeline) {
      writer.key("pipelineNumber")
      writer.int(use.placement.pipeline, at: use.span)
      writer.key("ignoresFailure")
      writer.bool(model.ignoresFailure(ofPipeline: use.placement.pipeline), at: use.span)
    }
    writer.key("position")
    writer.int(use.placement.stage, at: use.span)
    texts("enclosures", use.placement.enclosures.map(\.rawValue), use.span, &writer)
  }

  private func texts(_ key: StaticString, _ texts: [String], _ span: Span, _ writer: inout DocumentWriter) {
    guard !texts.isEmpty else { return }
    writer.key(key)
    writer.list(at: span) { writer in for text in texts { writer.text(text, at: span) } }
  }

  private func words(_ key: StaticString, _ words: [ShellWord], _ writer: inout DocumentWriter) {
    guard let first = words.first, let last = words.last else { return }
    writer.key(key)
    writer.list(at: first.span.joined(with: last.span)) { writer in
      for word in words { self.word(word, &writer) }
    }
  }

  private func word(_ word: ShellWord, _ writer: inout DocumentWriter) {
    if let text = word.writtenText {
      writer.text(text, at: word.span)
    } else {
      writer.unknown("what this word comes to depends on a variable or a command", at: word.span)
    }
  }

  /// The names of the flags, and their values by name.
  private func writeFlags(_ use: CommandUse, _ writer: inout DocumentWriter) {
    let flags = use.arguments.flags
    if !flags.isEmpty || !use.arguments.isComplete {
      writer.key("flags")
      writer.list(at: use.span) { writer in
        for flag in flags { writer.text(flag.name, at: flag.span) }
        if !use.arguments.isComplete {
          writer.unknown("which flags this command has depends on a variable", at: use.span)
        }
      }
    }
    let valued = flags.filter(\.hasValue)
    guard !valued.isEmpty else { return }
    writer.key("flagValues")
    writer.list(at: use.span) { writer in
      for flag in valued {
        writer.object(at: flag.span) { writer in
          writer.key("name")
          writer.text(flag.name, at: flag.span)
          writer.key("value")
          if let value = flag.value {
            writer.text(value, at: flag.span)
          } else {
            writer.unknown("what this flag is set to depends on a variable", at: flag.span)
          }
        }
      }
    }
  }

  private func writeAddresses(_ use: CommandUse, _ writer: inout DocumentWriter) {
    let addresses = use.arguments.urls
    guard let first = addresses.first else { return }
    writer.key("url")
    writer.text(first.prefix, at: first.span)
    writer.key("urls")
    writer.list(at: use.span) { writer in
      for address in addresses { writer.text(address.prefix, at: address.span) }
    }
  }

  private func writeAssignments(_ use: CommandUse, _ writer: inout DocumentWriter) {
    guard !use.assignments.isEmpty else { return }
    writer.key("assignments")
    writer.list(at: use.span) { writer in
      for assignment in use.assignments {
        writer.object(at: assignment.span) { writer in
          writer.key("name")
          writer.text(assignment.name, at: assignment.span)
          writer.key("value")
          if assignment.values.count == 1, let text = assignment.values[0].writtenText {
            writer.text(text, at: assignment.span)
          } else if assignment.values.isEmpty {
            writer.text("", at: assignment.span)
          } else {
            writer.unknown("what is assigned depends on a variable or a command", at: assignment.span)
          }
          writer.key("written")
          writer.text(written(assignment.span), at: assignment.span)
        }
      }
    }
  }

  /// What stands behind the first `=`.
  private func written(_ assignment: Span) -> String {
    String(source.text(assignment).drop { $0 != "=" }.dropFirst())
  }

  // MARK: Package managers

  /// `apt.lists`, `apk.cache`: what this command removes, whichever manager the folder is of.
  private func cleans(_ index: Int) -> [String] {
    (removals[index] ?? []).map { "\(Self.family($0.manager)).\($0.what.rawValue)" }
  }

  /// The three front ends of apt are one manager, and so are dnf 4 and 5 by the names that they have side by side.
  private static func family(_ manager: String) -> String {
    switch manager {
    case "apt-get", "apt", "aptitude": "apt"
    case "dnf5", "dnf4", "dnf-3": "dnf"
    default: manager
    }
  }

  private func writeOperation(_ operation: PackageOperation, _ use: CommandUse, _ writer: inout DocumentWriter) {
    writer.key("manager")
    writer.text(Self.family(operation.manager), at: use.span)
    writer.key("subcommand")
    if let subcommand = operation.subcommand {
      writer.text(subcommand, at: use.span)
    } else if operation.action == .unknown {
      writer.unknown("what \(operation.manager) is asked to do depends on a variable", at: use.span)
    }
    writer.key("action")
    if operation.action == .unknown {
      writer.unknown("what \(operation.manager) is asked to do depends on a variable", at: use.span)
    } else {
      writer.text(Self.action(operation.action), at: use.span)
    }
    let flags: [(StaticString, Knowledge)] = [
      ("assumesYes", operation.assumesYes), ("skipsRecommended", operation.skipsRecommended),
      ("skipsCache", operation.skipsCache), ("skipsVerification", operation.skipsVerification),
    ]
    for (key, answer) in flags {
      writer.key(key)
      knowledge(answer, "whether \(operation.manager) has this flag depends on a variable", use.span, &writer)
    }
    writer.key("packages")
    writer.list(at: use.span) { writer in
      for package in operation.packages { writePackage(package, &writer) }
      if !operation.isComplete, !operation.packages.contains(where: { $0.kind == .unknown }) {
        writer.unknown("which packages are installed depends on a variable", at: use.span)
      }
    }
  }

  private static func action(_ action: PackageOperation.Action) -> String {
    action == .upgradeSystem ? "upgrade-system" : action.rawValue
  }

  private func knowledge(_ answer: Knowledge, _ why: String, _ span: Span, _ writer: inout DocumentWriter) {
    switch answer {
    case .yes: writer.bool(true, at: span)
    case .no: writer.bool(false, at: span)
    case .unknown: writer.unknown(why, at: span)
    }
  }

  private func writePackage(_ package: PackageRequest, _ writer: inout DocumentWriter) {
    if package.kind == .unknown {
      return writer.unknown("which packages this installs depends on a variable", at: package.span)
    }
    writer.object(at: package.span) { writer in
      writer.key("text")
      if let text = package.filledText {
        writer.text(text, at: package.span)
      } else {
        writer.text(source.text(package.span), at: package.span)
      }
      writer.key("kind")
      writer.text(package.kind.rawValue, at: package.span)
      if let name = package.name {
        writer.key("name")
        writer.text(name, at: package.span)
      }
      writer.key("pin")
      switch package.version {
      case .absent: writer.text("absent", at: package.span)
      case .exact: writer.text("exact", at: package.span)
      case .range: writer.text("range", at: package.span)
      // A version that a variable holds is a version: which one is not asked.
      case .written: writer.text("exact", at: package.span)
      case .unknown: writer.unknown("whether this package has a version depends on a variable", at: package.span)
      }
      switch package.version {
      case .exact(let version), .range(let version):
        writer.key("version")
        writer.text(version, at: package.span)
      default: break
      }
    }
  }

  // MARK: Pipelines

  private func writePipeline(_ index: Int, _ writer: inout DocumentWriter) {
    let use = model.pipelines[index]
    writer.object(at: use.span) { writer in
      writer.key("text")
      writer.text(source.text(use.span), at: use.span)
      writer.key("stages")
      writer.int(use.stages, at: use.span)
      writer.key("pipefail")
      knowledge(use.options.pipefail, "whether pipefail is set here is not known", use.span, &writer)
      writer.key("ignoresFailure")
      writer.bool(model.ignoresFailure(ofPipeline: index), at: use.span)
      writer.key("isNegated")
      writer.bool(use.isNegated, at: use.span)
      // The commands of the pipeline itself, each at its stage; what stands inside of them belongs to others.
      let own = use.commands.filter { model.commands[$0].placement.pipeline == index }
      if let first = own.first, let last = own.last {
        writer.key("firstCommand")
        writer.int(places[first], at: use.span)
        writer.key("commandCount")
        writer.int(places[last] - places[first] + 1, at: use.span)
      }
    }
  }
}
