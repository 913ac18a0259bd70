using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Writ.Authority.Attestation;
using Writ.Authority.Identity;
using Writ.Authority.Tests.Endpoints;
using Writ.Authority.Tokens;
using Writ.Contracts;
using Writ.Domain;
using Writ.Jose;

namespace Writ.Authority.Tests.OAuth;

/// <summary>The token service over the network, where a JWT-SVID says who asks and a proof with a nonce binds what is issued.</summary>
public sealed class NetworkTokenTests : IAsyncLifetime
{
    private readonly SigningKey key = SigningKey.Generate();
    private AuthorityHost host = null!;
    private AgentTask task = null!;
    private int proofs;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private string Issuer => host.Services.GetRequiredService<IssuerAddress>().Url;

    private string TokenEndpoint => host.Network.BaseAddress + "oauth/token";

    public async ValueTask InitializeAsync()
    {
        host = await AuthorityHost.StartAsync();
        task = await host.RunBesideAsync();
    }

    public async ValueTask DisposeAsync()
    {
        key.Dispose();
        await host.DisposeAsync();
    }

    [Fact]
    public async Task Token_WithoutNonce_IsAskedForOneAndThenIssued()
    {
        var first = await AskAsync(nonce: null);
        Assert.Equal(("use_dpop_nonce", "W2427"), await ErrorAsync(first, HttpStatusCode.BadRequest));
        var nonce = Assert.Single(first.Headers.GetValues("DPoP-Nonce"));
        var token = await AuthorityHost.ReadAsync(await AskAsync(nonce), HttpStatusCode.OK, ContractsJson.Default.TokenDocument);
        Assert.Equal(("DPoP", task.Id.ToString()), (token.TokenType, token.Task));
        Assert.Equal(("use_dpop_nonce", "W2427"), await ErrorAsync(await AskAsync("made-up"), HttpStatusCode.BadRequest));
    }

    [Fact]
    public async Task Token_OneProofAThousandTimesAtOnce_IsIssuedOnce()
    {
        // T2: the proof's id is spent in the transaction that records the writ.
        var (assertion, proof) = (await AssertionAsync(), Proof(await NonceAsync()));
        using var gate = new SemaphoreSlim(64);
        var answers = await Task.WhenAll(Enumerable.Range(0, 1_000).Select(async _ =>
        {
            await gate.WaitAsync(Cancelled);
            try
            {
                using var answer = await SendAsync(Form(assertion), proof);
                return answer.StatusCode;
            }
            finally
            {
                gate.Release();
            }
        }));
        Assert.Equal(1, answers.Count(static status => status == HttpStatusCode.OK));
        Assert.Equal(999, answers.Count(static status => status == HttpStatusCode.BadRequest));
        Assert.Single(host.Journal.Entries.OfType<LedgerEntry.WritIssued>());
    }

    [Fact]
    public async Task Network_EachAnswer_CarriesTheNonceOfNow()
    {
        var current = host.Services.GetRequiredService<DpopNonces>().Current;
        foreach (var path in (string[])["/.well-known/oauth-authorization-server", "/oauth/token", "/nowhere"])
        {
            using var answer = await host.Network.GetAsync(path, Cancelled);
            Assert.Equal(current, Assert.Single(answer.Headers.GetValues("DPoP-Nonce")));
            using var local = await host.Agent.GetAsync(path, Cancelled);
            Assert.False(local.Headers.Contains("DPoP-Nonce"));
        }
    }

