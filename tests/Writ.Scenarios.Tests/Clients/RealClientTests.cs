using System.Text.Json;
using Writ.Testing;

namespace Writ.Scenarios.Tests.Clients;

/// <summary>Clients and servers that know nothing of Writ, as a user sets them up: the server's command is `writ connect`.</summary>
public sealed class RealClientTests : IAsyncLifetime
{
    private static readonly string[] Client = ["node", Repository.At("tests/node/stdio.mjs")];

    private readonly Installation writ = new();
    private WritServer? server;

    public static bool NodeIsThere => NodeModules.AreThere;

    public async ValueTask InitializeAsync()
    {
        if (!NodeIsThere)
        {
            return;
        }

        Directory.CreateDirectory(Path.Combine(writ.Folder, "files"));
        await File.WriteAllTextAsync(Path.Combine(writ.Folder, "files", "note.txt"), "the note");
        writ.Write("writ.yaml", writ.Main + $$"""
              files: { stdio: { command: [node, "{{NodeModules.EntryOf("server-filesystem")}}", .], directory: ../files } }
              everything: { stdio: { command: [node, "{{NodeModules.EntryOf("server-everything")}}"], directory: . } }

            """);
        writ.Write("intents/work.yaml", Installation.Intent("work", "deadline: 1h", "calls: 100, writes: 100, egress: 100")
            .Replace("probe/echo,", "files/read_text_file, files/list_directory, everything/echo, everything/get-sum, everything/trigger-long-running-operation,", StringComparison.Ordinal));
        writ.Write("catalogue/files.yaml", "server: files\ntools:\n  read_text_file: { effects: [read] }\n  list_directory: { effects: [read] }\n  write_file: { effects: [write] }\n");
        writ.Write("catalogue/everything.yaml", "server: everything\ntools:\n  echo: { effects: [read] }\n  get-sum: { effects: [read] }\n  trigger-long-running-operation: { effects: [read] }\n");
        server = await writ.UpAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (server is not null)
        {
            await server.DisposeAsync();
        }

        writ.Dispose();
    }

    [Fact(SkipUnless = nameof(NodeIsThere), Skip = NodeModules.Missing)]
    public async Task Sdk_ThroughConnect_ListsCallsAndReadsADenial()
    {
        var seen = Seen(await RunAsync([.. Client, Connect("files"), """[["read_text_file",{"path":"note.txt"}],["write_file",{"path":"note.txt","content":"changed"}]]"""]));

        Assert.Equal("secure-filesystem-server", seen.GetProperty("server").GetProperty("name").GetString());
        Assert.Equal(["list_directory", "read_text_file"], seen.GetProperty("tools").EnumerateArray().Select(static t => t.GetString()!).Order(StringComparer.Ordinal));
        var results = seen.GetProperty("results");
        Assert.Equal("the note", results[0].GetProperty("content")[0].GetProperty("text").GetString());
        Assert.True(results[1].GetProperty("isError").GetBoolean());
        Assert.Contains("Denied by Writ", results[1].GetProperty("content")[0].GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Equal("W3103", results[1].GetProperty("_meta").GetProperty("writ/denial").GetProperty("code").GetString());
        Assert.Equal("the note", await File.ReadAllTextAsync(Path.Combine(writ.Folder, "files", "note.txt"), TestContext.Current.CancellationToken));
    }

    [Fact(SkipUnless = nameof(NodeIsThere), Skip = NodeModules.Missing)]
    public async Task Sdk_WithServerEverything_EchoesAddsAndHearsProgress()
    {
        var seen = Seen(await RunAsync([.. Client, Connect("everything"),
            """[["echo",{"message":"hello"}],["get-sum",{"a":2,"b":3}],["trigger-long-running-operation",{"duration":1,"steps":4}],["get-env",{}]]"""]));

        Assert.Equal(["echo", "get-sum", "trigger-long-running-operation"], seen.GetProperty("tools").EnumerateArray().Select(static t => t.GetString()!).Order(StringComparer.Ordinal));
        var results = seen.GetProperty("results");
        Assert.Equal("Echo: hello", results[0].GetProperty("content")[0].GetProperty("text").GetString());
        Assert.Contains("5", results[1].GetProperty("content")[0].GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.False(results[2].TryGetProperty("isError", out var failed) && failed.GetBoolean(), results[2].ToString());
        // The client forgets who asked once the answer is there, so the last step may go unheard when both come in one piece.
        Assert.InRange(results[2].GetProperty("progress").GetArrayLength(), 3, 4);
        Assert.True(results[3].GetProperty("isError").GetBoolean());
    }

    [Fact(SkipUnless = nameof(NodeIsThere), Skip = NodeModules.Missing)]
    public async Task Inspector_ThroughConnect_ListsAndCallsTools()
    {
        string[] inspector = ["node", NodeModules.EntryOf("inspector", "clients/launcher/build/index.js"), "--cli", "dotnet", WritProgram.Path, "connect", "files"];

        var list = await RunAsync([.. inspector, "-e", $"WRIT_HOME={writ.Home}", "--method", "tools/list"]);
        Assert.True(list.ExitCode == 0, list.ToString());
        Assert.Equal(2, JsonDocument.Parse(list.Output).RootElement.GetProperty("tools").GetArrayLength());

        var call = await RunAsync([.. inspector, "-e", $"WRIT_HOME={writ.Home}", "--method", "tools/call", "--tool-name", "read_text_file", "--tool-arg", "path=note.txt"]);
        Assert.True(call.ExitCode == 0, call.ToString());
        Assert.Contains("the note", call.Output, StringComparison.Ordinal);
    }

    [Fact(SkipUnless = nameof(NodeIsThere), Skip = NodeModules.Missing)]
    public async Task Connect_OutsideEveryTask_IsRefusedInWordsAClientShows()
    {
        var refused = await WritProgram.EndAsync(WritProgram.Info(writ.Home, "connect", "files"), McpCalls.Initialize + "\n");
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("W2101", refused.Output, StringComparison.Ordinal);
        Assert.Contains("writ run", refused.Output, StringComparison.Ordinal);
    }

    private static string Connect(string server) => JsonSerializer.Serialize((string[])["dotnet", WritProgram.Path, "connect", server]);

    private static JsonElement Seen(CliResult result)
    {
        Assert.True(result.ExitCode == 0, result.ToString());
        return JsonDocument.Parse(result.Output).RootElement.Clone();
    }

    private Task<CliResult> RunAsync(params string[] command) => writ.WritAsync(["run", "--quiet", "--agent", "worker", "--intent", "work", "--", .. command]);
}
