@main
enum MoatCommand {
  static func main() {}
}
