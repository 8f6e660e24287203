package import MoatSource

/// How an input is written.
package enum DocumentFormat: Sendable, Hashable {
  case json
  case yaml
  /// By the name, else by the first byte.
  case detect
}

/// Reads an input in whichever format it is written.
package enum DocumentReader {
  package static func read(
    _ source: SourceFile, symbols: SymbolTable, limits: Limits = Limits(), format: DocumentFormat = .detect
  ) -> Arena {
    switch format {
    case .json: return JSONReader.read(source, symbols: symbols, limits: limits)
    case .yaml: return YAMLReader.read(source, symbols: symbols, limits: limits)
    case .detect: break
    }
    let name = Array(source.name.utf8)
    if name.suffix(5).map({ $0 | 0x20 }) == Array(".json".utf8).map({ $0 | 0x20 }) {
      return JSONReader.read(source, symbols: symbols, limits: limits)
    }
    let first = source.bytes.first { $0 != 0x20 && $0 != 0x09 && $0 != 0x0A && $0 != 0x0D }
    guard first == UInt8(ascii: "{") || first == UInt8(ascii: "[") else {
      return YAMLReader.read(source, symbols: symbols, limits: limits)
    }
    let json = JSONReader.read(source, symbols: symbols, limits: limits)
    if json.failures.isEmpty { return json }
    // A flow collection of YAML begins like JSON. If it is neither, the failure of JSON is nearer to what was meant.
    // What looks like JSON is held to what JSON's readers agree on: no key stands twice.
    let yaml = YAMLReader.read(source, symbols: symbols, limits: limits, joinsDuplicates: false)
    return yaml.failures.isEmpty || !yaml.roots.isEmpty ? yaml : json
  }
}
