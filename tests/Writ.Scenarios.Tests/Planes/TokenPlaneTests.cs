using System.Globalization;
using System.Text.RegularExpressions;
using Writ.Authority.Keys;
using Writ.Authority.Tokens;
using Writ.Scenarios.Tests.Authority;
using Writ.Testing;

namespace Writ.Scenarios.Tests.Planes;

/// <summary>The plane tests of tokens, on one node: each attack beside its benign counterpart.</summary>
public sealed partial class TokenPlaneTests(RunningWrit running) : IClassFixture<RunningWrit>
{
    private const int Sends = 1_000;

    private readonly Installation writ = running.Installation;
    private readonly WritServer server = running.Server;

    [Fact]
    public async Task T1_StolenWrit_WithoutItsKey_IsRefused()
    {
        await using var agent = await writ.AgentAsync();
        using var holder = await KeyHolder.GetAsync(agent, server.Agents);
        using var thief = await KeyHolder.GetAsync(agent, server.Agents);
        var request = WireRequest.Mcp("probe", null, McpCalls.Initialize);

        var stolen = await thief.SendAsync(thief.Signed(request).With("authorization", $"DPoP {holder.Token}"));
        Assert.Equal(401, stolen.Status);
        Assert.Contains("error=\"invalid_dpop_proof\"", stolen.Headers["www-authenticate"], StringComparison.Ordinal);
        Assert.Equal(200, (await holder.InitializeAsync()).Status);
    }

    public static TheoryData<string> Malformed =>
        ["replayed", "another method", "another uri", "wrong ath", "no ath", "five minutes old", "five minutes ahead", "alg none", "alg HS256", "private key in the header", "no key", "another type", "no jti", "broken signature", "no proof", "two proofs", "missing nonce", "old nonce", "foreign nonce"];

    [Theory]
    [MemberData(nameof(Malformed))]
    public async Task T2_ProofThatIsWrong_IsRefused(string how)
    {
        await using var agent = await writ.AgentAsync();
        using var holder = await KeyHolder.GetAsync(agent, server.Agents);
        var request = WireRequest.Mcp("probe", null, McpCalls.Initialize);
        var right = holder.Signed(request);
        Assert.Equal(200, (await holder.SendAsync(right)).Status);

        var wrong = how switch
        {
            "replayed" => right,
            "another method" => holder.Wrong(request, payload: static p => p.Replace("\"POST\"", "\"GET\"", StringComparison.Ordinal)),
            "another uri" => holder.Wrong(request, payload: static p => p.Replace("/mcp/probe", "/mcp/other", StringComparison.Ordinal)),
            "wrong ath" => holder.Wrong(request, payload: static p => Hash().Replace(p, "\"ath\":\"AAAA\"")),
            "no ath" => holder.Wrong(request, payload: static p => Hash().Replace(p, "\"x\":1")),
            "five minutes old" => holder.Wrong(request, payload: static p => At(p, -300)),
            "five minutes ahead" => holder.Wrong(request, payload: static p => At(p, 300)),
            "alg none" => holder.Wrong(request, header: static h => h.Replace("ES256", "none", StringComparison.Ordinal), signature: static _ => []),
            "alg HS256" => holder.Wrong(request, header: static h => h.Replace("ES256", "HS256", StringComparison.Ordinal)),
            "private key in the header" => holder.Wrong(request, header: static h => h.Replace("\"kty\":\"EC\"", "\"kty\":\"EC\",\"d\":\"AAAA\"", StringComparison.Ordinal)),
            "no key" => holder.Wrong(request, header: static h => h.Replace("\"jwk\"", "\"x\"", StringComparison.Ordinal)),
            "another type" => holder.Wrong(request, header: static h => h.Replace("dpop+jwt", "JWT", StringComparison.Ordinal)),
            "no jti" => holder.Wrong(request, payload: static p => p.Replace("\"jti\"", "\"x\"", StringComparison.Ordinal)),
            "broken signature" => holder.Wrong(request, signature: static s => [.. s.Reverse()]),
            "missing nonce" => holder.Wrong(request, payload: static p => Nonce().Replace(p, "\"x\":1")),
            "old nonce" => holder.Wrong(request, payload: p => Nonce().Replace(p, $"\"nonce\":\"{OldNonce(holder)}\"")),
            "foreign nonce" => holder.Wrong(request, payload: static p => Nonce().Replace(p, "\"nonce\":\"AAAAAAAAAAAAAAAAAAAAAA\"")),
            "no proof" => request.With("authorization", $"DPoP {holder.Token}"),
            _ => right.With("dpop", $"{holder.Signed(request).Headers["dpop"]}, {holder.Signed(request).Headers["dpop"]}"),
        };
        var refused = await holder.SendAsync(wrong);
        Assert.True(refused.Status == 401, refused.ToString());
        if (how.EndsWith("nonce", StringComparison.Ordinal))
        {
            // What is missing is told, and with it the request is good.
            Assert.Equal("W2322", refused.Code);
            Assert.StartsWith("DPoP error=\"use_dpop_nonce\", algs=\"ES256", refused.Headers["www-authenticate"], StringComparison.Ordinal);
            Assert.Equal(holder.Nonce, refused.Headers["dpop-nonce"]);
        }

        Assert.Equal(200, (await holder.InitializeAsync()).Status);
    }

