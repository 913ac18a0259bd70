using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Writ.Authority.Attestation;
using Writ.Authority.Identity;
using Writ.Authority.Tests.Endpoints;
using Writ.Authority.Tls;
using Writ.Authority.Tokens;
using Writ.Contracts;
using Writ.Domain;
using Writ.Jose;
using Writ.Spiffe;

namespace Writ.Authority.Tests.Tls;

/// <summary>The agents' API over TLS, where an X.509-SVID says who asks and is what a writ is bound to.</summary>
public sealed class TlsListenerTests : IAsyncLifetime
{
    private readonly List<IDisposable> held = [];
    private AuthorityHost host = null!;
    private AgentTask task = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private SvidAuthority Authority => host.Services.GetRequiredService<SvidAuthority>();

    public async ValueTask InitializeAsync()
    {
        host = await AuthorityHost.StartAsync();
        task = await host.RunBesideAsync();
    }

    public async ValueTask DisposeAsync()
    {
        held.ForEach(static one => one.Dispose());
        await host.DisposeAsync();
    }

    [Fact]
    public async Task Token_WithTheSvidOfAnInstance_IsBoundToThatCertificateAndEndsBeforeIt()
    {
        var (client, certificate) = await ClientAsync();
        var token = await AuthorityHost.ReadAsync(await AskAsync(client), HttpStatusCode.OK, ContractsJson.Default.TokenDocument);
        Assert.Equal(("Bearer", task.Id.ToString()), (token.TokenType, token.Task));
        var claims = Assert.IsType<WritVerification.Verified>(host.Services.GetRequiredService<WritVerifier>().Verify(token.AccessToken)).Claims;
        Assert.Equal(new Confirmation.Certificate(Digest256.Sha256(certificate.RawData)), claims.Confirmation);
        Assert.True(claims.Expires.UtcDateTime <= certificate.NotAfter.ToUniversalTime());
        Assert.Equal(Binding.MutualTls, Assert.Single(host.Journal.Entries.OfType<LedgerEntry.WritIssued>()).Binding);

        using var said = JsonDocument.Parse(await (await PostAsync(client, "oauth/introspect", ("token", token.AccessToken), ("client_id", Id))).Content.ReadAsByteArrayAsync(Cancelled));
        Assert.Equal(certificate.GetCertHash(HashAlgorithmName.SHA256), System.Buffers.Text.Base64Url.DecodeFromChars(said.RootElement.GetProperty("cnf").GetProperty("x5t#S256").GetString()));

        using var revoked = await PostAsync(client, "oauth/revoke", ("token", token.AccessToken), ("client_id", Id));
        Assert.Equal(HttpStatusCode.OK, revoked.StatusCode);
        Assert.Single(host.Journal.Entries.OfType<LedgerEntry.WritRevoked>());
    }

    [Fact]
    public async Task Token_ShortLivedCertificate_EndsTheWrit()
    {
        var leaf = Svid(Id, untilMinutes: 2);
        var token = await AuthorityHost.ReadAsync(await AskAsync(host.OverTls(leaf, Intermediate)), HttpStatusCode.OK, ContractsJson.Default.TokenDocument);
        var claims = Assert.IsType<WritVerification.Verified>(host.Services.GetRequiredService<WritVerifier>().Verify(token.AccessToken)).Claims;
        Assert.Equal(leaf.NotAfter.ToUniversalTime(), claims.Expires.UtcDateTime);
    }

    [Fact]
    public async Task Token_ByCertificateWithAProof_IsBoundToTheProofsKey()
    {
        var (client, _) = await ClientAsync();
        using var key = Jose.SigningKey.Generate();
        var proof = DpopProver.Prove(key, "POST", host.Tls + "oauth/token", "one", DateTimeOffset.UtcNow, accessToken: null, host.Services.GetRequiredService<DpopNonces>().Current);
        var token = await AuthorityHost.ReadAsync(await AskAsync(client, proof: proof), HttpStatusCode.OK, ContractsJson.Default.TokenDocument);
        Assert.Equal("DPoP", token.TokenType);

        // A proof for the listener without TLS is none for this one.
        var plain = DpopProver.Prove(key, "POST", host.Network.BaseAddress + "oauth/token", "two", DateTimeOffset.UtcNow, accessToken: null, host.Services.GetRequiredService<DpopNonces>().Current);
        Assert.Equal("invalid_dpop_proof", await ErrorAsync(await AskAsync(client, proof: plain)));
    }

