using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.DependencyInjection;
using Writ.Authority.Attestation;
using Writ.Authority.Identity;
using Writ.Authority.Tests.Endpoints;
using Writ.Domain;
using Writ.Spiffe;
using Writ.Spiffe.WorkloadApi;

namespace Writ.Authority.Tests.WorkloadApi;

/// <summary>Our client against our server, over a socket: what npm's grpc-js does not look at.</summary>
public sealed class WorkloadApiClientTests : IAsyncLifetime
{
    private AuthorityHost host = null!;
    private WorkloadApiClient client = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private SvidAuthority Authority => host.Services.GetRequiredService<SvidAuthority>();

    public async ValueTask InitializeAsync()
    {
        host = await AuthorityHost.StartAsync();
        Assert.True(WorkloadEndpoint.TryParse("unix://" + host.WorkloadSocket, out var endpoint, out var problem), problem);
        client = new WorkloadApiClient(endpoint);
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await host.DisposeAsync();
    }

    [Fact]
    public async Task X509Source_KeysReplaced_HasTheNewIdentityAndKeepsTheId()
    {
        var task = await host.RunAboveAsync();
        await using var source = await X509Source.StartAsync(client, TimeProvider.System, Cancelled);
        var first = source.Current;
        Assert.Equal(task.Actor.Instance, first.Default.Id);
        Assert.IsType<X509SvidVerification.Verified>(X509SvidVerification.Verify([first.Default.Certificate, .. first.Default.Intermediates], first.Bundles, DateTimeOffset.UtcNow));

        await Authority.ReplaceAllAsync("operator", Cancelled);
        var second = await source.ChangeAfterAsync(first, Cancelled);
        Assert.Equal(first.Default.Id, second.Default.Id);
        Assert.IsType<X509SvidVerification.Refused>(X509SvidVerification.Verify([first.Default.Certificate, .. first.Default.Intermediates], second.Bundles, DateTimeOffset.UtcNow));
        Assert.IsType<X509SvidVerification.Verified>(X509SvidVerification.Verify([second.Default.Certificate, .. second.Default.Intermediates], second.Bundles, DateTimeOffset.UtcNow));
    }

    [Fact]
    public async Task FetchJwtAsync_InATask_VerifiesUnderTheBundleOfTheApi()
    {
        var task = await host.RunAboveAsync();
        var token = Assert.Single(await client.FetchJwtAsync(["https://a.example"], default, Cancelled));
        await foreach (var bundles in client.WatchJwtBundlesAsync(Cancelled))
        {
            var verified = Assert.IsType<JwtSvidVerification.Verified>(JwtSvidVerification.Verify(token, "https://a.example", bundles, DateTimeOffset.UtcNow));
            Assert.Equal(task.Actor.Instance, verified.Svid.Id);
            break;
        }
    }

    [Fact]
    public async Task EveryMethod_OfAStranger_IsDenied()
    {
        await host.RunBesideAsync();
        Assert.Equal(GrpcStatus.PermissionDenied, await StatusAsync(async () => await client.FetchJwtAsync(["a"], default, Cancelled)));
        Assert.Equal(GrpcStatus.PermissionDenied, await StatusAsync(async () => await client.WatchX509Async(Cancelled).GetAsyncEnumerator(Cancelled).MoveNextAsync()));
        Assert.Equal(GrpcStatus.PermissionDenied, await StatusAsync(async () => await client.WatchJwtBundlesAsync(Cancelled).GetAsyncEnumerator(Cancelled).MoveNextAsync()));

        // The zone's own, which the listener shows, and nobody else's.
        Assert.True(Assert.Single(host.Journal.Entries.OfType<LedgerEntry.X509SvidIssued>()).Holder.HasPathPrefix("zone"));
    }

    [Fact]
    public async Task WatchX509Async_InstanceEnded_IsDeniedAtTheNextCall()
    {
        var task = await host.RunAboveAsync();
        await foreach (var context in client.WatchX509Async(Cancelled))
        {
            Assert.Equal(task.Actor.Instance, context.Default.Id);
            break;
        }

        await host.Services.GetRequiredService<InstanceRegistry>().EndAsync(task.Actor.Instance, "exited", task.Id, Cancelled);
        Assert.Equal(GrpcStatus.PermissionDenied, await StatusAsync(async () => await client.WatchX509Async(Cancelled).GetAsyncEnumerator(Cancelled).MoveNextAsync()));
    }

    [Fact]
    public async Task FetchJwtAsync_StoreUnavailable_IsUnavailableAndGivesNothing()
    {
        await host.RunAboveAsync();
        host.Journal.Unavailable = true;
        Assert.Equal(GrpcStatus.Unavailable, await StatusAsync(async () => await client.FetchJwtAsync(["a"], default, Cancelled)));
    }

    [Fact]
    public async Task Client_NobodyListens_IsUnavailable()
    {
        Assert.True(WorkloadEndpoint.TryParse("unix:///nowhere/spiffe.sock", out var nowhere, out _));
        using var lost = new WorkloadApiClient(nowhere);
        Assert.Equal(GrpcStatus.Unavailable, await StatusAsync(async () => await lost.FetchJwtAsync(["a"], default, Cancelled)));
    }

    [Theory]
    [InlineData(new byte[] { 0, 0, 0, 0 }, GrpcStatus.InvalidArgument)]
    [InlineData(new byte[] { }, GrpcStatus.InvalidArgument)]
    [InlineData(new byte[] { 1, 0, 0, 0, 0 }, GrpcStatus.Unimplemented)]
    [InlineData(new byte[] { 0, 0xFF, 0xFF, 0xFF, 0xFF }, GrpcStatus.ResourceExhausted)]
    [InlineData(new byte[] { 0, 0, 0, 0, 2, 0xFF, 0xFF }, GrpcStatus.InvalidArgument)]
    [InlineData(new byte[] { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 }, GrpcStatus.InvalidArgument)]
    public async Task Server_BytesThatAreNoCall_AnswersWithAStatus(byte[] body, GrpcStatus status)
    {
        await host.RunAboveAsync();
        using var http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellationToken) =>
            {
                var socket = new System.Net.Sockets.Socket(System.Net.Sockets.AddressFamily.Unix, System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Unspecified);
                await socket.ConnectAsync(new System.Net.Sockets.UnixDomainSocketEndPoint(host.WorkloadSocket), cancellationToken);
                return new System.Net.Sockets.NetworkStream(socket, ownsSocket: true);
            },
        });
        using var call = new HttpRequestMessage(HttpMethod.Post, "http://localhost" + WorkloadApiProtocol.FetchJwtSvid) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        call.Headers.Add(WorkloadApiProtocol.SecurityHeader, WorkloadApiProtocol.SecurityValue);
        call.Content = new ByteArrayContent(body);
        call.Content.Headers.ContentType = new MediaTypeHeaderValue(GrpcFrame.ContentType);
        using var answer = await http.SendAsync(call, Cancelled);
        Assert.Equal([((int)status).ToString(System.Globalization.CultureInfo.InvariantCulture)], answer.Headers.GetValues(GrpcFrame.StatusHeader));
    }

    private static async Task<GrpcStatus> StatusAsync(Func<Task> call) => (await Assert.ThrowsAsync<WorkloadApiException>(call)).Status;
}
