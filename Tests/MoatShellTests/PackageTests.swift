import MoatShell
import MoatSource
import Testing

/// What package managers are asked to do, and what is removed afterwards.
@Suite struct PackageTests {
  static let table: [(source: String, facts: String)] = [
    ("apt-get update", "packages apt-get update refresh yes:no"),
    (
      "apt-get install -y --no-install-recommends curl=7.88 git 'a=1.*' b/stable ./c.deb",
      "packages apt-get install install curl[7.88] git a{1.*} b[stable] file:./c.deb yes:yes no-recommends:yes"
    ),
    ("apt-get -qq install a", "packages apt-get install install a yes:yes"),
    ("apt-get -q=2 install a", "packages apt-get install install a yes:yes"),
    ("apt-get -q install a", "packages apt-get install install a yes:no"),
    ("apt-get -o APT::Get::Assume-Yes=true install a", "packages apt-get install install a yes:yes"),
    (
      "apt-get -o APT::Install-Recommends=false install -y a",
      "packages apt-get install install a yes:yes no-recommends:yes"
    ),
    (
      "apt-get install a=$V b$V \"c\" $D",
      "packages apt-get install install a[$] ?[?] c unknown:?[?] … yes:unknown no-recommends:unknown unverified:unknown"
    ),
    ("apt-get $X a", "packages apt-get ? unknown … yes:unknown no-recommends:unknown unverified:unknown"),
    (
      "apt-get install -y a=$V",
      "packages apt-get install install a[$] yes:yes no-recommends:unknown unverified:unknown"
    ),
    (
      "xargs apt-get install -y a",
      "packages apt-get install install a … yes:yes no-recommends:unknown unverified:unknown"
    ),
    ("apt-get install -y$X a", "packages apt-get install install a … yes:yes no-recommends:unknown unverified:unknown"),
    ("apt-get install -t stable a", "packages apt-get install install a yes:no"),
    ("apt-get dist-upgrade -y", "packages apt-get dist-upgrade upgradeSystem yes:yes"),
    ("apt-get install --allow-unauthenticated -y a", "packages apt-get install install a yes:yes unverified:yes"),
    (
      "apk add --no-cache -t .deps -X http://r a=1 b~=2 'c>3' d@edge",
      "packages apk add install a[1] b{~=2} c{>3} d@edge yes:yes no-cache:yes"
    ),
    (
      "yum -y install a-1.2 b @group http://x/c.rpm",
      "packages yum install install a[1.2] b group:@group url:http://x/c.rpm yes:yes"
    ),
    ("dnf group install -y tools", "packages dnf install install group:tools yes:yes"),
    ("dnf module install nodejs:20 php ruby/m", "packages dnf install install nodejs[20] php ruby/m yes:no"),
    ("dnf repo-pkgs updates install a", "packages dnf install install a yes:no"),
    ("dnf swap -y a b", "packages dnf swap install b yes:yes"),
    ("dnf builddep -y a.spec", "packages dnf builddep install list:a.spec yes:yes"),
    ("dnf5 in -y a --repo b", "packages dnf5 in install a yes:yes"),
    ("yum groupinstall tools", "packages yum groupinstall install group:tools yes:no"),
    ("dnf module list", "packages dnf list other yes:no"),
    ("dnf install --setopt=install_weak_deps=False a", "packages dnf install install a yes:no no-recommends:yes"),
    ("zypper -n in 'a>=1'", "packages zypper in install a{>=1} yes:yes"),
    (
      "pip3 install --no-cache-dir -r r.txt a==1 'b>=2' c[d]==3 git+https://x/y . e.whl 'f==1.*'",
      "packages pip install install a[1] b{>=2} c[d][3] url:git+https://x/y file:. file:e.whl f{1.*} list:r.txt yes:yes no-cache:yes"
    ),
    ("python3 -m pip install -U a", "packages pip install install a yes:yes"),
    ("pip install dist/a", "packages pip install install file:dist/a yes:yes"),
    ("python3 -m pip install a==$V", "packages pip install install a[$] yes:yes no-cache:unknown unverified:unknown"),
    ("uv pip install a==1", "packages uv install install a[1] yes:yes"),
    ("npm install -g a@1.2.3 @s/b@^1 c d@latest", "packages npm install install a[1.2.3] @s/b{^1} c d{latest} yes:yes"),
    ("yarn global add a@1", "packages yarn add install a[1] yes:yes"),
    ("yarn", "packages yarn ? install yes:yes"),
    ("yarn --version", "packages yarn ? other yes:yes"),
    ("go install -tags 'a b' -ldflags=-s ./c", "packages go install install file:./c yes:yes"),
    ("gem install a:1 b", "packages gem install install a[1] b yes:yes"),
    ("gem install a -v 2", "packages gem install install a[2] yes:yes"),
    ("go install a.b/c@v1 d@latest e", "packages go install install a.b/c[v1] d{latest} e yes:yes"),
    ("cargo install a@1.2 b", "packages cargo install install a[1.2] b yes:yes"),
    ("conda install -y -c f a=1 b==2 c", "packages conda install install a{=1} b[2] c yes:yes"),
    ("composer require -n a/b:^1 c/d:2.0", "packages composer require install a/b{^1} c/d[2.0] yes:yes"),
    ("rm -rf /var/lib/apt/lists/* /tmp/x", "removal apt-get lists by 0"),
    ("rm -rf /var/cache/apk", "removal apk cache by 0"),
    ("rm -rf '/var/lib/apt/lists/*' '~/.npm' '$HOME/.npm' \"$X/.npm\"", ""),
    ("rm -rf \"$HOME/.npm\" \"$HOME\"/.yarn/*", "removal npm cache by 0\nremoval yarn cache by 0"),
    ("rm -rf /home/node/.npm ~/.cache", "removal npm cache by 0\nremoval pip cache by 0\nremoval yarn cache by 0"),
    ("rm -rf /opt/conda/pkgs/* /home/x", "removal conda cache by 0"),
    ("rm /var/lib/apt/lists", ""),
    ("echo rm -rf /var/lib/apt/lists/*", ""),
    ("pip3 cache purge", "packages pip cache clean yes:yes\nremoval pip cache by 0"),
    ("yum clean all", "packages yum clean clean yes:no\nremoval yum cache by 0\nremoval yum lists by 0"),
    ("pipx install a==1 b", "packages pipx install install a[1] b yes:yes"),
    ("pipx inject a b", "packages pipx inject install b yes:yes"),
    ("pipx run --spec a==2 b c", "packages pipx run execute a[2] yes:yes"),
    ("uvx a@1.0 b", "packages uv ? execute a[1.0] yes:yes"),
    ("uv tool run --from a b", "packages uv run execute a yes:yes"),
    ("uvx --from $A b", "packages uv ? execute unknown:?[?] yes:yes no-cache:unknown unverified:unknown"),
    ("uv run pytest", "packages uv run other yes:yes"),
    ("uv pip sync r.txt", "packages uv sync install list:r.txt yes:yes"),
    ("uv add a@latest", "packages uv add install a{latest} yes:yes"),
    ("npx -y a@1 b", "packages npm ? execute a[1] yes:yes"),
    ("npm exec -- a b", "packages npm exec execute a yes:yes"),
    ("npx -p a -p b@1 c", "packages npm ? execute a b[1] yes:yes"),
    ("bun a -g a", "packages bun a install a yes:yes"),
    ("bunx a", "packages bun ? execute a yes:yes"),
    ("bun pm cache rm", "packages bun cache clean yes:yes"),
    ("yarn dlx a b", "packages yarn dlx execute a yes:yes"),
    ("gem install a:1 -- --use-system-libraries=true --b c", "packages gem install install a[1] yes:yes"),
    ("gem install a -- $X", "packages gem install install a yes:yes"),
    ("pacman -Syu --noconfirm a=1 core/b", "packages pacman -S install a[1] core/b yes:yes"),
    ("pacman -Sy", "packages pacman -S refresh yes:no"),
    ("pacman -Syu", "packages pacman -S upgrade yes:no"),
    ("pacman -U ./a.pkg.tar.zst https://b/c", "packages pacman -U install file:./a.pkg.tar.zst url:https://b/c yes:no"),
    ("pacman -Rns a", "packages pacman -R remove a yes:no"),
    ("pacman -Ss a", "packages pacman -S other yes:no"),
    ("pacman -Qi a", "packages pacman ? other yes:no"),
    ("pacman -Sc", "packages pacman -S clean yes:no"),
    ("pacman -Scc", "packages pacman -S clean yes:no\nremoval pacman cache by 0"),
    ("pacman $X a", "packages pacman ? unknown … yes:unknown"),
    ("rm -rf /var/cache/pacman/pkg/*", "removal pacman cache by 0"),
    ("rm -rf ~/.bun/install/cache", "removal bun cache by 0"),
    ("pipy install a", ""),
  ]

  @Test func packageManagersAreFacts() {
    for (source, facts) in Self.table {
      let dump = ShellDump.dump(ShellModel.read(ShellText(source)))
      let lines = dump.split(separator: "\n").dropFirst().joined(separator: "\n")
      #expect(lines == facts, "\(source)")
    }
  }

  @Test func aFolderFromAVariableIsOne() {
    for (source, isRemoved) in [
      ("L=/var/lib/apt; rm -rf $L/lists/*", true), ("L='/var/lib/apt/lists/*'; rm -rf $L", true),
      ("L='/var/lib/apt/lists/*'; rm -rf \"$L\"", false), ("rm -rf $L/lists/*", false),
    ] {
      #expect(ShellModel.read(ShellText(source)).cacheRemovals.isEmpty != isRemoved, "\(source)")
    }
  }

  @Test func whatARemovalFollowsCanBeAsked() {
    let model = ShellModel.read(
      ShellText("apt-get update && apt-get install -y a; sh -c 'rm -r /var/lib/apt/lists'"))
    let install = model.packageOperations.first { $0.action == .install }
    #expect(model.cacheRemovals.count == 1)
    #expect(model.cacheRemovals[0].command > install?.command ?? .max)
  }
}
