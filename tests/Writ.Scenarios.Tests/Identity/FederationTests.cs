using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.RegularExpressions;
using Writ.Scenarios.Tests.Clients;
using Writ.Testing;

namespace Writ.Scenarios.Tests.Identity;

/// <summary>Two installations that federate with each other on loopback: one serves its bundle by `https_web`, the other by `https_spiffe`.</summary>
public sealed partial class FederationTests : IAsyncLifetime
{
    private const string Web = "web.example";
    private const string Spiffe = "spiffe.example";

    private static readonly string Script = Repository.At("tests/node/federation.mjs");
    private static readonly string Proto = Repository.At("src/Standards/Writ.Spiffe/WorkloadApi/workloadapi.proto");

    private readonly Installation web = new();
    private readonly Installation spiffe = new();
    private readonly TestCa ca = new();
    private readonly List<WritServer> servers = [];

    public static bool NodeIsThere => NodeModules.AreThere;

    public async ValueTask InitializeAsync()
    {
        var certificate = ca.Issue();
        web.Write("tls.crt", certificate.ExportCertificatePem() + "\n");
        web.Write("tls.key", certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem() + "\n");
        spiffe.Write("ca.pem", ca.Pem);
        web.Write("writ.yaml", MainOf(web, Web, "https_web, certificate_file: tls.crt, key_file: tls.key", ""));
        var webAddress = await UpAsync(web);

        var toWeb = $$"""federation: { {{Web}}: { url: "{{webAddress}}", profile: https_web, ca_file: ca.pem } }""";
        spiffe.Write("writ.yaml", MainOf(spiffe, Spiffe, "https_spiffe", toWeb));
        var spiffeAddress = await UpAsync(spiffe);

        // What cannot be had over a connection that it is to secure comes by another way: here, a person carries it.
        await CarryBundleAsync();
        web.Write("writ.yaml", MainOf(web, Web, "https_web, certificate_file: tls.crt, key_file: tls.key", $$"""
            federation:
              {{Spiffe}}: { url: "{{spiffeAddress}}", profile: https_spiffe, endpoint_id: "spiffe://{{Spiffe}}/zone/federation/endpoint", bundle_file: spiffe.json }
            """));
        await ReloadAsync(web);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in servers)
        {
            await server.DisposeAsync();
        }

