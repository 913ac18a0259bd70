using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Writ.Authority.OAuth;
using Writ.Authority.Tokens;
using Writ.Domain;
using Writ.Jose;
using Writ.Spiffe;
using SigningKey = Writ.Jose.SigningKey;

namespace Writ.Authority.Tests.OAuth;

/// <summary>Client authentication by an assertion that the instance signs with its own key (`private_key_jwt`).</summary>
public sealed class InstanceAssertionTests : IAsyncLifetime, IInstanceKeys
{
    private const string JwtBearer = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    private readonly SigningKey key = SigningKey.Generate();
    private readonly SigningKey other = SigningKey.Generate();
    private TokenClient client = null!;
    private AgentTask neighbour = null!;
    private int assertions;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private string Issuer => client.Host.Services.GetRequiredService<IssuerAddress>().Url;

    private string Id => client.Task.Actor.Instance.ToString();

    public PublicJwk? Find(SpiffeId instance) => client is not null && instance == client.Task.Actor.Instance ? key.PublicKey : neighbour is not null && instance == neighbour.Actor.Instance ? other.PublicKey : null;

    public async ValueTask InitializeAsync()
    {
        client = await TokenClient.StartAsync(services => services.AddSingleton<IInstanceKeys>(this));
        neighbour = await client.Host.RunBesideAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await client.DisposeAsync();
        key.Dispose();
        other.Dispose();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("client-authentication+jwt")]
    public async Task Token_ByOwnKey_IsIssued(string? type)
    {
        var token = await TokenClient.TokenAsync(await AskAsync(Assertion(type: type)));
        Assert.Equal(client.Task.Id.ToString(), token.Task);
        Assert.Equal(client.Task.Actor.Instance, client.Verify(token.AccessToken).Instance);
    }

    [Fact]
    public async Task Token_ByAnythingElse_IsRefusedInOneWay()
    {
        var good = Assertion();
        var texts = new HashSet<string>(StringComparer.Ordinal);
        foreach (var assertion in (string[])[
            "nonsense", "a.b.c", good[..^6] + "AAAAAA", Assertion(by: other), Assertion(audience: "https://elsewhere.example"), Assertion(more: "https://elsewhere.example"), Assertion(audience: Issuer + "/oauth/token"),
            Assertion(expires: -60), Assertion(expires: 600), Assertion(issued: 120), Assertion(issuer: neighbour.Actor.Instance.ToString()), Assertion(subject: neighbour.Actor.Instance.ToString()),
            Assertion(subject: "spiffe://support.example/agent/support-agent/none"), Assertion(subject: "client"), Assertion(hasId: false), Assertion(id: new string('i', 257)), Assertion(id: ""), Assertion(type: "at+jwt"), Assertion(type: "JWT")])
        {
            using var answer = await AskAsync(assertion);
            texts.Add($"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(Cancelled)}");
        }

        Assert.StartsWith("401 {\"error\":\"invalid_client\"", Assert.Single(texts), StringComparison.Ordinal);
        Assert.Empty(client.Host.Journal.Entries.OfType<LedgerEntry.WritIssued>());
        await TokenClient.TokenAsync(await AskAsync(good));

        // Used before, it says no more than that either.
        using var again = await AskAsync(good);
        Assert.Equal(Assert.Single(texts), $"{(int)again.StatusCode} {await again.Content.ReadAsStringAsync(Cancelled)}");
    }

    [Fact]
    public async Task Token_OneAssertionManyTimesAtOnce_IsIssuedOnce()
    {
        var assertion = Assertion();
        foreach (var (details, expected) in ((string?, int)[])[(null, 1), (TokenClient.Details(), 0)])
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 30).Select(async _ =>
            {
                using var answer = await AskAsync(assertion, details);
                return answer.StatusCode;
            }));
            Assert.Equal(expected, answers.Count(static s => s == HttpStatusCode.OK));
            Assert.Equal(30 - expected, answers.Count(static s => s == HttpStatusCode.Unauthorized));
        }

        Assert.Single(await client.Host.Journal.LiveTasksOfAsync(client.Task.Actor.Instance, Cancelled));
    }

    [Fact]
    public async Task Introspect_OneAssertionTwice_IsAnsweredOnce()
    {
        var token = (await TokenClient.TokenAsync(await AskAsync(Assertion()))).AccessToken;
        var assertion = Assertion();
        foreach (var status in (HttpStatusCode[])[HttpStatusCode.OK, HttpStatusCode.Unauthorized])
        {
            using var form = new FormUrlEncodedContent([new("token", token), new("client_assertion_type", JwtBearer), new("client_assertion", assertion)]);
            using var answer = await client.Host.Network.PostAsync("oauth/introspect", form, Cancelled);
            Assert.Equal(status, answer.StatusCode);
        }
    }

    [Fact]
    public async Task Token_ClientIdOfAnother_IsRefused()
    {
        using var answer = await AskAsync(Assertion(), null, ("client_id", neighbour.Actor.Instance.ToString()));
        Assert.Equal("invalid_client", (await TokenClient.ErrorAsync(answer, HttpStatusCode.Unauthorized)).Error);
        await TokenClient.TokenAsync(await AskAsync(Assertion(), null, ("client_id", Id)));
    }

    private Task<HttpResponseMessage> AskAsync(string assertion, string? details = null, params (string, string)[] more) => client.SendAsync(
        [("grant_type", "client_credentials"), ("client_assertion_type", JwtBearer), ("client_assertion", assertion), .. details is null ? ((string, string)[])[] : [("authorization_details", details)], .. more],
        client.Proof(),
        bySvid: false);

    private string Assertion(
        string? subject = null, string? issuer = null, string? audience = null, string? more = null, int expires = 60, int issued = 0, string? id = null, bool hasId = true, string? type = null, SigningKey? by = null)
    {
        var now = DateTimeOffset.UtcNow;
        var token = new JwtBuilder(type).Claim("iss", issuer ?? subject ?? Id).Claim("sub", subject ?? Id).Claim("iat", now.AddSeconds(issued)).Claim("exp", now.AddSeconds(expires));
        token = more is null ? token.Claim("aud", audience ?? Issuer) : token.Claim("aud", [Issuer, more]);
        token = hasId ? token.Claim("jti", id ?? $"assertion-{Interlocked.Increment(ref assertions)}") : token;
        return token.Sign(by ?? key);
    }
}
