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
      let time = ProcessorTime.measure {
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
      "a\n", "a=$a; ", "a=a\n", "\\\n", "# a\n", "[a", "~", "$", "$[", "((a)) ; ", "sh -c 'a'; ", "@(a", "time ",
    ]
    for unit in units {
      let text = String(repeating: unit, count: 400_000 / unit.utf8.count)
      let time = ProcessorTime.measure { _ = ShellModel.read(ShellText(text)) }
      // Seconds on a quiet machine; what grows with the square would take many minutes on any.
      #expect(time < .seconds(90), "\(unit) takes \(time)")
    }
  }

  /// Values that grow end at a limit, and so does the text that all of them come to.
  @Test func valuesThatGrowAreBounded() {
    let doubling = "x=aa\n" + String(repeating: "x=$x$x\n", count: 60) + "echo $x"
    let words = String(repeating: "a ", count: 1000)
    let cases = [
      doubling, "x='\(words)'; " + String(repeating: "b $x; ", count: 5000),
      "x='\(words)'; b " + String(repeating: "$x", count: 50_000),
      "x='\(words)'; b \"" + String(repeating: "$x", count: 50_000) + "\"",
      "x='\(words)'; " + String(repeating: "b ${#x} ${x%a*b} ${x//a/b}; ", count: 5000),
      "x='\(words)'; " + String(repeating: "if b; then x='\(words.prefix(50))'; fi; ", count: 5000),
      String(repeating: "x=\"${x:-a}$x\"; export x; ", count: 2000),
      "x='\(words)'; sh -c \"" + String(repeating: "b $x; ", count: 2000) + "\"",
      "x='eval \"$x\"'; eval \"$x\"", "x='sh -c \"$x\"'; export x; sh -c \"$x\"",
    ]
    for source in cases {
      let model = ShellModel.read(ShellText(source), variables: ShellEnvironment(["x": "a"], isComplete: true))
      // What goes beyond is one more value at most for each part of a word.
      #expect(
        model.filledBytes <= ShellEnvironment.standardAllowance + source.utf8.count * 2_100, "\(source.prefix(80))")
      let filled = model.commands.reduce(0) { sum, use in
        sum + use.words.reduce(0) { $0 + ($1.isFilled ? $1.writtenText?.utf8.count ?? 0 : 0) }
      }
      #expect(filled <= ShellEnvironment.standardAllowance, "\(source.prefix(80))")
    }
    let model = ShellModel.read(ShellText(doubling))
    #expect(model.commands.last?.words.last?.staticText == nil)
    #expect(model.filledBytes < 1 << 20)
  }

  @Test func variablesTakeLinearTime() {
    let units = [
      "x=$x; ", "x#=a; ", "export x=a; ", "x=a b $x; ", "if a; then x=b; fi; ", "a && x=b; ", "a || x=b && y=c; ",
      "(x=a); ",
      "a | x=b; ", "case a in b) x=c;; esac; ", "for x in a; do y=$x; done; ", "while a; do x=b; done; ",
      "f() { x=a; }; ", "f; ",
      "f#() { x#=a; }; f#; ", "unset x; ", "eval x=a; ", "sh -c 'x=a'; ", "trap x EXIT; ", ": ${x:=a}; ",
      "x=$((x+1)); ", ". x; ",
      "for i# in a; do x#=b; done; ", "if a; then x#=b; elif y#=c; then z#=d; fi; ",
      "case a in b) x#=c;; c) y#=d;; esac; ",
    ]
    for unit in units {
      func time(_ count: Int) -> Duration {
        let text = (0..<count).map { number in unit.replacing("#", with: "\(number)") }.joined()
        return ProcessorTime.measure { _ = ShellModel.read(ShellText(text)) }
      }
      let (short, long) = (time(250), time(4_000))
      // Sixteen times the text; what grows with the square takes 256 times as long.
      #expect(long < short * 80 + .seconds(1), "\(unit) takes \(short), then \(long)")
    }
  }

  /// Loops, branches and scripts around assignments, as deep as the parser reads.
  @Test func deepNestingOfAssignmentsIsBounded() {
    for (opening, closing) in [
      ("for i in a; do x=b; ", "done; "), ("if x=a; then ", "fi; "), ("f() { x=a; ", "}; "),
      ("while x=a; do ", "done; "),
      ("case a in b) x=c; ", ";; esac; "), ("{ x=a && ", "b; }; "), ("(x=a; ", "b); "),
    ] {
      let inside = String(repeating: "x=a; b $x; ", count: 2_000)
      let text = String(repeating: opening, count: 30) + inside + String(repeating: closing, count: 30)
      let time = ProcessorTime.measure { #expect(ShellModel.read(ShellText(text)).failure == nil, "\(opening)") }
      #expect(time < .seconds(20), "\(opening) takes \(time)")
    }
  }

  @Test func randomBytesNeverTrap() {
    var random = SplitMix64(seed: 7)
    let alphabet = Array("ab $`\"'\\(){}[]<>|&;\n#=!*?~-<<EOF if then fi do done case in esac 1".utf8)
    for _ in 0..<4000 {
      let count = Int.random(in: 0..<60, using: &random)
      let bytes = (0..<count).map { _ in alphabet.randomElement(using: &random) ?? 0 }
      let model = ShellModel.read(ShellText(bytes: bytes), variables: ShellEnvironment(["a": "b c", "b": "*"]))
      for command in model.commands {
        #expect(command.span.end <= UInt32(count), "\(String(decoding: bytes, as: UTF8.self))")
      }
    }
  }
}
