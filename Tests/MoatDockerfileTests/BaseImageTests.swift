import MoatSource
import Testing

@testable import MoatDockerfile

/// What a stage has of a base of which something is known, and which stage is built.
@Suite struct BaseImageTests {
  /// Images by their names; asked for anything else, it knows nothing.
  private struct Images: BaseImages {
    var images: [ByteText: BaseImage]

    func image(named name: ByteText, platform: ByteText?, target: ByteText) -> BaseImage? {
      images[ByteText("\(name) \(platform?.description ?? "-") \(target)")] ?? images[name]
    }
  }

  private func evaluate(_ text: String, _ images: [ByteText: BaseImage] = [:], target: BuildOptions.Target = .last)
    -> (EvaluatedDockerfile, BuildOptions)
  {
    var options = BuildOptions()
    options.baseImages = Images(images: images)
    options.target = target
    let staged = StagedDockerfile(DockerfileParser.parse(SourceFile(name: "x", text: text)))
    return (EvaluatedDockerfile(staged, options: options), options)
  }

  private func stage(_ text: String, _ base: BaseImage) throws -> EvaluatedStage {
    try #require(evaluate(text, ["a": base]).0.stages.last)
  }

  private static func image(_ change: (inout ImageConfiguration) -> Void) -> ImageConfiguration {
    var image = ImageConfiguration()
    change(&image)
    return image
  }

  @Test func aStageBeginsWithWhatIsKnownOfItsBase() throws {
    let base = Self.image {
      $0.user = "app"
      $0.environment.set("HOME", "/home/app")
      $0.labels.set("a", "1")
      $0.exposedPorts = ["80/tcp"]
      $0.command = ["serve"]
    }
    let inherited = try stage("FROM a AS b\nFROM b\nWORKDIR $HOME\nLABEL b=2\nEXPOSE 81", .known(base, .all))
    #expect(inherited.known == .all && inherited.image.user == "app")
    #expect(inherited.image.workingDirectory == "/home/app" && inherited.image.labels.pairs == ["a=1", "b=2"])
    #expect(inherited.image.exposedPorts == ["80/tcp", "81/tcp"] && inherited.image.command == ["serve"])
    #expect(try stage("FROM a\nENTRYPOINT [\"x\"]", .known(base, .all)).image.command == nil)
  }

  @Test func eachFieldIsKnownForItself() throws {
    let cases: [(text: String, told: EvaluatedStage.Fields, known: EvaluatedStage.Fields)] = [
      ("FROM a", [.user, .labels], [.user, .labels]),
      ("FROM a\nUSER x", [.labels], [.user, .labels]),
      ("FROM a\nUSER $X", [.user, .labels], [.labels]),
      ("FROM a\nUSER $X", [.environment, .labels], [.user, .environment, .labels]),
      ("FROM a\nWORKDIR b", [.workingDirectory], [.workingDirectory]),
      ("FROM a\nCMD x", [.shell], [.shell, .command]),
      ("FROM a\nCMD x", [.command], []),
      ("FROM a\nLABEL a=$X", [.labels], []),
      ("FROM a\nLABEL a=$X", [.labels, .environment], [.labels, .environment]),
      ("FROM a\nEXPOSE ${X:-80}", [.exposedPorts], []),
      ("FROM a\nEXPOSE 80", [.exposedPorts], [.exposedPorts]),
      ("FROM a\nVOLUME /x$PATH", [.volumes], []),
      ("FROM a\nVOLUME /x", [.volumes], [.volumes]),
      ("FROM a\nENV A=$PATH", [.environment], [.environment]),
    ]
    for (text, told, known) in cases {
      let stage = try stage(text, .known(ImageConfiguration(), told))
      #expect(stage.known == known, "\(text) under \(told.rawValue): \(stage.known.rawValue)")
    }
  }

