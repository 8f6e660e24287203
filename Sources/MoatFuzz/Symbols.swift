import MoatDocument
import MoatKinds

/// The tables of names that readers fill.
enum Symbols {
  /// The names of the schemas take longer to enter than most inputs take to read.
  private static let base = KubernetesSymbols.base()

  /// A table as the reader of one input gets it.
  static func ofInput() -> SymbolTable { SymbolTable(base: base) }
}
