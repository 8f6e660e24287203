internal import CLibYAML

/// The rival of a scan: libyaml's parser over the same bytes, its events thrown away. Nothing that reads YAML by libyaml
/// can be faster.
enum BareEventLoop {
  /// - Returns: the number of events; a text with an error ends at the error.
  static func run(_ bytes: [UInt8]) -> Int {
    let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
    defer { unsafe parser.deallocate() }
    guard unsafe yaml_parser_initialize(parser) == 1 else { return 0 }
    defer { unsafe yaml_parser_delete(parser) }
    return unsafe bytes.withUnsafeBufferPointer { buffer in
      unsafe yaml_parser_set_input_string(parser, buffer.baseAddress, buffer.count)
      var event = unsafe yaml_event_t()
      var count = 0
      while true {
        guard unsafe yaml_parser_parse(parser, &event) == 1 else { return count }
        let isEnd = unsafe event.type == YAML_STREAM_END_EVENT
        unsafe yaml_event_delete(&event)
        if isEnd { return count }
        count += 1
      }
    }
  }
}
