using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Writ.Authority.Attestation;
using Writ.Authority.Identity;
using Writ.Authority.Issuers;
using Writ.Authority.Tokens;
using Writ.Domain;
using SigningKey = Writ.Jose.SigningKey;

namespace Writ.Authority.Tests.OAuth;

/// <summary>Opening a task on somebody's behalf: by token exchange and by `jwt-bearer`, with a token of the subject's own identity provider.</summary>
public sealed class SubjectGrantTests : IAsyncLifetime
{
    private const string IdToken = "urn:ietf:params:oauth:token-type:id_token";
    private const string Jwt = "urn:ietf:params:oauth:token-type:jwt";
    private const string JwtBearer = "urn:ietf:params:oauth:grant-type:jwt-bearer";

    private readonly FakeIssuers issuers = new();
    private TokenClient client = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private string Instance => client.Task.Actor.Instance.ToString();

    public async ValueTask InitializeAsync() => client = await TokenClient.StartAsync(services => services.AddSingleton<IIssuerTokens>(issuers));

    public async ValueTask DisposeAsync()
    {
        await client.DisposeAsync();
        issuers.Dispose();
    }

    [Theory]
    [InlineData(IdToken)]
    [InlineData(Jwt)]
    [InlineData(TokenClient.AccessToken)]
    [InlineData(JwtBearer)]
    public async Task Token_OfASubject_OpensATaskOnItsBehalf(string by)
    {
        Subject? seen = null;
        client.Host.Compiler.Latest!.OnOpening = task =>
        {
            seen = task.Subject;
            return Decision.Allow(task.Release, ["p"], []);
        };
        var token = await TokenClient.TokenAsync(await ForAsync(issuers.Token(), by));
        Assert.Equal(new Subject(FakeIssuers.Issuer, "alice@planted.example"), seen);
        Assert.Equal(by == JwtBearer ? null : TokenClient.AccessToken, token.IssuedTokenType);
        var task = (await client.Host.Journal.FindTaskAsync(TaskId.Parse(token.Task), Cancelled))!;
        Assert.Equal((seen, TaskChannel.Agent, client.Task.Actor.Instance), (task.Subject, task.Channel, task.Actor.Instance));

        // Whom it is about is a pseudonym, and who acts is the instance.
        var claims = TokenClient.Claims(token.AccessToken);
        Assert.Matches("^sub_[0-9a-f]{64}$", claims.GetProperty("sub").GetString());
        Assert.Equal((Instance, "spiffe://support.example", "ai_agent"), (Text(claims, "act", "sub"), Text(claims, "act", "iss"), Text(claims, "act", "sub_profile")));
        Assert.Equal(Instance, claims.GetProperty("client_id").GetString());
        Assert.Equal(client.Task.Actor.Instance, client.Verify(token.AccessToken).Instance);
        var introspected = await client.IntrospectAsync(token.AccessToken);
        Assert.Equal((claims.GetProperty("sub").GetString(), Instance), (introspected.Subject, introspected.Actor!.Subject));
        Assert.DoesNotContain("planted", claims.GetRawText(), StringComparison.Ordinal);
        Assert.All(client.Host.Journal.Entries, static entry => Assert.DoesNotContain("planted", Encoding.UTF8.GetString(entry.ToBytes()), StringComparison.Ordinal));

        // What it is exchanged for says the same.
        var again = TokenClient.Claims((await TokenClient.TokenAsync(await client.ExchangeAsync(token.AccessToken))).AccessToken);
        Assert.Equal((claims.GetProperty("sub").GetString(), Instance), (again.GetProperty("sub").GetString(), Text(again, "act", "sub")));
    }

    [Fact]
    public async Task Pseudonym_OfOneSubject_IsTheSameForEachTaskAndAnothersIsAnother()
    {
        async Task<string?> SubAsync(string subject) => TokenClient.Claims((await TokenClient.TokenAsync(await ForAsync(issuers.Token(subject)))).AccessToken).GetProperty("sub").GetString();
        var alice = await SubAsync("alice");
        Assert.Equal(alice, await SubAsync("alice"));
        Assert.NotEqual(alice, await SubAsync("bob"));
    }

    [Fact]
    public async Task Token_WithoutASubject_IsOfTheInstanceAndNobodyActsForIt()
    {
        var claims = TokenClient.Claims((await TokenClient.TokenAsync(await client.ClientCredentialsAsync())).AccessToken);
        Assert.Equal(Instance, claims.GetProperty("sub").GetString());
        Assert.False(claims.TryGetProperty("act", out _));
    }

