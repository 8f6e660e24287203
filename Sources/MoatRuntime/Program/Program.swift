package import MoatDocument
package import MoatValues

/// A compiled set of rules. It holds nothing of a run: params, data sets and the facts of the run are constants without a
/// value, which a `LinkedProgram` gives.
///
/// Registers below `frameSize` are variables; the ones after it are the first constants, so that an operand may name a
/// constant directly. A program is made by the compiler or loaded from an artefact; both are verified before they run.
package struct Program: Hashable, Sendable {
  package var code: [Instruction] = []
  /// One for each instruction.
  package var sourceMap: [SourcePoint] = []
  package var blocks: [BlockRecord] = []
  package var frameSize = 0
  /// How many loops may be open at once.
  package var loopDepth = 0
  package var constants: [ConstantRecord] = []
  /// How many of the constants have a register.
  package var residentConstants = 0
  /// The keys of documents that paths walk, and the names that the disassembly shows.
  package var keys: [String] = []
  /// The symbols of the keys in the table that the inputs' tables stand upon.
  package var symbols: [UInt32] = []
  /// Runs of keys that fields walk.
  package var pathKeys: [UInt32] = []
  package var fields: [FieldRecord] = []
  package var parts: [PartRecord] = []
  package var collections: [CollectionRecord] = []
  package var relations: [RelationRecord] = []
  package var enumerations: [Enumeration] = []
  package var indexes: [IndexRecord] = []
  package var joins: [JoinRecord] = []
  package var rules: [RuleRecord] = []
  package var dataSets: [String] = []
  package var sources: [PolicySource] = []

  package init() {}

  /// Gives the keys their symbols. To be called before the inputs are read, so that their tables know them.
  package mutating func intern(into table: SymbolTable) {
    symbols = keys.map { table.intern($0) }
  }
}