    [Fact]
    public async Task T2_OneProofSentAThousandTimesAtOnce_IsGoodOnce()
    {
        await using var agent = await writ.AgentAsync();
        using var holder = await KeyHolder.GetAsync(agent, server.Agents);
        var session = await holder.SessionAsync();
        var proof = Guid.NewGuid().ToString("n");
        var call = holder.Signed(WireRequest.Mcp("probe", session, McpCalls.Call("note", proof)));
        using var gate = new SemaphoreSlim(64);

        var answers = await Task.WhenAll(Enumerable.Range(0, Sends).Select(async n =>
        {
            await gate.WaitAsync(TestContext.Current.CancellationToken);
            try
            {
                return await holder.SendAsync(call with { Body = McpCalls.Call("note", $"{proof} {n}") });
            }
            finally
            {
                gate.Release();
            }
        }));

        Assert.Single(answers, static a => a.Succeeded);
        Assert.Equal(Sends - 1, answers.Count(static a => a.Status == 401));
        Assert.Single(writ.Did(), did => did.Contains(proof, StringComparison.Ordinal));
    }

    [Fact]
    public async Task T3_TokenForAnotherAudience_IsRefusedAndNeverForwarded()
    {
        await using var agent = await writ.AgentAsync();
        using var holder = await KeyHolder.GetAsync(agent, server.Agents);
        var request = WireRequest.Mcp("probe", null, McpCalls.Initialize);
        // A writ of another tenant, whole and in force there, with a proof for here by the very key that it names.
        using var tenant = new Installation();
        await using var elsewhere = await tenant.UpAsync();
        await using var theirs = await tenant.AgentAsync();
        using var foreign = await KeyHolder.GetAsync(theirs, elsewhere.Agents);
        Assert.Equal(200, (await foreign.InitializeAsync()).Status);
        using var here = Wire.To(server.Agents);
        var refused = await here.SendAsync(foreign.SignedFor(server.Agents, request));
        Assert.Equal((401, "W2312"), (refused.Status, refused.Code));

        // What goes to a server carries nothing of the writ: the probe writes down all that reaches it.
        var session = await holder.SessionAsync();
        Assert.True((await holder.CallAsync(session, "note", "audience")).Succeeded);
        Assert.DoesNotContain(writ.Did(), did => did.Contains(holder.Token, StringComparison.Ordinal) || did.Contains("DPoP", StringComparison.Ordinal));
    }

    // What this very installation gave ten minutes ago, from a copy of its keys; the one of now shows that they are the right ones.
    private string OldNonce(KeyHolder holder)
    {
        using var copy = new TempFolder();
        var keys = Directory.CreateDirectory(copy.At("keys")).FullName;
        foreach (var file in Directory.EnumerateFiles(Path.Combine(writ.Home, "data", "keys")))
        {
            File.Copy(file, Path.Combine(keys, Path.GetFileName(file)));
        }

        using var keyring = FileKeyring.Open(new KeyringOptions(keys, KeyEncryptionKeySource.File(Path.Combine(writ.Home, "keys", "kek")), StoreExists: true));
        Assert.Contains(holder.Nonce, new DpopNonces(keyring, TimeProvider.System).Taken);
        return new DpopNonces(keyring, new ManualTime(DateTimeOffset.UtcNow.AddMinutes(-10))).Current;
    }

    private static string At(string payload, int seconds) =>
        IssuedAt().Replace(payload, string.Create(CultureInfo.InvariantCulture, $"\"iat\":{DateTimeOffset.UtcNow.ToUnixTimeSeconds() + seconds}"));

    [GeneratedRegex("\"ath\":\"[^\"]*\"", RegexOptions.None, 1000)]
    private static partial Regex Hash();

    [GeneratedRegex("\"nonce\":\"[^\"]*\"", RegexOptions.None, 1000)]
    private static partial Regex Nonce();

    [GeneratedRegex("\"iat\":[0-9]+", RegexOptions.None, 1000)]
    private static partial Regex IssuedAt();
}
