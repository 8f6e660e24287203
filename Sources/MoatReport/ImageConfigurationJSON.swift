package import MoatDockerfile

/// The configuration of an image as the image specification writes it: Docker's members among them, absent where they
/// are empty.
package enum ImageConfigurationJSON {
  /// - Parameter masked: takes the secrets out of a text.
  package static func render(
    _ image: ImageConfiguration, masked: @escaping (String) -> String = { $0 }
  ) -> String {
    var writer = JSONWriter(masked: masked)
    writer.object { writer in
      if image.hadCommand { writer.member("ArgsEscaped", true) }
      list("Cmd", image.command ?? [], &writer)
      list("Entrypoint", image.entrypoint ?? [], &writer)
      list("Env", image.environment.pairs, &writer)
      set("ExposedPorts", image.exposedPorts, &writer)
      if let healthcheck = image.healthcheck { writer.member("Healthcheck") { health(healthcheck, &$0) } }
      labels(image.labels, &writer)
      list("OnBuild", image.onbuild, &writer)
      list("Shell", image.shell ?? [], &writer)
      text("StopSignal", image.stopSignal, &writer)
      text("User", image.user, &writer)
      set("Volumes", image.volumes, &writer)
      text("WorkingDir", image.workingDirectory, &writer)
    }
    return writer.text + "\n"
  }

  private static func text(_ name: String, _ value: ByteText, _ writer: inout JSONWriter) {
    if !value.isEmpty { writer.member(name, value.description) }
  }

  private static func list(_ name: String, _ values: [ByteText], _ writer: inout JSONWriter) {
    guard !values.isEmpty else { return }
    // An option and its value are two words.
    var before = ""
    writer.member(name) { writer in
      writer.array(values) { writer, value in
        writer.string(writer.masked(value.description, behind: before))
        before = value.description
      }
    }
  }

  /// A set is an object whose members are empty objects.
  private static func set(_ name: String, _ values: Set<ByteText>, _ writer: inout JSONWriter) {
    guard !values.isEmpty else { return }
    writer.member(name) { writer in
      writer.object { writer in
        for value in values.sorted() { writer.member(value.description) { $0.object { _ in } } }
      }
    }
  }

  private static func labels(_ labels: Variables, _ writer: inout JSONWriter) {
    guard !labels.names.isEmpty else { return }
    writer.member("Labels") { writer in
      writer.object { writer in
        for name in labels.names.sorted() {
          writer.member(
            name.description, labels.value(of: name).map { writer.masked($0.description, under: name.description) })
        }
      }
    }
  }

  private static func health(_ healthcheck: HealthcheckConfiguration, _ writer: inout JSONWriter) {
    let numbers: [(String, Int64)] = [
      ("Interval", healthcheck.interval), ("Retries", Int64(healthcheck.retries)),
      ("StartInterval", healthcheck.startInterval), ("StartPeriod", healthcheck.startPeriod),
    ]
    writer.object { writer in
      for (name, number) in numbers where number != 0 { writer.member(name, Int(number)) }
      list("Test", healthcheck.test, &writer)
      if healthcheck.timeout != 0 { writer.member("Timeout", Int(healthcheck.timeout)) }
    }
  }
}
