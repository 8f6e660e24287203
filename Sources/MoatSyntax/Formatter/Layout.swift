/// A text with places where lines may break (after Oppen 1980 and Wadler 2003): a group stands on one line if it fits,
/// and breaks at all of its places if it does not.
struct Layout: Sendable {
  indirect enum Form: Sendable {
    case text(String)
    /// A space, or a new line in a broken group.
    case line
    /// Nothing, or a new line in a broken group.
    case softLine
    case hardLine
    /// Stands only in a broken group.
    case whenBroken(String)
    /// A comment that stands at the end of its line, whatever follows on it.
    case lineEnd(String)
    case sequence([Layout])
    case indented(Layout)
    case group(Layout)
  }

  let form: Form
  /// True if it cannot stand on one line.
  let mustBreak: Bool

  private init(_ form: Form, mustBreak: Bool = false) {
    self.form = form
    self.mustBreak = mustBreak
  }

  static func text(_ text: String) -> Layout { Layout(.text(text)) }
  static let line = Layout(.line)
  static let softLine = Layout(.softLine)
  static let hardLine = Layout(.hardLine, mustBreak: true)
  static func whenBroken(_ text: String) -> Layout { Layout(.whenBroken(text)) }
  static func lineEnd(_ text: String) -> Layout { Layout(.lineEnd(text), mustBreak: true) }
  static func sequence(_ parts: [Layout]) -> Layout {
    Layout(.sequence(parts), mustBreak: parts.contains { $0.mustBreak })
  }
  static func indented(_ inner: Layout) -> Layout { Layout(.indented(inner), mustBreak: inner.mustBreak) }
  static func group(_ inner: Layout) -> Layout { Layout(.group(inner), mustBreak: inner.mustBreak) }

  static func + (left: Layout, right: Layout) -> Layout { .sequence([left, right]) }
  static func + (left: String, right: Layout) -> Layout { .sequence([.text(left), right]) }
  static func + (left: Layout, right: String) -> Layout { .sequence([left, .text(right)]) }

  /// The columns of a line, in Unicode scalars: strings are never broken, and may stand out.
  static let width = 100

  private struct Item {
    var indentation: Int
    var isFlat: Bool
    var layout: Layout
  }

  /// Writes the layout behind an indentation that the first line has already.
  func rendered(indentation: Int) -> String {
    var text = ""
    var column = indentation
    var lineEnd = ""
    var stack = [Item(indentation: indentation, isFlat: false, layout: self)]
    func newLine(_ indentation: Int) {
      text += lineEnd + "\n" + String(repeating: " ", count: indentation)
      lineEnd = ""
      column = indentation
    }
    while let item = stack.popLast() {
      switch item.layout.form {
      case .text(let part):
        text += part
        column += part.unicodeScalars.count
      case .line where item.isFlat:
        text += " "
        column += 1
      case .softLine where item.isFlat, .whenBroken where item.isFlat: break
      case .line, .softLine, .hardLine: newLine(item.indentation)
      case .whenBroken(let part):
        text += part
        column += part.unicodeScalars.count
      case .lineEnd(let comment): lineEnd += "  " + comment
      case .sequence(let parts):
        for part in parts.reversed() {
          stack.append(Item(indentation: item.indentation, isFlat: item.isFlat, layout: part))
        }
      case .indented(let inner):
        stack.append(Item(indentation: item.indentation + 2, isFlat: item.isFlat, layout: inner))
      case .group(let inner):
        let isFlat = item.isFlat || !inner.mustBreak && Self.fits(inner, stack, Self.width - column)
        stack.append(Item(indentation: item.indentation, isFlat: isFlat, layout: inner))
      }
    }
    return text + lineEnd
  }

  /// Whether a layout on one line, and what follows it up to the next new line, takes at most `width` columns.
  private static func fits(_ layout: Layout, _ rest: [Item], _ width: Int) -> Bool {
    var left = width
    var next = rest.count
    var stack = [Item(indentation: 0, isFlat: true, layout: layout)]
    while left >= 0 {
      if stack.isEmpty {
        guard next > 0 else { return true }
        next -= 1
        stack.append(rest[next])
      }
      let item = stack.removeLast()
      switch item.layout.form {
      case .text(let part): left -= part.unicodeScalars.count
      case .line where item.isFlat: left -= 1
      case .softLine where item.isFlat, .whenBroken where item.isFlat: break
      case .line, .softLine, .hardLine: return true
      case .whenBroken(let part): left -= part.unicodeScalars.count
      case .lineEnd: break
      case .sequence(let parts):
        for part in parts.reversed() { stack.append(Item(indentation: 0, isFlat: item.isFlat, layout: part)) }
      case .indented(let inner), .group(let inner):
        stack.append(Item(indentation: 0, isFlat: item.isFlat, layout: inner))
      }
    }
    return false
  }
}
