import MoatSource

/// One step of an image's making, with what can be told of the instruction behind it.
package struct HistoryEntry: Hashable, Sendable {
  package enum Builder: Hashable, Sendable {
    case buildKit
    /// Docker's builder before BuildKit, and what writes as it did.
    case classic
    case buildah
    case kaniko
    /// Another program; its text is not an instruction of a Dockerfile.
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
  /// In upper case: RUN, COPY, ENV. Absent if another program than a builder of Dockerfiles made the step (debuerreotype, ko, Jib,
  /// Bazel), or if nothing is written.
  package var instruction: ImageField<[UInt8]>
  /// The arguments as a Dockerfile has them: without the shell that RUN goes through, without the marks of the
  /// builder, and with lists and maps of Go written as words or JSON. Unknown where the text tells too little.
  package var arguments: ImageField<[UInt8]>
  /// Whether the arguments are written as the image has them: blanks, quotes, backslashes and `$` mean themselves.
  package var isLiteral: Bool
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
    isLiteral = false
    guard case .present(let text) = createdBy else {
      instruction = createdBy
      arguments = instruction
      return
    }
    let parsed = HistoryText.parse(text.value, comment: comment.value ?? [], author: author.value ?? [])
    builder = parsed.builder
    isLiteral = parsed.isLiteral
    shell = parsed.shell
    buildArguments = parsed.buildArguments
    if let keyword = parsed.instruction {
      instruction = .present(keyword, at: text.place)
      arguments = parsed.arguments.map { .present($0, at: text.place) } ?? .unknown(.ambiguous, text.place)
    } else {
      instruction = parsed.isForeign ? .absent(text.place) : .unknown(.ambiguous, text.place)
      arguments = instruction
    }
  }

  /// Takes from the configuration what the text of a step lost: the last HEALTHCHECK and the last SHELL of the history are
  /// those of the configuration.
  static func complete(_ entries: inout [HistoryEntry], from config: ImageConfig) {
    if let check = config.healthcheck.value { complete("HEALTHCHECK", &entries, check.instructionText) }
    if let words = config.shell.value { complete("SHELL", &entries, GoText.json(words.map(\.value))) }
  }

  private static func complete(_ keyword: String, _ entries: inout [HistoryEntry], _ text: [UInt8]) {
    guard !text.isEmpty, let last = entries.lastIndex(where: { $0.instruction.value == Array(keyword.utf8) }),
      entries[last].arguments.unknownReason != nil
    else { return }
    entries[last].arguments = .present(text, at: entries[last].createdBy.place)
  }
}

extension ImageModel {
  /// How many entries of the history belong to the base image by the guess that Trivy makes: walking back past the
  /// first entry with a layer, the first empty CMD ends the base. nil if there is none, which says nothing.
  package var guessedBaseEntries: Int? {
    guard let entries = history.value else { return nil }
    var isPastLayer = false
    for index in entries.indices.reversed() {
      WorkMeter.add(1)
      if entries[index].isEmptyLayer.value != true {
        isPastLayer = true
      } else if isPastLayer, entries[index].instruction.value == Array("CMD".utf8) {
        return index + 1
      }
    }
    return nil
  }
}
