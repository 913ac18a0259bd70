using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Writ.Authority.Identity;
using Writ.Authority.Tests.Endpoints;
using Writ.Authority.Tokens;
using Writ.Spiffe;
using Writ.Spiffe.WorkloadApi;

namespace Writ.Authority.Tests.Federation;

/// <summary>What being federated with gives: workloads of the other trust domain can be verified, and have no authority.</summary>
public sealed class ForeignWorkloadTests : IAsyncLifetime
{
    private readonly FederationWorld peer = new();
    private AuthorityHost host = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private SvidAuthority Authority => host.Services.GetRequiredService<SvidAuthority>();

    public async ValueTask InitializeAsync()
    {
        // The peer's clock stands in the past, the host's does not: a bundle has no clock.
        await peer.InitializeAsync();
        host = await AuthorityHost.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await host.DisposeAsync();
        await peer.DisposeAsync();
    }

    [Fact]
    public async Task WorkloadApi_FederatedBundle_ComesOverTheOpenStreamsBesideTheOwn()
    {
        await host.RunAboveAsync();
        Assert.True(WorkloadEndpoint.TryParse("unix://" + host.WorkloadSocket, out var endpoint, out _));
        using var client = new WorkloadApiClient(endpoint);
        var own = Authority.Bundle.TrustDomain;
        await using var x509 = client.WatchX509Async(Cancelled).GetAsyncEnumerator(Cancelled);
        await using var jwt = client.WatchJwtBundlesAsync(Cancelled).GetAsyncEnumerator(Cancelled);
        Assert.True(await x509.MoveNextAsync() && await jwt.MoveNextAsync());
        Assert.False(x509.Current.Bundles.TryFind(FederationWorld.Peer, out _));

        Authority.Federate([peer.Other.Bundle]);
        Assert.True(await x509.MoveNextAsync() && await jwt.MoveNextAsync());
        Assert.True(x509.Current.Bundles.TryFind(FederationWorld.Peer, out var authorities));
        Assert.Equal(peer.Other.Bundle.X509Der(), authorities.X509Der());
        Assert.True(jwt.Current.TryFind(FederationWorld.Peer, out var keys));
        Assert.Equal(peer.Other.Bundle.ToJwtJson(), keys.ToJwtJson());

        // Never merged: each has its own, and nothing of the other's.
        Assert.True(x509.Current.Bundles.TryFind(own, out var ours));
        Assert.Equal(Authority.Bundle.X509Der(), ours.X509Der());
    }

    [Fact]
    public async Task TokenEndpoint_TokenOfAForeignWorkload_IsNoClientOfOurs()
    {
        var task = await host.RunAboveAsync();
        var audience = host.Services.GetRequiredService<TokenOptions>().Issuer;
        using var key = Jose.SigningKey.Generate("k", TrustBundle.JwtUse);
        Authority.Federate([new TrustBundle(FederationWorld.Peer, [], Jose.JwkSet.Of(key.PublicKey))]);
        var now = DateTimeOffset.UtcNow;
        var foreign = SpiffeId.Parse(task.Actor.Instance.ToString().Replace(Authority.Bundle.TrustDomain.ToString(), FederationWorld.Peer.ToString(), StringComparison.Ordinal));
        var token = key.Sign(JwtSvid.Draft(foreign, [audience], now, now.AddMinutes(5), "k"));
        Assert.IsType<JwtSvidVerification.Verified>(JwtSvidVerification.Verify(token, audience, Authority.Bundles, now));
        Assert.Equal("invalid_client", await ErrorAsync(token));

        // With the name of ours, by the other's key: it is not even verified.
        Assert.Equal("invalid_client", await ErrorAsync(key.Sign(JwtSvid.Draft(task.Actor.Instance, [audience], now, now.AddMinutes(5), "k"))));
    }

    [Fact]
    public async Task Federation_OfNone_IsShownAsNone()
    {
        using var document = JsonDocument.Parse(await host.Control.GetStringAsync("/v1/federation", Cancelled));
        Assert.Equal(0, document.RootElement.GetProperty("trust_domains").GetArrayLength());
        using var answer = await host.Control.PostAsync("/v1/federation/refresh", null, Cancelled);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private async Task<string> ErrorAsync(string assertion)
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials", ["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-spiffe", ["client_assertion"] = assertion,
        });
        using var answer = await host.Network.PostAsync("/oauth/token", form, Cancelled);
        using var document = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancelled));
        return document.RootElement.GetProperty("error").GetString()!;
    }
}
