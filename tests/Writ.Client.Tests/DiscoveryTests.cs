using Microsoft.AspNetCore.Http;
using Writ.Client.Tests.Fakes;

namespace Writ.Client.Tests;

/// <summary>What is found under the issuer's well-known address is believed only where it is about that very issuer.</summary>
public sealed class DiscoveryTests
{
    private const string Path = "/.well-known/oauth-authorization-server";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string, object> Unbelievable => new()
    {
        { "issuer", "http://127.0.0.1:1" },
        { "issuer", "HTTP://127.0.0.1" },
        { "issuer", 7 },
        { "token_endpoint", "http://127.0.0.1:1/oauth/token" },
        { "token_endpoint", "/oauth/token" },
        { "introspection_endpoint", "https://elsewhere.example/oauth/introspect" },
        { "revocation_endpoint", "http://localhost/oauth/revoke" },
        { "dpop_signing_alg_values_supported", new[] { "RS256" } },
        { "grant_types_supported", new[] { "password" } },
    };

    [Theory(DisableDiscoveryEnumeration = true)]
    [MemberData(nameof(Unbelievable))]
    public async Task ConnectAsync_MetadataOfSomethingElse_IsNotBelieved(string member, object value)
    {
        await using var writ = await FakeWrit.StartAsync();
        writ.Tokens.Metadata[member] = value;
        var refused = await Assert.ThrowsAsync<WritServiceException>(async () => await WritClient.ConnectAsync(writ.Options, Cancel));
        Assert.Equal("W2473", refused.Code);

        writ.Tokens.Metadata.Clear();
        await using var client = await WritClient.ConnectAsync(writ.Options, Cancel);
    }

    public static TheoryData<int, string, string> NoMetadata => new()
    {
        { 404, "application/json", "{}" },
        { 302, "application/json", "{}" },
        { 200, "text/html", "<html>" },
        { 200, "application/json", "{\"issuer\":\"a\",\"issuer\":\"b\"}" },
        { 200, "application/json", "[]" },
        { 200, "application/json", "{\"issuer\":\"" + new string('x', 70_000) + "\"}" },
        { 200, "application/json", string.Concat(Enumerable.Repeat("{\"a\":", 40)) + "1" + new string('}', 40) },
    };

    [Theory(DisableDiscoveryEnumeration = true)]
    [MemberData(nameof(NoMetadata))]
    public async Task ConnectAsync_AnswerThatIsNoMetadata_IsNotBelieved(int status, string type, string body)
    {
        await using var writ = await FakeWrit.StartAsync();
        writ.Instead[Path] = context =>
        {
            context.Response.StatusCode = status;
            context.Response.ContentType = type;
            context.Response.Headers.Location = writ.Issuer + "/elsewhere";
            return context.Response.WriteAsync(body);
        };
        Assert.Equal("W2473", (await Assert.ThrowsAsync<WritServiceException>(async () => await WritClient.ConnectAsync(writ.Options, Cancel))).Code);
    }

    [Fact]
    public async Task ConnectAsync_NobodyListens_SaysSo()
    {
        string gone;
        await using (var writ = await FakeWrit.StartAsync())
        {
            gone = writ.Issuer;
        }

        var options = new WritClientOptions { Issuer = gone, WorkloadEndpoint = "unix:///nowhere.sock" };
        Assert.Equal("W2472", (await Assert.ThrowsAsync<WritServiceException>(async () => await WritClient.ConnectAsync(options, Cancel))).Code);
    }

    [Fact]
    public async Task ConnectAsync_ServiceThatNeverAnswers_IsGivenUpInTime()
    {
        await using var writ = await FakeWrit.StartAsync();
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        writ.Instead[Path] = async context =>
        {
            asked.SetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        };
        var connecting = Assert.ThrowsAsync<WritServiceException>(async () => await WritClient.ConnectAsync(writ.Options, Cancel));
        await asked.Task.WaitAsync(Cancel);
        writ.Time.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal("W2472", (await connecting).Code);
    }
}
