using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Writ.Authority.Attestation;
using Writ.Authority.Tests.Endpoints;
using Writ.Authority.Tokens;
using Writ.Contracts;
using Writ.Domain;
using Writ.Jose;
using Writ.Spiffe;

namespace Writ.Authority.Tests.Joining;

/// <summary>Joining over the network: what a workload on another machine sees.</summary>
public sealed class JoinEndpointTests : IAsyncLifetime
{
    private const string NoToken = "support-agent.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

    private readonly SigningKey key = SigningKey.Generate();
    private AuthorityHost host = null!;
    private int proofs;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => host = await AuthorityHost.StartAsync();

    public async ValueTask DisposeAsync()
    {
        key.Dispose();
        await host.DisposeAsync();
    }

    [Fact]
    public async Task Join_FromTheOperatorsTokenToARenewal_IsOneInstance()
    {
        var offered = await OfferAsync("support-agent");
        Assert.InRange((offered.Expires - DateTimeOffset.UtcNow).TotalMinutes, 4, 5.1);
        Assert.DoesNotContain(offered.Token.Split('.')[1], offered.ToString(), StringComparison.Ordinal);

        // The first answer gives the nonce, and takes nothing.
        using var first = await JoinAsync(new JoinRequest(offered.Token), nonce: null);
        Assert.Equal(("use_dpop_nonce", "W2427"), await ErrorAsync(first, HttpStatusCode.BadRequest));
        var joined = await AuthorityHost.ReadAsync(await JoinAsync(new JoinRequest(offered.Token), first.Headers.GetValues("DPoP-Nonce").Single()), HttpStatusCode.OK, ContractsJson.Default.JoinDocument);
        Assert.StartsWith("spiffe://support.example/agent/support-agent/", joined.Instance, StringComparison.Ordinal);
        Assert.Equal(2, joined.Svid.Length);

        // Whoever has the bundle of the answer verifies the identity of the answer.
        Assert.True(TrustBundle.TryParse(JsonSerializer.SerializeToUtf8Bytes(joined.Bundle), TrustDomain.Parse("support.example"), out var bundle, out _));
        var chain = joined.Svid.Select(static der => System.Security.Cryptography.X509Certificates.X509CertificateLoader.LoadCertificate(Convert.FromBase64String(der))).ToList();
        Assert.Equal(joined.Instance, Assert.IsType<X509SvidVerification.Verified>(X509SvidVerification.Verify([.. chain], BundleSet.Of(bundle!), DateTimeOffset.UtcNow)).Id.ToString());

        var renewed = await AuthorityHost.ReadAsync(await RenewAsync(joined.Instance, key), HttpStatusCode.OK, ContractsJson.Default.JoinDocument);
        Assert.Equal(joined.Instance, renewed.Instance);
        Assert.NotEqual(joined.Svid[0], renewed.Svid[0]);
        Assert.Equal(key.PublicKey.Thumbprint, host.Services.GetRequiredService<InstanceRegistry>().KeyOf(SpiffeId.Parse(joined.Instance))!.Thumbprint);
    }

