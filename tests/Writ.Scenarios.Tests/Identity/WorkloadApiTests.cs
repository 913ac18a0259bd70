using System.Text.Json;
using Writ.Scenarios.Tests.Clients;
using Writ.Testing;

namespace Writ.Scenarios.Tests.Identity;

/// <summary>The Workload API as a client sees it that knows nothing of Writ: npm `@grpc/grpc-js`, `openssl` and npm `jose`.</summary>
[Trait("Category", "Conformance")]
[Trait("Suite", "spiffe")]
public sealed class WorkloadApiTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const string AnyAgent = "spiffe://probe.example/agent/worker/";
    private static readonly string Script = Repository.At("tests/node/spiffe.mjs");

    // Ours says what the standard's own file says, in our words; `WRIT_SPIFFE_PROTO` names that file, or any other, to go by instead.
    private static readonly string Proto = Environment.GetEnvironmentVariable("WRIT_SPIFFE_PROTO") ?? Repository.At("src/Standards/Writ.Spiffe/WorkloadApi/workloadapi.proto");

    private readonly Installation writ = new();
    private WritServer? server;

    public static bool NodeIsThere => NodeModules.AreThere;

    public async ValueTask InitializeAsync() => server = await writ.UpAsync();

    public async ValueTask DisposeAsync()
    {
        if (server is not null)
        {
            await server.DisposeAsync();
        }

        writ.Dispose();
    }

    [Fact(SkipUnless = nameof(NodeIsThere), Skip = NodeModules.Missing)]
    public async Task Grpc_InATask_HasAnIdentityThatOthersAccept()
    {
        var seen = await SeenAsync("all");
        var checks = new Dictionary<string, Func<bool>>(StringComparer.Ordinal)
        {
            ["FetchX509SVID names the instance"] = () => Text(seen, "id").StartsWith(AnyAgent, StringComparison.Ordinal),
            ["the leaf has that id alone"] = () => Text(seen, "san") == $"URI:{Text(seen, "id")}",
            ["the key is the leaf's"] = () => seen.GetProperty("keyFits").GetBoolean(),
            ["the svid lives an hour"] = () => seen.GetProperty("life").GetDouble() is >= 3_600_000 and <= 3_661_000,
            ["openssl verifies the chain"] = () => seen.GetProperty("openssl").GetProperty("verified").GetBoolean(),
            ["key usage is critical and signs data alone"] = () => seen.GetProperty("openssl").GetProperty("names").GetString()!.Contains("Key Usage: critical\n    Digital Signature\n", StringComparison.Ordinal),
            ["the leaf is no authority"] = () => seen.GetProperty("openssl").GetProperty("names").GetString()!.Contains("CA:FALSE", StringComparison.Ordinal),
            ["FetchX509Bundles is keyed by the trust domain's id"] = () => seen.GetProperty("bundles")[0][0].GetString() == "spiffe://probe.example",
            ["its roots are those beside the svid"] = () => seen.GetProperty("sameRoots").GetBoolean(),
            ["FetchJWTBundles is keyed by the trust domain's id"] = () => seen.GetProperty("bundles")[1][0].GetString() == "spiffe://probe.example",
            ["it has keys of tokens alone, public ones"] = () => seen.GetProperty("jwks").EnumerateArray().All(static k => k[0].GetString() == "jwt-svid" && k[1].GetString() == "string" && k[2].ValueKind == JsonValueKind.Null),
            ["FetchJWTSVID gives a token that jose verifies"] = () => Text(seen.GetProperty("token").GetProperty("payload"), "sub") == Text(seen, "id"),
            ["its header has alg, kid and typ alone"] = () => seen.GetProperty("token").GetProperty("header").EnumerateObject().Select(static m => m.Name).Order(StringComparer.Ordinal).SequenceEqual(["alg", "kid", "typ"]),
            ["its audience is the one asked for"] = () => Text(seen.GetProperty("token").GetProperty("payload"), "aud") == "https://writ.example",
            ["one's own id may be named"] = () => seen.GetProperty("own").GetInt32() == 1,
            ["ValidateJWTSVID says whose it is"] = () => Text(seen.GetProperty("valid"), "id") == Text(seen, "id") && Text(seen.GetProperty("valid"), "aud") == "https://writ.example",
            ["without the security header: InvalidArgument"] = () => Code(seen, "noHeader") == 3 && Code(seen, "noHeaderUnary") == 3,
            ["the header's value is case-sensitive"] = () => Code(seen, "wrongHeader") == 3,
            ["without an audience: InvalidArgument"] = () => Code(seen, "noAudience") == 3 && Code(seen, "emptyAudience") == 3,
            ["an id that is none: InvalidArgument"] = () => Code(seen, "notAnId") == 3,
            ["another's id: PermissionDenied"] = () => Code(seen, "anothersId") == 7,
            ["a token for another audience: InvalidArgument"] = () => Code(seen, "otherAudience") == 3,
            ["no token: InvalidArgument"] = () => Code(seen, "noSvid") == 3,
            ["a broken token: InvalidArgument"] = () => Code(seen, "broken") == 3,
            ["an optional method: Unimplemented"] = () => Code(seen, "unknownMethod") == 12,
            ["what is no message: InvalidArgument"] = () => Code(seen, "notAMessage") == 3,
        };
        Print("workload api", checks, seen);
    }

    [Fact(SkipUnless = nameof(NodeIsThere), Skip = NodeModules.Missing)]
    public async Task Grpc_KeysReplaced_EachStreamSaysSo()
    {
        var mark = Path.Combine(writ.Folder, "streaming");
        var seeing = SeenAsync("rotation", mark);
        await FileIsThereAsync(mark);
        var rotated = await writ.WritAsync("identity", "rotate");
        Assert.True(rotated.ExitCode == 0, rotated.ToString());

        var seen = await seeing;
        Print("rotation", new(StringComparer.Ordinal)
        {
            ["the id stays"] = () => seen.GetProperty("sameId").GetBoolean(),
            ["the key is another"] = () => seen.GetProperty("newKey").GetBoolean(),
            ["the root is another"] = () => seen.GetProperty("newBundle").GetBoolean(),
            ["openssl verifies both"] = () => seen.GetProperty("verified").EnumerateArray().All(static v => v.GetBoolean()),
            ["the stream of X.509 bundles says so"] = () => seen.GetProperty("x509Bundles")[0].GetString() != seen.GetProperty("x509Bundles")[1].GetString(),
            ["the stream of JWT bundles says so"] = () => seen.GetProperty("jwtBundles")[0].ToString() != seen.GetProperty("jwtBundles")[1].ToString(),
        }, seen);
    }

    [Fact(SkipUnless = nameof(NodeIsThere), Skip = NodeModules.Missing)]
    public async Task Grpc_TwoInstancesOfOneAgent_HaveIdsOfTheirOwn()
    {
        var ids = await Task.WhenAll(SeenAsync("id"), SeenAsync("id"));
        Assert.All(ids, static seen => Assert.StartsWith(AnyAgent, Text(seen, "id"), StringComparison.Ordinal));
        Assert.NotEqual(Text(ids[0], "id"), Text(ids[1], "id"));
    }

    [Fact(SkipUnless = nameof(NodeIsThere), Skip = NodeModules.Missing)]
    public async Task Grpc_OutsideEveryTask_IsDenied()
    {
        var start = WritProgram.Info("node", writ.Home, [Script, Proto, "id"]);
        start.Environment["SPIFFE_ENDPOINT_SOCKET"] = $"unix://{Path.Combine(writ.Home, "run", "spiffe.sock")}";
        var stranger = await WritProgram.EndAsync(start);
        Assert.Equal(7, JsonDocument.Parse(stranger.Output).RootElement.GetProperty("code").GetInt32());
    }

    [Fact(SkipUnless = nameof(NodeIsThere), Skip = NodeModules.Missing)]
    public async Task Grpc_AgentContained_IsDenied()
    {
        var mark = Path.Combine(writ.Folder, "begun");
        var seeing = SeenAsync("twice", mark);
        await FileIsThereAsync(mark);
        var contained = await writ.WritAsync("contain", "agent", "worker");
        Assert.True(contained.ExitCode == 0, contained.ToString());
        await File.WriteAllTextAsync(mark + ".go", "", TestContext.Current.CancellationToken);

        var seen = await seeing;
        Assert.Equal((0, 7, 7), (seen.GetProperty("first").GetInt32(), seen.GetProperty("second").GetInt32(), seen.GetProperty("token").GetInt32()));
    }

    [Fact]
    public async Task Identity_ShowAndBundle_SayWhatSigns()
    {
        var show = await writ.WritAsync("identity", "show");
        Assert.True(show.ExitCode == 0, show.ToString());
        Assert.Matches(@"root\s+1\s+signing", show.Output);
        Assert.Matches(@"intermediate\s+1\s+signing", show.Output);
        Assert.Matches(@"jwt\s+1\s+signing", show.Output);
        var bundle = await writ.WritAsync("identity", "bundle");
        var keys = JsonDocument.Parse(bundle.Output).RootElement.GetProperty("keys");
        Assert.Equal(["x509-svid", "jwt-svid"], keys.EnumerateArray().Select(static k => k.GetProperty("use").GetString()!));
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString() ?? "";

    private static int Code(JsonElement seen, string name) => seen.GetProperty("codes").TryGetProperty(name, out var code) ? code.GetInt32() : -1;

    private static async Task FileIsThereAsync(string path)
    {
        var there = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var watcher = new FileSystemWatcher(Path.GetDirectoryName(path)!);
        watcher.Created += (_, created) =>
        {
            if (created.FullPath == path)
            {
                there.TrySetResult();
            }
        };
        watcher.EnableRaisingEvents = true;
        if (!File.Exists(path))
        {
            await there.Task.WaitAsync(TimeSpan.FromSeconds(60));
        }
    }

    private async Task<JsonElement> SeenAsync(params string[] arguments)
    {
        var run = await writ.WritAsync(["run", "--quiet", "--agent", "worker", "--intent", "work", "--", "node", Script, Proto, .. arguments]);
        Assert.True(run.ExitCode == 0, run.ToString());
        return JsonDocument.Parse(run.Output).RootElement.Clone();
    }

    private void Print(string suite, Dictionary<string, Func<bool>> checks, JsonElement seen)
    {
        var failed = checks.Where(static check => !check.Value()).Select(static check => check.Key).ToList();
        output.WriteLine($"suite spiffe {suite}: {checks.Count - failed.Count}/{checks.Count}");
        Assert.True(failed.Count == 0, $"{string.Join("; ", failed)}\n{seen}");
    }
}
