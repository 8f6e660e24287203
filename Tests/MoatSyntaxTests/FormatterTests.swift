import MoatSource
import MoatTestSupport
import Testing

@testable import MoatSyntax

/// The canonical layout itself; that it keeps the tree and the comments is the matter of the random programs.
struct FormatterTests {
  private func difference(_ text: String, _ expected: String) -> String? {
    let (file, diagnostics) = Parser.parse(SourceFile(name: "x", text: text))
    guard diagnostics.isEmpty else { return diagnostics.map(\.message).joined(separator: "; ") }
    return Golden.firstDifference(Formatter.format(file), expected)
  }

  @Test func spacesAndBlankLines() {
    let text = """


      policy   a  version   "1"
      import b


      import c
      let x=1
      rule r{severity high


        for pod   p where  p . x
        deny   when p.y unless z


      # at the end
      }
      let   y = - 1*( 2 )
      """
    let expected = """
      policy a version "1"
      import b

      import c
      let x = 1

      rule r {
        severity high

        for pod p where p.x
        deny when p.y unless z

        # at the end
      }

      let y = -1 * (2)

      """
    #expect(difference(text, expected) == nil)
  }

  @Test func commentsStayBesideWhatTheyExplain() {
    let text = """
      # head

      ## doc
      rule r { # behind the rule
        # above the subject
        for pod p # behind the subject
        require p.a # why a
          # above b
          and p.b and p.c
        let x = [ # first
          1, 2, # two
          # nothing more
        ]
      } # the end
      # last
      """
    let expected = """
      # head

      ## doc
      rule r {  # behind the rule
        # above the subject
        for pod p  # behind the subject
        require p.a  # why a
          # above b
          and p.b
          and p.c
        let x = [
          # first
          1,
          2,  # two
          # nothing more
        ]
      }  # the end
      # last

      """
    let (file, _) = Parser.parse(SourceFile(name: "x", text: text))
    #expect(Golden.firstDifference(Formatter.format(file), expected) == nil)
  }

  @Test func longLinesBreakAtTheirJoints() {
    let name = "c.securityContext.capabilities.additional"
    let text = """
      let list = ["\(name)", "\(name)", "\(name)"]
      let map = [\(name): "\(name)", b: "\(name)"]
      let sum = \(name) + \(name) - \(name) * 2 else \(name)
      let call = f(\(name), \(name), \(name))
      define d(a: int): bool = \(name) and \(name) or \(name)
      rule r {
        for pod p
        deny when some x in \(name) where x.a == \(name) satisfies \(name) and \(name) and x.b unless \(name)
      }
      """
    let expected = """
      let list = [
        "\(name)",
        "\(name)",
        "\(name)",
      ]
      let map = [
        \(name): "\(name)",
        b: "\(name)",
      ]
      let sum = \(name)
          + \(name)
          - \(name) * 2
        else \(name)
      let call = f(
        \(name),
        \(name),
        \(name)
      )
      define d(a: int): bool =
        \(name) and \(name)
          or \(name)

      rule r {
        for pod p
        deny when some x in \(name)
          where x.a == \(name) satisfies
          \(name) and \(name) and x.b
          unless \(name)
      }

      """
    #expect(difference(text, expected) == nil)
  }
}
