using Microsoft.AspNetCore.Http;
using Writ.Authority.Issuers;
using Writ.Domain;
using Writ.Enforcement;
using Writ.Testing;

namespace Writ.Authority.Tests.Issuers;

/// <summary>A whole identity provider on loopback, over TLS with an authority of its own.</summary>
public sealed class IssuerOverTlsTests : IAsyncLifetime
{
    private readonly TestCa ca = new();
    private DocumentServer server = null!;
    private TestIssuer issuer = null!;
    private IssuerWorld world = null!;

    public async ValueTask InitializeAsync()
    {
        server = await DocumentServer.StartAsync(ca.Issue());
        issuer = new TestIssuer(server.Address.ToString().TrimEnd('/'));
        world = World(ca);
        server.Put("/.well-known/openid-configuration", issuer.DiscoveryDocument());
        server.Put("/keys", issuer.KeyDocument());
    }

    public async ValueTask DisposeAsync()
    {
        world.Dispose();
        await server.DisposeAsync();
        ca.Dispose();
    }

    [Fact]
    public async Task Verify_TokenOfTheIssuer_FindsItsKeysByDiscovery()
    {
        var verified = Assert.IsType<IssuerTokenVerification.Verified>(await world.VerifyAsync(issuer.Token("one", world.Now)));
        Assert.Equal("user-1", verified.SubjectId);
        Assert.Equal((1, 1), (server.Asked("/.well-known/openid-configuration"), server.Asked("/keys")));
    }

    [Fact]
    public async Task Verify_ServerOfAnotherAuthority_IsNotBelieved()
    {
        using var other = new TestCa();
        using var stranger = World(other);
        Assert.Contains("is not believed", await stranger.RefusalAsync(issuer.Token("one", world.Now)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_IssuerThatRedirectsOrIsEndless_FailsClosed()
    {
        server.Put("/keys", context =>
        {
            context.Response.Redirect("/elsewhere");
            return Task.CompletedTask;
        });
        Assert.Contains("redirect", await world.RefusalAsync(issuer.Token("one", world.Now)), StringComparison.Ordinal);

        world.Time.Advance(IssuerKeys.LeastInterval);
        server.Put("/keys", async context =>
        {
            context.Response.ContentType = "application/json";
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.WriteAsync(new string(' ', 4096), context.RequestAborted);
            }
        });
        Assert.Contains("larger than", await world.RefusalAsync(issuer.Token("one", world.Now)), StringComparison.Ordinal);

        world.Time.Advance(IssuerKeys.LeastInterval);
        server.Put("/keys", issuer.KeyDocument());
        Assert.IsType<IssuerTokenVerification.Verified>(await world.VerifyAsync(issuer.Token("one", world.Now)));
    }

    private IssuerWorld World(TestCa believed) =>
        new(new DocumentConnector(TimeProvider.System), issuer, TrustAnchors.TryParse(believed.Pem, out var anchors) ? anchors : throw new InvalidOperationException("no anchors"));
}
