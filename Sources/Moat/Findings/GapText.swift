import MoatValues

/// Says which missing documents leave a rule open, and what would make the answer known.
enum GapText {
  /// A clause without a full stop.
  static func message(_ gap: DocumentGap, count: Int) -> String {
    switch gap.reason {
    case .part: return "the answer may be in documents outside this run, which has only a part of the set"
    case .namedFiles: return "the answer may be in a file that was not named"
    case .unread(let file, let line, let message):
      let place = line.map { "\(file):\($0)" } ?? file
      if count > 1 { return "the answer may be in \(count) documents that could not be read, the first at \(place)" }
      return "the answer may be in \(place), which could not be read (\(message))"
    case .misspelt(let file, let line, let message):
      let place = "\(file):\(line)"
      if count > 1 {
        return "the answer may be in \(count) documents of unknown kind, the first at \(place) (\(message))"
      }
      return "the answer may be in the document at \(place) (\(message))"
    }
  }

  /// In the imperative, with a full stop.
  static func remedy(_ gap: DocumentGap) -> String {
    switch gap.reason {
    case .part: return "Check all documents together."
    case .namedFiles: return "Check the directory that has all files, or pass --set whole if no other file matters."
    case .unread(let file, let line, _):
      let place = line.map { "\(file):\($0)" } ?? file
      return "Fix, render or exclude \(place), or pass --set whole if nothing is missing."
    case .misspelt(let file, let line, _):
      return "Fix \(file):\(line) or exclude it, or pass --set whole if nothing is missing."
    }
  }
}
