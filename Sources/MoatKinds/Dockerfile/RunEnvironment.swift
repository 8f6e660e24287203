import MoatDockerfile
import MoatShell

/// The variables that a RUN has, as far as they are known: ENV and ARG, step by step.
struct RunEnvironment {
  private var variables = ShellEnvironment()

  /// Of a RUN of which only the text is known.
  init() {}

  /// At the beginning of a stage; `earlier` has those at the end of the stages that others are built on.
  init(of stage: EvaluatedStage, _ earlier: [Int: RunEnvironment]) {
    if case .stage(let parent) = stage.base {
      self = earlier[parent] ?? RunEnvironment()
      return
    }
    guard stage.known.contains(.environment) else { return }
    variables.isComplete = true
    for name in Self.givenByTheBuild { variables.set(name, nil) }
    for name in stage.baseVariables.names { set(name, stage.baseVariables.value(of: name)) }
  }

  mutating func apply(_ changes: [EvaluatedStage.VariableChange]) {
    for change in changes { set(change.name, change.value) }
  }

  private mutating func set(_ name: ByteText, _ value: ByteText?) {
    let text = value?.description
    // What is no text in UTF-8 is not the same when it is read as one.
    let isSame = text.map { Array($0.utf8) == value?.bytes } ?? true
    variables.set(name.description, isSame ? text : nil)
  }

  /// With the secrets that this RUN asks for, which go before variables of the same name.
  func variables(of run: RunStep, _ allowance: FillingAllowance) -> ShellEnvironment {
    var result = variables
    result.allowance = min(ShellEnvironment.standardAllowance, max(0, allowance.remaining))
    for token in run.mounts {
      guard let mount = Mount.written(token) else { continue }
      guard let name = mount.environmentName else { continue }
      // Which one this is depends on a variable itself.
      if name.contains(UInt8(ascii: "$")) { return ShellEnvironment() }
      result.hide(name.description)
    }
    return result
  }

  /// What a builder and the program that runs containers set by themselves, whatever the image has: never known not to be
  /// set. From BuildKit 0.15 (proxies, `PATH`) and runc 1.1 (`HOME`, `HOSTNAME`, `TERM`).
  private static let givenByTheBuild: [String] = [
    "PATH", "HOME", "HOSTNAME", "TERM", "USER", "LOGNAME", "SHELL", "container", "SOURCE_DATE_EPOCH", "HTTP_PROXY",
    "http_proxy", "HTTPS_PROXY", "https_proxy", "FTP_PROXY", "ftp_proxy", "NO_PROXY", "no_proxy", "ALL_PROXY",
    "all_proxy",
  ]
}

/// How much text the variables of a whole file may come to in its RUN instructions: a few lines could make much of it.
package final class FillingAllowance {
  package static let standard = 16 << 20
  var remaining = FillingAllowance.standard
}
