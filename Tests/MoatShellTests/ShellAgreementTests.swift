import Glibc
import MoatShell
import MoatSource
import MoatTestSupport
import Testing

/// Random scripts, run by real shells: what the model says a word comes to is what the command was given, each time it ran.
@Suite struct ShellAgreementTests {
  /// Writes scripts of which each `probe` has a number.
  private struct Generator {
    var random: SplitMix64
    var probes = 0
    var hasDocuments = true
    /// With what only bash has.
    var isBash = false
    var loops = 0

    mutating func pick<Element>(_ list: [Element]) -> Element { list[Int.random(in: 0..<list.count, using: &random)] }

    mutating func variable() -> String { pick(["A", "B", "C"]) }

    mutating func value() -> String {
      let name = variable()
      return pick([
        "x", "'y z'", "$\(name)", "\"$\(name)-1\"", "${\(name):-d}", "", "*", "$(echo q)", "p", "${\(name)%?}",
        "${\(name):+u v}",
        "\"${\(name)#a}\"", "' w '", "${#\(name)}", "u$(echo q)", "u${\(name)}w", "\"u v${\(name)%x}\"",
      ])
    }

    mutating func probe() -> String {
      probes += 1
      let name = variable()
      let words = pick([
        "$A \"$B\" x${C}y", "$\(name)", "\"$\(name)\"", "${\(name):-d e} $\(name)$A", "-${\(name)}-",
        "\"${\(name)%b}\" ''$B",
        "${\(name)##* }", "[$\(name)] \"$A\"$B'q'", "$A$B$C", "\"$A\" \"-$\(name)\"", "${\(name)+\"k l\" m}",
      ])
      return "probe \(probes) \(words)"
    }

    mutating func quoted(_ script: String) -> String {
      "'" + script.flatMap { $0 == "'" ? Array("'\\''") : [$0] } + "'"
    }

    mutating func ofBash() -> String {
      let name = variable()
      return pick([
        "\(name)+=x", "\(name)+=$\(variable())", "declare \(name)=x", "local \(name)=x", "printf -v \(name) '%s' x",
        "read \(name) <<< x", "((\(name)=1))", "[[ $\(name) == x ]] && \(variable())=y", "\(name)=(x y)",
        "\(name)[0]=x",
        "declare -i \(name)", "declare -x \(name)=x", "\(name)=$'x y'", "shopt -s lastpipe", "set -o posix",
        "\(name)=${A/a/x}",
        "\(name)=${B:1:1}", "\(name)=${A^^}", "let \(name)=2", "declare -n D=\(name); D=x", "trap 'A=x' DEBUG",
        "trap f DEBUG",
        "mapfile \(name) <<< x", "export -n \(name)", "typeset \(name)", "\(name)=s :", "printf '%s%n' x \(name)",
      ])
    }

