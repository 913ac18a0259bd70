namespace Writ.Scenarios.Tests.Clients;

/// <summary>The npm clients and servers that `npm ci` in tests/node installs.</summary>
internal static class NodeModules
{
    public const string Missing = "run `npm ci` in tests/node";

    public static bool AreThere { get; } = Directory.Exists(Repository.At("tests/node/node_modules/@modelcontextprotocol/inspector"));

    /// <summary>The entry point of a package.</summary>
    public static string EntryOf(string package, string file = "dist/index.js") => Repository.At($"tests/node/node_modules/@modelcontextprotocol/{package}/{file}");
}
