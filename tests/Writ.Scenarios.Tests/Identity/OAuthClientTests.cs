using System.Text.Json;
using Writ.Scenarios.Tests.Clients;
using Writ.Testing;

namespace Writ.Scenarios.Tests.Identity;

/// <summary>The token service as ordinary OAuth clients see it: npm `openid-client` and `oauth4webapi`, unchanged, over the network.</summary>
[Trait("Category", "Conformance")]
[Trait("Suite", "oauth")]
public sealed class OAuthClientTests(ITestOutputHelper output) : IAsyncLifetime
{
    private static readonly string Script = Repository.At("tests/node/oauth.mjs");
    private static readonly string TlsScript = Repository.At("tests/node/mtls.mjs");
    private static readonly string Proto = Repository.At("src/Standards/Writ.Spiffe/WorkloadApi/workloadapi.proto");

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
    public async Task OpenidClient_FromDiscoveryToRevocation_WorksUnchanged()
    {
        var seen = await SeenAsync("openid-client");
        Print("openid-client", new(StringComparer.Ordinal)
        {
            ["discovery finds the issuer"] = () => Text(seen, "issuer") == Issuer,
            ["the first proof is asked for a nonce"] = () => seen.GetProperty("challenges")[0].GetString() == "use_dpop_nonce",
            ["and that once only"] = () => seen.GetProperty("challenges").GetArrayLength() == 1,
            ["client_credentials gives a writ bound to a key"] = () => seen.GetProperty("types")[0].GetString()!.Equals("dpop", StringComparison.OrdinalIgnoreCase),
            ["token exchange gives another"] = () => seen.GetProperty("different").GetBoolean() && Text(seen, "issued") == "urn:ietf:params:oauth:token-type:access_token",
            ["a writ lives five minutes at most"] = () => seen.GetProperty("expires").EnumerateArray().All(static e => e.GetInt32() is > 0 and <= 300),
            ["introspection says that it is in force"] = () => seen.GetProperty("before").GetProperty("active").GetBoolean() && seen.GetProperty("before").GetProperty("cnf").TryGetProperty("jkt", out _),
            ["it opens a session with a tool server"] = () => seen.GetProperty("used").GetInt32() == 200,
            ["revoked, introspection says nothing of it"] = () => seen.GetProperty("after").GetRawText().Contains("\"active\":false", StringComparison.Ordinal) && seen.GetProperty("after").EnumerateObject().Count() == 1,
            ["revoked, it opens nothing"] = () => seen.GetProperty("refused").GetInt32() is 401 or 403,
            ["another writ of the task stays in force"] = () => seen.GetProperty("other").GetBoolean(),
            ["the metadata names the type of authorization details"] = () => seen.GetProperty("tasks").GetProperty("types")[0].GetString() == "urn:writ:task",
            ["authorization details open another task"] = () => Text(seen.GetProperty("tasks").GetProperty("opened"), "task") is { Length: > 0 } opened && opened != Text(seen.GetProperty("tasks"), "first"),
            ["what was granted is said"] = () => seen.GetProperty("tasks").GetProperty("opened").GetProperty("authorization_details")[0].GetProperty("actions").GetArrayLength() == 2,
            ["exchange gives a narrower writ"] = () => seen.GetProperty("tasks").GetProperty("narrower").GetProperty("expires_in").GetInt32() is > 0 and <= 60
                && seen.GetProperty("tasks").GetProperty("introspected").GetProperty("authorization_details")[0].GetProperty("uses").GetInt32() == 3,
            ["revoked, the narrower writ is not in force"] = () => !seen.GetProperty("tasks").GetProperty("revoked").GetBoolean(),
        }, seen);
    }

