package import MoatDocument

/// The field names of all schemas as symbols, so that the keys of most documents are known before they are read.
package enum KubernetesSymbols {
  /// What marks the tables that `base` makes and those that stand upon them.
  private static let vocabulary: UInt8 = 1

  /// A new table that holds the name of every schema field, whose symbol is its index in the schema table, and then those
  /// known keys that are no schema field. Make it once, add the names of the policies, and let the tables of the inputs
  /// stand upon it.
  package static func base() -> SymbolTable {
    let symbols = SymbolTable(vocabulary: vocabulary)
    let table = SchemaTable.shared
    for name in 0..<table.fieldNameCount {
      let symbol = symbols.intern(table.nameBytes(name))
      assert(symbol == name, "field names are distinct and the table was empty")
    }
    for key in KnownKey.allCases { _ = symbols.intern(key.text) }
    return symbols
  }

  /// The symbols of the known keys in every table that stands upon one that `base` made.
  private static let shared = KnownSymbols(in: base())

  /// The symbols of the known keys in a table: for those of a run the same for all, and not looked up again.
  static func known(in table: SymbolTable) -> KnownSymbols {
    table.vocabulary == vocabulary ? shared : KnownSymbols(in: table)
  }
}
