import MoatDocument
import MoatImage
import MoatSource
import Testing

@testable import MoatKinds

/// The steps of a history as instructions of a Dockerfile.
@Suite struct HistoryLoweringTests {
  private static func quoted(_ text: String) -> String {
    let escaped = text.map { character -> String in
      switch character {
      case "\"", "\\": "\\\(character)"
      case "\n": "\\n"
      default: String(character)
      }
    }
    return "\"" + escaped.joined() + "\""
  }

  /// The document of an image with these steps, each an empty one of BuildKit unless it is of another form.
  private static func document(_ steps: [String], config: String = "") throws -> Arena {
    let entries = steps.map { step in
      step.first == "{"
        ? step : #"{"created_by":\#(quoted(step)),"comment":"buildkit.dockerfile.v0","empty_layer":true}"#
    }
    let text =
      #"{"architecture":"amd64","os":"linux","config":{\#(config)},"history":[\#(entries.joined(separator: ","))],"#
      + #""rootfs":{"type":"layers","diff_ids":[]}}"#
    let arena = JSONReader.read(SourceFile(name: "x.json", text: text), symbols: SymbolTable())
    let reading = try #require(ImageReader.images(in: arena))
    return ImageReader.read(reading, name: "x.json", symbols: SymbolTable())[0].arena
  }

  private static func children(_ node: UInt32, in arena: Arena) -> [UInt32] {
    let node = arena.node(node)
    return node.kind == .list || node.kind == .object ? Array(node.first..<node.first + node.count) : []
  }

  private static func shown(_ node: UInt32, in arena: Arena) -> String {
    if node == NodeIndex.none { return "-" }
    if arena.node(node).flags.contains(.unknown) { return "?" }
    switch arena.node(node).kind {
    case .string: return String(decoding: arena.bytes(node), as: UTF8.self)
    case .bool: return arena.node(node).bits != 0 ? "true" : "false"
    case .list: return "[" + children(node, in: arena).map { shown($0, in: arena) }.joined(separator: ", ") + "]"
    case .object:
      let name = shown(arena.child(of: node, named: "name"), in: arena)
      let value = arena.child(of: node, named: "value")
      return value == NodeIndex.none ? name : "\(name)=\(shown(value, in: arena))"
    default: return "…"
    }
  }

  /// Each instruction by its keyword and some of its fields.
  private static func instructions(_ arena: Arena, _ fields: String...) -> [String] {
    let list = arena.child(of: arena.roots[0], named: "instructions")
    return children(list, in: arena).map { node in
      if arena.node(node).flags.contains(.unknown) { return "?" }
      let keyword = shown(arena.child(of: node, named: "keyword"), in: arena)
      return ([keyword] + fields.map { shown(arena.child(of: node, named: $0), in: arena) }).joined(separator: " ")
    }
  }

  @Test func stepsOfOtherProgramsAreNotInstructions() throws {
    let arena = try Self.document([
      ##"{"created_by":"# debian.sh --arch 'arm64' out/ 'trixie' '@1'","empty_layer":true}"##,
      #"{"created_by":"jib-gradle-plugin:3.4.0","author":"Jib","comment":"classes","empty_layer":true}"#,
      #"{"empty_layer":true,"comment":"Imported from -"}"#, "RUN /bin/sh -c make # buildkit",
      #"{"created_by":7,"empty_layer":true}"#,
    ])
    #expect(Self.instructions(arena, "commands") == ["RUN [make]", "?"])
    let steps = Self.children(arena.child(of: arena.roots[0], named: "steps"), in: arena)
    #expect(
      steps.map { Self.shown(arena.child(of: $0, named: "isInstruction"), in: arena) } == [
        "false", "false", "false", "true", "?",
      ])
  }

  @Test func theKeywordIsKnownIfTheArgumentsAreNot() throws {
    let arena = try Self.document([
      #"HEALTHCHECK &{["CMD-SHELL" "cut o"#, "SHELL [pwsh -Command a; b]", "ENV A=b c D=e", "ARG A=b c D=e",
      "RUN /bin/sh -c /dev/pipes/EOF # buildkit", "COPY", "EXPOSE",
    ])
    #expect(
      Self.instructions(arena, "variables", "words", "commands", "sources", "arguments") == [
        "HEALTHCHECK - ? - - ?", "SHELL - ? - - ?", "ENV ? - - - ?", "ARG ? - - - ?",
        "RUN - - ? - ?", "COPY - - - ? ?", "EXPOSE - - - - ?",
      ])
  }

  @Test func valuesAreThoseOfTheImage() throws {
    let arena = try Self.document(
      [
        "LABEL org.opencontainers.image.title=The web of acme", #"ENV A=$HOME "x" B=c\d"#,
        ##"{"created_by":"/bin/sh -c #(nop)  ENV A=b c","empty_layer":true}"##,
        ##"{"created_by":"/bin/sh -c #(nop) ENV A=\"b c\" B=d","empty_layer":true}"##,
        ##"{"created_by":"/bin/sh -c #(nop) LABEL maintainer=A B <a@b>","empty_layer":true}"##,
        #"{"created_by":"env A b c","author":"kaniko","empty_layer":true}"#, "ARG NAME=a b", "ARG NAME",
      ], config: #""Env":["A=b c","B=d"]"#)
    #expect(
      Self.instructions(arena, "variables") == [
        "LABEL [org.opencontainers.image.title=The web of acme]", #"ENV [A=$HOME "x", B=c\d]"#, "ENV [A=b c]",
        "ENV [A=b c, B=d]", "LABEL [maintainer=A B <a@b>]", "ENV [A=b c]", "ARG [NAME=a b]", "ARG [NAME]",
      ])
  }

  @Test func heredocsAreScripts() throws {
    let arena = try Self.document([
      "RUN /bin/bash -c apt-get update\nsudo make\n # buildkit",
      "RUN /bin/sh -c cat <<X > /etc/x\nEOF\nX\nmake # buildkit",
      #"{"created_by":"/bin/sh -c <<EOF\nset -e\nmake all","empty_layer":true}"#,
      "COPY <<EOF <<-X file /etc/ # buildkit",
    ])
    #expect(
      Self.instructions(arena, "commands", "shellName", "sources", "destination") == [
        "RUN [apt-get, sudo, make] bash - -", "RUN [cat, make] sh - -", "RUN [set, make] sh - -",
        "COPY - - [file] /etc/",
      ])
  }

  @Test func theBaseEndsBehindItsCommand() throws {
    func layer(_ text: String) -> String { #"{"created_by":\#(Self.quoted(text))}"# }
    let base = [layer("/bin/sh -c #(nop) ADD file:a in / "), "CMD [\"sh\"]"]
    let arena = try Self.document(base + [layer("RUN /bin/sh -c make # buildkit"), "CMD [\"make\"]"])
    #expect(Self.instructions(arena, "isFromBase") == ["ADD true", "CMD true", "RUN -", "CMD -"])
    #expect(Self.instructions(try Self.document(base), "isFromBase") == ["ADD -", "CMD -"])
  }
}