    [Fact(SkipUnless = nameof(NodeIsThere), Skip = NodeModules.Missing)]
    public async Task Oauth4webapi_FromDiscoveryToRevocation_WorksUnchanged()
    {
        var seen = await SeenAsync("oauth4webapi");
        Print("oauth-webapi", new(StringComparer.Ordinal)
        {
            ["discovery finds the issuer"] = () => Text(seen, "issuer") == Issuer,
            ["the resource names its authorization server"] = () => seen.GetProperty("resource").GetProperty("authorization_servers")[0].GetString() == Issuer,
            ["the first proof is asked for a nonce"] = () => seen.GetProperty("challenges")[0].GetString() == "use_dpop_nonce",
            ["client_credentials and token exchange give writs bound to a key"] = () => seen.GetProperty("types").EnumerateArray().All(static t => t.GetString()!.Equals("dpop", StringComparison.OrdinalIgnoreCase)),
            ["introspection names the holder, the audience and the key"] = () => Text(seen.GetProperty("before"), "aud") == "spiffe://probe.example/zone/tools/mcp" && Text(seen.GetProperty("before"), "sub").StartsWith("spiffe://probe.example/agent/worker/", StringComparison.Ordinal),
            ["it opens a session with a tool server"] = () => seen.GetProperty("used").GetInt32() == 200,
            ["with another's key it is refused"] = () => seen.GetProperty("stolen").GetInt32() == 401,
            ["as a bearer it is refused"] = () => seen.GetProperty("bearer").GetInt32() == 401,
            ["revoked, it is not in force"] = () => !seen.GetProperty("after").GetProperty("active").GetBoolean(),
            ["revoked, it opens nothing"] = () => seen.GetProperty("refused").GetInt32() is 401 or 403,
            ["an unknown token is not in force"] = () => !seen.GetProperty("unknown").GetProperty("active").GetBoolean(),
            ["authorization details open another task and say what was granted"] = () => Text(seen.GetProperty("tasks"), "task") != Text(seen.GetProperty("tasks"), "first") && seen.GetProperty("tasks").GetProperty("opened")[0].GetProperty("actions").GetArrayLength() == 2,
            ["a writ for one use is in force"] = () => seen.GetProperty("tasks").GetProperty("counted").GetProperty("active").GetBoolean() && seen.GetProperty("tasks").GetProperty("once")[0].GetProperty("uses").GetInt32() == 1,
            ["a tool outside the narrowed writ is refused"] = () => Text(seen.GetProperty("tasks"), "outside").Contains("W3123", StringComparison.Ordinal),
            ["of 200 calls with it, many at once, one runs"] = () => seen.GetProperty("tasks").GetProperty("ran").GetInt32() == 1 && seen.GetProperty("tasks").GetProperty("usedUp").GetInt32() == 199,
            ["and the server did one"] = () => File.ReadLines(writ.Effects).Count(static l => l.Contains("once ", StringComparison.Ordinal)) == 1,
            ["used up, it is not in force"] = () => !seen.GetProperty("tasks").GetProperty("spent").GetProperty("active").GetBoolean(),
            ["the task goes on with its other writ"] = () => Text(seen.GetProperty("tasks"), "whole") is var whole && whole.Contains("\"result\"", StringComparison.Ordinal) && !whole.Contains("Denied by Writ", StringComparison.Ordinal),
            ["an intent that policy closes: access_denied"] = () => Error(seen, "denied") == "access_denied",
            ["an intent that is not there: invalid_authorization_details"] = () => Error(seen, "noIntent") == "invalid_authorization_details",
            ["wider than the writ: invalid_authorization_details"] = () => Error(seen, "wider") == "invalid_authorization_details",
            ["a subject of nobody's: invalid_request"] = () => Error(seen, "stranger") == "invalid_request",
            ["an assertion of nobody's: invalid_grant"] = () => Error(seen, "bearerGrant") == "invalid_grant",
            ["without a proof: invalid_dpop_proof"] = () => Error(seen, "withoutProof") == "invalid_dpop_proof",
            ["another resource: invalid_target"] = () => Error(seen, "otherResource") == "invalid_target",
            ["a scope: invalid_scope"] = () => Error(seen, "scope") == "invalid_scope",
            ["authorization details of nothing: invalid_authorization_details"] = () => Error(seen, "details") == "invalid_authorization_details",
            ["an assertion for somebody else: invalid_client"] = () => Error(seen, "otherAudience") == "invalid_client",
            ["an assertion for two: invalid_client"] = () => Error(seen, "twoAudiences") == "invalid_client",
            ["no assertion: invalid_client"] = () => Error(seen, "noAssertion") == "invalid_client",
            ["another grant: unsupported_grant_type"] = () => Error(seen, "grant") == "unsupported_grant_type",
            ["a forged subject token: invalid_request"] = () => Error(seen, "subject") == "invalid_request",
            ["a revoked subject token: invalid_request"] = () => Error(seen, "revokedSubject") == "invalid_request",
            ["another type of subject token: invalid_request"] = () => Error(seen, "subjectType") == "invalid_request",
            ["an actor token of nobody's: invalid_request"] = () => Error(seen, "actor") == "invalid_request",
        }, seen);
    }

