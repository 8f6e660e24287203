import Glibc
import MoatValues

/// The text of a run's default namespace, as a value that units may point to. Units outlive the scratch memory of a
/// subject and stand in no arena, so the text is kept for the life of the process; there are as many as a process is
/// told of default namespaces.
enum DefaultNamespace {
  /// Addresses of bytes that are never freed, by their text; `lock` guards it.
  nonisolated(unsafe) private static var addresses: [String: UInt] = [:]
  nonisolated(unsafe) private static let lock: UnsafeMutablePointer<pthread_mutex_t> = {
    let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    unsafe lock.initialize(to: pthread_mutex_t())
    unsafe pthread_mutex_init(lock, nil)
    return unsafe lock
  }()

  static func value(_ name: String) -> Value {
    let count = name.utf8.count
    guard count > 0 else { return .missing }
    return Value(tag: .string, bits: UInt64(address(of: name)), aux: UInt32(clamping: count))
  }

  private static func address(of name: String) -> UInt {
    unsafe pthread_mutex_lock(lock)
    defer { unsafe pthread_mutex_unlock(lock) }
    if let known = unsafe addresses[name] { return known }
    let bytes = Array(name.utf8)
    let memory = UnsafeMutablePointer<UInt8>.allocate(capacity: bytes.count)
    unsafe memory.initialize(from: bytes, count: bytes.count)
    let address = UInt(bitPattern: memory)
    unsafe addresses[name] = address
    return address
  }
}
