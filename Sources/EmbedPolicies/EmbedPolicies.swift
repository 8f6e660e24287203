import Foundation
import PackagePlugin

/// Embeds the files of `policies/` into the target `PolicyLibrary`, so that `moat check` needs no file beside it.
@main
struct EmbedPolicies: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: Target) throws -> [Command] {
    let root = context.package.directoryURL.appending(path: "policies")
    let output = context.pluginWorkDirectoryURL.appending(path: "Policies.swift")
    // The folders are inputs too: the tool walks them itself, so that a new file is seen without a new plan.
    var inputs = [root]
    if let walk = FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil) {
      for case let url as URL in walk { inputs.append(url) }
    }
    return [
      .buildCommand(
        displayName: "Embed policies", executable: try context.tool(named: "EmbedPoliciesTool").url,
        arguments: [output.path, root.path], inputFiles: inputs, outputFiles: [output])
    ]
  }
}
