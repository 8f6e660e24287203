import MoatDocument
import MoatSource
import MoatTestSupport
import Testing

/// Inputs that were made to hurt: each ends in a defined way, in bounded time.
struct HostileTests {
  /// Bounds are generous: tests run in debug builds. Quadratic time exceeds them all the same.
  private func read(_ name: String, seconds: Int = 5, _ body: () -> Arena) -> Arena {
    let time = ProcessorTime()
    let arena = body()
    let took = time.elapsed
    #expect(took < .seconds(seconds), "\(name) took \(took)")
    return arena
  }

  private func fails(_ arena: Arena, _ part: String, _ name: String) {
    #expect(arena.roots.isEmpty && arena.failures.count == 1, "\(name)")
    #expect(arena.failures.first?.message.contains(part) == true, "\(name): \(Reading.shown(arena).prefix(200))")
  }

  @Test func aliases() {
    var bomb = "a0: &a0 [x,x,x,x,x,x,x,x,x]\n"
    for level in 1..<10 {
      bomb += "a\(level): &a\(level) [" + Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ",") + "]\n"
    }
    fails(read("bomb") { Reading.yaml(bomb) }, "aliases and merge keys copy more than", "bomb")
    var chain = "- &a0 [x]\n"
    for level in 1..<50_000 { chain += "- &a\(level) [*a\(level - 1)]\n" }
    fails(read("chain") { Reading.yaml(chain) }, "deeper than 256", "chain")
    var merges = "b0: &b0 {" + (0..<1000).map { "k\($0): 1" }.joined(separator: ",") + "}\n"
    for index in 1..<2000 { merges += "b\(index): {<<: *b0}\n" }
    fails(read("merges") { Reading.yaml(merges) }, "aliases and merge keys copy more than", "merges")
    let anchors = read("anchors") { Reading.yaml(String(repeating: "- &a x\n", count: 20_000)) }
    #expect(anchors.failures.isEmpty)
  }

  @Test func nesting() {
    let count = 100_000
    let deep = "nested deeper than 256 levels"
    fails(read("json [") { Reading.json(String(repeating: "[", count: count)) }, deep, "json [")
    fails(read("json {") { Reading.json(String(repeating: "{\"a\":", count: count)) }, deep, "json {")
    fails(read("yaml [") { Reading.yaml(String(repeating: "[", count: count)) }, deep, "yaml [")
    fails(read("yaml -") { Reading.yaml(String(repeating: "- ", count: count)) }, deep, "yaml -")
    let question = read("yaml ?") { Reading.yaml(String(repeating: "? ", count: count)) }
    #expect(question.roots.isEmpty && question.failures.count == 1)
    let block = (0..<1000).map { String(repeating: " ", count: $0) + "a:\n" }.joined()
    fails(read("yaml block") { Reading.yaml(block) }, deep, "yaml block")
    var limits = Limits()
    limits.depth = 100_000
    let tall = String(repeating: "[", count: 100_000) + String(repeating: "]", count: 100_000)
    let arena = read("tall") { Reading.json(tall, limits: limits) }
    #expect(arena.failures.isEmpty)
    // Walking, printing and comparing are iterative too.
    #expect(ArenaDump.render(arena, arena.roots[0]).utf8.count > 200_000)
    #expect(NodeEquality.equal(arena.roots[0], in: arena, arena.roots[0], in: arena))
    #expect(NodeText.render(arena, arena.roots[0], limit: 5) == "[[[[[…")
  }

  @Test func quadraticCosts() {
    let keys = (0..<20_000).map { "? k\($0)\n" }.joined()
    #expect(read("? keys") { Reading.yaml(keys) }.failures.isEmpty)
    let plain = "a: " + String(repeating: "word ", count: 200_000)
    #expect(read("long plain") { Reading.yaml(plain) }.failures.isEmpty)
    let lines = "a:\n" + String(repeating: "  word\n", count: 50_000)
    #expect(read("many lines") { Reading.yaml(lines) }.failures.isEmpty)
    let comments = String(repeating: "# c\n", count: 100_000) + "a: 1\n"
    #expect(read("comments") { Reading.yaml(comments) }.roots.count == 1)
    let directives = String(repeating: "%FOO bar\n", count: 20_000) + "---\na: 1\n"
    _ = read("directives") { Reading.yaml(directives) }
    let markers = String(repeating: "---\n", count: 100_000)
    #expect(read("markers", seconds: 20) { Reading.yaml(markers) }.roots.isEmpty)
  }

  @Test func sizes() {
    let scalar = Array("[\"".utf8) + [UInt8](repeating: 0x61, count: 4 << 20) + Array("\"]".utf8)
    #expect(read("long json scalar", seconds: 20) { Reading.json(scalar) }.failures.isEmpty)
    #expect(read("long yaml scalar", seconds: 20) { Reading.yaml(scalar) }.failures.isEmpty)
    let digits = [UInt8](repeating: 0x39, count: 1 << 20)
    #expect(read("long number") { Reading.json(digits) }.failures.isEmpty)
    let keys = "{" + (0..<100_000).map { "\"k\($0)\":0" }.joined(separator: ",") + "}"
    let arena = read("many keys", seconds: 20) { Reading.json(keys) }
    #expect(arena.failures.isEmpty && arena.nodeCount == 100_002)
  }

  /// No byte at which an input is cut brings a reader down, and a cut JSON object never passes.
  @Test func truncation() {
    let json = Array(#"{"a": [1, -2.5e3, "x\u00e9é", true, null, {"b": {}}], "c": "{{ t }}"}"#.utf8)
    let yaml = Array(
      "%YAML 1.1\n---\na: &x [1, 'b', \"c\\x41\"]\n<<: {k: *x}\né: |+\n  t\n\n---\n- !!binary aGk=\n- ? q\n...\n".utf8)
    for end in 0..<json.count { #expect(!Reading.json(Array(json[..<end])).failures.isEmpty, "cut at \(end)") }
    for end in 0...yaml.count {
      let arena = Reading.yaml(Array(yaml[..<end]))
      #expect(Reading.defects(arena).isEmpty, "cut at \(end)")
    }
  }

  /// Whatever a mutation makes of an input, the arena is sound, and reading is a function of the bytes.
  @Test func mutations() {
    let seeds = [
      #"{"a": [1, -2.5e3, "x\u00e9é", true, null, {"b": {}}], "c": "{{ t }}"}"#, "[[[[1]]],{\"k\":[{}]}]",
      "a: &x [1, 'b', \"c\\x41\"]\nb: *x\n<<: {k: *x}\n", "- !!binary aGk=\n- ? q\n: - r\n- |+\n  t\n\n- >-\n  f\n",
      "%TAG ! tag:yaml.org,2002:\n---\n!str 1: 0x1F\n...\n---\nb\n", "é: ü\nñ: [ö, {ß: &a 😀}]\nz: *a\n",
      "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - name: a\n    image: b\n    ports: [{containerPort: 80}]\n",
      "a: 1\r\n---\r\nb: {{ x }}\r\n---\r\nc: \"{{ y }}\" # z\r\n", "? a\n? b\n: - 1.5e3\n  - .5\n  - 0o17\n",
      "&a : [*a]\n",
    ].map { Array($0.utf8) }
    let pieces =
      ["[", "{", "\"", "'", "\n", "- ", ": ", "&a ", "*a", "<<: ", "---\n", "...\n", "\u{0}", "\\", "\\u", "|", "#"]
      .map { Array($0.utf8) } + [[0xFF], [0xC3], [0xEF, 0xBB, 0xBF], [0xE2, 0x80, 0xA8], [0x0D]]
    var random = SplitMix64(seed: 2026)
    for round in 0..<3000 {
      var bytes = random.pick(seeds)
      for _ in 0...random.below(4) {
        let place = random.below(bytes.count + 1)
        switch random.below(4) {
        case 0: bytes.insert(contentsOf: random.pick(pieces), at: place)
        case 1: bytes.removeSubrange(place..<min(bytes.count, place + random.below(6)))
        case 2: if place < bytes.count { bytes[place] = UInt8(truncatingIfNeeded: random.next()) }
        default:
          let from = random.below(bytes.count + 1)
          bytes.insert(contentsOf: bytes[from..<min(bytes.count, from + 12)], at: place)
        }
      }
      for arena in [Reading.json(bytes), Reading.yaml(bytes)] {
        let defects = Reading.defects(arena)
        #expect(defects.isEmpty, "round \(round): \(bytes) \(defects)")
        for failure in arena.failures {
          #expect(
            failure.span.start <= failure.span.end && Int(failure.span.end) <= bytes.count, "round \(round): \(bytes)")
        }
      }
    }
  }

  /// Real manifests: whatever is no template must be readable.
  @Test func corpus() {
    guard let readme = Files.above("shared/corpora/kubernetes/README.md") else {
      print("the corpus of manifests is absent: nothing was read")
      return
    }
    let root = readme.dropLast("README.md".count) + "throughput"
    var folders = [String(root)]
    var files = 0
    var documents = 0
    var refused: [String] = []
    var twice: [String] = []
    while let folder = folders.popLast() {
      for path in Files.list(folder) {
        guard path.hasSuffix(".yaml") || path.hasSuffix(".yml") || path.hasSuffix(".json") else {
          if !Files.list(path).isEmpty { folders.append(path) }
          continue
        }
        guard let bytes = Files.read(path) else { continue }
        files += 1
        let source = SourceFile(name: path, bytes: bytes)
        let arena = DocumentReader.read(source, symbols: SymbolTable())
        documents += arena.roots.count
        #expect(Reading.defects(arena).isEmpty, "\(path)")
        let isTemplate = source.text(Span(0..<bytes.count)).contains("{{")
        twice += arena.duplicateKeys.map { "\(path.dropFirst(root.count)): \(arena.message(of: $0))" }
        for failure in arena.failures where !isTemplate {
          refused.append(
            "\(path.dropFirst(root.count)):\(source.place(of: failure.span.start).line): \(failure.message)")
        }
      }
    }
    print("corpus: \(files) files, \(documents) documents, \(refused.count) refused")
    #expect(files > 100 && documents >= files / 2)
    #expect(refused.isEmpty, "\(refused.joined(separator: "\n"))")
    // Five archived examples have a key twice: their authors' mistakes, and what Kubernetes made of them was chance.
    let mistaken = twice.filter { $0.hasPrefix("/examples/_archived/") }
    #expect(twice == mistaken && twice.count <= 5, "\(twice.joined(separator: "\n"))")
  }
}
