package import MoatDocument

/// The field names of all schemas as symbols, so that the keys of most documents are known before they are read.
package enum KubernetesSymbols {
  /// A new table that holds the name of every schema field; the symbol of a name is its index in the schema table. Make
  /// it once, add the names of the policies, and let the tables of the inputs stand upon it.
  package static func base() -> SymbolTable {
    let symbols = SymbolTable()
    let table = SchemaTable.shared
    for name in 0..<table.fieldNameCount {
      let symbol = symbols.intern(table.nameBytes(name))
      assert(symbol == name, "field names are distinct and the table was empty")
    }
    return symbols
  }
}
