using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Writ.Authority.Attestation;
using Writ.Authority.Identity;
using Writ.Authority.Issuers;
using Writ.Authority.OAuth;
using Writ.Authority.Tokens;
using Writ.Domain;
using Writ.Jose;
using Writ.Spiffe;
using SigningKey = Writ.Jose.SigningKey;

namespace Writ.Authority.Tests.OAuth;

/// <summary>
/// Each credential that is wrong, by kind: the error that the RFCs name, one answer for whatever its holder may not learn apart, and a reason of its own in the log, which
/// holds no credential.
/// </summary>
public sealed class CredentialErrorTests : IAsyncLifetime, IInstanceKeys
{
    private const string OwnKey = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    private const string Svid = "urn:ietf:params:oauth:client-assertion-type:jwt-spiffe";

    private readonly SigningKey key = SigningKey.Generate();
    private readonly SigningKey stranger = SigningKey.Generate();
    private readonly FakeIssuers issuers = new();
    private readonly LogLines log = new();
    private TokenClient client = null!;
    private int ids;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private static DateTimeOffset Now => DateTimeOffset.UtcNow;

    private string Issuer => Service<IssuerAddress>().Url;

    private string Endpoint => client.Host.Network.BaseAddress + "oauth/token";

    private string Nonce => Service<DpopNonces>().Current;

    public PublicJwk? Find(SpiffeId instance) => instance == client?.Task.Actor.Instance ? key.PublicKey : null;

    public async ValueTask InitializeAsync() => client = await TokenClient.StartAsync(services =>
    {
        services.AddSingleton<IInstanceKeys>(this);
        services.AddSingleton<IIssuerTokens>(issuers);
        services.AddSingleton<ILoggerProvider>(log);
    });

    public async ValueTask DisposeAsync()
    {
        await client.DisposeAsync();
        issuers.Dispose();
        key.Dispose();
        stranger.Dispose();
    }

