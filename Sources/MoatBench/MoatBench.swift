internal import Moat
internal import MoatSource

/// Prints the tables of the benchmark: `moat-bench MANIFESTS_FOLDER [DECISION_FOLDER [RIVALS_FILE]]`. A folder without
/// manifests leaves out their table.
///
/// Figures are processor time, and medians; what counts is the ratio of two that were taken in one run.
@main
struct MoatBench {
  static func main() async throws {
    let arguments = Array(CommandLine.arguments.dropFirst())
    guard let manifests = arguments.first else {
      print("usage: moat-bench MANIFESTS_FOLDER [DECISION_FOLDER [RIVALS_FILE]]")
      return
    }
    if arguments.count > 1 {
      let text = arguments.count > 2 ? try Texts.read(arguments[2]) : SourceFile(name: "", text: "")
      let (rivals, missing) = Rival.parse(String(decoding: text.bytes, as: UTF8.self))
      let table = try DecisionBench().table(
        broken: try Texts.read(arguments[1] + "/deploy.json"),
        compliant: try Texts.read(arguments[1] + "/deploy-good.json"), rivals: rivals)
      print(table.printed())
      for name in missing { print("\(name): did not run here\n") }
    }
    let texts = try Texts.manifests(in: manifests)
    guard !texts.isEmpty else { return }
    print(try await ScanBench(texts, try PolicySet.load()).table().printed())
  }
}
