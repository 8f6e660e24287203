/// What the manuals of package managers, and of other commands with flags, say: written beside the tables of `MoatShell`,
/// which `ManagerTableTests` holds against it in both directions. Each line says of some commands which words are of a kind.
enum ManagerFacts {
  static let managers = """
    install of apk: add fix
    install of apt apt-get aptitude: build-dep install reinstall satisfy
    install of bun: a add ci i install
    install of bundle yarn: add install
    install of cargo: add binstall install
    install of composer: install require
    install of conda mamba micromamba: create install
    install of dnf dnf-3 dnf4 dnf5 microdnf tdnf yum: build-dep builddep debuginfo-install dg do downgrade \
      group-install groupinstall in install install-n install-na install-nevra localinstall rei reinstall swap
    install of gem: i install
    install of go: get install
    install of npm: add ci cit clean-install i ic in ins inst insta instal install install-ci-test install-clean \
      install-test isnt isnta isntal isntall isntall-clean it
    install of pip pipenv poetry uv uvx: add download install sync wheel
    install of pipx: inject install reinstall reinstall-all
    install of pnpm: add ci i install
    install of zypper: in install si source-install
    refresh of apk apt apt-get aptitude: update
    refresh of dnf dnf-3 dnf4 dnf5 microdnf tdnf yum: check-update check-upgrade makecache mc
    refresh of zypper: ref refresh
    upgrade of apk: upgrade
    upgrade of apt apt-get aptitude: dselect-upgrade safe-upgrade upgrade
    upgrade of bun bundle cargo composer gem: update
    upgrade of conda mamba micromamba pip pipenv poetry uv uvx: update upgrade
    upgrade of dnf dnf-3 dnf4 dnf5 microdnf tdnf yum: groupupdate localupdate up up-min update update-minimal \
      update-to upgrade upgrade-minimal upgrade-to
    upgrade of npm: udpate up update upgrade
    upgrade of pipx: upgrade upgrade-all
    upgrade of pnpm: up update upgrade
    upgrade of yarn: up upgrade
    upgrade of zypper: patch up update
    upgradeSystem of apt apt-get aptitude: dist-upgrade full-upgrade
    upgradeSystem of dnf dnf-3 dnf4 dnf5 microdnf tdnf yum: distribution-synchronization distro-sync distrosync \
      dsync
    upgradeSystem of zypper: dist-upgrade dup
    remove of apk: del
    remove of apt apt-get aptitude: autopurge autoremove purge remove
    remove of bun zypper: remove rm
    remove of cargo gem: uninstall
    remove of composer yarn: remove
    remove of conda mamba micromamba pip pipenv poetry uv uvx: remove uninstall
    remove of dnf dnf-3 dnf4 dnf5 microdnf tdnf yum: autoremove erase grouperase groupremove remove remove-n \
      remove-na remove-nevra rm
    remove of npm: r remove rm un uninstall unlink
    remove of pipx: uninstall uninstall-all
    remove of pnpm: remove rm un uninstall
    clean of apk bun npm pip pipenv poetry uv uvx yarn: cache
    clean of apt apt-get aptitude: autoclean clean dist-clean distclean
    clean of bundle conda dnf dnf-3 dnf4 dnf5 go mamba microdnf micromamba tdnf yum: clean
    clean of composer: clear-cache clearcache
    clean of gem: cleanup
    clean of pnpm: cache store
    clean of zypper: cc clean
    execute of bun: x
    execute of npm: exec x
    execute of pipx uv uvx: run
    execute of pnpm yarn: dlx
    other of pip pipenv poetry uv uvx: lock
    only of bunx npx pnpx uvx: execute
    yes of apt apt-get aptitude: --assume-yes --force-yes --yes -qq -y
    yes of composer: --no-interaction -n
    yes of conda mamba micromamba: --yes -y
    yes of dnf dnf-3 dnf4 dnf5 microdnf tdnf yum: --assumeyes -y
    yes of pacman: --noconfirm
    yes of zypper: --no-confirm --non-interactive -n -y
    no-recommends of apt apt-get: --no-install-recommends
    no-recommends of aptitude: --without-recommends -R
    no-recommends of dnf dnf-3 dnf4 dnf5 microdnf tdnf yum: --setopt=install_weak_deps=0 \
      --setopt=install_weak_deps=False --setopt=install_weak_deps=false --setopt=install_weak_deps=no
    no-recommends of zypper: --no-recommends
    no-cache of apk composer poetry: --no-cache
    no-cache of pip pipenv uv uvx: --no-cache --no-cache-dir -n
    unverified of apk: --allow-untrusted --no-check-certificate
    unverified of apt apt-get aptitude: --allow-insecure-repositories --allow-unauthenticated --force-yes
    unverified of dnf dnf-3 dnf4 dnf5 microdnf tdnf yum: --no-gpg-checks --no-gpgchecks --nogpgcheck
    unverified of pip pipenv poetry uv uvx: --allow-insecure-host --trusted-host
    unverified of zypper: --allow-unsigned-rpm --gpg-auto-import-keys --no-gpg-checks --no-gpgcheck -G \
      --gpgcheck-allow-unsigned --gpgcheck-allow-unsigned-repo --gpgcheck-allow-unsigned-package
    list of conda mamba micromamba: --file -f
    list of pip pipx: --requirement -r
    list of pipenv: --requirements -r
    list of uv uvx: --requirement --requirements -r
    package of bun bunx npm npx pnpm pnpx yarn: --package -p
    package of pipx: --spec
    package of uv uvx: --from
    prefix of bun: pm
    prefix of dnf dnf-3 dnf4 dnf5 microdnf tdnf yum: group groups grp module repo-packages repo-pkgs \
      repository-packages
    prefix of poetry: self
    prefix of uv uvx: pip tool
    prefix of composer yarn: global
    skip-first of dnf dnf-3 dnf4 dnf5 microdnf tdnf yum: swap
    skip-first of pipx: inject
    lists of dnf dnf-3 dnf4 dnf5 microdnf tdnf yum: build-dep builddep
    lists of pip pipenv poetry uv uvx: sync
    """

