using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Writ.Authority.Attestation;
using Writ.Authority.Identity;
using Writ.Authority.Tests.Endpoints;
using Writ.Authority.Tokens;
using Writ.Contracts;
using Writ.Domain;
using Writ.Jose;

namespace Writ.Authority.Tests.OAuth;

/// <summary>An instance beside this test's process that asks the token service over the network: by its JWT-SVID, with a proof by its key.</summary>
public sealed class TokenClient : IAsyncDisposable
{
    public const string Exchange = "urn:ietf:params:oauth:grant-type:token-exchange";
    public const string AccessToken = "urn:ietf:params:oauth:token-type:access_token";

    private readonly SigningKey key = SigningKey.Generate();
    private int proofs;

    private TokenClient(AuthorityHost host, AgentTask task) => (Host, Task) = (host, task);

    public AuthorityHost Host { get; }

    /// <summary>The task that the instance began with.</summary>
    public AgentTask Task { get; }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private string Endpoint => Host.Network.BaseAddress + "oauth/token";

    public static async Task<TokenClient> StartAsync(Action<IServiceCollection>? services = null)
    {
        var host = await AuthorityHost.StartAsync(services);
        host.Services.GetRequiredService<IssuerAddress>().ListensOn(host.Network.BaseAddress!.Port);
        return new TokenClient(host, await host.RunBesideAsync());
    }

    public async ValueTask DisposeAsync()
    {
        key.Dispose();
        await Host.DisposeAsync();
    }

    /// <summary>Details of the sample release's intent, with further members.</summary>
    public static string Details(string more = "", string parameters = "\"customer\":\"acme\"") =>
        $$"""[{"type":"urn:writ:task","intent":"resolve-ticket","parameters":{ {{parameters}} }{{(more.Length > 0 ? "," + more : "")}}}]""";

    /// <summary>Asks by client credentials.</summary>
    public Task<HttpResponseMessage> ClientCredentialsAsync(string? details = null) =>
        AskAsync(details is null ? [("grant_type", "client_credentials")] : [("grant_type", "client_credentials"), ("authorization_details", details)]);

    /// <summary>Exchanges a writ.</summary>
    public Task<HttpResponseMessage> ExchangeAsync(string token, params (string Name, string Value)[] more) =>
        AskAsync([("grant_type", Exchange), ("subject_token", token), ("subject_token_type", AccessToken), .. more]);

    /// <summary>Asks with a fresh proof.</summary>
    public Task<HttpResponseMessage> AskAsync(params (string Name, string Value)[] form) => SendAsync(form, Proof());

    /// <summary>Asks with this proof.</summary>
    public async Task<HttpResponseMessage> SendAsync((string Name, string Value)[] form, string proof, bool bySvid = true)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Endpoint)
        {
            Content = new FormUrlEncodedContent([.. form.Select(static p => KeyValuePair.Create(p.Name, p.Value)), .. bySvid ? await AssertionAsync() : []]),
        };
        request.Headers.Add("DPoP", proof);
        return await Host.Network.SendAsync(request, Cancelled);
    }

    public string Proof() => DpopProver.Prove(
        key, "POST", Endpoint, $"proof-{Interlocked.Increment(ref proofs)}", DateTimeOffset.UtcNow, accessToken: null, Host.Services.GetRequiredService<DpopNonces>().Current);

    public static Task<TokenDocument> TokenAsync(HttpResponseMessage answer) => AuthorityHost.ReadAsync(answer, HttpStatusCode.OK, ContractsJson.Default.TokenDocument);

    public static async Task<TokenErrorDocument> ErrorAsync(HttpResponseMessage answer, HttpStatusCode status = HttpStatusCode.BadRequest) =>
        await AuthorityHost.ReadAsync(answer, status, ContractsJson.Default.TokenErrorDocument);

    public async Task<IntrospectionDocument> IntrospectAsync(string token, KeyValuePair<string, string>[]? by = null)
    {
        using var answer = await Host.Network.PostAsync("oauth/introspect", new FormUrlEncodedContent([new("token", token), .. by ?? await AssertionAsync()]), Cancelled);
        return await AuthorityHost.ReadAsync(answer, HttpStatusCode.OK, ContractsJson.Default.IntrospectionDocument);
    }

    public WritClaims Verify(string token) => Assert.IsType<WritVerification.Verified>(Host.Services.GetRequiredService<WritVerifier>().Verify(token)).Claims;

    /// <summary>The claims of a token as JSON, whoever signed it.</summary>
    public static System.Text.Json.JsonElement Claims(string token) =>
        System.Text.Json.JsonDocument.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(token.Split('.')[1])).RootElement;

    /// <summary>The client's credential, good for some minutes.</summary>
    public async Task<KeyValuePair<string, string>[]> AssertionAsync()
    {
        var instance = Host.Services.GetRequiredService<InstanceRegistry>().Find(Task.Actor.Instance);
        var svid = await Host.Services.GetRequiredService<SvidAuthority>().IssueJwtAsync(instance!, [Host.Services.GetRequiredService<IssuerAddress>().Url], Cancelled);
        return [new("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-spiffe"), new("client_assertion", svid!)];
    }
}