    [Fact]
    public async Task Token_ByTheKeyOfTheJoin_OpensATaskAsARemoteInstance()
    {
        var issuer = host.Services.GetRequiredService<IssuerAddress>();
        issuer.ListensOn(host.Network.BaseAddress!.Port);
        var joined = await AuthorityHost.ReadAsync(await JoinAsync(new JoinRequest((await OfferAsync("support-agent")).Token)), HttpStatusCode.OK, ContractsJson.Default.JoinDocument);

        using var stranger = SigningKey.Generate();
        Assert.Equal(HttpStatusCode.Unauthorized, (await TokenAsync(joined.Instance, stranger)).StatusCode);
        var token = await AuthorityHost.ReadAsync(await TokenAsync(joined.Instance, key), HttpStatusCode.OK, ContractsJson.Default.TokenDocument);
        Assert.Equal("DPoP", token.TokenType);
        var task = Assert.Single(host.Journal.Entries.OfType<LedgerEntry.TaskOpened>()).Opened;
        Assert.Equal((joined.Instance, Assurance.Remote, AttestationMethod.JoinToken), (task.Actor.Instance.ToString(), task.Actor.Assurance, task.Actor.Method));

        async Task<HttpResponseMessage> TokenAsync(string instance, SigningKey by)
        {
            var now = DateTimeOffset.UtcNow;
            using var request = new HttpRequestMessage(HttpMethod.Post, "oauth/token")
            {
                Content = new FormUrlEncodedContent(new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    ["grant_type"] = "client_credentials",
                    ["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                    ["client_assertion"] = new JwtBuilder(null).Claim("iss", instance).Claim("sub", instance).Claim("aud", issuer.Url).Claim("iat", now).Claim("exp", now.AddMinutes(1))
                        .Claim("jti", $"assertion-{Interlocked.Increment(ref proofs)}").Sign(by),
                    ["authorization_details"] = """[{"type":"urn:writ:task","intent":"resolve-ticket","parameters":{"customer":"acme"}}]""",
                }),
            };
            request.Headers.Add("DPoP", DpopProver.Prove(by, "POST", host.Network.BaseAddress + "oauth/token", $"proof-{Interlocked.Increment(ref proofs)}", now, null, await NonceAsync()));
            return await host.Network.SendAsync(request, Cancelled);
        }
    }

    [Fact]
    public async Task Join_TokenTakenEndedOrNeverGiven_IsAnsweredAlike()
    {
        var offered = await OfferAsync("support-agent");
        Assert.Equal(HttpStatusCode.OK, (await JoinAsync(new JoinRequest(offered.Token))).StatusCode);
        var answers = new List<string>();
        foreach (var request in (JoinRequest[])[new(offered.Token), new(NoToken), new("nobody" + NoToken[13..]), new("no token"), new(IdentityToken: "no token"), new(IdentityToken: "a.b.c")])
        {
            using var answer = await JoinAsync(request);
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
            answers.Add(await answer.Content.ReadAsStringAsync(Cancelled));
        }

        Assert.Contains("W2130", Assert.Single(answers.Distinct(StringComparer.Ordinal)), StringComparison.Ordinal);
        Assert.Single(host.Journal.Entries.OfType<LedgerEntry.InstanceAttested>());
    }

