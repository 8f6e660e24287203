import MoatDocument
import MoatImage
import MoatSource

/// A step of a history whose keyword is known, and of the rest at most the pairs of ENV, LABEL or ARG. What the rest says is
/// unknown, so that rules about the keyword are decided and those about the rest are not.
struct PlainInstruction {
  let keyword: [UInt8]
  var text: [UInt8]
  let isFromBase: Bool
  var pairs: [HistoryPairs.Pair]?

  init(keyword: [UInt8], text: [UInt8], isFromBase: Bool) {
    self.keyword = keyword
    self.text = text
    self.isFromBase = isFromBase
  }

  func write(_ writer: inout DocumentWriter, at place: Span) {
    writer.object(at: place) { writer in
      for key: StaticString in ["keyword", "writtenKeyword"] {
        writer.key(key)
        writer.text(keyword, at: place)
      }
      writer.key("text")
      writer.text(text, at: place)
      for key: StaticString in ["onbuild", "hasEmptyLine"] {
        writer.key(key)
        writer.bool(false, at: place)
      }
      if isFromBase {
        writer.key("isFromBase")
        writer.bool(true, at: place)
      }
      if let pairs {
        write(pairs, &writer, at: place)
      } else {
        for key in Self.common + contents {
          writer.key(key)
          writer.unknown("what the arguments of this step are is not known", at: place)
        }
      }
    }
  }

  private func write(_ pairs: [HistoryPairs.Pair], _ writer: inout DocumentWriter, at place: Span) {
    writer.key("form")
    writer.text("shell", at: place)
    writer.key("arguments")
    writer.list(at: place) { writer in
      for pair in pairs {
        writer.text(pair.name + (pair.value.map { [UInt8(ascii: "=")] + $0 } ?? []), at: place)
      }
    }
    writer.key("variables")
    writer.list(at: place) { writer in
      for pair in pairs {
        if let value = pair.value {
          VariableLowering.write(pair.name, value, at: place, &writer)
        } else {
          writer.object(at: place) { writer in
            writer.key("name")
            writer.text(pair.name, at: place)
            writer.key("hasEquals")
            writer.bool(false, at: place)
          }
        }
      }
    }
  }

  private static let common: [StaticString] = ["form", "flags", "arguments", "heredocs"]

  /// The fields that instructions of the keyword have.
  private var contents: [StaticString] {
    switch String(decoding: keyword, as: UTF8.self) {
    case "ADD", "COPY": ["sources", "destination", "chown", "chmod", "checksum", "isLinked", "from", "origins"]
    case "ARG", "ENV", "LABEL": ["variables"]
    case "CMD", "ENTRYPOINT", "SHELL": ["words"]
    case "EXPOSE": ["ports"]
    case "FROM": ["from", "origins", "platform", "name"]
    case "HEALTHCHECK": ["words", "disabled"]
    case "ONBUILD": ["trigger"]
    case "RUN":
      [
        "commands", "pipelines", "mounts", "mountTypes", "origins", "network", "security", "shellName",
        "buildArguments",
      ]
    case "USER": ["user"]
    case "VOLUME": ["paths"]
    case "WORKDIR": ["path"]
    default: []
    }
  }
}
