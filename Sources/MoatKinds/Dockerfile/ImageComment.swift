import MoatDockerfile
import MoatSource
import MoatValues

/// `# moat:image registry.example.com/shop/api, …`: the names of the image that comes of a Dockerfile, as a comment in it
/// says.
struct ImageComment {
  private(set) var references: [Token] = []
  /// Why the comment cannot be followed, as a clause without a full stop; such a one names nothing. Nil for a good one.
  private(set) var problem: String?
  /// From its `#` to its last byte.
  let span: Span

  /// Bounds against files that are made to exhaust a machine.
  enum Limits {
    /// Comments of one file that are followed.
    static let comments = 1000
    /// Names in one comment.
    static let names = 64
  }

  /// In the order of the lines.
  static func read(_ dockerfile: Dockerfile) -> [ImageComment] {
    var found: [ImageComment] = []
    dockerfile.forEachComment { comment in
      guard found.count <= Limits.comments, var image = read(comment) else { return }
      if found.count == Limits.comments {
        image.refuse("the file has more than \(Limits.comments) of these; it and those below are not followed")
      } else if comment.isWithin {
        image.refuse("it stands within an instruction: write it above")
      }
      found.append(image)
    }
    return found
  }

  /// Nil if the comment is none of these.
  private static func read(_ comment: DockerfileComment) -> ImageComment? {
    var scanner = comment.scanner
    let mark = scanner.word { $0 != UInt8(ascii: ":") && !CommentScanner.isBlank($0) }.text
    guard mark.lowercased() == "moat", scanner.take(":") else { return nil }
    let isApart = scanner.blanks()
    guard scanner.word(while: { !CommentScanner.isBlank($0) }).text == "image" else { return nil }
    var image = ImageComment(span: comment.span)
    if isApart || mark != "moat" {
      image.refuse("it is written `moat:image`")
    } else if let problem = image.readNames(&scanner) {
      image.refuse(problem)
    }
    return image
  }

  private init(span: Span) { self.span = span }

  private mutating func refuse(_ problem: String) {
    self.problem = self.problem ?? problem
    references = []
  }

  /// Names with commas between them; what is wrong with them, or nil.
  private mutating func readNames(_ scanner: inout CommentScanner) -> String? {
    repeat {
      scanner.blanks()
      let (text, span) = scanner.word { $0 != UInt8(ascii: ",") && !CommentScanner.isBlank($0) }
      guard !text.isEmpty else {
        return references.isEmpty ? "it names no image" : "a name is missing at its comma"
      }
      guard references.count < Limits.names else { return "it names more than \(Limits.names) images" }
      let name = ByteText(text)
      guard ImageReference.normalForm(name.bytes) != nil else { return "`\(name.excerpt)` is no name of an image" }
      references.append(Token(name, at: span))
      scanner.blanks()
    } while scanner.take(",")
    return scanner.isAtEnd ? nil : "names are separated by commas"
  }
}
