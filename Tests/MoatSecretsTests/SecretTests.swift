import Testing

@testable import MoatSecrets

struct SecretNameTests {
  @Test func namesAreReadByTheirWords() {
    let cases: [(String, SecretName)] = [
      ("DB_PASSWORD", .password), ("dbPassword", .password), ("db.password", .password), ("PGPASSWORD", .password),
      ("LDAP_ROOTPASS", .password), ("MYSQL_PWD", .password), ("passphrase", .password), ("ADMIN_PW", .password),
      ("EMAIL_HOST_PASSWORD", .password), ("TOKEN", .token), ("GITHUB_PAT", .token), ("apiKey", .token),
      ("AWS_SECRET_ACCESS_KEY", .token), ("ClientSecret", .token), ("_authToken", .token), ("API_TOKEN_2", .token),
      ("KEY", .key), ("LICENSE_KEY", .key), ("BASIC_AUTH", .key),
    ]
    for (name, expected) in cases { #expect(SecretName(name) == expected, "\(name)") }
  }

  @Test func aWordAroundItTakesItBack() {
    let names = [
      "", "PWD", "PASSWORD_FILE", "TOKEN_URL", "TOKEN_TTL", "SECRET_NAME", "MAX_TOKENS", "KEYBOARD", "COMPASS",
      "BYPASS",
      "TOKENIZERS", "PUBLIC_KEY", "GPG_KEY", "SSH_AUTH_SOCK", "AWS_ACCESS_KEY_ID", "passwordPolicy", "secret.html",
      "NOPASSWD", "imagePullSecret", "USE_TOKEN", "primary-key", "--recv-keys", "automountServiceAccountToken",
    ]
    for name in names { #expect(SecretName(name) == .none, "\(name)") }
  }
}

struct SecretValueTests {
  private func isSecret(_ value: String, _ name: SecretName = .password) -> Bool {
    SecretValue.isSecret(Array(value.utf8), under: name)
  }

  @Test func whatStandsForASecretIsNone() {
    let values = [
      "", "  ", "\"\"", "true", "off", "null", "/run/secrets/db", "./token", "~/.netrc", "C:\\secrets", "config/db.txt",
      "https://example.org/token", "$DB", "${DB}", "$(DB)", "$(cat /run/x)", "{{ .Values.password }}", "<%= x %>",
      "prefix-${DB}", "<password>", "[password]", "xxx", "xxxx".uppercased(), "***", "...", "your-password",
      "REPLACE_ME",
      "vault:kv/db", "@@PASSWORD@@", "@db.password@", "##DB_PASSWORD##", "%(password)s", "%s", "$PASSWORD$",
      "op://a/b", "arn:aws:secretsmanager:x", "*", "!", "3", "1.5", "15m",
    ]
    for value in values {
      #expect(!isSecret(value), "\(value)")
      #expect(!isSecret(value, .token), "\(value)")
    }
  }

  @Test func passwordsAreTakenAsTheyAre() {
    for value in ["hunter2", "changeme", "postgres", "12345678", "'quoted'", "$6$salt$hash", "${DB:-hunter2}", "a b c"]
    {
      #expect(isSecret(value), "\(value)")
    }
  }

  @Test func tokensAndKeysLookRandom() {
    for value in ["abc123", "devtoken", "s3cr3t-t0ken", "ABCdef"] { #expect(isSecret(value, .token), "\(value)") }
    for value in ["my-secret", "default/my-secret", "3600", "oauth2"] { #expect(!isSecret(value, .token), "\(value)") }
    #expect(isSecret("lgNvGyhnUKpa5PJi", .key))
    for value in ["name", "user:1", "aaaaaaaaaaaaaaa1", "jwtRS256.key.public"] {
      #expect(!isSecret(value, .key), "\(value)")
    }
  }
}

struct SecretScannerTests {
  private func masked(_ text: String) -> String { SecretMask.masked(text) }
  private func replaced(_ text: String) -> String {
    var parts: [String] = []
    var rest = text[...]
    while let range = rest.firstRange(of: "Tr0ub4dor") {
      parts.append(String(rest[..<range.lowerBound]))
      rest = rest[range.upperBound...]
    }
    return (parts + [String(rest)]).joined(separator: "***")
  }
  private func names(_ text: String) -> [String] { SecretScanner.names(in: Array(text.utf8)) }

  /// A text with one secret, and its name.
  static let texts: [(String, String)] = [
    ("spring:\n  datasource:\n    password: Tr0ub4dor\n", "password"),
    ("a: {password: Tr0ub4dor, b: 1}", "password"),
    ("password: &p Tr0ub4dor", "password"),
    ("password: |\n  Tr0ub4dor\n", "password"),
    ("{\"smtp\": {\"apiKey\": \"Tr0ub4dor\"}}", "apiKey"),
    ("'{\\\"token\\\": \\\"Tr0ub4dor\\\"}'", "token"),
    ("[db]\npassword = Tr0ub4dor\n", "password"),
    ("db.password=Tr0ub4dor", "db.password"),
    ("api_token = \"Tr0ub4dor\"", "api_token"),
    ("<password>Tr0ub4dor</password>", "password"),
    ("env['DB_PASSWORD'] = 'Tr0ub4dor'", "DB_PASSWORD"),
    ("export API_TOKEN=Tr0ub4dor && make", "API_TOKEN"),
    ("PGPASSWORD=Tr0ub4dor psql", "PGPASSWORD"),
    ("java -Ddb.password=Tr0ub4dor -jar a", "-Ddb.password"),
    ("serve --password Tr0ub4dor", "--password"),
    ("[\"--password\", \"Tr0ub4dor\"]", "--password"),
    ("- --password\n- Tr0ub4dor\n", "--password"),
    ("- name: DB_PASSWORD\n  value: Tr0ub4dor\n", "DB_PASSWORD"),
    ("{\"value\":\"Tr0ub4dor\",\"name\":\"DB_PASSWORD\"}", "DB_PASSWORD"),
    ("ENV DB_PASSWORD Tr0ub4dor", "DB_PASSWORD"),
    ("curl -u bot:Tr0ub4dor https://example.org", "a user and a password"),
    ("curl -ubot:Tr0ub4dor https://example.org", "a user and a password"),
    ("curl --user=bot:Tr0ub4dor https://example.org", "a user and a password"),
    ("skopeo copy --src-creds bot:Tr0ub4dor a b", "a user and a password"),
    ("curl -H 'Authorization: Bearer Tr0ub4dor' x", "an authorization header"),
    ("docker login -u a -p Tr0ub4dor r.io", "-p"),
    ("mysql -uroot -pTr0ub4dor", "-p"),
    ("sshpass -p Tr0ub4dor ssh a", "-p"),
    ("aws configure set aws_secret_access_key Tr0ub4dor", "aws_secret_access_key"),
    ("npm config set //registry.npmjs.org/:_authToken Tr0ub4dor", "_authToken"),
    ("echo 'root:Tr0ub4dor' | chpasswd", "chpasswd"),
    ("echo Tr0ub4dor | passwd --stdin root", "standard input"),
    ("htpasswd -bc file bot Tr0ub4dor", "htpasswd -b"),
    ("machine example.org login bot password Tr0ub4dor", "password"),
    ("CREATE USER a WITH PASSWORD 'Tr0ub4dor'", "PASSWORD"),
    ("postgres://app:Tr0ub4dor@db/app", "a password in a URL"),
    ("https://:Tr0ub4dor@example.org", "a password in a URL"),
    ("echo Tr0ub4dor | docker login -u a --password-stdin r.io", "standard input"),
    ("printf '%s\\n' Tr0ub4dor | tr -d x | helm registry login --password-stdin r.io", "standard input"),
    ("docker login --password-stdin r.io <<< Tr0ub4dor", "standard input"),
    ("podman login --password-stdin r.io <<E\nTr0ub4dor\nE\n", "standard input"),
    ("chpasswd <<E\nroot:Tr0ub4dor\nE\n", "a user and a password"),
    ("echo Tr0ub4dor | sudo -S make install", "standard input"),
    ("echo Tr0ub4dor | gh auth login --with-token", "standard input"),
    ("echo Tr0ub4dor | vault login -", "standard input"),
    ("useradd -p $(openssl passwd -6 -salt ab Tr0ub4dor) bob", "passwd"),
    ("usermod -p \"$(mkpasswd -m sha-512 Tr0ub4dor)\" bob", "passwd"),
    ("useradd -p `openssl passwd Tr0ub4dor` bob", "passwd"),
    ("docker login -u $(whoami) -p Tr0ub4dor r.io", "-p"),
    ("openssl rsa -passin pass:Tr0ub4dor -in a | cat", "pass"),
    ("openssl enc -aes-256-cbc -k Tr0ub4dor -in a", "-k"),
    ("curl -E cert.pem:Tr0ub4dor https://example.org", "a user and a password"),
    ("composer config -g http-basic.example.org bot Tr0ub4dor", "http-basic.example.org"),
    ("composer config github-oauth.github.com Tr0ub4dor", "github-oauth.github.com"),
    ("gem push --key Tr0ub4dor a.gem", "--key"),
    ("vault login -no-print Tr0ub4dor", "login"),
    ("cargo login Tr0ub4dor", "login"),
    ("rabbitmqctl add_user bot Tr0ub4dor", "add_user"),
    ("subscription-manager register --org=1 --activationkey=Tr0ub4dor", "--activationkey"),
    ("unzip -P Tr0ub4dor a.zip", "-P"), ("zip -rP Tr0ub4dor a.zip a", "-rP"),
    ("7z x -pTr0ub4dor a.7z", "-p"), ("rar a -hpTr0ub4dor a.rar", "-p"),
    ("a: \"password: |\\n  Tr0ub4dor\\n\"", "password"),
    ("requirepass Tr0ub4dor\n", "requirepass"), ("uri ldap://a\nbindpw Tr0ub4dor\n", "bindpw"),
    ("proxy_set_header Authorization \"Bearer Tr0ub4dor\";", "an authorization header"),
    ("proxy_set_header X-Api-Key \"Tr0ub4dor\";", "X-Api-Key"),
    ("{\"Authorization\": \"Bearer Tr0ub4dor\"}", "an authorization header"),
  ]

  @Test(arguments: texts) func eachFormIsFoundAndMasked(_ text: String, _ name: String) {
    #expect(names(text) == [name])
    #expect(masked(text) == replaced(text))
  }

  @Test func allOfAValueIsMasked() {
    #expect(names("password: 'Tr0ub4dor &3'") == ["password"])
    #expect(masked("password: 'Tr0ub4dor &3'") == "password: '***'")
    #expect(masked("password: Tr0ub4dor correct horse # old\nb: 1") == "password: *** # old\nb: 1")
    #expect(masked("password: |\n  Tr0ub4dor\n  correct horse\nb: 1") == "password: |\n  ***\n  ***\nb: 1")
    #expect(masked("b: YXBpX3Rva2VuID0gVHIwdWI0ZG9yCg==") == "b: ***")
    for user in ["8f3c1e5a7b9d2046", "8f3c1e5a7b9d2046:x-oauth-basic", "8f3c1e5a7b9d2046:"] {
      let text = "git clone https://\(user)@example.org/a"
      #expect(names(text) == [SecretKind.passwordInURL], "\(user)")
      #expect(masked(text).hasPrefix("git clone https://***"), "\(user)")
    }
    // What takes no value has none, and names of users are shown.
    for text in [
      "docker login --password-stdin registry.example.org", "git clone https://build@example.org/a",
      "https://x-access-token:$TOKEN@github.com", "b: iVBORw0KGgoAAAANSUhEUgAAAAEAAAAB",
    ] { #expect(masked(text) == text) }
  }

  @Test func aTextInBase64IsRead() {
    #expect(names("YXBpX3Rva2VuID0gVHIwdWI0ZG9yCg==") == ["api_token"])
    #expect(names("YXBpX3Rva2VuID0g\nVHIwdWI0ZG9yCg==\n") == ["api_token"])
    for text in ["YXBpX3Rva2VuID0gJHtUT0tFTn0K", "iVBORw0KGgoAAAANSUhEUgAAAAEAAAAB", "abcdefghijklmnopqrstuvwx"] {
      #expect(names(text) == [], "\(text)")
    }
  }

  @Test func textsOfAUserInterfaceAreNone() {
    let texts = [
      "login.password=Password\n", "login.password=Mot de passe\n", "password.forgotten=Oublié\n",
      "{\"password\": \"Hasło\", \"newPassword\": \"Nowe hasło\", \"token\": \"Żeton\"}",
      "Set password = your own choice\n", "PASSWORD_ATTR=userPassword", "password: 'Must not be empty'",
    ]
    for text in texts { #expect(names(text) == [], "\(text)") }
    // One capitalised word alone may be a password, and a variable has no label.
    #expect(names("password: Swordfish") == ["password"])
    #expect(names("DB_PASSWORD=Swordfish\nROOT_PASSWORD='Forgot it'\n") == ["DB_PASSWORD"])
  }

  @Test func credentialsAreFoundByTheirForm() {
    let credentials = [
      ("AKIAIOSFODNN7EXAMPLE", "an AWS access key"),
      ("ghp_0123456789abcdefghijklmnopqrstuvwxyz", "a GitHub token"),
      ("glpat-not-a-real-token-of-gitlab", "a GitLab token"), ("xapp-1-not-a-real-token", "a Slack token"),
      ("sk_live_not0a0real0key0of0stripe", "a Stripe key"),
      ("npm_0123456789abcdefghijklmnopqrstuvwxyz", "an npm token"),
      ("eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiI3In0.c2lnbmF0dXJl", "a JSON web token"),
    ]
    for (text, name) in credentials {
      #expect(names("x \(text) y") == [name], "\(text)")
      #expect(masked("\"\(text)\"") == "\"***\"", "\(text)")
    }
    #expect(names("-----BEGIN RSA PRIVATE KEY-----\nMIIBOgIBAAJB\n-----END RSA PRIVATE KEY-----") == ["a private key"])
  }

  @Test func whatOnlyLooksLikeACredentialIsNone() {
    let texts = [
      "AKIA" + String(repeating: "X", count: 16), "AKIA1234", "ghp_short", "ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
      "xapp-web",
      "sk_live_", "npm_config_registry", "eyJhIjoiYiJ9.eyJhIjoiYiJ9.x", "-----BEGIN CERTIFICATE-----\nMIIB\n",
    ]
    for text in texts { #expect(names(text) == [], "\(text)") }
  }

  @Test func proseCodeAndSettingsAreNone() {
    let texts = [
      "password: at least eight characters", "password = request.password", "if password == 'x': pass",
      "secretName: web1",
      "password: getpass()", "token: string", "--mount=type=secret,id=npm_token,target=/x", "NOPASSWD: ALL",
      "x:/etc/passwd:ro", "curl -u \"bot:$TOKEN\" x", "Authorization: Bearer $(cat /run/secrets/t)",
      "docker run -p 80:80 a",
      "postgres://app:$(PASSWORD)@db", "postgres://app:${PASSWORD}@db", "ssh://git@example.org:22/a",
      "useradd -p '*' bob",
      "gpg --recv-keys D43F640145369C51D786DDEA76F1A20FF987672F", "maxTokens: 4096", "password: xxx",
      "--password --verbose", "printf '%s' \"$TOKEN\" | docker login --password-stdin r.io", "# the requirepass option",
      "requirepass is set below", "useradd -p $(openssl passwd -6 \"$PW\") bob", "vault login page",
      "echo a || passwd -l",
      "apt-get install openssl passwd", "set Authorization Bearer token",
    ]
    for text in texts { #expect(names(text) == [], "\(text)") }
  }

  /// n, 2n, 4n of what is dear to look at.
  @Test func aScanIsLinear() {
    let units = [
      "password", "a:b://", "-----BEGIN RSA PRIVATE KEY-----", "name: DB_PASSWORD\n", "echo a | chpasswd\n", "eyJ",
      "--password ",
      "\"", "value: x\n", "password: \"", "login ", "x=${", "password 'x'\n", "$(", "`", "echo a | ",
      "chpasswd <<E\n", "openssl passwd -1 ", "password: |\n  a\n", "YXBpX3Rva2VuID0g", "requirepass ", "vault login ",
      "login.password=Mot de passe\n", "\\", "password: |\\n ",
    ]
    for unit in units {
      func time(_ count: Int) -> Duration {
        let text = Array(String(repeating: unit, count: count).utf8)
        return ContinuousClock().measure { _ = SecretScanner.matches(in: text, masking: true) }
      }
      let small = max(time(2_000), .milliseconds(20))
      #expect(time(8_000) < small * 16, "\(unit)")
    }
  }
}

struct FileSecretsTests {
  @Test func aValueIsFoundAgainInOtherTexts() {
    let file = FileSecrets(Array("DB_PASSWORD=Tr0ub4dor\nDB_USER=app\nPASSWORD=postgres\n".utf8))
    #expect(file.masked("the value Tr0ub4dor is short") == "the value *** is short")
    // An ordinary word is masked at its own place alone.
    #expect(file.masked("image postgres:16") == "image postgres:16")
    #expect(file.masked("postgres", at: 43..<51) == "***")
    #expect(file.masked("Tr0ub4…", at: 12..<21) == "***…")
    #expect(file.masked("app", at: 30..<33) == "app")
  }
}
