internal import Moat
internal import MoatSource

/// Prints the tables of the benchmark: `moat-bench MANIFESTS_FOLDER [BENCH_FOLDER [RIVALS_FILE]]`.
///
/// Figures are processor time on one core, and medians; what counts is the ratio of two that were taken in one run.
@main
struct MoatBench {
  static func main() async throws {
    let arguments = CommandLine.arguments.dropFirst()
    guard let folder = arguments.first else {
      print("usage: moat-bench MANIFESTS_FOLDER [BENCH_FOLDER [RIVALS_FILE]]")
      return
    }
    let texts = try Texts.manifests(in: folder)
    print(try await ScanBench(texts, try PolicySet.load()).table().printed())
  }
}
