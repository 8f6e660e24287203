import CLibFuzzer
import MoatTestSupport

/// Gives libFuzzer the target that `MOAT_FUZZ_TARGET` names. A name that does not exist is an error: a run that fuzzes
/// nothing would look like a clean one.
@main enum MoatFuzz {
  static let chosen: FuzzTarget? = {
    let name = Files.environment("MOAT_FUZZ_TARGET")
    return FuzzTarget.all.first { $0.name == name }
  }()

  static func main() {
    precondition(chosen != nil, "MOAT_FUZZ_TARGET is not one of \(FuzzTarget.all.map(\.name))")
    var count = CommandLine.argc
    var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = unsafe CommandLine.unsafeArgv
    _ = unsafe LLVMFuzzerRunDriver(&count, &arguments) { start, count in
      MoatFuzz.chosen?.run(unsafe Array(UnsafeBufferPointer(start: start, count: count)))
      return 0
    }
  }
}