    [Fact]
    public async Task Token_ForAJwtSvid_EndsNoLaterThanThat()
    {
        var (assertion, nonce) = (await AssertionAsync(), await NonceAsync());
        var answer = await SendAsync(Form(assertion), Proof(nonce));
        var token = await AuthorityHost.ReadAsync(answer, HttpStatusCode.OK, ContractsJson.Default.TokenDocument);
        var claims = Assert.IsType<WritVerification.Verified>(host.Services.GetRequiredService<WritVerifier>().Verify(token.AccessToken)).Claims;
        using var svid = JsonDocument.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(assertion.Split('.')[1]));
        Assert.Equal(svid.RootElement.GetProperty("exp").GetInt64(), claims.Expires.ToUnixTimeSeconds());
    }

    [Fact]
    public async Task Token_AssertionOfAnInstanceThatEnded_IsRefusedLikeAnyOther()
    {
        var (assertion, nonce) = (await AssertionAsync(), await NonceAsync());
        await host.Services.GetRequiredService<InstanceRegistry>().EndAsync(task.Actor.Instance, "exited", task.Id, Cancelled);
        var ended = await ErrorTextAsync(await SendAsync(Form(assertion), Proof(nonce)));
        var forged = await ErrorTextAsync(await SendAsync(Form(assertion[..^6] + "AAAAAA"), Proof(nonce)));
        var absent = await ErrorTextAsync(await SendAsync([new("grant_type", "client_credentials")], Proof(nonce)));
        Assert.Equal(ended, forged);
        Assert.Equal(ended, absent);
        Assert.Contains("W2423", ended, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Token_ClientIdOfAnother_IsRefused()
    {
        var form = Form(await AssertionAsync()).Append(new("client_id", task.Actor.Instance + "x"));
        Assert.Equal(("invalid_client", "W2423"), await ErrorAsync(await SendAsync(form, Proof(await NonceAsync())), HttpStatusCode.Unauthorized));
    }

    [Fact]
    public async Task Revoke_OwnWrit_IsRefusedInTheRecordTransactionFromThenOn()
    {
        var token = await AuthorityHost.ReadAsync(await AskAsync(await NonceAsync()), HttpStatusCode.OK, ContractsJson.Default.TokenDocument);
        var claims = Assert.IsType<WritVerification.Verified>(host.Services.GetRequiredService<WritVerifier>().Verify(token.AccessToken)).Claims;
        Assert.True(await ActiveAsync(token.AccessToken));
        Assert.IsType<CommitResult.Committed>(await host.Journal.CommitAsync([new Condition.Unspent(claims.Revocation)], [], [], Cancelled));

        for (var times = 0; times < 2; times++)
        {
            using var revoked = await PostAsync("oauth/revoke", token.AccessToken);
            Assert.Equal(HttpStatusCode.OK, revoked.StatusCode);
        }

        Assert.False(await ActiveAsync(token.AccessToken));
        Assert.IsType<CommitResult.Refused>(await host.Journal.CommitAsync([new Condition.Unspent(claims.Revocation)], [], [], Cancelled));
        Assert.Equal(claims.Id, Assert.Single(host.Journal.Entries.OfType<LedgerEntry.WritRevoked>()).Writ);
    }

    [Fact]
    public async Task Revoke_AnothersWrit_ChangesNothingAndDoesNotSaySo()
    {
        var token = await AuthorityHost.ReadAsync(await AskAsync(await NonceAsync()), HttpStatusCode.OK, ContractsJson.Default.TokenDocument);
        var mine = task;
        task = await host.RunBesideAsync();
        using (var revoked = await PostAsync("oauth/revoke", token.AccessToken))
        {
            Assert.Equal(HttpStatusCode.OK, revoked.StatusCode);
        }

        Assert.False(await ActiveAsync(token.AccessToken));
        task = mine;
        Assert.True(await ActiveAsync(token.AccessToken));
    }

    [Fact]
    public async Task Metadata_OfServerAndResource_AgreeWithWhatIsIssued()
    {
        using var server = JsonDocument.Parse(await host.Network.GetStringAsync("/.well-known/oauth-authorization-server", Cancelled));
        using var resource = JsonDocument.Parse(await host.Network.GetStringAsync("/.well-known/oauth-protected-resource/mcp", Cancelled));
        Assert.Equal(Issuer, server.RootElement.GetProperty("issuer").GetString());
        Assert.Equal(Issuer, resource.RootElement.GetProperty("authorization_servers")[0].GetString());
        Assert.Equal(["spiffe_jwt", "spiffe_x509", "private_key_jwt"], server.RootElement.GetProperty("token_endpoint_auth_methods_supported").EnumerateArray().Select(static m => m.GetString()));
        Assert.True(server.RootElement.GetProperty("tls_client_certificate_bound_access_tokens").GetBoolean());
        Assert.Equal(host.Tls + "oauth/token", server.RootElement.GetProperty("mtls_endpoint_aliases").GetProperty("token_endpoint").GetString());
        Assert.True(resource.RootElement.GetProperty("dpop_bound_access_tokens_required").GetBoolean());
        Assert.False(resource.RootElement.GetProperty("tls_client_certificate_bound_access_tokens").GetBoolean());
        var token = await AuthorityHost.ReadAsync(await AskAsync(await NonceAsync()), HttpStatusCode.OK, ContractsJson.Default.TokenDocument);
        Assert.True(UnverifiedJws.TryParse(token.AccessToken, out var jws, out _));
        Assert.True(jws.TryPeekIssuer(out var issuer));
        Assert.Equal(Issuer, issuer);
    }

    private static async Task<(string Error, string Code)> ErrorAsync(HttpResponseMessage answer, HttpStatusCode status)
    {
        var document = await AuthorityHost.ReadAsync(answer, status, ContractsJson.Default.TokenErrorDocument);
        return (document.Error, document.Code);
    }

    private static async Task<string> ErrorTextAsync(HttpResponseMessage answer) => $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(Cancelled)}";

    private static List<KeyValuePair<string, string>> Form(string assertion) =>
    [
        new("grant_type", "client_credentials"), new("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-spiffe"), new("client_assertion", assertion),
    ];

    private async Task<string> AssertionAsync()
    {
        var instance = host.Services.GetRequiredService<InstanceRegistry>().Find(task.Actor.Instance);
        return (await host.Services.GetRequiredService<SvidAuthority>().IssueJwtAsync(instance!, [Issuer], Cancelled))!;
    }

    private async Task<string> NonceAsync() => Assert.Single((await AskAsync(nonce: null)).Headers.GetValues("DPoP-Nonce"));

    private async Task<HttpResponseMessage> AskAsync(string? nonce) => await SendAsync(Form(await AssertionAsync()), Proof(nonce));

    private string Proof(string? nonce) => DpopProver.Prove(key, "POST", TokenEndpoint, $"proof-{Interlocked.Increment(ref proofs)}", DateTimeOffset.UtcNow, accessToken: null, nonce);

    private async Task<HttpResponseMessage> SendAsync(IEnumerable<KeyValuePair<string, string>> form, string proof)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, TokenEndpoint) { Content = new FormUrlEncodedContent(form) };
        request.Headers.Add("DPoP", proof);
        return await host.Network.SendAsync(request, Cancelled);
    }

    private async Task<HttpResponseMessage> PostAsync(string path, string token) =>
        await host.Network.PostAsync(path, new FormUrlEncodedContent(Form(await AssertionAsync()).Skip(1).Append(new("token", token))), Cancelled);

    private async Task<bool> ActiveAsync(string token)
    {
        using var answer = await PostAsync("oauth/introspect", token);
        return (await AuthorityHost.ReadAsync(answer, HttpStatusCode.OK, ContractsJson.Default.IntrospectionDocument)).Active;
    }
}
