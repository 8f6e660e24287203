import MoatDockerfile
import MoatShell
import MoatSource

/// The files that the instructions of a stage fetched and did not verify, from one RUN to the next.
final class StageFiles {
  var fetched = FetchedFiles()
  /// At the end of the stages before.
  private let earlier: [Int: FetchedFiles]

  /// At the beginning of a stage; `earlier` has those at the end of the stages before that fetched any.
  init(of stage: EvaluatedStage, _ earlier: [Int: FetchedFiles]) {
    self.earlier = earlier
    if case .stage(let parent) = stage.base, let files = earlier[parent] { fetched = files }
  }

  /// For a RUN, which gives them back: so that no copy is made for each.
  func take() -> FetchedFiles {
    let files = fetched
    fetched = FetchedFiles()
    return files
  }

  /// WORKDIR, ADD of an address without a checksum, and COPY, which brings files of another stage or replaces some.
  func apply(_ step: EvaluatedStage.Step, _ file: DockerfileLowering) {
    var words = ExpandedWords(step)
    func text(_ token: Token) -> String { (words.next(token) ?? token.text).description }
    switch step.instruction.content {
    case .workdir(let path): fetched.setWorkingDirectory(text(path))
    case .add(let files), .copy(let files):
      let sources = files.sources.map(text)
      let target = text(files.destination)
      let stage = files.from.flatMap { self.files(of: file.origin($0)) }
      for heredoc in files.heredocs { fetched.replace(target, orInside: heredoc.name.description) }
      for source in sources {
        let name = FetchedFiles.baseName(source)
        let isFetched = files.from == nil && files.checksum == nil && Self.isFetched(source)
        if isFetched {
          fetched.add(target, orInside: name)
        } else if !source.hasSuffix("/"), !name.isEmpty, !name.contains(where: { "*?[$".contains($0) }) {
          fetched.replace(target, orInside: name)
        }
        for rest in stage?.taken(source) ?? [] {
          if rest.isEmpty { fetched.add(target, orInside: name) } else { fetched.add(target + "/" + rest) }
        }
      }
    default: break
    }
  }

  private func files(of origin: DockerfileLowering.Origin) -> FetchedFiles? {
    guard case .stage(let index, _) = origin else { return nil }
    return earlier[index]
  }

  // MARK: Mounts

  /// Adds the files of other stages that a RUN mounts; answers their paths.
  func mount(_ tokens: [Token], to files: inout FetchedFiles, _ file: DockerfileLowering) -> [String] {
    guard !earlier.isEmpty else { return [] }
    var paths: [String] = []
    for case let mount? in tokens.map(Mount.written) where mount.kind == .bind && !mount.from.isEmpty {
      guard let stage = self.files(of: file.origin(Token(mount.from, at: .zero))) else { continue }
      let target = mount.target.description
      for rest in stage.taken(mount.source.description) { paths.append(rest.isEmpty ? target : target + "/" + rest) }
    }
    for path in paths { files.add(path) }
    return paths
  }

  /// An address of a file; a repository of git is none.
  private static func isFetched(_ source: String) -> Bool {
    let isAddress = ["http://", "https://", "ftp://"].contains { source.lowercased().hasPrefix($0) }
    return isAddress && !source.hasSuffix(".git") && !source.contains(".git#")
  }
}
