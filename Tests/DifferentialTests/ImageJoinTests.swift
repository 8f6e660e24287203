import MoatKinds
import MoatRuntime
import MoatSource
import MoatTestSupport
import MoatValues
import Testing

/// Documents of images and what runs them are found by indexes. The reference evaluator asks each pair: over random names, digests,
/// indexes and mirrors, all three evaluators say the same, so that no index loses a pair that is the same, or may be.
@Suite struct ImageJoinTests {
  private static let rules = [
    "for image i deny when some workload w in all satisfies some c in w.containers satisfies same-image(i, c.image)",
    "for scan i require some workload w in all satisfies some c in w.containers where same-image(i, c.image)"
      + " satisfies c.name == \"b\"",
    "for container c in workload w require some scan i in all satisfies same-image(i, c.image)",
    "for container c in workload w deny when at least 2 image i in all where same-image(i, c.image) satisfies"
      + " i.hasVulnerabilities",
    "for image i require every workload w in all where some c in w.containers satisfies c.name != \"x\""
      + " and same-image(i, c.image) satisfies w.name == \"p1\"",
    "for image i require no workload w in all where some c in w.containers satisfies same-image(i, c.image)"
      + " satisfies some c in w.containers satisfies not same-image(i, c.image)",
    "for workload w deny when some c in w.containers satisfies some image i in all satisfies same-image(i, c.image)"
      + " and i.hasDigests",
    "for container c in workload w deny when count([i.form for image i in all where same-image(i, c.image)]) > 1",
  ]

  /// What is drawn from: few enough names that many pairs meet.
  private struct World {
    var random: SplitMix64
    /// Digests of texts among the documents, and others.
    var digests = ["a", "b", "c", "d", "e"].map { "sha256:" + String(repeating: $0, count: 64) }

    mutating func repository() -> String {
      let registries = [
        "", "docker.io/", "index.docker.io/library/", "library/", "m.io/hub/library/", "r.io/", "R.io:443/",
      ]
      return random.pick(registries) + random.pick(["web", "api"])
    }

    mutating func tagged() -> String { repository() + random.pick(["", ":1", ":1", ":2", ":latest"]) }

    mutating func pinned() -> String { repository() + "@" + random.pick(digests) }

    mutating func reference() -> String {
      switch random.below(12) {
      case 0: return random.pick(["WEB", "a b", "{{ .Values.image }}", UnknownNodes.mark])
      case 1...5: return pinned()
      case 6: return repository() + ":1@" + random.pick(digests)
      default: return tagged()
      }
    }

    mutating func list(_ counts: [Int], _ element: (inout World) -> String) -> String {
      let count = random.pick(counts)
      return "[" + (0..<count).map { _ in "\"" + element(&self) + "\"" }.joined(separator: ",") + "]"
    }

    mutating func pod(_ number: Int) -> String {
      let containers = (0..<random.pick([0, 1, 1, 1, 2, 3])).map { index -> String in
        if random.chance(1, in: 20) { return "null" }
        let image = random.chance(1, in: 15) ? "" : #","image":"\#(reference())""#
        return #"{"name":"\#(random.pick(["a", "b", "x"]))"\#(image)}"#
      }
      let list = random.chance(1, in: 20) ? #""\#(UnknownNodes.mark)""# : "[\(containers.joined(separator: ","))]"
      return #"{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p\#(number)"},"spec":{"containers":\#(list)}}"#
    }

    private func entry(_ digest: String, isIndex: Bool) -> String {
      let type = isIndex ? "index" : "manifest"
      return #"{"mediaType":"application/vnd.oci.image.\#(type).v1+json","size":1,"digest":"\#(digest)"}"#
    }