    [Fact(SkipUnless = nameof(NodeIsThere), Skip = NodeModules.Missing)]
    public async Task OverMutualTls_LibrariesAndCurl_WorkUnchanged()
    {
        var run = await writ.WritAsync(["run", "--quiet", "--agent", "worker", "--intent", "work", "--", "node", TlsScript, Proto, Issuer, Tls]);
        Assert.True(run.ExitCode == 0, run.ToString());
        var seen = JsonDocument.Parse(run.Output).RootElement.Clone();
        var (library, openid, curl) = (seen.GetProperty("oauth4webapi"), seen.GetProperty("openid"), seen.GetProperty("curl"));
        Print("mtls", new(StringComparer.Ordinal)
        {
            ["the metadata names the method"] = () => library.GetProperty("methods").EnumerateArray().Any(static m => m.GetString() == "spiffe_x509"),
            ["and that writs are bound to certificates"] = () => library.GetProperty("bound").GetBoolean(),
            ["and where to ask instead"] = () => library.GetProperty("aliases").EnumerateObject().All(a => a.Value.GetString()!.StartsWith(Tls + "/oauth/", StringComparison.Ordinal)),
            ["the library finds its way there"] = () => library.GetProperty("asked").EnumerateArray().Any(a => a.GetString() == Tls + "/oauth/token"),
            ["the resource over TLS speaks for itself"] = () => Text(library.GetProperty("resource"), "resource") == Tls + "/mcp" && library.GetProperty("resource").GetProperty("tls_client_certificate_bound_access_tokens").GetBoolean(),
            ["client_credentials gives a bearer that is bound"] = () => Text(library, "type").Equals("bearer", StringComparison.OrdinalIgnoreCase) && library.GetProperty("expires").GetInt32() is > 0 and <= 300,
            ["introspection names the certificate and the holder"] = () => Text(library.GetProperty("before").GetProperty("cnf"), "x5t#S256") == Text(seen, "thumbprint") && Text(library.GetProperty("before"), "client_id") == Text(seen, "id"),
            ["it opens a session with a tool server"] = () => library.GetProperty("used").GetInt32() == 200,
            ["without TLS it is refused"] = () => library.GetProperty("plain").GetInt32() == 401,
            ["revoked, it is not in force"] = () => !library.GetProperty("after").GetProperty("active").GetBoolean(),
            ["revoked, it opens nothing"] = () => library.GetProperty("refused").GetInt32() is 401 or 403,
            ["openid-client: client_credentials and token exchange"] = () => openid.GetProperty("types").EnumerateArray().All(static t => t.GetString()!.Equals("bearer", StringComparison.OrdinalIgnoreCase)) && openid.GetProperty("different").GetBoolean(),
            ["openid-client: introspection names the certificate"] = () => Text(openid.GetProperty("said"), "x5t#S256") == Text(seen, "thumbprint"),
            ["openid-client: it opens a session with a tool server"] = () => openid.GetProperty("used").GetInt32() == 200,
            ["curl gets a writ and uses it, by both names of the host"] = () => (curl.GetProperty("token").GetInt32(), curl.GetProperty("used").GetInt32(), curl.GetProperty("localhost").GetInt32()) == (200, 200, 200),
            ["curl without the certificate is refused"] = () => (curl.GetProperty("without").GetInt32(), curl.GetProperty("nobody").GetInt32()) == (401, 401),
        }, seen);
    }

    private string Tls => server!.AgentsTls.TrimEnd('/');

    private string Issuer => server!.Agents.TrimEnd('/');

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString() ?? "";

    private static string Error(JsonElement seen, string name) => Text(seen.GetProperty("errors"), name);

    private async Task<JsonElement> SeenAsync(string client)
    {
        var run = await writ.WritAsync(["run", "--quiet", "--agent", "worker", "--intent", "work", "--", "node", Script, Proto, client, Issuer]);
        Assert.True(run.ExitCode == 0, run.ToString());
        return JsonDocument.Parse(run.Output).RootElement.Clone();
    }

    private void Print(string suite, Dictionary<string, Func<bool>> checks, JsonElement seen)
    {
        var failed = checks.Where(static check => !check.Value()).Select(static check => check.Key).ToList();
        output.WriteLine($"suite oauth {suite}: {checks.Count - failed.Count}/{checks.Count}");
        Assert.True(failed.Count == 0, $"{string.Join("; ", failed)}\n{seen}");
    }
}
