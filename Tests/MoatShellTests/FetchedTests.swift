import MoatShell
import MoatSource
import Testing

/// How what is fetched reaches the command that runs it, and what keeps it from being a finding.
@Suite struct FetchedTests {
  /// Commands that run what they get.
  static let interpreters: Set<String> = [
    "sh", "bash", ".", "source", "eval", "su", "python3", "python3.12", "perl", "ruby", "node", "php", "java", "pwsh",
    "bun", "parallel",
  ]

  /// A text, and what of its commands runs something fetched, each as `name:how`.
  static let table: [(source: String, facts: String)] = [
    // Pipes.
    ("curl u | sh", "sh:input"), ("wget -qO- u | sudo -E bash -", "bash:input"),
    ("curl u | bash -s -- x", "bash:input"),
    ("wget u | sh", ""), ("curl -o f u | sh", ""), ("wget -O /dev/stdout u | sh", "sh:input"),
    ("curl u | tee f | sh", "sh:input"), ("curl u | tee f; sh f", "sh:script"), ("curl u | . /dev/stdin", ".:input"),
    ("curl u | bash /dev/stdin a", "bash:input"), ("curl u | tar xz", ""), ("curl u | tar xzO | sh", ""),
    ("(curl u || wget -O- u) | sh", "sh:input"), ("if a; then curl u; else wget -O- u; fi | sh", "sh:input"),
    ("curl u | (cd /a; sh)", "sh:input"), ("curl u | { sh; }", "sh:input"), ("curl u | sed s/a/b/ | sh", "sh:input"),
    ("curl u | python3 -c 'import json'", ""), ("curl u | python3 -m json.tool", ""), ("curl u | perl -pe s/a/b/", ""),
    ("curl u | sh -c 'cat'", ""), ("curl u; a | sh", ""), ("sh f | curl -T - u", ""),
    ("curl u | xargs -n 1 sh", ""), ("curl u > f | sh", ""), ("curl u |& bash", "bash:input"),
    ("curl u | pwsh -NoProfile -Command -", "pwsh:input"), ("curl u | pwsh", "pwsh:input"),
    ("curl u | pwsh -c 'Get-Date'", ""), ("curl u | python3 -mjson.tool", ""),
    ("curl u | xargs -I % bash -c '% --yes'", "bash:script"), ("curl u | xargs -i sh -c {}", "sh:script"),
    ("curl u | xargs --replace=X sh -c ' X'", "sh:script"), ("curl u | xargs -IL sh -c 'apt-get install L'", ""),
    ("curl u | xargs -0 bash -c", "bash:script"), ("echo a | xargs -I{} sh -c '{}'", ""),
    ("curl u | parallel", "parallel:input"), ("curl u | parallel gzip", ""),
    // Substitutions.
    ("node --print=\"$(curl u)\"", "node:script"), ("node --require=\"$(curl u)\" a", ""),
    ("perl -e\"$(curl u)\"", "perl:script"), ("php --run \"$(curl u)\"", "php:script"),
    ("bun -e \"$(curl u)\"", "bun:script"), ("pwsh -Command \"$(curl u)\"", "pwsh:script"),
    ("eval \"$(curl u)\"", "eval:script"), ("eval `wget -O- u`", "eval:script"), ("eval \"$(ssh-agent)\"", ""),
    ("bash -c \"$(curl u)\"", "bash:script"), ("python3 -c \"$(curl u)\" a", "python3:script"),
    ("perl -e \"$(curl u)\"", "perl:script"), ("ruby -e \"$(curl u)\"", "ruby:script"),
    ("node --eval \"$(curl u)\"", "node:script"), ("php -r \"$(curl u)\"", "php:script"),
    ("su -c \"$(curl u)\" a", "su:script"),
    ("bash <(curl u)", "bash:script"), (". <(curl u)", ".:script"), ("source <(wget -O- u) a", "source:script"),
    ("python3.12 <(curl u)", "python3.12:script"), ("sh < <(curl u)", "sh:input"),
    ("bash <<< \"$(curl u)\"", "bash:input"),
    ("sh <<E\n$(curl u)\nE", "sh:input"), ("sh -c \"echo $(date)\"", ""), ("X=$(curl u); eval \"$X\"", "eval:script"),
    ("X=$(curl u); echo \"$X\" | sh", "sh:input"), ("X=$(curl u); X=a; eval \"$X\"", ""),
    ("X=$(curl u); sh -c \"echo $X\"", ""), ("eval \"$(cat f)\"", ""),
    ("curl -o f u; eval \"$(cat f)\"", "eval:script"),
    ("curl u | while read l; do eval \"$l\"; done", "eval:script"),
    // Files.
    ("curl -o f u && sh f", "sh:script"), ("curl -sSLo /a/f u; chmod +x /a/f; /a/f", "f:program"),
    ("curl --output=/a/f u; sh -x /a/f", "sh:script"), ("curl -O https://e/f.sh; bash ./f.sh", "bash:script"),
    ("wget https://e/f.sh; sh f.sh", "sh:script"), ("wget -P /t https://e/f; python3 /t/f", "python3:script"),
    ("wget https://e/f?v=1; sh f", "sh:script"), ("curl u > f; . ./f", ".:script"),
    ("curl u > f; cat f | sh", "sh:input"),
    ("curl u > f; sh < f", "sh:input"), ("curl -o \"$D/f\" u; sh ${D}/f", "sh:script"),
    ("cd /t; curl -o f u; sh /t/f", "sh:script"), ("cd /t; curl -o f u; cd /; sh f", ""),
    ("(cd /t; curl -o f u); sh f", ""),
    ("(cd /t; curl -o f u); sh /t/f", "sh:script"), ("curl -o f u; mv f /b; sh /b", "sh:script"),
    ("curl -o f u; cp f /b; rm f; sh /b/f", "sh:script"), ("curl -o f u; install -m 755 f /usr/bin/g; g", "g:program"),
    ("curl -o f u; rm f; sh f", ""), ("curl -o f u; echo a > f; sh f", ""), ("curl -o f u; sh g", ""),
    ("curl -o f u; sh -n f; f", ""),
    ("curl -o f u; sh f; sh f a", "sh:script"), ("curl -o a.jar u; java -Xmx1g -jar a.jar", "java:script"),
    ("aria2c -d /t -o f u; sh /t/f", "sh:script"), ("curl -o f u; nohup sudo ./f", "./f:program"),
    ("curl -o f.gz u; gunzip f.gz; ./f", "./f:program"), ("curl -o f u; sh -c './f'", "./f:program"),
    ("curl u | dd of=/t/f bs=1M; sh /t/f", "sh:script"), ("curl -o f u; dd if=f of=g; sh g", "sh:script"),
    ("curl -o f u; dd if=f | sh", "sh:input"), ("curl u | dd | sh", "sh:input"), ("curl u | dd of=f | sh", ""),
    ("curl -o f u; dd if=/dev/zero of=f count=1; sh f", ""), ("curl u | sponge f; sh f", "sh:script"),
    ("curl u | sponge f | sh", ""), ("curl u | sponge | sh", "sh:input"),
    ("curl u | install -m 755 /dev/stdin /usr/bin/g; g", "g:program"), ("curl u | cp /dev/stdin f; sh f", "sh:script"),
    // Checks.
    ("curl -o f u && echo 'abc  f' | sha256sum -c - && sh f", ""),
    ("curl -o f u && sha512sum --check f.sums && sh f", ""),
    ("set -e; curl -o f u; echo 'abc  f' | sha256sum -c; sh f", ""),
    ("curl -o f u; echo 'abc  f' | sha256sum -c; sh f", "sh:script"),
    ("curl -o f u; sha256sum -c s || exit 1; sh f", ""), ("curl -o f u; sha256sum -c s || true; sh f", "sh:script"),
    ("curl -o f u; if ! sha256sum -c s; then exit 1; fi; sh f", ""), ("curl -o f u; sha256sum f && sh f", "sh:script"),
    ("curl -o f u; curl -o g v; echo 'abc *f' | sha256sum -c && sh f && sh g", "sh:script"),
    ("curl -o f u && [ \"$(sha256sum f | cut -c1-64)\" = abc ] && sh f", ""),
    ("curl -o f u && S=$(sha256sum f) && [ \"$S\" = abc ] && sh f", ""),
    ("set -e; curl -o f u; [[ $(sha256sum f) == abc* ]]; sh f", ""),
    ("curl -o f u; [ \"$(sha256sum f | cut -c1-64)\" = abc ]; sh f", "sh:script"),
    ("curl -o f u; echo f | sh", ""), ("curl -o f u; aria2c --checksum=sha-256=abc -o g u; sh g", ""),
    ("curl -o f u && gpg --batch --verify f.asc f && sh f", ""), ("curl -o f u && gpg --import k && sh f", "sh:script"),
    ("curl -o f u && cosign verify-blob --key k --signature s f && sh f", ""),
    ("curl -o f u && minisign -Vm f -P k && ./f", ""),
    ("curl -o f u && openssl dgst -sha256 -verify k -signature s f && ./f", ""),
    ("sha256sum -c s && curl -o f u && sh f", "sh:script"),
    ("curl -o f u && sha256sum -c - <<E && sh f\nabc  f\nE", ""),
  ]

