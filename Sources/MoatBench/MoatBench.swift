internal import Moat
internal import MoatSource

/// Prints the tables of the benchmark: `moat-bench MANIFESTS_FOLDER [DECISION_FOLDER [RIVALS_FILE
/// [DOCKERFILES_FOLDER]]]`. A folder without its files leaves out their table.
///
/// Figures are processor time, and medians; what counts is the ratio of two that were taken in one run.
@main
struct MoatBench {
  static func main() throws {
    let arguments = Array(CommandLine.arguments.dropFirst())
    guard let manifests = arguments.first else {
      print("usage: moat-bench MANIFESTS_FOLDER [DECISION_FOLDER [RIVALS_FILE [DOCKERFILES_FOLDER]]]")
      return
    }
    let text = arguments.count > 2 ? try Texts.read(arguments[2]) : SourceFile(name: "", text: "")
    let rivals = Rivals(String(decoding: text.bytes, as: UTF8.self))
    if arguments.count > 1 {
      let table = try DecisionBench().table(
        broken: try Texts.read(arguments[1] + "/deploy.json"),
        compliant: try Texts.read(arguments[1] + "/deploy-good.json"), rivals: rivals.decisions)
      print(table.printed())
    }
    let texts = try Texts.manifests(in: manifests)
    let policies = try PolicySet.load()
    if !texts.isEmpty { print(try ScanBench(texts, policies).manifests(rivals.scans).printed()) }
    if let text = texts.first(where: { $0.bytes.count > 500 }) {
      print(try QuestionBench(text, policies).table().printed())
    }
    if arguments.count > 3 {
      let dockerfiles = try Texts.dockerfiles(in: arguments[3])
      let bench = try ScanBench(dockerfiles, policies)
      if !dockerfiles.isEmpty { print(try bench.dockerfiles(rivals.dockerfiles).printed()) }
    }
    for name in rivals.missing { print("\(name): did not run here") }
  }
}
