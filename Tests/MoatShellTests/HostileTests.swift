import MoatShell
import MoatSource
import MoatTestSupport
import Testing

/// Input that is made to break a reader ends as a failure, in bounded time.
@Suite struct HostileTests {
  @Test func deepNestingIsAFailure() {
    for opening in [
      "$(", "(", "{ ", "`", "\"$(", "${a:-", "$((", "<(", "if a; then ", "a() ", "case a in b) ", "\"${a-", "! ",
    ] {
      let text = String(repeating: opening, count: 99_999)
      let clock = ContinuousClock()
      let time = clock.measure {
        let model = ShellModel.read(ShellText("echo before; " + text))
        #expect(model.failure != nil, "\(opening)")
        #expect(model.commands.contains { $0.name == "echo" }, "\(opening)")
      }
      #expect(time < .seconds(5), "\(opening) takes \(time)")
    }
  }

  @Test func scriptsInsideEachOtherAreBounded() {
    var text = "echo x"
    for _ in 0..<6 {
      text = "sh -c \"" + text.flatMap { $0 == "\"" || $0 == "\\" ? "\\\($0)" : String($0) } + "\""
    }
    let model = ShellModel.read(ShellText(text))
    #expect(model.commands.count == ShellModel.maximumScriptLevels + 1)
    #expect(model.commands.last?.script == .unknown)
    #expect(!model.isComplete)
  }

  @Test func aZeroByteIsAFailureAndWhatStandsBeforeIsKept() {
    let model = ShellModel.read(ShellText(bytes: Array("a; b \u{0} c".utf8)))
    #expect(model.failure?.message == "a zero byte")
    #expect(model.failure?.span.start == 5)
    #expect(model.commands.count == 2)
  }

  @Test func longTextsTakeLinearTime() {
    let units = [
      "a; ", "a && ", "a | ", "a ", "'a' ", "\"$a\" ", "$(a) ", "`a` ", "a[b ", "{a,", "a=b ", "<<E ", "$((a) ",
      "a\n", "\\\n", "# a\n", "[a", "~", "$", "$[", "((a)) ; ", "sh -c 'a'; ", "@(a", "time ",
    ]
    for unit in units {
      let text = String(repeating: unit, count: 400_000 / unit.utf8.count)
      let clock = ContinuousClock()
      let time = clock.measure { _ = ShellModel.read(ShellText(text)) }
      // Seconds on a quiet machine; what grows with the square would take many minutes on any.
      #expect(time < .seconds(90), "\(unit) takes \(time)")
    }
  }

  @Test func randomBytesNeverTrap() {
    var random = SplitMix64(seed: 7)
    let alphabet = Array("ab $`\"'\\(){}[]<>|&;\n#=!*?~-<<EOF if then fi do done case in esac 1".utf8)
    for _ in 0..<4000 {
      let count = Int.random(in: 0..<60, using: &random)
      let bytes = (0..<count).map { _ in alphabet.randomElement(using: &random) ?? 0 }
      let model = ShellModel.read(ShellText(bytes: bytes))
      for command in model.commands {
        #expect(command.span.end <= UInt32(count), "\(String(decoding: bytes, as: UTF8.self))")
      }
    }
  }
}
