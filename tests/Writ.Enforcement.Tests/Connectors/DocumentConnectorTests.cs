using System.IO.Compression;
using System.Net;
using Microsoft.AspNetCore.Http;
using Writ.Domain;
using Writ.Testing;

namespace Writ.Enforcement.Tests.Connectors;

/// <summary>Documents over real TLS, from servers good and bad.</summary>
public sealed class DocumentConnectorTests : DocumentSourceConformance, IAsyncLifetime
{
    private readonly TestCa ca = new();
    private DocumentServer server = null!;

    protected override IDocumentSource Source { get; } = new DocumentConnector(TimeProvider.System);

    protected override ServerTrust Trust => Believing(ca);

    public async ValueTask InitializeAsync() => server = await DocumentServer.StartAsync(ca.Issue());

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        ca.Dispose();
    }

    [Fact]
    public async Task Get_AnyDocument_SendsNothingThatSaysWhoAsks()
    {
        IHeaderDictionary? headers = null;
        var address = Put("/headers", context =>
        {
            headers = new HeaderDictionary(context.Request.Headers.ToDictionary(StringComparer.OrdinalIgnoreCase));
            context.Response.Headers.SetCookie = "a=b";
            context.Response.ContentType = "application/json; charset=UTF-8";
            return context.Response.WriteAsync("{}");
        });
        await GetAsync(address);
        await GetAsync(address);
        Assert.Equal(["Accept", "Accept-Encoding", "Connection", "Host"], headers!.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(("application/json", "identity"), (headers.Accept.ToString(), headers.AcceptEncoding.ToString()));
    }

    [Fact]
    public async Task Get_ServerOfAnotherAuthority_IsNotBelieved()
    {
        using var other = new TestCa();
        var address = Put("/there", [1]);
        Assert.Equal(DocumentFault.Untrusted, await FaultAsync(address, Believing(other)));
        Assert.Equal(DocumentFault.Untrusted, await FaultAsync(address, new ServerTrust.WebPki()));
        Assert.Equal(0, server.Asked("/there"));
    }

    [Fact]
    public async Task Get_CertificateForAnotherHost_IsNotBelieved()
    {
        await using var elsewhere = await DocumentServer.StartAsync(ca.Issue("elsewhere.example"));
        elsewhere.Put("/there", [1]);
        Assert.Equal(DocumentFault.Untrusted, await FaultAsync(new Uri(elsewhere.Address, "/there")));
    }

    [Fact]
    public async Task Get_Judged_RestsOnTheJudgeAndShowsItTheLeaf()
    {
        var address = Put("/there", "{}"u8.ToArray());
        string? shown = null;
        var yes = new ServerTrust.Judged(chain =>
        {
            shown = chain[0].Subject;
            return null;
        });
        Assert.Equal("{}"u8.ToArray(), (await Source.GetAsync(Request(address, yes), TestContext.Current.CancellationToken)).ToArray());
        Assert.Equal("CN=server", shown);

        var no = await Assert.ThrowsAsync<DocumentException>(async () => await Source.GetAsync(Request(address, new ServerTrust.Judged(_ => "it is a stranger")), TestContext.Current.CancellationToken));
        Assert.Equal(DocumentFault.Untrusted, no.Fault);
        Assert.Contains("it is a stranger", no.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task Get_Redirect_IsNotFollowed(int status)
    {
        var target = Put("/target", "{}"u8.ToArray());
        var address = Put("/redirect", context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.Location = target.ToString();
            return Task.CompletedTask;
        });
        Assert.Equal(DocumentFault.Redirect, await FaultAsync(address));
        Assert.Equal(0, server.Asked("/target"));
    }

    [Fact]
    public async Task Get_BodyWithoutEndOrLength_IsCutOffAtTheBound()
    {
        var block = new byte[64 * 1024];
        var address = Put("/endless", async context =>
        {
            context.Response.ContentType = "application/json";
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.Body.WriteAsync(block, context.RequestAborted);
            }
        });
        Assert.Equal(DocumentFault.TooLarge, await FaultAsync(address));
    }

    [Fact]
    public async Task Get_ServerThatStopsAnswering_IsGivenUpAtTheLimit()
    {
        var headers = Put("/mute", context => Task.Delay(Timeout.Infinite, context.RequestAborted));
        var body = Put("/drip", async context =>
        {
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync("{");
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });
        foreach (var address in new[] { headers, body })
        {
            var fault = await Assert.ThrowsAsync<DocumentException>(async () =>
                await Source.GetAsync(Request(address, Trust) with { Limit = TimeSpan.FromMilliseconds(500) }, TestContext.Current.CancellationToken));
            Assert.Equal(DocumentFault.TooSlow, fault.Fault);
        }
    }

    [Fact]
    public async Task Get_CompressedOrInAnotherEncoding_IsRefused()
    {
        var bomb = Put("/bomb", async context =>
        {
            context.Response.ContentType = "application/json";
            context.Response.Headers.ContentEncoding = "gzip";
            await using var gzip = new GZipStream(context.Response.Body, CompressionLevel.Fastest);
            await gzip.WriteAsync(new byte[1 << 20]);
        });
        Assert.Equal(DocumentFault.Compressed, await FaultAsync(bomb));
        Assert.Equal(DocumentFault.MediaType, await FaultAsync(Put("/utf16", [1], "application/json; charset=utf-16")));
        Assert.Equal(DocumentFault.MediaType, await FaultAsync(Put("/none", context => context.Response.Body.WriteAsync(new byte[1]).AsTask())));
    }

    [Fact]
    public async Task Get_NobodyThere_IsUnreachable()
    {
        var address = server.Address;
        await server.DisposeAsync();
        Assert.Equal(DocumentFault.Unreachable, await FaultAsync(new Uri(address, "/there")));
        server = await DocumentServer.StartAsync(ca.Issue());
        Assert.Equal(DocumentFault.Unreachable, await FaultAsync(new Uri("https://nowhere.invalid/")));
    }

    [Fact]
    public async Task Get_AddressOnThisMachineThatAnotherNamed_IsNotAsked()
    {
        var address = Put("/there", "{}"u8.ToArray());
        var fault = await Assert.ThrowsAsync<DocumentException>(async () => await Source.GetAsync(Request(address, Trust) with { NamedByOther = true }, TestContext.Current.CancellationToken));
        Assert.Equal(DocumentFault.Address, fault.Fault);
        Assert.Equal(0, server.Asked("/there"));
    }

    [Fact]
    public async Task Get_PlainHttp_IsForALoopbackAddressAlone()
    {
        await using var plain = await DocumentServer.StartAsync(null);
        plain.Put("/there", "{}"u8.ToArray());
        Assert.Equal("{}"u8.ToArray(), (await GetAsync(new Uri(plain.Address, "/there"))).ToArray());
        Assert.Equal(DocumentFault.Address, await FaultAsync(new Uri($"http://localhost:{plain.Address.Port}/there")));
    }

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("127.8.9.1", true)]
    [InlineData("::1", true)]
    [InlineData("::ffff:127.0.0.1", true)]
    [InlineData("0.0.0.0", true)]
    [InlineData("::", true)]
    [InlineData("169.254.169.254", true)]
    [InlineData("::ffff:169.254.169.254", true)]
    [InlineData("fe80::1", true)]
    [InlineData("224.0.0.1", true)]
    [InlineData("255.255.255.255", true)]
    [InlineData("10.0.0.1", false)]
    [InlineData("192.0.2.1", false)]
    [InlineData("2001:db8::1", false)]
    [InlineData("fd00::1", false)]
    public void Reach_Address_IsOfThisMachineOrNot(string address, bool own) => Assert.Equal(own, Reach.IsOfThisMachine(IPAddress.Parse(address)));

    protected override Uri Put(string path, byte[] body, string mediaType = "application/json", int status = 200)
    {
        server.Put(path, body, mediaType, status);
        return new Uri(server.Address, path);
    }

    private static DocumentRequest Request(Uri address, ServerTrust trust) => new(address, trust, ["application/json"]);

    private static ServerTrust.Authorities Believing(TestCa ca) => new(TrustAnchors.TryParse(ca.Pem, out var anchors) ? anchors : throw new InvalidOperationException("no anchors"));

    private Uri Put(string path, Func<HttpContext, Task> answer)
    {
        server.Put(path, answer);
        return new Uri(server.Address, path);
    }

    private async Task<DocumentFault> FaultAsync(Uri address, ServerTrust trust) =>
        (await Assert.ThrowsAsync<DocumentException>(async () => await Source.GetAsync(Request(address, trust), TestContext.Current.CancellationToken))).Fault;
}
