internal import Glibc

/// Files for tests, without Foundation.
package enum Files {
  /// All bytes of a file; nil if it cannot be read.
  package static func read(_ path: String) -> [UInt8]? {
    guard let file = unsafe fopen(path, "rb") else { return nil }
    defer { unsafe fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = unsafe fread(&buffer, 1, buffer.count, file)
      if count == 0 { break }
      bytes.append(contentsOf: buffer[0..<count])
    }
    return bytes
  }

  package static func text(_ path: String) -> String? { read(path).map { String(decoding: $0, as: UTF8.self) } }

  package static func write(_ text: String, to path: String) -> Bool {
    guard let file = unsafe fopen(path, "wb") else { return false }
    let bytes = Array(text.utf8)
    let count = unsafe fwrite(bytes, 1, bytes.count, file)
    return unsafe fclose(file) == 0 && count == bytes.count
  }

  /// The paths of the entries of a folder whose names end in `suffix`, sorted by bytes.
  package static func list(_ folder: String, suffix: String = "") -> [String] {
    guard let directory = unsafe opendir(folder) else { return [] }
    defer { unsafe closedir(directory) }
    var names: [String] = []
    while let entry = unsafe readdir(directory) {
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
      }
      if name != ".", name != "..", name.hasSuffix(suffix) { names.append(name) }
    }
    return names.sorted().map { folder + "/" + $0 }
  }

  /// The folder that holds Package.swift, above the file of a test.
  package static func packageRoot(_ file: String = #filePath) -> String {
    var folder = file[...]
    while let slash = folder.lastIndex(of: "/") {
      folder = folder[..<slash]
      if read(folder + "/Package.swift") != nil { return String(folder) }
    }
    return "."
  }

  /// A file that stands beside the project or above it; nil where it does not.
  package static func above(_ relative: String, from file: String = #filePath) -> String? {
    var folder = file[...]
    while let slash = folder.lastIndex(of: "/") {
      folder = folder[..<slash]
      let path = folder + "/" + relative
      if read(String(path)) != nil { return String(path) }
    }
    return nil
  }

  /// The value of a variable of the environment.
  package static func environment(_ name: String) -> String? {
    guard let value = unsafe getenv(name) else { return nil }
    return unsafe String(cString: value)
  }
}