    [Fact]
    public async Task Renew_OfAnotherOrOfNobody_IsAnsweredAlike()
    {
        var joined = await AuthorityHost.ReadAsync(await JoinAsync(new JoinRequest((await OfferAsync("support-agent")).Token)), HttpStatusCode.OK, ContractsJson.Default.JoinDocument);
        using var thief = SigningKey.Generate();
        var answers = new List<string>();
        foreach (var (instance, by) in ((string, SigningKey)[])[(joined.Instance, thief), (joined.Instance + "0", key), ("spiffe://support.example/agent/support-agent", key), ("no id", key), ("", key)])
        {
            using var answer = await RenewAsync(instance, by);
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
            answers.Add(await answer.Content.ReadAsStringAsync(Cancelled));
        }

        Assert.Contains("W2131", Assert.Single(answers.Distinct(StringComparer.Ordinal)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}", "W2132", 400)]
    [InlineData("""{"join_token":"a","identity_token":"b"}""", "W2132", 400)]
    [InlineData("""{"join_token":"a","join_token":"a"}""", "W2403", 400)]
    [InlineData("""{"token":"a"}""", "W2403", 400)]
    [InlineData("[", "W2403", 400)]
    public async Task Join_BodyThatIsNone_SaysWhatIsWrongWithIt(string body, string code, int status)
    {
        using var answer = await SendAsync("v1/join", body, key, await NonceAsync());
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Contains(code, await answer.Content.ReadAsStringAsync(Cancelled), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Join_WithoutAProofOrWithOneForAnotherPlace_IsRefused()
    {
        var offered = await OfferAsync("support-agent");
        var body = JsonSerializer.Serialize(new JoinRequest(offered.Token), ContractsJson.Default.JoinRequest);
        using var without = await host.Network.PostAsync("v1/join", AuthorityHost.Json(body), Cancelled);
        Assert.Equal(("invalid_dpop_proof", "W2421"), await ErrorAsync(without, HttpStatusCode.BadRequest));
        using var elsewhere = await SendAsync("v1/join", body, key, await NonceAsync(), "v1/join/renew");
        Assert.Equal(("invalid_dpop_proof", "W2421"), await ErrorAsync(elsewhere, HttpStatusCode.BadRequest));
        Assert.Equal(HttpStatusCode.OK, (await JoinAsync(new JoinRequest(offered.Token))).StatusCode);
    }

    [Theory]
    [InlineData("v1/join")]
    [InlineData("v1/join/renew")]
    public async Task Join_OverTheAttestedSocket_IsNotForAProcessOfThisMachine(string path)
    {
        using var answer = await host.Agent.PostAsync(path, AuthorityHost.Json("{}"), Cancelled);
        Assert.Equal(("invalid_request", "W2135"), await ErrorAsync(answer, HttpStatusCode.BadRequest));
    }

    [Theory]
    [InlineData("nobody", null, "W2134")]
    [InlineData("Not A Name", null, "W2134")]
    [InlineData("support-agent", 0, "W2133")]
    [InlineData("support-agent", -1, "W2133")]
    [InlineData("support-agent", 3601, "W2133")]
    public async Task JoinTokens_OfWhatIsNotRegisteredOrTooLong_AreNone(string agent, int? seconds, string code)
    {
        using var answer = await host.Control.PostAsync("/v1/join-tokens", AuthorityHost.Json(new JoinTokenRequest(agent, seconds), ContractsJson.Default.JoinTokenRequest), Cancelled);
        Assert.Equal(code, (await AuthorityHost.ProblemAsync(answer, HttpStatusCode.UnprocessableEntity)).Code);
        Assert.Empty(host.Journal.Entries.OfType<LedgerEntry.JoinOffered>());
    }

    private static async Task<(string Error, string Code)> ErrorAsync(HttpResponseMessage answer, HttpStatusCode status)
    {
        var error = await AuthorityHost.ReadAsync(answer, status, ContractsJson.Default.TokenErrorDocument);
        return (error.Error, error.Code);
    }

    private async Task<JoinTokenDocument> OfferAsync(string agent) => await AuthorityHost.ReadAsync(
        await host.Control.PostAsync("/v1/join-tokens", AuthorityHost.Json(new JoinTokenRequest(agent), ContractsJson.Default.JoinTokenRequest), Cancelled), HttpStatusCode.Created, ContractsJson.Default.JoinTokenDocument);

    private async Task<string> NonceAsync()
    {
        using var answer = await SendAsync("v1/join", "{}", key, null);
        return answer.Headers.GetValues("DPoP-Nonce").Single();
    }

    private async Task<HttpResponseMessage> JoinAsync(JoinRequest request) => await JoinAsync(request, await NonceAsync());

    private Task<HttpResponseMessage> JoinAsync(JoinRequest request, string? nonce) => SendAsync("v1/join", Json(request, ContractsJson.Default.JoinRequest), key, nonce);

    private async Task<HttpResponseMessage> RenewAsync(string instance, SigningKey by) =>
        await SendAsync("v1/join/renew", Json(new RenewRequest(instance), ContractsJson.Default.RenewRequest), by, await NonceAsync());

    private async Task<HttpResponseMessage> SendAsync(string path, string body, SigningKey by, string? nonce, string? provedFor = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = AuthorityHost.Json(body) };
        request.Headers.Add("DPoP", DpopProver.Prove(by, "POST", host.Network.BaseAddress + (provedFor ?? path), $"proof-{Interlocked.Increment(ref proofs)}", DateTimeOffset.UtcNow, null, nonce));
        return await host.Network.SendAsync(request, Cancelled);
    }

    private static string Json<T>(T document, JsonTypeInfo<T> type) => JsonSerializer.Serialize(document, type);
}
