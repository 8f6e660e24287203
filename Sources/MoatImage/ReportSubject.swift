import MoatDocument
import MoatSource

/// What reports and bills are of: an image, or something else that has packages and vulnerabilities too.
extension DocumentCursor {
  /// Trivy says what it scanned. Of a bill that it was given it does not, and the image's digest stands only where that was
  /// one of an image; reports of before 0.16 say nothing.
  mutating func trivySubject(_ root: UInt32) -> ImageField<Bool> {
    let type = text(root, "ArtifactType")
    switch type.value.map({ String(decoding: $0, as: UTF8.self) }) {
    case "container_image": return .present(true, at: type.place)
    case "filesystem", "repository", "vm", "aws_account": return .present(false, at: type.place)
    default:
      let names = ["ImageID", "RepoTags", "RepoDigests", "ImageConfig"]
      let metadata = member(root, "Metadata", .object)
      return metadata.map { object in names.contains { member(object, $0) != nil } } == true
        ? .present(true, at: place(root)) : .unknown(.ambiguous, type.place)
    }
  }

  /// Grype says what it was given. Of a bill it keeps what that was of, if the bill tells.
  mutating func grypeSubject(_ source: UInt32?) -> ImageField<Bool>? {
    guard let source else { return nil }
    let type = text(source, "type")
    return switch type.value.map({ String(decoding: $0, as: UTF8.self) }) {
    case "image": .present(true, at: type.place)
    case "directory", "file": .present(false, at: type.place)
    default: nil
    }
  }

  /// CycloneDX has a type for what a bill is of. A `file` may be a folder that an image was unpacked into.
  mutating func cycloneDXSubject(_ component: UInt32) -> ImageField<Bool>? {
    let type = text(component, "type")
    guard let word = type.value.map({ String(decoding: $0, as: UTF8.self) }), word != "file" else { return nil }
    return .present(word == "container", at: type.place)
  }

  /// Trivy's identifiers in SPDX. Others tell less: BuildKit's own bill of an image says that it is of a folder.
  mutating func spdxSubject(_ node: UInt32) -> ImageField<Bool>? {
    guard case .present(let id) = text(node, "SPDXID") else { return nil }
    let prefixes: [(String, Bool)] = [
      ("SPDXRef-ContainerImage-", true), ("SPDXRef-DocumentRoot-Image-", true), ("SPDXRef-Filesystem-", false),
      ("SPDXRef-Repository-", false),
    ]
    let found = prefixes.first { id.value.starts(with: Array($0.0.utf8)) }
    return found.map { .present($0.1, at: id.place) }
  }
}

extension ImageModel {
  /// Takes down that there is no image: then there is none of the names that only images have.
  mutating func isNoImage(at place: ImagePlace) {
    isImage = .present(false, at: place)
    tags = .absent(place)
    repositoryDigests = .absent(place)
    configDigest = .absent(place)
    manifestDigest = .absent(place)
  }
}
