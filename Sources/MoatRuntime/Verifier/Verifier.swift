/// Holds a program to everything that the machine's loop takes for granted. A program that passes can be run over any
/// documents without a check of its operands: it ends, and reads and writes nothing but its own registers and what its
/// instructions name.
package enum Verifier {
  package static func verify(_ program: Program) throws(VerificationFailure) {
    try TableVerifier(program: program).verify()
    for block in program.blocks {
      let structure = try BlockStructure(program, block)
      try OperandVerifier(program: program, structure: structure).verify()
      var flow = FlowVerifier(program: program, structure: structure)
      try flow.verify()
    }
  }
}