    [Fact]
    public async Task Token_ClientIdOfAnotherOrNone_IsRefused()
    {
        var (client, _) = await ClientAsync();
        Assert.Equal("invalid_client", await ErrorAsync(await AskAsync(client, id: Id + "x")));
        Assert.Equal("invalid_client", await ErrorAsync(await PostAsync(client, "oauth/token", ("grant_type", "client_credentials"))));
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(client)).StatusCode);
    }

    [Fact]
    public async Task Token_CertificateAndAssertionOfTwoInstances_IsRefused()
    {
        var (client, _) = await ClientAsync();
        var other = await host.RunBesideAsync();
        foreach (var (instance, error) in ((SpiffeId, string?)[])[(other.Actor.Instance, "invalid_client"), (task.Actor.Instance, null)])
        {
            var found = host.Services.GetRequiredService<InstanceRegistry>().Find(instance);
            var assertion = await Authority.IssueJwtAsync(found!, [host.Services.GetRequiredService<IssuerAddress>().Url], Cancelled);
            var answer = await PostAsync(
                client, "oauth/token", ("grant_type", "client_credentials"), ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-spiffe"), ("client_assertion", assertion!));
            Assert.Equal(error, await ErrorAsync(answer));
        }
    }

    [Fact]
    public async Task WithoutACertificate_TheListenerIsAsTheOneWithoutTls()
    {
        var client = host.OverTls(null);
        Assert.Equal("invalid_client", await ErrorAsync(await AskAsync(client)));
        using var metadata = JsonDocument.Parse(await client.GetStringAsync("/.well-known/oauth-protected-resource/mcp", Cancelled));
        Assert.Equal(host.Tls + "mcp", metadata.RootElement.GetProperty("resource").GetString());
        Assert.True(metadata.RootElement.GetProperty("tls_client_certificate_bound_access_tokens").GetBoolean());
        Assert.False(metadata.RootElement.GetProperty("dpop_bound_access_tokens_required").GetBoolean());

        // A header says nothing of a certificate, nor of who asks.
        var (_, certificate) = await ClientAsync();
        using var spoofed = new HttpRequestMessage(HttpMethod.Post, "oauth/token") { Content = new FormUrlEncodedContent([new("grant_type", "client_credentials"), new("client_id", Id)]) };
        spoofed.Headers.Add("X-SSL-Client-Cert", Convert.ToBase64String(certificate.RawData));
        spoofed.Headers.Add("X-Forwarded-Client-Cert", $"URI={Id}");
        Assert.Equal("invalid_client", await ErrorAsync(await client.SendAsync(spoofed, Cancelled)));
    }

    [Fact]
    public async Task Request_AfterTheInstanceEnded_IsRefusedOnItsOpenConnection()
    {
        var (client, _) = await ClientAsync();
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(client)).StatusCode);
        await host.Services.GetRequiredService<InstanceRegistry>().EndAsync(task.Actor.Instance, "exited", task.Id, Cancelled);
        Assert.Equal("invalid_client", await ErrorAsync(await AskAsync(client)));
    }

    [Fact]
    public async Task Request_AfterTheKeysWereReplaced_IsRefusedOnItsOpenConnection()
    {
        var (client, _) = await ClientAsync();
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(client)).StatusCode);
        await Authority.ReplaceAllAsync("operator", Cancelled);
        Assert.Equal("invalid_client", await ErrorAsync(await AskAsync(client)));

        // The listener shows an identity of the new keys as soon as it has one; those who come with an SVID of theirs are served.
        var identity = host.Services.GetRequiredService<ListenerIdentity>();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        while (!Verifies(identity.Current.TargetCertificate))
        {
            await Task.Delay(5, limit.Token);
        }

        var (renewed, _) = await ClientAsync();
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(renewed)).StatusCode);
    }

    public static TheoryData<string> Refused =>
        ["another root", "another trust domain", "no such instance", "ended", "not yet", "without its intermediate", "no id", "no spiffe id", "two ids", "an authority"];

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task Handshake_CertificateThatIsNoLiveSvid_IsRefused(string how)
    {
        // All of them but the first are signed by the authority itself.
        var (good, _) = await ClientAsync();
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(host.OverTls(Svid(Id), Intermediate))).StatusCode);
        var (foreign, root) = Foreign();
        var client = how switch
        {
            "another root" => host.OverTls(foreign, root),
            "another trust domain" => host.OverTls(Svid(Id.Replace("spiffe://", "spiffe://other.", StringComparison.Ordinal)), Intermediate),
            "no such instance" => host.OverTls(Svid(Id + "x"), Intermediate),
            "ended" => host.OverTls(Svid(Id, -10, -5), Intermediate),
            "not yet" => host.OverTls(Svid(Id, 5), Intermediate),
            "without its intermediate" => host.OverTls(Svid(Id)),
            "no id" => host.OverTls(Leaf([], TimeSpan.FromMinutes(-1), TimeSpan.FromMinutes(10)), Intermediate),
            "no spiffe id" => host.OverTls(Svid("https://support.example/"), Intermediate),
            "two ids" => host.OverTls(Leaf([Id, Id + "x"], TimeSpan.FromMinutes(-1), TimeSpan.FromMinutes(10)), Intermediate),
            _ => host.OverTls(Leaf([Id], TimeSpan.FromMinutes(-1), TimeSpan.FromMinutes(10), isAuthority: true), Intermediate),
        };
        await Assert.ThrowsAsync<HttpRequestException>(() => AskAsync(client));
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(good)).StatusCode);
    }

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task Handshake_VersionsOfToday_AreTaken(SslProtocols version)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, host.Tls.Port, Cancelled);
        await using var stream = new SslStream(client.GetStream());
        var handshake = stream.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions { TargetHost = "localhost", EnabledSslProtocols = version, RemoteCertificateValidationCallback = (_, shown, _, _) => Verifies((X509Certificate2)shown!) }, Cancelled);
        await handshake;
        Assert.Equal(version, stream.SslProtocol);
    }

    [Fact]
    public void Listener_ItsIdentity_IsTheToolsZonesAndNamesTheHost()
    {
        var shown = host.Services.GetRequiredService<ListenerIdentity>().Current.TargetCertificate;
        Assert.True(Verifies(shown));
        Assert.True(shown.MatchesHostname("localhost"));
        Assert.True(shown.MatchesHostname("127.0.0.1"));
    }

    private string Id => task.Actor.Instance.ToString();

    private IdentityKey Signing => Authority.Keys().First(static k => k.Key.Kind == IdentityKeyKind.Intermediate && k.State == IdentityKeyState.Signing).Key;

    private X509Certificate2 Intermediate => X509CertificateLoader.LoadCertificate(Signing.Certificate.Span);

    private static async Task<string?> ErrorAsync(HttpResponseMessage answer)
    {
        using var document = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(Cancelled));
        return document.RootElement.TryGetProperty("error", out var error) ? error.GetString() : null;
    }

    private static Task<HttpResponseMessage> PostAsync(HttpClient client, string path, params (string Name, string Value)[] form) =>
        client.PostAsync(path, new FormUrlEncodedContent(form.Select(static p => KeyValuePair.Create(p.Name, p.Value))), Cancelled);

    private bool Verifies(X509Certificate2 shown) =>
        X509SvidVerification.Verify([shown, Intermediate], Authority.Bundles, DateTimeOffset.UtcNow) is X509SvidVerification.Verified { Id: var id } && id.ToString() == host.Services.GetRequiredService<TokenOptions>().Audience;

    // An SVID as the Workload API gives it.
    private async Task<(HttpClient Client, X509Certificate2 Certificate)> ClientAsync()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var instance = host.Services.GetRequiredService<InstanceRegistry>().Find(task.Actor.Instance);
        var issued = await Authority.IssueX509Async(instance!, new PublicKey(key), Cancelled);
        var certificate = issued!.Chain[0].CopyWithPrivateKey(key);
        held.Add(certificate);
        return (host.OverTls(certificate, issued.Chain[1]), certificate);
    }

    private Task<HttpResponseMessage> AskAsync(HttpClient client, string? id = null, string? proof = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "oauth/token") { Content = new FormUrlEncodedContent([new("grant_type", "client_credentials"), new("client_id", id ?? Id)]) };
        if (proof is not null)
        {
            request.Headers.Add("DPoP", proof);
        }

        held.Add(request);
        return client.SendAsync(request, Cancelled);
    }

    // A leaf under the authority's own intermediate that is as an SVID has to be but for what a test says.
    private X509Certificate2 Leaf(string[] uris, TimeSpan from, TimeSpan until, bool isAuthority = false, X509Certificate2? issuer = null, X509SignatureGenerator? signer = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var names = new SubjectAlternativeNameBuilder();
        Array.ForEach(uris, uri => names.AddUri(new Uri(uri)));
        var request = new CertificateRequest(new X500DistinguishedName(""), new PublicKey(key), HashAlgorithmName.SHA256)
        {
            CertificateExtensions =
            {
                new X509BasicConstraintsExtension(isAuthority, false, 0, critical: true),
                new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true),
                new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1"), new Oid("1.3.6.1.5.5.7.3.2")], critical: false),
                names.Build(critical: true),
            },
        };
        var keys = host.Services.GetRequiredService<IIdentityKeys>();
        var now = DateTimeOffset.UtcNow;
        using var bare = request.Create((issuer ?? Intermediate).SubjectName, signer ?? new IdentityKeySigner(keys, Signing), now + from, now + until, RandomNumberGenerator.GetBytes(8));
        var leaf = bare.CopyWithPrivateKey(key);
        held.Add(leaf);
        return leaf;
    }

    private X509Certificate2 Svid(string id, int fromMinutes = -1, int untilMinutes = 10) => Leaf([id], TimeSpan.FromMinutes(fromMinutes), TimeSpan.FromMinutes(untilMinutes));

    // The same id in a tree of somebody else's.
    private (X509Certificate2 Leaf, X509Certificate2 Root) Foreign()
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        held.Add(key);
        var signer = X509SignatureGenerator.CreateForECDsa(key);
        var root = X509Authority.MakeRoot(task.Actor.Instance.TrustDomain, signer, DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow.AddHours(1));
        return (Leaf([Id], TimeSpan.FromMinutes(-1), TimeSpan.FromMinutes(10), issuer: root, signer: signer), root);
    }
}
