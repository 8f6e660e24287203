internal import MoatSource

/// COPY and ADD.
extension StageEvaluator {
  mutating func applyFiles(_ files: FileCopy, isAdd: Bool) throws(Failure) {
    if let from = files.from, try expander.expand(from.text, Variables()).text != from.text {
      let message = "`--from` has no variables; name a stage FROM the variable instead"
      throw Failure(.variableInFrom, message, at: from.span)
    }
    var sources: [(token: Token, text: ByteText, isCertain: Bool)] = []
    for source in files.sources {
      let (text, isCertain) = try expandWithCertainty(source)
      sources.append((source, text, isCertain))
    }
    _ = try expand(files.destination)
    if let owner = files.chown { _ = try expand(owner) }
    if let mode = files.chmod {
      let (text, isCertain) = try expandWithCertainty(mode)
      let message = "`--chmod` is an octal number up to 7777 or symbolic (u=rwX,go=rX), not `\(text.excerpt)`"
      try refuse(
        unless: text.isEmpty || BuildValues.isMode(text), isCertain, Failure(.invalidMode, message, at: mode.span))
    }
    if let checksum = files.checksum {
      let (text, isCertain) = try expandWithCertainty(checksum)
      if !text.isEmpty { try check(checksum, text, isCertain, sources) }
    }
    for exclude in files.excludes { _ = try expand(exclude) }
    if !isAdd {
      for source in sources where BuildValues.isRemote(source.text) {
        let message = "COPY takes no address; write ADD \(source.text.excerpt)"
        try refuse(unless: false, source.isCertain, Failure(.remoteSource, message, at: source.token.span))
      }
    }
    for heredoc in files.heredocs where heredoc.expands && Int(heredoc.body.end) <= source.bytes.count {
      let body = try expander.expandBody(heredoc.text(in: source), scope)
      note(body, at: nil)
    }
  }

  /// A checksum is for one file from HTTP or Git, and of one of the algorithms of the OCI.
  private mutating func check(
    _ token: Token, _ text: ByteText, _ isCertain: Bool, _ sources: [(token: Token, text: ByteText, isCertain: Bool)]
  ) throws(Failure) {
    let isWholeCertain = isCertain && sources.allSatisfy(\.isCertain)
    let isRemote = sources.count == 1 && BuildValues.isRemote(sources[0].text)
    let message = "`--checksum` needs exactly one source from HTTP(S) or Git"
    try refuse(unless: isRemote, isWholeCertain, Failure(.invalidChecksum, message, at: token.span))
    guard isRemote, !BuildValues.isGit(sources[0].text) else { return }
    let failure = Failure(
      .invalidChecksum, "`--checksum` is sha256: and 64 hexadecimal digits, not `\(text.excerpt)`", at: token.span)
    try refuse(unless: BuildValues.isDigest(text), isWholeCertain, failure)
  }
}
