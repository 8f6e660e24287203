import MoatSource

/// The RUN instructions of a file whose scripts are in a language that no rule reads.
package final class UnreadScripts {
  private var lines: [Int] = []
  private var programs: [String] = []
  private(set) var place: Span?

  /// Lines and programs that a message names.
  private static let named = 12

  func add(_ program: String, line: Int, at span: Span) {
    place = place ?? span
    if lines.last != line { lines.append(line) }
    if !programs.contains(program), programs.count <= Self.named { programs.append(program) }
  }

  /// A sentence without a full stop.
  var message: String {
    let numbers = lines.prefix(Self.named).map(String.init)
    let more = lines.count > Self.named ? " and \(lines.count - Self.named) more" : ""
    let names = programs.prefix(Self.named).map { "`\($0)`" }.joined(separator: ", ")
    let noun = lines.count == 1 ? "the RUN in line" : "RUN in lines"
    return
      "\(noun) \(numbers.joined(separator: ", "))\(more) is a script for \(names), which no rule about commands reads"
  }
}