  /// Flags whose value is the next word.
  static let flags = """
    values of apk: --arch --cache-dir --cache-max-age --keys-dir --progress-fd --repositories-file --repository \
      --root --virtual --wait -X -p -t
    values of apt apt-get aptitude: --build-profiles --config-file --default-release --host-architecture --option \
      --solver --target-release --with-source -P -a -c -o -t
    values of aria2c: --checksum --dir --header --out -d -i -j -k -l -m -o -s -t -x
    values of ash bash dash ksh sh zsh: --init-file --rcfile -O -o
    values of bun bunx: --backend --cache-dir --config --cwd --omit --package --registry -c -p
    values of bundle: --binstubs --gemfile --jobs --path --retry --trust-policy --with --without -j
    values of cargo: --bin --branch --color --config --features --git --index --jobs --manifest-path --package \
      --path --profile --registry --rev --root --tag --target --target-dir --vers --version -F -Z -j -p
    values of composer: --prefer-install --working-dir -d
    values of conda mamba micromamba: --channel --file --name --prefix --repodata-fn --revision --root-prefix \
      --solver -c -f -n -p -r
    values of curl: --cacert --ciphers --connect-timeout --data --data-binary --form --header --max-time --output \
      --output-dir --proto --proxy --range --request --resolve --retry --retry-delay --retry-max-time --url --user \
      --user-agent --write-out -A -C -D -E -F -H -K -P -Q -T -U -X -Y -b -c -d -e -m -o -r -u -w -x -y -z
    values of dnf dnf-3 dnf-config-manager dnf4 dnf5 microdnf tdnf yum yum-config-manager: --advisory --comment \
      --config --debuglevel --destdir --disableexcludes --disableplugin --disablerepo --downloaddir --enableplugin \
      --enablerepo --errorlevel --exclude --forcearch --from-repo --installroot --releasever --repo --repoid \
      --setopt --setvar -R -c -d -e -x
    values of find: -atime -ctime -fprintf -group -iname -ipath -maxdepth -mindepth -mmin -mtime -name -newer -path \
      -perm -printf -regex -size -type -user -wholename
    values of gem: --bindir --document --file --http-proxy --install-dir --platform --source --target-rbconfig \
      --trust-policy --version -P -g -i -n -p -s -v
    values of git: --branch --depth --git-dir --origin --work-tree -C -b -c -m -o
    values of go: -C -asmflags -buildmode -compiler -gccgoflags -gcflags -installsuffix -ldflags -mod -modfile -o \
      -overlay -p -pgo -pkgdir -tags -toolexec
    values of install: --group --mode --owner -S -g -m -o -t
    values of ln: --suffix --target-directory -S -t
    values of npm: --cache --call --fetch-retries --fetch-timeout --include --loglevel --omit --package --prefix \
      --registry --tag --userconfig --workspace -C -c -w
    values of npx: --cache --call --fetch-retries --fetch-timeout --include --loglevel --omit --package --prefix \
      --registry --tag --userconfig --workspace -C -c -p -w
    values of pacman: --arch --assume-installed --cachedir --color --config --dbpath --gpgdir --hookdir --ignore \
      --ignoregroup --logfile --overwrite --print-format --root --sysroot -b -r
    values of pipenv: --categories --editable --index --python --requirements -e -i -r
    values of pipx: --backend --index-url --pip-args --preinstall --python --requirement --spec --suffix -i -r
    values of pnpm pnpx: --dir --filter --package --registry --reporter --store-dir -C -F
    values of poetry: --directory --extras --only --project --with --without -C -E -P
    values of su: --command --group --shell -G -c -g -s
    values of tar: --directory --exclude --file --group --mode --owner --strip-components --transform \
      --use-compress-program --wildcards-match-slash -C -I -K -N -T -X -b -f
    values of useradd: --base-dir --comment --expiredate --gid --groups --home --home-dir --inactive --password \
      --shell --skel --uid -G -K -R -Z -b -c -d -e -f -g -k -p -s -u
    values of uv uvx: --abi --allow-insecure-host --cache-dir --cert --client-cert --config-settings --constraint \
      --default-index --directory --editable --exists-action --extra --extra-index-url --find-links --from \
      --global-option --group --implementation --index --index-url --install-option --link-mode --log --no-binary \
      --only-binary --platform --prefix --progress-bar --project --proxy --python --python-version --report \
      --requirement --requirements --retries --root --root-user-action --src --target --timeout --trusted-host --upgrade-strategy \
      --with -C -c -e -f -i -p -r -t
    values of wget wget2: --directory-prefix --execute --header --input-file --output-document --output-file \
      --password --timeout --tries --user --user-agent -A -D -O -P -Q -R -T -U -a -e -i -o -t -w
    values of yarn: --cache-folder --cwd --modules-folder --mutex --network-concurrency --network-timeout --registry \
      --use-yarnrc
    values of zypper: --cache-dir --config --download --from --installroot --name --plus-content --plus-repo \
      --releasever --repo --reposd-dir --root --type -D -R -c -p -r -t
    """

  /// The same of commands that run another.
  static let wrappers = """
    values of doas: -C -a -u
    values of env: --chdir --unset -C -u
    values of exec: -a
    values of ionice: --class --classdata -c -n
    values of nice: --adjustment -n
    values of stdbuf: --error --input --output -e -i -o
    values of sudo: --chdir --chroot --close-from --command-timeout --group --host --other-user --prompt --role \
      --type --user -C -D -R -T -U -g -h -p -r -t -u
    values of time: --format --output -f -o
    values of timeout: --kill-after --signal -k -s
    values of xargs: --arg-file --delimiter --max-args --max-chars --max-lines --max-procs --replace -E -I -L -P -a \
      -d -n -s
    values of xvfb-run: -e -f -n -p -s -w
    """

  struct Line {
    var what: String
    var commands: [String]
    var words: [String]
  }

  static func lines(_ text: String) -> [Line] {
    text.split(separator: "\n").compactMap { line in
      guard let colon = line.firstRange(of: ": ") else { return nil }
      let head = line[..<colon.lowerBound].split(separator: " ").map(String.init)
      return Line(
        what: head[0], commands: Array(head.dropFirst(2)),
        words: line[colon.upperBound...].split(separator: " ").map(String.init))
    }
  }
}
