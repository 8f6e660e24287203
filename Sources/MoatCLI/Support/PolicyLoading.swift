import Moat

/// Loads the policies of a command, and says what is wrong with them.
enum PolicyLoading {
  static func load(_ paths: [String], library: PolicySet.Library = .rules, showsWarnings: Bool = true) throws
    -> PolicySet
  {
    do throws(PolicyError) {
      let set = try PolicySet.load(paths: paths, library: library)
      if showsWarnings { for warning in set.warnings { StandardStream.error.write(warning.text) } }
      return set
    } catch {
      for problem in error.problems { StandardStream.error.write(problem.text) }
      throw error.isInternal ? ExitStatus.internalError : ExitStatus.usage
    }
  }

  /// Runs what may refuse its options, and says so.
  static func reporting<Result>(_ body: () async throws -> Result) async throws -> Result {
    do {
      return try await body()
    } catch let error as OptionError {
      StandardStream.error.write("error: \(Messages.shown(error.message))\n")
      throw ExitStatus.usage
    }
  }
}