    [Fact]
    public async Task ClientCredentials_ThatAreWrong_AreOneInvalidClient()
    {
        var mine = client.Task.Actor.Instance;
        var ended = await client.Host.RunBesideAsync();
        var endedSvid = await SvidAsync(ended.Actor.Instance, Issuer);
        await Service<InstanceRegistry>().EndAsync(ended.Actor.Instance, "exited", ended.Id, Cancelled);
        var used = Own();
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(OwnKey, used)).StatusCode);
        await OneAnswerAsync("401", "invalid_client", "W2423", [
            () => AskAsync(null, null),
            () => AskAsync("urn:example:other", "a"),
            () => AskAsync(Svid, "a.b.c"),
            () => AskAsync(Svid, Signed(stranger, "spiffe://elsewhere.example/agent/a/1", Issuer)),
            () => AskAsync(Svid, Signed(stranger, mine.ToString(), Issuer)),
            async () => await AskAsync(Svid, await SvidAsync(mine, "https://elsewhere.example")),
            async () => await AskAsync(Svid, await SvidAsync(mine, Issuer, "https://elsewhere.example")),
            () => AskAsync(Svid, endedSvid),
            async () => await AskAsync(Svid, await SvidAsync(mine, Issuer), ("client_id", ended.Actor.Instance.ToString())),
            () => AskAsync(OwnKey, "a.b.c"),
            () => AskAsync(OwnKey, Signed(stranger, "spiffe://support.example/agent/support-agent/none", Issuer)),
            () => AskAsync(OwnKey, Signed(stranger, mine.ToString(), Issuer)),
            () => AskAsync(OwnKey, Own(audience: "https://elsewhere.example")),
            () => AskAsync(OwnKey, Own(expires: -60)),
            () => AskAsync(OwnKey, Own(expires: 900)),
            () => AskAsync(OwnKey, Own(issued: 300)),
            () => AskAsync(OwnKey, used)]);
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(OwnKey, Own())).StatusCode);
    }

    [Fact]
    public async Task Proofs_ThatAreWrong_AreInvalidProofs()
    {
        var used = Proof();
        Assert.Equal(HttpStatusCode.OK, (await ByProofAsync(used)).StatusCode);
        await OneAnswerAsync("400", "invalid_dpop_proof", "W2421", [
            () => ByProofAsync(),
            () => ByProofAsync("a.b.c"),
            () => ByProofAsync(Proof(method: "GET")),
            () => ByProofAsync(Proof(target: Endpoint + "/other")),
            () => ByProofAsync(Proof(age: 300)),
            () => ByProofAsync(Proof(age: -300))]);
        await OneAnswerAsync("400", "use_dpop_nonce", "W2427", [() => ByProofAsync(Proof(nonce: "")), () => ByProofAsync(Proof(nonce: "made-up"))]);
        await OneAnswerAsync("400", "invalid_dpop_proof", "W2302", [() => ByProofAsync(used)]);
        Assert.Equal(HttpStatusCode.OK, (await ByProofAsync(Proof())).StatusCode);
    }

    [Fact]
    public async Task Writs_ThatAreWrong_AreOneInvalidRequest()
    {
        var good = (await TokenClient.TokenAsync(await client.ClientCredentialsAsync())).AccessToken;
        var revoked = (await TokenClient.TokenAsync(await client.ClientCredentialsAsync())).AccessToken;
        await client.Host.Journal.CommitAsync([], [new Change.Spend(client.Verify(revoked).Revocation, DateTimeOffset.MaxValue)], [], Cancelled);
        var other = Writ(SpiffeId.FromSegments(TrustDomain.Parse("support.example"), "agent", "support-agent", "other"));
        await OneAnswerAsync("400", "invalid_request", "W2426", [
            () => client.ExchangeAsync("nonsense"),
            () => client.ExchangeAsync(good[..^8] + "AAAAAAAA"),
            () => client.ExchangeAsync(Writ(expires: -1)),
            () => client.ExchangeAsync(Writ(audience: "spiffe://support.example/zone/http/x")),
            () => client.ExchangeAsync(Writ(issuedBy: "http://127.0.0.1:1")),
            () => client.ExchangeAsync(other),
            () => client.ExchangeAsync(Writ(epoch: 7)),
            () => client.ExchangeAsync(Writ(task: TaskId.New(client.Host.Ids))),
            () => client.ExchangeAsync(revoked),
            () => client.AskAsync(("grant_type", TokenClient.Exchange), ("subject_token", good), ("subject_token_type", "urn:ietf:params:oauth:token-type:saml2"))]);
        await TokenClient.TokenAsync(await client.ExchangeAsync(good));
        await TokenClient.TokenAsync(await client.ExchangeAsync(Writ()));
    }

    [Fact]
    public async Task SubjectTokens_ThatAreWrong_AreOneInvalidGrant()
    {
        var used = issuers.Token();
        Assert.Equal(HttpStatusCode.OK, (await ForAsync(used)).StatusCode);
        await OneAnswerAsync("400", "invalid_grant", "W2434", [
            () => ForAsync("a.b.c"),
            () => ForAsync(issuers.Token(minutes: -1)),
            () => ForAsync(issuers.Token(issuer: "https://elsewhere.example")),
            () => ForAsync(issuers.Token(audience: "other")),
            () => ForAsync(issuers.Token(by: stranger)),
            () => ForAsync(issuers.Token(subject: null))]);
        await OneAnswerAsync("400", "invalid_grant", "W2439", [() => ForAsync(used)]);
        Assert.Equal(HttpStatusCode.OK, (await ForAsync(issuers.Token())).StatusCode);
    }

    [Fact]
    public async Task SubjectTokens_ThatAreWrongInAnExchange_AreOneInvalidRequest()
    {
        Task<HttpResponseMessage> Exchanged(string token) => client.AskAsync(
            ("grant_type", TokenClient.Exchange), ("subject_token", token), ("subject_token_type", "urn:ietf:params:oauth:token-type:id_token"), ("authorization_details", TokenClient.Details()));
        var used = issuers.Token();
        Assert.Equal(HttpStatusCode.OK, (await Exchanged(used)).StatusCode);
        await OneAnswerAsync("400", "invalid_request", "W2434", [() => Exchanged("a.b.c"), () => Exchanged(issuers.Token(audience: "other"))]);
        await OneAnswerAsync("400", "invalid_request", "W2439", [() => Exchanged(used)]);
    }

    // One answer to all of them, to the byte, and as many reasons in the log.
    private async Task OneAnswerAsync(string status, string error, string code, Func<Task<HttpResponseMessage>>[] requests)
    {
        var before = log.All.Count;
        var texts = new HashSet<string>(StringComparer.Ordinal);
        foreach (var request in requests)
        {
            using var answer = await request();
            texts.Add($"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(Cancelled)}");
        }

        Assert.True(texts.Count == 1, string.Join('\n', texts));
        var text = texts.First();
        Assert.StartsWith($"{status} {{\"error\":\"{error}\"", text, StringComparison.Ordinal);
        Assert.Contains($"\"{code}\"", text, StringComparison.Ordinal);
        var lines = log.All.Skip(before).ToArray();
        Assert.Equal(requests.Length, lines.Distinct(StringComparer.Ordinal).Count());
        Assert.All(lines, line =>
        {
            Assert.Contains($"{error} {code} ", line, StringComparison.Ordinal);
            Assert.DoesNotContain("eyJ", line, StringComparison.Ordinal);
            Assert.DoesNotContain("planted", line, StringComparison.Ordinal);
        });
    }

    private T Service<T>()
        where T : notnull => client.Host.Services.GetRequiredService<T>();

    private async Task<string> SvidAsync(SpiffeId instance, params string[] audiences) =>
        (await Service<SvidAuthority>().IssueJwtAsync(Service<InstanceRegistry>().Find(instance)!, [.. audiences], Cancelled))!;

    private string Own(string? audience = null, int expires = 60, int issued = 0) => Signed(key, client.Task.Actor.Instance.ToString(), audience ?? Issuer, expires, issued);

    private string Signed(SigningKey by, string subject, string audience, int expires = 60, int issued = 0) => new JwtBuilder(null)
        .Claim("iss", subject).Claim("sub", subject).Claim("aud", audience).Claim("iat", Now.AddSeconds(issued)).Claim("exp", Now.AddSeconds(expires)).Claim("jti", $"{++ids}").Sign(by);

    private string Writ(SpiffeId? instance = null, int expires = 1, string? audience = null, string? issuedBy = null, int epoch = 1, TaskId? task = null)
    {
        var holder = (instance ?? client.Task.Actor.Instance).ToString();
        var draft = new JwtBuilder("at+jwt")
            .Claim("iss", issuedBy ?? Issuer).Claim("aud", audience ?? "spiffe://support.example/zone/tools/mcp").Claim("sub", holder).Claim("client_id", holder)
            .Claim("jti", WritId.New(client.Host.Ids).ToString()).Claim("exp", Now.AddMinutes(expires))
            .Claim("urn:writ:task", json =>
            {
                json.WriteStartObject();
                json.WriteString("id", (task ?? client.Task.Id).ToString());
                json.WriteNumber("epoch", epoch);
                json.WriteEndObject();
            })
            .Claim("cnf", json =>
            {
                json.WriteStartObject();
                json.WriteString("jkt", key.PublicKey.Thumbprint.ToString());
                json.WriteEndObject();
            })
            .ToDraft(Service<WritKeys>().Current.KeyId);
        return draft.Complete(Service<IKeyring>().Sign(KeyPurpose.Writs, draft.SigningInput));
    }

    private Task<HttpResponseMessage> AskAsync(string? type, string? assertion, params (string, string)[] more) => client.SendAsync(
        [("grant_type", "client_credentials"), .. type is null ? ((string, string)[])[] : [("client_assertion_type", type), ("client_assertion", assertion!)], .. more], client.Proof(), bySvid: false);

    private Task<HttpResponseMessage> ForAsync(string token) => client.AskAsync(
        ("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"), ("assertion", token), ("authorization_details", TokenClient.Details()));

    private string Proof(string method = "POST", string? target = null, int age = 0, string? nonce = null) =>
        DpopProver.Prove(key, method, target ?? Endpoint, $"p{++ids}", Now.AddSeconds(-age), null, nonce switch { null => Nonce, "" => null, _ => nonce });

    private async Task<HttpResponseMessage> ByProofAsync(params string[] proofs)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Endpoint)
        {
            Content = new FormUrlEncodedContent([new("grant_type", "client_credentials"), new("client_assertion_type", OwnKey), new("client_assertion", Own())]),
        };
        request.Headers.Add("DPoP", proofs);
        return await client.Host.Network.SendAsync(request, Cancelled);
    }
}