        web.Dispose();
        spiffe.Dispose();
        ca.Dispose();
    }

    [Fact]
    public async Task Bundles_OfTwoInstallations_ReachEachOtherAndSurviveARestartAlone()
    {
        Assert.Equal((await SequenceAsync(spiffe), 0), await FederatedAsync(web, Spiffe));
        Assert.Equal((await SequenceAsync(web), 0), await FederatedAsync(spiffe, Web));

        // Every key anew: by the host's certificate the new bundle comes at the next question.
        Assert.Equal(0, (await web.WritAsync("identity", "rotate")).ExitCode);
        Assert.Equal((await SequenceAsync(web), 0), await FederatedAsync(spiffe, Web));

        // By its own id the endpoint is known no more, and the last good bundle stays until a new one is carried over.
        var before = await SequenceAsync(spiffe);
        Assert.Equal(0, (await spiffe.WritAsync("identity", "rotate")).ExitCode);
        Assert.Equal((before, 1), await FederatedAsync(web, Spiffe));
        await CarryBundleAsync();
        await ReloadAsync(web);
        Assert.Equal((await SequenceAsync(spiffe), 0), await FederatedAsync(web, Spiffe));

        // The other is gone, and so is this one for a while: what was known is known still.
        Assert.Equal(0, await servers[0].StopAsync());
        Assert.Equal(0, await servers[1].StopAsync());
        await UpAsync(spiffe);
        var known = await SequenceOfAsync(spiffe, Web, "identity", "federate");
        Assert.True(known > 1, $"sequence {known}");
        Assert.Contains(await spiffe.LedgerAsync(), row => row["kind"] == "federation.changed" && row["what"].Contains(Web, StringComparison.Ordinal));
    }

    [Fact(SkipUnless = nameof(NodeIsThere), Skip = NodeModules.Missing)]
    public async Task Workloads_OfTwoInstallations_VerifyEachOther()
    {
        await FederatedAsync(web, Spiffe);
        await FederatedAsync(spiffe, Web);
        await ValidatesAsync(web, Web, spiffe, Spiffe);
        await ValidatesAsync(spiffe, Spiffe, web, Web);

        // The keys of one are replaced: what the new ones sign is good there too, once the other asked for them.
        Assert.Equal(0, (await web.WritAsync("identity", "rotate")).ExitCode);
        var token = await RunAsync(web, "fetch", "there");
        Assert.NotEqual(0, (await RunAsync(spiffe, "validate", "there", Text(token, "token"))).GetProperty("code").GetInt32());
        await FederatedAsync(spiffe, Web);
        await ValidatesAsync(web, Web, spiffe, Spiffe);
    }

    private static string MainOf(Installation writ, string trustDomain, string endpoint, string more) =>
        writ.Main.Replace("probe.example", trustDomain, StringComparison.Ordinal) + $"bundle_endpoint: {{ listen: \"127.0.0.1:0\", profile: {endpoint} }}\n{more}\n";

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static async Task<JsonElement> RunAsync(Installation writ, params string[] arguments)
    {
        var run = await writ.WritAsync(["run", "--quiet", "--agent", "worker", "--intent", "work", "--", "node", Script, Proto, .. arguments]);
        Assert.True(run.ExitCode == 0, run.ToString());
        return JsonDocument.Parse(run.Output).RootElement.Clone();
    }

    // A workload of one gets a token, a workload of the other asks its own Workload API whose it is.
    private static async Task ValidatesAsync(Installation from, string fromDomain, Installation to, string toDomain)
    {
        var fetched = await RunAsync(from, "fetch", "there");
        Assert.StartsWith($"spiffe://{fromDomain}/agent/worker/", Text(fetched, "id"), StringComparison.Ordinal);
        var seen = await RunAsync(to, "validate", "there", Text(fetched, "token"));
        Assert.Equal(Text(fetched, "id"), seen.GetProperty("id").GetString());
        Assert.NotEqual(0, seen.GetProperty("other").GetInt32());
        Assert.True(seen.GetProperty("verified").GetProperty("own").GetBoolean());
        Assert.False(seen.GetProperty("verified").GetProperty("other").GetBoolean());
        Assert.Equal([$"spiffe://{fromDomain}"], seen.GetProperty("federated").EnumerateArray().Select(static e => e.GetString()));
        foreach (var list in new[] { "x509", "jwt" })
        {
            Assert.Equal(new[] { $"spiffe://{fromDomain}", $"spiffe://{toDomain}" }.Order(StringComparer.Ordinal), seen.GetProperty(list).EnumerateArray().Select(static e => e.GetString()!));
        }
    }

    private static async Task ReloadAsync(Installation writ)
    {
        var reloaded = await writ.WritAsync("release", "reload");
        Assert.True(reloaded.ExitCode == 0, reloaded.ToString());
    }

    private static async Task<long> SequenceAsync(Installation writ)
    {
        var shown = await writ.WritAsync("identity", "bundle");
        Assert.True(shown.ExitCode == 0, shown.ToString());
        return JsonDocument.Parse(shown.Output).RootElement.GetProperty("spiffe_sequence").GetInt64();
    }

    private static async Task<long> SequenceOfAsync(Installation writ, string trustDomain, params string[] verb)
    {
        var shown = await writ.WritAsync(verb);
        var found = Regex.Match(shown.Output, $@"spiffe://{Regex.Escape(trustDomain)}\s+bundle (\d+):", RegexOptions.None, TimeSpan.FromSeconds(5));
        Assert.True(found.Success, shown.ToString());
        return long.Parse(found.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);
    }

    // Asks for the bundles now, and answers the version that is known after it and the verb's exit code.
    private static async Task<(long Sequence, int ExitCode)> FederatedAsync(Installation writ, string trustDomain)
    {
        var shown = await writ.WritAsync("identity", "federate", "--refresh");
        return (await SequenceOfAsync(writ, trustDomain, "identity", "federate"), shown.ExitCode);
    }

    private async Task CarryBundleAsync() => web.Write("spiffe.json", (await spiffe.WritAsync("identity", "bundle")).Output);

    private async Task<string> UpAsync(Installation writ)
    {
        var server = await writ.UpAsync();
        servers.Add(server);
        var line = await server.Log.LineAsync(static l => l.Contains("the trust bundle is served at ", StringComparison.Ordinal));
        return Address().Match(line).Value;
    }

    [GeneratedRegex("https://[0-9.:]+", RegexOptions.None, 1000)]
    private static partial Regex Address();
}
