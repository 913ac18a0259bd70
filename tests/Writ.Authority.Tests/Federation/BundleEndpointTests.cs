using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Writ.Authority.Federation;
using Writ.Domain;
using Writ.Enforcement;
using Writ.Spiffe;

namespace Writ.Authority.Tests.Federation;

/// <summary>The bundle endpoint of one trust domain over TLS on loopback, and the keeper of another that asks it.</summary>
public sealed class BundleEndpointTests : IAsyncLifetime
{
    private readonly FederationWorld world = new();
    private BundleEndpointTls tls = null!;
    private WebApplication app = null!;
    private Uri address = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await world.InitializeAsync();
        tls = new BundleEndpointTls(world.Other, world.Time, new CapturedLog<BundleEndpointTls>());
        var endpoint = new BundleEndpointRegistration(new IPEndPoint(IPAddress.Loopback, 0), BundleProfile.Spiffe);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(world.Other);
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(endpoint.Listen, listen =>
            listen.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = connection => tls.OptionsAsync(endpoint, connection.CancellationToken) })));
        app = builder.Build();
        app.MapBundleEndpoint();
        await app.StartAsync(Cancelled);
        address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        tls.Dispose();
        await world.DisposeAsync();
    }

    [Fact]
    public async Task Keep_OverTls_TakesTheBundleOfTheConfiguredIdAlone()
    {
        world.Register(world.Spiffe with { Address = address });
        using var keeper = world.Keeper(new DocumentConnector(TimeProvider.System));
        await keeper.RefreshAsync(Cancelled);
        Assert.Null(Assert.Single(keeper.Status).Problem);
        Assert.True(world.IsBelieved(await world.PeerTokenAsync()));

        // Keys rotate; the endpoint shows an SVID of the new ones, which the bundle that was fetched meanwhile has.
        for (var step = 0; step < 4; step++)
        {
            world.Time.Advance(TimeSpan.FromHours(6));
            await world.Other.KeepAsync(Cancelled);
            await keeper.RefreshAsync(Cancelled);
            Assert.Null(Assert.Single(keeper.Status).Problem);
            Assert.True(world.IsBelieved(await world.PeerTokenAsync()), $"step {step}");
        }

        world.Register(world.Spiffe with { Address = address, EndpointId = SpiffeId.FromSegments(FederationWorld.Peer, "spire", "server") });
        await keeper.RefreshAsync(Cancelled);
        Assert.Contains("another SPIFFE id", Assert.Single(keeper.Status).Problem, StringComparison.Ordinal);

        // A certificate for the host's name is what the other profile wants, and the endpoint has none.
        world.Register(world.Web with { Address = address });
        await keeper.RefreshAsync(Cancelled);
        Assert.Contains("is not believed", Assert.Single(keeper.Status).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Endpoint_AnyRequest_AnswersToGetOfTheBundleAlone()
    {
        using var handler = new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is X509Certificate2 } };
        using var client = new HttpClient(handler) { BaseAddress = address };
        using var answer = await client.GetAsync("/", Cancelled);
        Assert.Equal((HttpStatusCode.OK, "application/json"), (answer.StatusCode, answer.Content.Headers.ContentType?.ToString()));
        Assert.Equal(world.Other.Bundle.ToJson(), await answer.Content.ReadAsByteArrayAsync(Cancelled));
        Assert.Contains("\"spiffe_refresh_hint\": 300", await client.GetStringAsync("/", Cancelled), StringComparison.Ordinal);
        foreach (var method in new[] { HttpMethod.Post, HttpMethod.Put, HttpMethod.Delete, HttpMethod.Options })
        {
            using var request = new HttpRequestMessage(method, "/");
            using var refused = await client.SendAsync(request, Cancelled);
            Assert.Equal(HttpStatusCode.MethodNotAllowed, refused.StatusCode);
        }

        using var elsewhere = await client.GetAsync("/v1/status", Cancelled);
        Assert.Equal(HttpStatusCode.NotFound, elsewhere.StatusCode);
    }
}