    /// The text of an index or of a manifest, which may name those before it. Its own digest can be met from now on.
    mutating func stored() -> String {
      let type: String
      var text = #"{"schemaVersion":2,"mediaType":"application/vnd.oci.image."#
      if random.chance(2, in: 3) {
        let entries = (0..<random.pick([1, 2, 3])).map { _ in
          entry(random.pick(digests), isIndex: random.chance(1, in: 3))
        }
        type = #"index.v1+json","manifests":[\#(entries.joined(separator: ","))]}"#
      } else {
        type =
          #"manifest.v1+json","config":{"mediaType":"application/vnd.oci.image.config.v1+json","size":1,"digest":"\#(random.pick(digests))"},"layers":[]}"#
      }
      text += type
      digests.append(TarBuilder.digest(Array(text.utf8)))
      return text
    }

    mutating func image() -> String {
      switch random.below(6) {
      case 0, 1:
        let id = random.chance(1, in: 2) ? #","ImageID":"\#(random.pick(digests))""# : ""
        let type = random.chance(1, in: 8) ? "filesystem" : "container_image"
        return
          #"{"SchemaVersion":2,"ArtifactName":"x","ArtifactType":"\#(type)","Metadata":{"RepoTags":\#(list([0, 0, 1, 1, 2]) { $0.tagged() }),"RepoDigests":\#(list([0, 0, 1, 2]) { $0.pinned() })\#(id)},"Results":[]}"#
      case 2:
        return
          #"{"matches":[],"descriptor":{"name":"grype"},"source":{"type":"image","target":{"tags":\#(list([0, 1]) { $0.tagged() }),"manifestDigest":"\#(random.pick(digests))"}}}"#
      case 3:
        let id = random.pick(digests)
        return
          #"[{"Id":"\#(id)","RepoTags":\#(list([0, 1, 2]) { $0.tagged() }),"RepoDigests":\#(list([0, 1]) { $0.pinned() }),"RootFS":{},"Config":{}}]"#
      case 4:
        let (own, first, second) = (random.pick(digests), random.pick(digests), random.pick(digests))
        let manifests = [first, second].map {
          #"{"ID":"\#($0)","Kind":"image","Available":true,"ImageData":{"Platform":{"os":"linux","architecture":"amd64"}},"Descriptor":\#(entry($0, isIndex: false))}"#
        }
        return
          #"[{"Id":"\#(own)","RepoTags":\#(list([0, 1]) { $0.tagged() }),"Os":"linux","Architecture":"amd64","RootFS":{},"Config":{},"Descriptor":\#(entry(own, isIndex: true)),"Manifests":[\#(manifests.joined(separator: ","))]}]"#
      default:
        let text = #"{"architecture":"amd64","os":"linux","config":{},"rootfs":{"type":"layers","diff_ids":[]}}"#
        digests.append(TarBuilder.digest(Array(text.utf8)))
        return text
      }
    }
  }

  @Test func indexesLoseNoPair() throws {
    let compiled = try Self.rules.map(Self.compiled)
    var (visited, all) = (0, 0)
    var met: [String: Int] = [:]
    for seed in 0..<150 {
      var world = World(random: SplitMix64(seed: UInt64(seed)))
      var texts: [String] = []
      for _ in 0..<world.random.below(4) { texts.append(world.stored()) }
      for _ in 0..<(2 + world.random.below(5)) { texts.append(world.image()) }
      for number in 0..<(2 + world.random.below(6)) { texts.append(world.pod(number)) }
      texts.shuffle(using: &world.random)
      var run = RunFacts(today: 20_000, kubernetesVersion: "1.30")
      if seed % 2 == 0 { run.mirrors = try ImageMirrors([(mirror: "m.io/hub", source: "docker.io")]) }
      let gaps = seed % 5 == 0 ? [DocumentGap(.part)] : []
      for (number, rule) in compiled.enumerated() {
        let trial = Trial(rule, texts: texts, gaps: gaps, run: run)
        let answers = Reference().answers(trial)
        for answer in answers { met[answer.verdict.map { $0.map { "\($0)" } ?? "none" } ?? "", default: 0] += 1 }
        for evaluator in [Explaining(), TheMachine()] as [any Evaluator] {
          let difference = evaluator.difference(from: Reference(), evaluator.answers(trial), answers)
          #expect(difference == nil, "seed \(seed), \(evaluator.name), rule \(number): \(texts)")
        }
        let (found, documents) = Self.visits(trial)
        visited += found
        all += documents
      }
    }
    // The indexes do rule out documents, and each answer was met often.
    #expect(visited * 10 < all * 9, "\(visited) of \(all)")
    for verdict in ["pass", "fail", "undetermined"] { #expect(met[verdict, default: 0] > 500, "\(met)") }
  }

  private static func compiled(_ rule: String) throws -> CompiledRule {
    try #require(
      CheckedText("rule r { severity low \(rule) message \"x\" }", catalogue: Catalogue(), formats: false).rule)
  }

