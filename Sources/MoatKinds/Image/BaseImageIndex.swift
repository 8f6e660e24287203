package import MoatDockerfile
import MoatValues

/// The images of a run by the names that FROM may have for them. What it answers depends on which images there are, and not
/// on their order.
package struct BaseImageIndex: BaseImages {
  /// What FROM names: a digest, whatever stands before it, or a name with its tag.
  private enum Key: Hashable, Sendable {
    case digest([UInt8])
    case name(ImageReference.NormalForm)
  }

  /// What is at hand under one key. Most images are alone with their names, and a hostile one may have a million of them.
  private enum Entry: Sendable {
    case one(Int)
    /// By platform; nil for those that do not tell theirs.
    case several([BasePlatform?: Merged])
  }

  private let records: [BaseImageRecord]
  private let mirrors: ImageMirrors
  private var entries: [Key: Entry] = [:]

  package init(_ records: [BaseImageRecord], mirrors: ImageMirrors = ImageMirrors()) {
    self.records = records
    self.mirrors = mirrors
    for (index, record) in records.enumerated() {
      for name in Set(record.names.map(mirrors.original)) { add(index, under: .name(name)) }
      for digest in record.digests { add(index, under: .digest(digest)) }
    }
  }

  private mutating func add(_ index: Int, under key: Key) {
    guard let entry = entries[key] else {
      entries[key] = .one(index)
      return
    }
    var merged = byPlatform(entry)
    // The entry lets go of its table, so that it is changed in place.
    entries[key] = .one(index)
    merged[records[index].platform, default: Merged()].add(records[index])
    entries[key] = .several(merged)
  }

  private func byPlatform(_ entry: Entry) -> [BasePlatform?: Merged] {
    switch entry {
    case .several(let merged): return merged
    case .one(let index):
      var merged = Merged()
      merged.add(records[index])
      return [records[index].platform: merged]
    }
  }

  package func image(named name: ByteText, platform: ByteText?, target: ByteText) -> BaseImage? {
    guard let reference = mirrors.normalForm(name.bytes),
      let entry = entries[reference.digest.map { .digest($0) } ?? .name(reference)]
    else { return nil }
    let found = byPlatform(entry)
    let wanted = BasePlatform(platform ?? target)
    var merged = Merged()
    if let wanted, let exact = found[wanted] { merged.add(exact) }
    // An image that tells no platform may be that of any: of the one that is built for if FROM does not ask for another.
    if platform == nil, let other = found[nil] { merged.add(other) }
    guard merged.count > 0 else { return .unknown(Self.mismatch(found, wanted, platform ?? target)) }
    return merged.answer
  }

  private static func mismatch(
    _ found: [BasePlatform?: Merged], _ wanted: BasePlatform?, _ written: ByteText
  ) -> String {
    guard wanted != nil else { return "which platform \(written.excerpt) means is not known" }
    let platforms = found.keys.map { $0.map { "\($0)" } ?? "a platform that it does not tell" }.sorted()
    return
      "the metadata of it at hand is for \(platforms.prefix(4).joined(separator: ", ")), and not for \(written.excerpt)"
  }
}

/// What several images of one name tell together: a field is known if one of them tells it and none contradicts.
private struct Merged: Sendable {
  private(set) var count = 0
  private var configuration = ImageConfiguration()
  private var told: EvaluatedStage.Fields = []
  private var tellsTriggers = false
  private var isBroken = false
  private var isAmbiguous = false

  mutating func add(_ record: BaseImageRecord) {
    var other = Merged()
    other.count = 1
    other.configuration = record.configuration
    other.told = record.told
    other.tellsTriggers = record.tellsTriggers
    other.isBroken = record.isBroken
    add(other)
  }

  mutating func add(_ other: Merged) {
    count += other.count
    isBroken = isBroken || other.isBroken
    isAmbiguous = isAmbiguous || other.isAmbiguous
    merge(.user, other, \.user)
    merge(.workingDirectory, other, \.workingDirectory)
    merge(.entrypoint, other, \.entrypoint)
    merge(.command, other, \.command)
    merge(.healthcheck, other, \.healthcheck)
    merge(.shell, other, \.shell)
    merge(.stopSignal, other, \.stopSignal)
    merge(.environment, other, \.environment)
    merge(.labels, other, \.labels)
    merge(.exposedPorts, other, \.exposedPorts)
    merge(.volumes, other, \.volumes)
    if told.contains(.command) { configuration.hadCommand = configuration.command != nil }
    if other.tellsTriggers {
      if tellsTriggers, configuration.onbuild != other.configuration.onbuild { isAmbiguous = true }
      configuration.onbuild = other.configuration.onbuild
      tellsTriggers = true
    }
  }

  private mutating func merge<Value: Equatable>(
    _ field: EvaluatedStage.Fields, _ other: Merged, _ path: WritableKeyPath<ImageConfiguration, Value>
  ) {
    guard other.told.contains(field) else { return }
    if told.contains(field), configuration[keyPath: path] != other.configuration[keyPath: path] { isAmbiguous = true }
    configuration[keyPath: path] = other.configuration[keyPath: path]
    told.insert(field)
  }

  var answer: BaseImage {
    if isBroken { return .unknown("something is wrong with the metadata of it at hand") }
    if isAmbiguous { return .unknown("\(count) images at hand have that name, and they differ") }
    guard tellsTriggers else {
      return .unknown("the metadata of it at hand does not tell the ONBUILD triggers that would run here")
    }
    return .known(configuration, told)
  }
}
