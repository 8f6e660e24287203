import MoatDockerfile
import MoatShell

/// The files that the instructions of a stage fetched and did not verify, from one RUN to the next.
final class StageFiles {
  var fetched = FetchedFiles()

  /// At the beginning of a stage; `earlier` has those at the end of the stages that others are built on.
  init(of stage: EvaluatedStage, _ earlier: [Int: FetchedFiles]) {
    if case .stage(let parent) = stage.base, let files = earlier[parent] { fetched = files }
  }

  /// For a RUN, which gives them back: so that no copy is made for each.
  func take() -> FetchedFiles {
    let files = fetched
    fetched = FetchedFiles()
    return files
  }

  /// WORKDIR, and ADD of an address without a checksum.
  func apply(_ step: EvaluatedStage.Step) {
    var words = ExpandedWords(step)
    func text(_ token: Token) -> String { (words.next(token) ?? token.text).description }
    switch step.instruction.content {
    case .workdir(let path): fetched.setWorkingDirectory(text(path))
    case .add(let files) where files.checksum == nil:
      let names = files.sources.map(text).filter(Self.isFetched).map(FetchedFiles.baseName)
      let target = text(files.destination)
      for name in names { fetched.add(target, orInside: name) }
    default: break
    }
  }

  /// An address of a file; a repository of git is none.
  private static func isFetched(_ source: String) -> Bool {
    let isAddress = ["http://", "https://", "ftp://"].contains { source.lowercased().hasPrefix($0) }
    return isAddress && !source.hasSuffix(".git") && !source.contains(".git#")
  }
}
