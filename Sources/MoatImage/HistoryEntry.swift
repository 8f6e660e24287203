/// One step of an image's making, with what can be told of the instruction behind it.
package struct HistoryEntry: Hashable, Sendable {
  package enum Builder: Hashable, Sendable {
    case buildKit
    /// Docker's builder before BuildKit, and what writes as it did.
    case classic
    case buildah
    /// Another program; its text is no instruction of a Dockerfile.
    case other
  }

  package var place: ImagePlace
  package var created: ImageField<[UInt8]>
  package var author: ImageField<[UInt8]>
  /// As the builder wrote it.
  package var createdBy: ImageField<[UInt8]>
  package var comment: ImageField<[UInt8]>
  /// Whether no layer belongs to it; absent stands for false.
  package var isEmptyLayer: ImageField<Bool>

  package var builder: Builder
  /// In upper case: RUN, COPY, ENV. Unknown if the text is no instruction.
  package var instruction: ImageField<[UInt8]>
  /// The arguments as a Dockerfile has them: without the shell that RUN goes through, without the marks of the
  /// builder, and with lists and maps of Go written as words or JSON.
  package var arguments: ImageField<[UInt8]>
  /// The shell that a RUN in shell form went through: `/bin/sh -c`.
  package var shell: [UInt8]?
  /// The values of build arguments that a RUN saw, each as `NAME=value`.
  package var buildArguments: [[UInt8]]

  init(
    place: ImagePlace, created: ImageField<[UInt8]>, author: ImageField<[UInt8]>, createdBy: ImageField<[UInt8]>,
    comment: ImageField<[UInt8]>, isEmptyLayer: ImageField<Bool>
  ) {
    self.place = place
    self.created = created
    self.author = author
    self.createdBy = createdBy
    self.comment = comment
    self.isEmptyLayer = isEmptyLayer
    builder = .other
    shell = nil
    buildArguments = []
    guard case .present(let text) = createdBy else {
      instruction = .unknown(createdBy.unknownReason ?? .notAtHand, createdBy.place)
      arguments = instruction
      return
    }
    let parsed = HistoryText.parse(text.value, comment: comment.value ?? [])
    builder = parsed.builder
    shell = parsed.shell
    buildArguments = parsed.buildArguments
    if let keyword = parsed.instruction {
      instruction = .present(keyword, at: text.place)
      arguments = parsed.arguments.map { .present($0, at: text.place) } ?? .unknown(.ambiguous, text.place)
    } else {
      instruction = .unknown(.ambiguous, text.place)
      arguments = .unknown(.ambiguous, text.place)
    }
  }

  /// BuildKit writes a health check as Go prints the struct. The last one of the history is that of the configuration;
  /// those before it are lost.
  static func rebuildHealthcheck(in entries: inout [HistoryEntry], from healthcheck: ImageField<Healthcheck>) {
    let keyword = Array("HEALTHCHECK".utf8)
    guard let last = entries.lastIndex(where: { $0.instruction.value == keyword }),
      entries[last].arguments.unknownReason != nil, let check = healthcheck.value
    else { return }
    let text = check.instructionText
    if !text.isEmpty { entries[last].arguments = .present(text, at: entries[last].createdBy.place) }
  }
}

extension ImageModel {
  /// How many entries of the history belong to the base image by the guess that Trivy makes: walking back past the
  /// first entry with a layer, the first empty CMD ends the base. nil if there is none, which says nothing.
  package var guessedBaseEntries: Int? {
    guard let entries = history.value else { return nil }
    var isPastLayer = false
    for index in entries.indices.reversed() {
      if entries[index].isEmptyLayer.value != true {
        isPastLayer = true
      } else if isPastLayer, entries[index].instruction.value == Array("CMD".utf8) {
        return index + 1
      }
    }
    return nil
  }
}