  private static func scan(_ tags: String, _ digest: String) -> String {
    #"{"matches":[],"descriptor":{"name":"grype"},"source":{"type":"image","target":{"tags":[\#(tags)],"manifestDigest":"\#(digest)"}}}"#
  }

  private static func pod(_ number: Int, _ image: String) -> String {
    #"{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p\#(number)"},"spec":{"containers":[{"name":"a","image":"\#(image)"}]}}"#
  }

  private static func digest(_ number: Int) -> String {
    let digits = String(number)
    return "sha256:" + String(repeating: "0", count: 64 - digits.count) + digits
  }

  /// The steps of the machine and of the explainer for sets of three sizes, each twice the one before, are counted. In the set
  /// each scan is of the image of one pod, by its name or by the digest of an index; or no scan has a name, and no pod is pinned.
  @Test(arguments: [true, false]) func workGrowsWithTheDocuments(isNamed: Bool) async throws {
    let joins = [
      "for scan i deny when some workload w in all satisfies some c in w.containers satisfies same-image(i, c.image)",
      "for container c in workload w deny when some scan i in all satisfies same-image(i, c.image)",
    ]
    for join in joins {
      let rule = try Self.compiled(join)
      var steps: [[Int]] = []
      for count in [20, 40, 80] {
        let texts = (0..<count).flatMap { number -> [String] in
          let (digest, name) = (Self.digest(number), "r.io/app\(number):1")
          guard isNamed else { return [Self.scan("", digest), Self.pod(number, name)] }
          let scan = Self.scan("\"\(name)\"", digest)
          guard number % 2 == 0 else { return [scan, Self.pod(number, name)] }
          let index =
            #"{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[{"mediaType":"application/vnd.oci.image.manifest.v1+json","size":1,"digest":"\#(digest)"}]}"#
          return [scan, index, Self.pod(number, "m.io/app@" + TarBuilder.digest(Array(index.utf8)))]
        }
        let trial = Trial(rule, texts: texts, run: RunFacts(today: 20_000, kubernetesVersion: "1.30"))
        var found: [Int] = []
        for evaluator in [Explaining(), TheMachine()] as [any Evaluator] {
          var answers: [SubjectAnswer] = []
          found.append(await WorkMeter.count { answers = evaluator.answers(trial) })
          #expect(answers.map(\.verdict) == Array(repeating: .some(isNamed ? .fail : .undetermined), count: count))
        }
        steps.append(found)
      }
      for place in steps[0].indices {
        #expect(steps[0][place] > 0 && steps[2][place] < 5 * steps[0][place], "\(join): \(steps)")
      }
    }
  }

  /// How many documents the machine visits for its joins, and how many it would without an index.
  private static func visits(_ trial: Trial) -> (Int, Int) {
    func candidates(_ program: Program) -> Int {
      let linked = LinkedProgram(program, run: trial.inputs.run, parameters: [[]], data: [])
      let context = trial.ownContext
      let plan = RunPlan(linked, in: context)
      let machine = Machine(plan, in: context)
      var records = RunRecords(ruleCount: 1)
      machine.run(units: 0..<UInt32(plan.unitCount), into: &records)
      return machine.candidateCount
    }
    var plain = trial.compiled.program
    for index in plain.joins.indices { plain.joins[index].probes = [] }
    return (candidates(trial.compiled.program), candidates(plain))
  }
}