    [Fact]
    public async Task Token_OfASubjectThatIsNotBelieved_IsRefusedInOneWay()
    {
        using var other = SigningKey.Generate();
        var texts = new HashSet<string>(StringComparer.Ordinal);
        foreach (var token in (string[])[
            "a.b.c", "nonsense", issuers.Token(minutes: -1), issuers.Token(issuer: "https://elsewhere.example"), issuers.Token(audience: "other"), issuers.Token(by: other), issuers.Token(subject: null),
            issuers.Token(subject: ""), issuers.Token(subject: new string('a', 1025)), (await TokenClient.TokenAsync(await client.ClientCredentialsAsync())).AccessToken])
        {
            foreach (var by in (string[])[IdToken, JwtBearer])
            {
                using var answer = await ForAsync(token, by);
                texts.Add($"{by == JwtBearer} {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(Cancelled)}");
            }
        }

        Assert.Equal(2, texts.Count);
        Assert.All(texts, static text => Assert.Contains(text.StartsWith("True", StringComparison.Ordinal) ? "\"invalid_grant\"" : "\"invalid_request\"", text, StringComparison.Ordinal));
        Assert.All(texts, static text => Assert.Contains("W2434", text, StringComparison.Ordinal));
        Assert.Single(await client.Host.Journal.LiveTasksOfAsync(client.Task.Actor.Instance, Cancelled));
        await TokenClient.TokenAsync(await ForAsync(issuers.Token()));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Token_OfASubjectManyTimesAtOnce_OpensOneTask(bool hasId)
    {
        var token = issuers.Token(hasId: hasId);
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(async _ =>
        {
            using var answer = await ForAsync(token);
            return answer.StatusCode;
        }));
        Assert.Single(answers, HttpStatusCode.OK);
        var error = await TokenClient.ErrorAsync(await ForAsync(token));
        Assert.Equal(("invalid_request", "W2439"), (error.Error, error.Code));
        Assert.Equal(2, (await client.Host.Journal.LiveTasksOfAsync(client.Task.Actor.Instance, Cancelled)).Length);
    }

    [Fact]
    public async Task Token_OfAnIssuerThatAllowsIt_OpensSeveralTasks()
    {
        issuers.MayRepeat = true;
        var token = issuers.Token();
        Assert.NotEqual((await TokenClient.TokenAsync(await ForAsync(token))).Task, (await TokenClient.TokenAsync(await ForAsync(token))).Task);
    }

    [Fact]
    public async Task Token_OfASubjectThatPolicyDenied_IsNotUsedUp()
    {
        var token = issuers.Token();
        client.Host.Compiler.Latest!.OnOpening = static task => Decision.Deny(task.Release, [new Reason("W3107", "r", "no", "f")], []);
        Assert.Equal("access_denied", (await TokenClient.ErrorAsync(await ForAsync(token))).Error);
        client.Host.Compiler.Latest.OnOpening = null;
        await TokenClient.TokenAsync(await ForAsync(token));
    }

    [Theory]
    [InlineData(IdToken, "W2433")]
    [InlineData(JwtBearer, "W2433")]
    public async Task Token_OfASubjectWithoutDetails_IsAskedForThem(string by, string code)
    {
        using var answer = await client.AskAsync(by == JwtBearer ? [("grant_type", JwtBearer), ("assertion", issuers.Token())] : [("grant_type", TokenClient.Exchange), ("subject_token", issuers.Token()), ("subject_token_type", by)]);
        var error = await TokenClient.ErrorAsync(answer);
        Assert.Equal(("invalid_request", code), (error.Error, error.Code));
    }

    [Fact]
    public async Task Token_OfASubjectWithAnActor_IsNeverTakenWithoutIt()
    {
        var error = await TokenClient.ErrorAsync(await ForAsync(issuers.Token(hasActor: true)));
        Assert.Equal(("invalid_request", "W2422"), (error.Error, error.Code));
    }

    [Fact]
    public async Task ActorToken_OfTheClientItself_IsTakenAndAnyOtherRefused()
    {
        var own = await SvidAsync(client.Task);
        await TokenClient.TokenAsync(await ForAsync(issuers.Token(), IdToken, ("actor_token", own), ("actor_token_type", Jwt)));
        var other = await SvidAsync(await client.Host.RunBesideAsync());
        var elsewhere = await SvidAsync(client.Task, "https://elsewhere.example");
        foreach (var more in ((string, string)[][])[
            [("actor_token", other), ("actor_token_type", Jwt)],
            [("actor_token", elsewhere), ("actor_token_type", Jwt)],
            [("actor_token", own[..^6] + "AAAAAA"), ("actor_token_type", Jwt)],
            [("actor_token", own), ("actor_token_type", TokenClient.AccessToken)],
            [("actor_token", own)],
            [("actor_token_type", Jwt)]])
        {
            var error = await TokenClient.ErrorAsync(await ForAsync(issuers.Token(), IdToken, more));
            Assert.Equal(("invalid_request", "W2436"), (error.Error, error.Code));
        }
    }

    private static string? Text(JsonElement element, string outer, string inner) => element.GetProperty(outer).GetProperty(inner).GetString();

    private async Task<string> SvidAsync(AgentTask task, string? audience = null) => (await client.Host.Services.GetRequiredService<SvidAuthority>().IssueJwtAsync(
        client.Host.Services.GetRequiredService<InstanceRegistry>().Find(task.Actor.Instance)!, [audience ?? client.Host.Services.GetRequiredService<IssuerAddress>().Url], Cancelled))!;

    private Task<HttpResponseMessage> ForAsync(string token, string by = IdToken, params (string, string)[] more) => client.AskAsync(
    [
        .. by == JwtBearer ? ((string, string)[])[("grant_type", JwtBearer), ("assertion", token)] : [("grant_type", TokenClient.Exchange), ("subject_token", token), ("subject_token_type", by)],
        ("authorization_details", TokenClient.Details()),
        .. more,
    ]);
}
