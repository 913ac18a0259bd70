using System.Text.Json;
using Writ.Scenarios.Tests.Clients;
using Writ.Testing;

namespace Writ.Scenarios.Tests.Identity;

/// <summary>Processes that `writ run` did not start, with npm `@grpc/grpc-js`: who they are is what `workloads:` says, and nobody else.</summary>
[Trait("Category", "Conformance")]
[Trait("Suite", "spiffe")]
public sealed class RegisteredWorkloadTests : IAsyncLifetime
{
    private const string Worker = "4242";
    private const string Retriever = "4343";
    private static readonly string Script = Repository.At("tests/node/spiffe.mjs");
    private static readonly string Proto = Repository.At("src/Standards/Writ.Spiffe/WorkloadApi/workloadapi.proto");

    private readonly Installation writ = new();
    private WritServer? server;

    public static bool CanBeTried => NodeModules.AreThere && Environment.IsPrivilegedProcess;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var node = (await WritProgram.EndAsync(WritProgram.Info("node", writ.Home, ["-p", "fs.realpathSync(process.execPath)"]))).Output.Trim();
        writ.Write("writ.yaml", writ.Main + $"""
            workloads:
              - id: agent/worker
                selectors: ["unix:path:{node}", "unix:supplementary_gid:{Worker}"]
              - id: retriever/docs
                selectors: ["unix:path:{node}", "unix:supplementary_gid:{Retriever}"]

            """);
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

    [Fact(SkipUnless = nameof(CanBeTried), Skip = "this needs the node modules and root")]
    public async Task Grpc_TwoProcessesThatAnEntryDescribes_HaveIdsOfTheirOwn()
    {
        var seen = await Task.WhenAll(SeenAsync(Worker), SeenAsync(Worker), SeenAsync(Retriever));
        Assert.All(seen[..2], static one => Assert.StartsWith("spiffe://probe.example/agent/worker/", Id(one), StringComparison.Ordinal));
        Assert.StartsWith("spiffe://probe.example/retriever/docs/", Id(seen[2]), StringComparison.Ordinal);
        Assert.NotEqual(Id(seen[0]), Id(seen[1]));

        // Each is in the ledger, with how it came to be known, and ends with its process.
        var attested = (await writ.LedgerAsync()).Where(static l => l["kind"] == "instance.attested").Select(static l => l["what"]).ToList();
        Assert.Equal(seen.Select(Id).Order(StringComparer.Ordinal), attested.Select(static what => what.Split(' ')[0]).Order(StringComparer.Ordinal));
        Assert.All(attested, static what => Assert.EndsWith("(same-uid, by registration)", what, StringComparison.Ordinal));
        while ((await writ.LedgerAsync()).Count(static l => l["kind"] == "instance.ended") < seen.Length)
        {
            Cancelled.ThrowIfCancellationRequested();
        }
    }

    [Theory(SkipUnless = nameof(CanBeTried), Skip = "this needs the node modules and root")]
    [InlineData("")]
    [InlineData("4444")]
    [InlineData(Worker + "," + Retriever)]
    public async Task Grpc_ProcessThatNoneOrTwoEntriesDescribe_IsDenied(string groups)
    {
        Assert.Equal(7, (await SeenAsync(groups)).GetProperty("code").GetInt32());
        Assert.DoesNotContain(await writ.LedgerAsync(), static l => l["kind"] == "instance.attested");
    }

    [Fact(SkipUnless = nameof(CanBeTried), Skip = "this needs the node modules and root")]
    public async Task Grpc_ProcessOfALaunchersTree_IsTheLaunchersInstance()
    {
        var run = await writ.WritAsync(["run", "--quiet", "--agent", "other", "--intent", "work", "--", "setpriv", "--groups", Worker, "node", Script, Proto, "id"]);
        Assert.StartsWith("spiffe://probe.example/agent/other/", Id(JsonDocument.Parse(run.Output).RootElement), StringComparison.Ordinal);
    }

    private static string Id(JsonElement seen) => seen.TryGetProperty("id", out var id) ? id.GetString()! : $"denied: {seen}";

    private async Task<JsonElement> SeenAsync(string groups)
    {
        var start = WritProgram.Info("setpriv", writ.Home, [.. (string[])(groups.Length == 0 ? ["--clear-groups"] : ["--groups", groups]), "node", Script, Proto, "id"]);
        start.Environment["SPIFFE_ENDPOINT_SOCKET"] = $"unix://{Path.Combine(writ.Home, "run", "spiffe.sock")}";
        return JsonDocument.Parse((await WritProgram.EndAsync(start)).Output).RootElement.Clone();
    }
}
