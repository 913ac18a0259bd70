using System.Collections.Immutable;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Writ.Domain;
using Writ.Testing;

namespace Writ.Zones.Tests.Tools;

/// <summary>The npm servers and the TypeScript SDK's client, unchanged, with Writ between them. Needs `npm ci` in tests/node.</summary>
[Trait("Category", "Conformance")]
[Trait("Suite", "mcp")]
public sealed class RealServerTests
{
    private static readonly string Node = Path.Combine(Path.GetDirectoryName(Here())!, "../../node");

    public static bool IsInstalled => Directory.Exists(Path.Combine(Node, "node_modules", "@modelcontextprotocol"));

    [Fact(SkipUnless = nameof(IsInstalled), Skip = "run `npm ci` in tests/node")]
    public async Task Filesystem_ThroughWrit_ListsReadsAndDeniesAndNeverLearnsRoots()
    {
        using var folder = new TempFolder();
        folder.Write("allowed/note.txt", "the note");
        var world = new TestWorld(TimeProvider.System, new ServerRegistration.Stdio(Samples.Server)
        {
            Command = ["node", Path.GetFullPath(Path.Combine(Node, "node_modules/@modelcontextprotocol/server-filesystem/dist/index.js")), folder.At("allowed")],
            Directory = folder.At("allowed"),
            Environment = ImmutableSortedDictionary<string, string>.Empty,
        });
        world.OnAction = request => request.Action.Name.Tool == "write_file"
            ? Decision.Deny(world.Current!.Release.Id, [new Reason("W3130", "policies/a.cedar#0", "this task only reads", "open a task that writes")], ["policies/a.cedar#0"])
            : Decision.Allow(world.Current!.Release.Id, ["policies/a.cedar#1"], []);
        await using var host = await ToolsHost.StartAsync(world, real: true);

        var seen = await RunAsync(host, [
            ("read_text_file", new { path = folder.At("allowed", "note.txt") }),
            ("write_file", new { path = folder.At("allowed", "note.txt"), content = "changed" }),
            ("list_allowed_directories", new { }),
        ]);

        Assert.Contains("read_text_file", seen.GetProperty("tools").EnumerateArray().Select(static t => t.GetString()));
        var results = seen.GetProperty("results");
        Assert.Equal("the note", results[0].GetProperty("content")[0].GetProperty("text").GetString());
        Assert.True(results[1].GetProperty("isError").GetBoolean());
        Assert.Contains("this task only reads", results[1].GetProperty("content")[0].GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Equal("the note", await File.ReadAllTextAsync(folder.At("allowed", "note.txt"), TestContext.Current.CancellationToken));
        Assert.EndsWith("/allowed", results[2].GetProperty("content")[0].GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Equal(0, seen.GetProperty("rootsAsked").GetInt32());

        // It was never told that there are roots, and so it never asked for any.
        Assert.DoesNotContain(world.Journal.Entries, static e => e is LedgerEntry.MessageRefused { Code: "W4039" });
    }

    [Fact(SkipUnless = nameof(IsInstalled), Skip = "run `npm ci` in tests/node")]
    public async Task Everything_PrintingItsEnvironment_HasOnlyWhatWasRegistered()
    {
        Environment.SetEnvironmentVariable("WRIT_TEST_SECRET_OF_THE_HOST", "must not leak");
        var world = new TestWorld(TimeProvider.System, new ServerRegistration.Stdio(Samples.Server)
        {
            Command = ["node", Path.GetFullPath(Path.Combine(Node, "node_modules/@modelcontextprotocol/server-everything/dist/index.js"))],
            Directory = Path.GetTempPath(),
            Environment = ImmutableSortedDictionary<string, string>.Empty.Add("GREETING", "hello"),
        });
        await using var host = await ToolsHost.StartAsync(world, real: true);

        var seen = await RunAsync(host, [("get-env", new { })]);

        var environment = JsonDocument.Parse(seen.GetProperty("results")[0].GetProperty("content")[0].GetProperty("text").GetString()!).RootElement;
        Assert.Equal(["GREETING", "HOME", "LANG", "PATH"], environment.EnumerateObject().Select(static p => p.Name).Order(StringComparer.Ordinal));
        Assert.StartsWith("writ-home-", Path.GetFileName(environment.GetProperty("HOME").GetString()), StringComparison.Ordinal);
    }

    private static async Task<JsonElement> RunAsync(ToolsHost host, (string Tool, object Arguments)[] calls)
    {
        var start = new ProcessStartInfo("node") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Node };
        start.ArgumentList.Add("tools.mjs");
        start.ArgumentList.Add(new Uri(host.Address, "/mcp/files").ToString());
        start.ArgumentList.Add(JsonSerializer.Serialize(calls.Select(static c => new[] { c.Tool, c.Arguments })));
        using var process = Process.Start(start)!;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        var errors = process.StandardError.ReadToEndAsync(limit.Token);
        var output = await process.StandardOutput.ReadToEndAsync(limit.Token);
        await process.WaitForExitAsync(limit.Token);
        Assert.True(process.ExitCode == 0, await errors);
        return JsonDocument.Parse(output).RootElement;
    }

    private static string Here([CallerFilePath] string path = "") => path;
}
