import MoatDockerfile

/// A platform in the form in which BuildKit compares them: the names that others use for one architecture are one name, and
/// the variant that an architecture has anyway is not written.
struct BasePlatform: Hashable, Sendable, CustomStringConvertible {
  private var os: ByteText
  private var architecture: ByteText
  private var variant: ByteText

  init(_ os: [UInt8], _ architecture: [UInt8], _ variant: [UInt8]) {
    self.os = ByteText(os).lowercased
    self.architecture = ByteText(architecture).lowercased
    self.variant = ByteText(variant).lowercased
    normalise()
  }

  /// Reads `OS/ARCHITECTURE` or `OS/ARCHITECTURE/VARIANT`. Nil for less, of which the builder's machine decides the rest, and
  /// for a version of the operating system.
  init?(_ text: ByteText) {
    let parts = text.split(at: UInt8(ascii: "/"))
    guard (2...3).contains(parts.count), parts.allSatisfy({ !$0.isEmpty }), !text.contains(UInt8(ascii: "(")) else {
      return nil
    }
    self.init(parts[0].bytes, parts[1].bytes, parts.count == 3 ? parts[2].bytes : [])
  }

  private mutating func normalise() {
    if os == "macos" { os = "darwin" }
    switch architecture {
    case "i386":
      (architecture, variant) = ("386", "")
    case "x86_64", "x86-64", "amd64":
      architecture = "amd64"
      if variant == "v1" { variant = "" }
    case "aarch64", "arm64":
      architecture = "arm64"
      if variant == "8" || variant == "v8" { variant = "" }
    case "armhf": (architecture, variant) = ("arm", "v7")
    case "armel": (architecture, variant) = ("arm", "v6")
    case "arm":
      if variant.isEmpty || variant == "7" { variant = "v7" }
      if variant == "5" || variant == "6" || variant == "8" { variant = ByteText("v\(variant)") }
    default: break
    }
  }

  var description: String {
    "\(os.excerpt)/\(architecture.excerpt)" + (variant.isEmpty ? "" : "/\(variant.excerpt)")
  }
}