  @Test func triggersOfTheBaseRunFirst() throws {
    let base = Self.image {
      $0.onbuild = ["USER trigger", "ENV T=1", "COPY --from=b /x /y"]
      $0.user = "app"
    }
    let (evaluated, _) = evaluate("FROM scratch AS b\nFROM a\nWORKDIR /$T", ["a": .known(base, .all)])
    let stage = evaluated.stages[1]
    #expect(stage.image.user == "trigger" && stage.image.workingDirectory == "/1" && stage.image.onbuild.isEmpty)
    #expect(stage.steps.map(\.isTrigger) == [true, true, true, false])
    #expect(evaluated.dependencies[1].contains { $0.target == .stage(0) })
    // What cannot be read of them stands at FROM.
    let broken = evaluate("FROM a", ["a": .known(Self.image { $0.onbuild = ["RUNN x"] }, .all)]).0
    #expect(broken.problems.map(\.line) == [1])
  }

  @Test func whatIsAtHandAndSettlesNothingSaysWhy() throws {
    let stage = try stage("FROM a AS b\nFROM b\nUSER x", .unknown("two differ"))
    #expect(stage.known == .user && stage.baseProblem == "two differ")
    #expect(evaluate("FROM c").0.stages[0].baseProblem == nil)
  }

  @Test func imagesAreAskedForByNameAndPlatform() {
    let arm = BaseImage.known(Self.image { $0.user = "arm" }, .all)
    let (evaluated, _) = evaluate(
      "ARG BASE=a\nFROM --platform=linux/arm64 $BASE\nFROM $BASE\nFROM $MISSING\nFROM x$MISSING\nFROM --platform=$P/q a",
      ["a linux/arm64 linux/amd64": arm, "a - linux/amd64": .known(ImageConfiguration(), .user), "x": arm])
    #expect(evaluated.stages.map { $0.image.user } == ["arm", "", "", "", ""])
    // A name that depends on a variable without a value is nobody's.
    #expect(evaluated.stages.map(\.known) == [.all, .user, [], [], []])
  }

  @Test func aBaseIsCountedAgainstTheTextThatAFileMayMakeOfItself() {
    let huge = Self.image { $0.environment.set("A", ByteText(repeatElement(0x61, count: 1 << 20))) }
    let (evaluated, _) = evaluate(String(repeating: "FROM a\n", count: 40), ["a": .known(huge, .all)])
    #expect(evaluated.problems.contains { $0.kind == .expansionTooLong })
    #expect(evaluated.stages.last?.known == [])
  }

  // MARK: The target

  private static let stages = "FROM scratch AS build\nEXPOSE x\nFROM scratch AS test\nEXPOSE y\nFROM build\n"

  @Test func aTargetThatIsNoStageIsAProblem() {
    let cases: [(BuildOptions.Target, String?)] = [
      (.last, nil), (.all, nil), (.stage("BUILD"), nil), (.stage("2"), nil),
      (.stage("3"), "there is no stage '3': the file has 3"),
      (.stage("biuld"), "there is no stage 'biuld': the file has 3; did you mean build?"),
    ]
    for (target, message) in cases {
      let (evaluated, options) = evaluate(Self.stages, target: target)
      #expect(evaluated.targetProblem(options)?.message == message, "\(target)")
      #expect((evaluated.target(options) == nil) == (message != nil), "\(target)")
    }
    let (empty, options) = evaluate("", target: .stage("a"))
    #expect(empty.targetProblem(options) == nil)
  }

  @Test func aNamedTargetIsStoppedByWhatItNeedsAlone() {
    let cases: [(BuildOptions.Target, [Int])] = [
      (.last, [2, 4]), (.all, [2, 4]), (.stage("build"), [2]), (.stage("test"), [4]), (.stage("2"), [2]),
    ]
    for (target, lines) in cases {
      let (evaluated, options) = evaluate(Self.stages, target: target)
      #expect(evaluated.problems(ofBuilding: options).map(\.line) == lines, "\(target)")
    }
  }
}