  @Test func whatIsFetchedIsFollowed() {
    for (source, facts) in Self.table {
      let model = ShellModel.read(ShellText(source), shell: ShellInvocation(arguments: ["/bin/bash", "-c"]))
      #expect(model.failure == nil, "\(source)")
      let found = model.commands.filter { use in
        use.fetched == .program || (use.fetched != .none && Self.interpreters.contains(use.name ?? ""))
      }.map { "\($0.name ?? "?"):\($0.fetched.rawValue)" }
      #expect(found.joined(separator: " ") == facts, "\(source)")
    }
  }

  @Test func filesAreFollowedFromOneTextToTheNext() {
    let first = ShellModel.read(ShellText("curl -o /f u; curl -o g v"))
    let second = ShellModel.read(ShellText("cd /; sh f"), files: first.files)
    #expect(second.commands.last?.fetched == .script)
    let third = ShellModel.read(ShellText("sh /f; sh g"), files: second.files)
    #expect(third.commands.map(\.fetched) == [.none, .script])
    let checked = ShellModel.read(ShellText("sha256sum -c /sums"), files: first.files)
    #expect(checked.files.isEmpty)
    let exec = ShellModel.read(arguments: [("/f", Span(0..<2))], files: first.files)
    #expect(exec.commands[0].fetched == .program)
  }
}