    mutating func simple() -> String {
      if isBash, Int.random(in: 0..<4, using: &random) == 0 { return ofBash() }
      let name = variable()
      switch Int.random(in: 0..<16, using: &random) {
      case 0...4: return "\(name)=\(value())"
      case 5...8: return probe()
      case 9: return "export \(name)=\(pick(["x", "y", "\"$A\""]))"
      case 10: return "unset \(name)"
      case 11: return "\(name)=\(value()) \(probe())"
      case 12: return ": ${\(name):=\(pick(["x", "y"]))}"
      case 13: return pick(["f", "g", "true", "false"])
      case 14:
        return pick([
          "IFS=y", "unset IFS", "set -f", "export \(name)", "read \(name) < /dev/null", "\(name)=s :",
          "\(name)=s export \(name)", "\(name)=s set -f", "echo r | read \(name)",
        ])
      default: return "\(name)=\(pick(["x", "y"])) \(variable())=\(value())"
      }
    }

    mutating func script(_ depth: Int) -> String {
      (0..<Int.random(in: 1...4, using: &random)).map { _ in statement(depth) }.joined(separator: "\n")
    }

    mutating func statement(_ depth: Int) -> String {
      guard depth > 0 else { return simple() }
      let status = pick(["true", "false"])
      switch Int.random(in: 0..<23, using: &random) {
      case 0: return "if \(status); then\n\(script(depth - 1))\nelse\n\(script(depth - 1))\nfi"
      case 1:
        return "if \(simple()); \(status); then\n\(script(depth - 1))\nelif \(simple()); then\n\(script(depth - 1))\nfi"
      case 2: return "for \(variable()) in 1 2; do\n\(script(depth - 1))\ndone"
      case 3: return "for i in 1 2; do\n\(script(depth - 1))\ndone"
      case 4:
        loops += 1
        let counter = "n\(loops)"
        return "\(counter)=; while [ \"$\(counter)\" != xx ]; do \(counter)=x$\(counter)\n\(script(depth - 1))\ndone"
      case 5: return "case \(pick(["a", "b"])) in a) \(statement(depth - 1));; *) \(statement(depth - 1));; esac"
      case 6: return "\(pick(["f", "g"]))() {\n\(script(depth - 1))\n}"
      case 7: return "(\n\(script(depth - 1))\n)"
      case 8: return "{\n\(script(depth - 1))\n}"
      case 9: return "{\n\(script(depth - 1))\n} | cat"
      case 10: return "{\n\(script(depth - 1))\n} & wait"
      case 11:
        // Shells do not agree on a here-document in a substitution.
        let hadDocuments = hasDocuments
        hasDocuments = false
        defer { hasDocuments = hadDocuments }
        return "\(variable())=\"$(\(script(depth - 1))\n)\""
      case 12: return "eval \(quoted(script(depth - 1)))"
      case 13: return "sh -c \(quoted(script(depth - 1)))"
      case 14: return "\(variable())=w sh -c \(quoted(script(depth - 1)))"
      case 15: return "trap \(quoted(script(depth - 1))) EXIT"
      case 16 where hasDocuments: return "sh <<E\n\(script(0))\nE"
      case 17: return "\(status) && \(simple()) && \(simple()) || \(simple())"
      case 18:
        return "case \(pick(["a", "b"])) in a) \(statement(depth - 1));; *) \(simple()); exit;; esac"
      case 19: return "\(simple()) || \(simple()) && \(simple())"
      case 20: return "\(status) && {\n\(script(depth - 1))\n} || \(simple())"
      default: return simple()
      }
    }
  }

  @Test func whatIsKnownIsWhatTheShellGives() throws {
    let folder = "/tmp/moat-shell-agreement-\(getpid())"
    let shells = ["dash", "bash", "busybox"].filter { Files.read("/bin/\($0)") != nil }
    guard !shells.isEmpty, Files.read("/usr/bin/env") != nil else {
      print("skipped: no shell")
      return
    }
    let count = 100
    try #require(unsafe system("mkdir -p \(folder)/empty") == 0)
    defer { _ = unsafe system("rm -rf \(folder)") }
    var generator = Generator(random: SplitMix64(seed: 20))
    let scripts = (0..<count).map { _ in
      generator.probes = 0
      generator.isBash.toggle()
      return generator.script(2) + "\n" + generator.probe() + "\n"
    }
    for (number, script) in scripts.enumerated() { try #require(Files.write(script, to: "\(folder)/\(number).sh")) }
    let probe = "#!/bin/sh\nprintf '\\001%s' \"$1\" >> $OUT; shift; printf '\\002[%s]' '' \"$@\" >> $OUT\n"
    try #require(Files.write(probe, to: "\(folder)/probe"))
    let driver = """
      cd \(folder)/empty; chmod +x ../probe; i=0
      while [ $i -lt \(count) ]; do for shell in \(shells.joined(separator: " ")); do
      run=$shell; [ $shell = busybox ] && run="busybox ash"
      env -i PATH=\(folder):/usr/bin:/bin OUT=\(folder)/$i.$shell A=a "B=a b" timeout 5 $run ../$i.sh </dev/null >/dev/null 2>&1
      done; i=$((i+1)); done
      """
    try #require(Files.write(driver, to: "\(folder)/driver"))
    _ = unsafe system("/bin/sh \(folder)/driver")
    var compared = 0
    var runs = 0
    for (number, script) in scripts.enumerated() {
      // The first of two is of bash.
      for shell in shells where shell == "bash" || number % 2 == 1 {
        let known = Self.probes(of: script, shell == "bash" ? "bash" : "ash")
        let output = Files.text("\(folder)/\(number).\(shell)") ?? ""
        for run in output.split(separator: "\u{1}") {
          let parts = run.split(separator: "\u{2}", omittingEmptySubsequences: false).map(String.init)
          runs += 1
          guard let probe = known[parts[0]] else { continue }
          if probe.saysAnything { compared += 1 }
          let given = parts.dropFirst(2).map { String($0.dropFirst().dropLast()) }
          #expect(probe.allows(given), "\(shell) gives \(given) to probe \(parts[0]), not \(probe), of\n\(script)")
        }
      }
    }
    print("shell: \(compared) of \(runs) commands run by \(shells) had words of which something was known")
    #expect(compared * 3 > runs)
  }

  /// What the model says of one command: its words up to the first that may be any number of words.
  private struct Probe {
    var words: [(text: String, isWhole: Bool)] = []
    var isComplete = true

    var saysAnything: Bool { words.contains { $0.isWhole || !$0.text.isEmpty } || isComplete }

    func allows(_ given: [String]) -> Bool {
      guard isComplete ? given.count == words.count : given.count >= words.count else { return false }
      return zip(words, given).allSatisfy { word, given in
        word.isWhole ? given == word.text : given.hasPrefix(word.text)
      }
    }
  }

  private static func probes(of script: String, _ shell: String) -> [String: Probe] {
    var environment = ShellEnvironment(["A": "a", "B": "a b"], isComplete: true)
    for name in ["PATH", "OUT"] { environment.set(name, nil) }
    let model = ShellModel.read(
      ShellText(script), shell: ShellInvocation(arguments: ["/bin/" + shell]), variables: environment)
    var result: [String: Probe] = [:]
    for command in model.commands where command.name == "probe" {
      guard command.words.count > 1, let number = command.words[1].staticText else { continue }
      var probe = Probe()
      for word in command.words.dropFirst(2) {
        if let text = word.writtenText {
          probe.words.append((text, true))
        } else if word.maySplit {
          probe.isComplete = false
          break
        } else {
          probe.words.append((word.staticPrefix, false))
        }
      }
      result[number] = probe
    }
    return result
  }
}
