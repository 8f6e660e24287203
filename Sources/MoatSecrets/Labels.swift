/// Values behind the names of secrets that a user interface shows: `login.password=Password`, `"secret": "Geheimnis"`.
///
/// One capitalised word may be a password as well. It is taken for a label if the text has another such value, and one of
/// them is certainly a label: several words, or the name itself.
struct Labels {
  private(set) var values: [(range: Range<Int>, name: String)] = []
  private var count = 0
  private var isCertain = false

  /// Values of one text that are kept back; what is beyond them counts as secrets.
  private static let limit = 1_024

  /// Whether the values are labels.
  var areShown: Bool { isCertain && count > 1 }

  /// Keeps a value back if it may be a label.
  mutating func take(_ text: [UInt8], _ value: Range<Int>, _ name: String) -> Bool {
    // Names of variables are seldom keys of translations.
    guard name.utf8.contains(where: \.isLower), let first = value.first else { return false }
    guard text[first].isUpper || text[first] >= 0x80, values.count < Self.limit else { return false }
    guard value.dropFirst().allSatisfy({ text[$0].isLower || text[$0] >= 0x80 }) else { return false }
    count += 1
    let bytes = Array(name.utf8)
    if SecretName.words(bytes, 0..<bytes.count).contains(text.lowered(value)) {
      isCertain = true
      return true
    }
    values.append((value, name))
    return true
  }

  /// A value of several words that is not a secret.
  mutating func takePhrase() {
    count += 1
    isCertain = true
  }
}
