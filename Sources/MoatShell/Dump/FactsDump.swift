/// The facts of a model, one line for each command, package operation and removal: for tests and for people.
extension ShellDump {
  package static func dump(_ model: ShellModel) -> String {
    var lines = model.commands.indices.map { dump(model.commands[$0], model) }
    lines += model.packageOperations.map(dump)
    lines += model.cacheRemovals.map { "removal \($0.manager) \($0.what.rawValue) by \($0.command)" }
    if let failure = model.failure { lines.append("failure \(quoted(failure.message))") }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func dump(_ use: CommandUse, _ model: ShellModel) -> String {
    let pipeline = model.pipelines[use.placement.pipeline]
    var parts = [use.name ?? (use.words.isEmpty ? "-" : "?")]
    if !use.wrappers.isEmpty { parts.append("behind " + use.wrappers.joined(separator: ",")) }
    parts += use.assignments.map { assignment in
      assignment.name + "=" + (assignment.isArray ? "()" : assignment.values.first.map(dump) ?? "")
    }
    parts += use.arguments.flags.map { flag in
      flag.hasValue ? "\(flag.name)=\(flag.value.map(quoted) ?? "?")" : flag.name
    }
    parts += use.arguments.operands.map(dump)
    if !use.arguments.isComplete { parts.append("…") }
    parts.append("@\(use.placement.pipeline)" + (pipeline.stages > 1 ? ".\(use.placement.stage)" : ""))
    if let before = pipeline.before { parts.append("after-" + (before == .and ? "and" : "or")) }
    if pipeline.isNegated { parts.append("negated") }
    if model.ignoresFailure(ofPipeline: use.placement.pipeline) { parts.append("ignored") }
    parts += use.placement.enclosures.map { "in-" + $0.rawValue }
    if use.options.pipefail != .no { parts.append("pipefail-" + use.options.pipefail.rawValue) }
    if use.options.exitsOnError != .no { parts.append("errexit-" + use.options.exitsOnError.rawValue) }
    switch use.script {
    case .none: break
    case .read: parts.append("script")
    case .file: parts.append("script-file")
    case .unknown: parts.append("script-unknown")
    }
    if use.fetched != .none { parts.append("fetched-\(use.fetched.rawValue)") }
    parts += use.arguments.urls.map { "url:\($0.scheme)" }
    return parts.joined(separator: " ")
  }

  private static func dump(_ operation: PackageOperation) -> String {
    var parts = ["packages", operation.manager, operation.subcommand ?? "?", operation.action.rawValue]
    parts += operation.packages.map { package in
      let name = package.name ?? "?"
      let kind = package.kind == .named ? "" : "\(package.kind.rawValue):"
      let version =
        switch package.version {
        case .absent: ""
        case .exact(let version): "[\(version)]"
        case .range(let version): "{\(version)}"
        case .written: "[$]"
        case .unknown: "[?]"
        }
      return kind + name + version
    }
    if !operation.isComplete { parts.append("…") }
    parts.append("yes:\(operation.assumesYes)")
    if operation.skipsRecommended != .no { parts.append("no-recommends:\(operation.skipsRecommended)") }
    if operation.skipsCache != .no { parts.append("no-cache:\(operation.skipsCache)") }
    if operation.skipsVerification != .no { parts.append("unverified:\(operation.skipsVerification)") }
    return parts.joined(separator: " ")
  }
}
