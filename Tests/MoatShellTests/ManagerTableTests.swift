import MoatShell
import MoatSource
import Testing

/// Every row of the tables of package managers and flags matters, and has its fact in `ManagerFacts`: a row that is removed
/// from a table fails the first test of its kind, and one that is added without a fact the second.
@Suite struct ManagerTableTests {
  private static func operation(_ text: String) -> PackageOperation? {
    ShellModel.read(ShellText(text)).packageOperations.first
  }

  /// A subcommand that installs, with the words in front of it that make it one.
  private static func install(_ command: String, _ manager: PackageManager?) -> String {
    switch command {
    case "pacman": "pacman -S"
    case "composer": "composer require"
    case "apk": "apk add"
    case "uvx", "npx", "pnpx", "bunx": command
    default: command + " install"
    }
  }

  @Test func eachFactOfAManagerIsFollowed() {
    for line in ManagerFacts.lines(ManagerFacts.managers) {
      for command in line.commands {
        let manager = PackageManager.table[command]
        // Its programs take one package, and its subcommands are another's.
        let isRunner = manager?.onlyAction != nil
        for word in line.words where !isRunner || line.what == "only" || line.what == "package" {
          #expect(
            Self.holds(line.what, command, word, Self.install(command, manager)), "\(line.what) of \(command): \(word)")
        }
      }
    }
  }

  private static func holds(_ what: String, _ command: String, _ word: String, _ install: String) -> Bool {
    func with(_ text: String) -> PackageOperation? { operation(text) }
    let plain = with("\(install) a")
    let flagged = with("\(install) \(word) a")
    switch what {
    case "yes": return plain?.assumesYes == .no && flagged?.assumesYes == .yes
    case "no-recommends": return plain?.skipsRecommended == .no && flagged?.skipsRecommended == .yes
    case "no-cache": return plain?.skipsCache == .no && flagged?.skipsCache == .yes
    case "unverified": return plain?.skipsVerification == .no && flagged?.skipsVerification == .yes
    case "list": return with("\(install) \(word) f")?.packages.map(\.kind) == [.list]
    case "lists": return with("\(command) \(word) f")?.packages.map(\.kind) == [.list]
    case "only": return with("\(command) a b")?.action.rawValue == word
    case "prefix":
      let repository = word.hasPrefix("repo") ? " r" : ""
      let found = with("\(command) \(word)\(repository) install a")
      let added = with("\(command) \(word)\(repository) add a")
      let cleaned = with("\(command) \(word) cache a")
      return found?.action == .install && found?.packages.map(\.name) == ["a"] || added?.action == .install
        || cleaned?.action == .clean
    case "skip-first": return with("\(command) \(word) a b")?.packages.map(\.name) == ["b"]
    case "package":
      let run = [
        "npm": "npm exec", "pnpm": "pnpm dlx", "yarn": "yarn dlx", "bun": "bun x", "uv": "uv tool run",
        "pipx": "pipx run",
      ]
      return with("\(run[command] ?? command) \(word)=a b")?.packages.map(\.name) == ["a"]
    case "execute":
      let prefix = command == "uv" ? " tool" : ""
      return with("\(command)\(prefix) \(word) a b")?.action == .execute
    default: return with("\(command) \(word) a")?.action.rawValue == what
    }
  }

  @Test func eachRowOfAManagerHasItsFact() {
    var facts: [String: [String: Set<String>]] = [:]
    for line in ManagerFacts.lines(ManagerFacts.managers) {
      for command in line.commands { facts[command, default: [:]][line.what, default: []].formUnion(line.words) }
    }
    for (command, manager) in PackageManager.table {
      var rows: [String: Set<String>] = [
        "yes": manager.assumesYes, "no-recommends": manager.skipsRecommended, "no-cache": manager.skipsCache,
        "unverified": manager.skipsVerification, "list": manager.listFlags, "package": manager.packageFlags,
        "prefix": Set(manager.prefixes.keys), "skip-first": manager.skipsFirstOperand, "lists": manager.listSubcommands,
      ]
      for (word, action) in manager.actions { rows[action.rawValue, default: []].insert(word) }
      if let only = manager.onlyAction { rows["only"] = [only.rawValue] }
      #expect(rows.filter { !$0.value.isEmpty } == facts[command] ?? [:], "\(command)")
    }
    #expect(Set(facts.keys) == Set(PackageManager.table.keys))
  }

  @Test func eachFlagWithAValueTakesIt() {
    for line in ManagerFacts.lines(ManagerFacts.flags) {
      for command in line.commands {
        for flag in line.words {
          let arguments = ShellModel.read(ShellText("\(command) \(flag) value operand")).commands.first?.arguments
          #expect(arguments?.flags.map(\.value) == ["value"], "\(command) \(flag)")
          #expect(arguments?.operandTexts == ["operand"], "\(command) \(flag)")
        }
      }
    }
    for line in ManagerFacts.lines(ManagerFacts.wrappers) {
      for command in line.commands {
        // The wrappers with operands of their own have these first.
        let own = ["timeout": "1 ", "chroot": "/a ", "gosu": "a ", "su-exec": "a "][command] ?? ""
        for flag in line.words {
          let use = ShellModel.read(ShellText("\(command) \(flag) value \(own)program")).commands.first
          #expect(use?.name == "program", "\(command) \(flag)")
        }
      }
    }
  }

  @Test func eachRowOfAFlagHasItsFact() {
    func words(_ text: String) -> [String: Set<String>] {
      var result: [String: Set<String>] = [:]
      for line in ManagerFacts.lines(text) { for command in line.commands { result[command] = Set(line.words) } }
      return result
    }
    #expect(FlagRule.table.mapValues(\.values).filter { !$0.value.isEmpty } == words(ManagerFacts.flags))
    #expect(Wrapper.table.mapValues(\.valueFlags).filter { !$0.value.isEmpty } == words(ManagerFacts.wrappers))
  }
}
