import MoatValues
import Synchronization

/// The text of a run's default namespace, as a value that units may point to. Units outlive the scratch memory of a
/// subject and stand in no arena, so the text is kept for the life of the process; there are as many as a process is told
/// of default namespaces.
enum DefaultNamespace {
  private struct Texts: ~Copyable {
    /// Addresses of bytes that are never freed.
    var addresses: [String: UInt] = [:]
  }

  private static let texts = Mutex(Texts())

  static func value(_ name: String) -> Value {
    let bytes = Array(name.utf8)
    guard !bytes.isEmpty else { return .missing }
    let address = texts.withLock { texts in
      if let known = texts.addresses[name] { return known }
      let memory = UnsafeMutablePointer<UInt8>.allocate(capacity: bytes.count)
      unsafe memory.initialize(from: bytes, count: bytes.count)
      let address = UInt(bitPattern: memory)
      texts.addresses[name] = address
      return address
    }
    return Value(tag: .string, bits: UInt64(address), aux: UInt32(bytes.count))
  }
}
