using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Writ.Domain;
using Writ.Testing;

namespace Writ.Enforcement.Tests.Connectors;

public sealed class HttpSessionTests : IAsyncLifetime
{
    private const string Call = """ {"jsonrpc":"2.0", "id":"c","method":"tools/call","params":{"name":"read_text_file","n":1.50}} """;

    private readonly ConcurrentQueue<(string Method, IHeaderDictionary Headers, string Body)> requests = [];
    private readonly ConcurrentQueue<string> heard = [];
    private readonly UpstreamConnector connector = new(new ConnectorOptions { MaxMessageBytes = 10_000 }, TimeProvider.System, NullLogger<UpstreamConnector>.Instance);
    private WebApplication app = null!;
    private Rig rig = null!;
    private Func<HttpContext, Task> onCall = static context => Json(context, """{"jsonrpc":"2.0","id":"c","result":{}}""");

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        app = builder.Build();
        app.Map("/mcp", AnswerAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        rig = new Rig(TimeProvider.System, new ServerRegistration.Http(Samples.Server) { Endpoint = new Uri(address + "/mcp") });
    }

    public async ValueTask DisposeAsync()
    {
        connector.Dispose();
        rig.Dispose();
        await app.DisposeAsync();
    }

    [Fact]
    public async Task Session_FromInitializeToDelete_CarriesItsOwnHeadersAndTheVeryBytes()
    {
        var session = await OpenAsync();
        Assert.Equal("""{"jsonrpc":"2.0","id":"c","result":{}}""", await rig.PerformAsync(session, Call));
        await session.DisposeAsync();

        var posts = requests.Where(static r => r.Method == "POST").ToArray();
        Assert.Equal(Call, posts[^1].Body);
        Assert.Equal(("up-1", "2025-11-25", "application/json, text/event-stream"), (
            posts[^1].Headers["Mcp-Session-Id"].ToString(), posts[^1].Headers["MCP-Protocol-Version"].ToString(), posts[^1].Headers.Accept.ToString()));
        Assert.False(posts[0].Headers.ContainsKey("Mcp-Session-Id"));
        Assert.All(requests, static r => Assert.DoesNotContain(r.Headers.Keys, static k => k is "Authorization" or "DPoP" or "Cookie" or "traceparent" or "Origin"));
        Assert.Equal("up-1", requests.Single(static r => r.Method == "DELETE").Headers["Mcp-Session-Id"].ToString());
    }

    [Fact]
    public async Task Perform_Stream_GivesInterimMessagesToWhoHearsAndEndsAtTheAnswer()
    {
        await using var session = await OpenAsync();
        onCall = async context =>
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync("id: 1\ndata:\n\n: hello\r\ndata: {\"jsonrpc\":\"2.0\",\r\ndata: \"method\":\"notifications/progress\"}\r\n\r\n");
            await context.Response.WriteAsync("data: {\"jsonrpc\":\"2.0\",\"id\":\"other\",\"result\":{}}\n\ndata: {\"jsonrpc\":\"2.0\",\"id\":\"s\",\"method\":\"ping\"}\n\n");
            await context.Response.WriteAsync("data: {\"jsonrpc\":\"2.0\",\"id\":\"c\",\"result\":{\"n\":1}}\n\n");
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(static _ => { }, TaskScheduler.Default);
        };

        Assert.Equal("""{"jsonrpc":"2.0","id":"c","result":{"n":1}}""", await rig.PerformAsync(session, Call));
        Assert.Equal("{\"jsonrpc\":\"2.0\",\n\"method\":\"notifications/progress\"}", Assert.Single(heard));
        Assert.Contains(requests, static r => r.Body == """{"jsonrpc":"2.0","id":"s","result":{}}""");
    }

    public static TheoryData<string, UpstreamFault> BadAnswers() => new()
    {
        { "redirect", UpstreamFault.Malformed }, { "other-id", UpstreamFault.Malformed }, { "html", UpstreamFault.Malformed }, { "accepted", UpstreamFault.Malformed },
        { "big", UpstreamFault.Oversize }, { "big-event", UpstreamFault.Oversize }, { "abort", UpstreamFault.Died }, { "cut", UpstreamFault.Died }, { "forgot", UpstreamFault.Died },
    };

    [Theory]
    [MemberData(nameof(BadAnswers))]
    public async Task Perform_WhatCannotBeAnAnswer_IsAFaultThatSaysWhich(string kind, UpstreamFault fault)
    {
        var session = await OpenAsync();
        onCall = async context =>
        {
            switch (kind)
            {
                case "redirect": context.Response.Redirect("http://127.0.0.1:9/mcp", permanent: false, preserveMethod: true); break;
                case "other-id": await Json(context, """{"jsonrpc":"2.0","id":"d","result":{}}"""); break;
                case "html": await context.Response.WriteAsync("<html>"); break;
                case "accepted": context.Response.StatusCode = 202; break;
                case "big": await Json(context, $$$"""{"jsonrpc":"2.0","id":"c","result":{"x":"{{{new string('x', 20_000)}}}"}}"""); break;
                case "big-event":
                    context.Response.ContentType = "text/event-stream";
                    await context.Response.WriteAsync("data: " + new string('x', 20_000));
                    break;
                case "abort": context.Abort(); break;
                case "cut":
                    context.Response.ContentType = "text/event-stream";
                    await context.Response.WriteAsync("data: {}\n\n");
                    break;
                default: context.Response.StatusCode = 404; break;
            }
        };

        Assert.Equal(fault, (await Assert.ThrowsAsync<UpstreamException>(() => rig.PerformAsync(session, Call))).Fault);
        Assert.Equal(kind == "forgot", session.Ended.IsCompleted);
        Assert.Equal(1, requests.Count(static r => r.Body == Call));
        await session.DisposeAsync();
    }

    [Fact]
    public async Task Perform_ErrorWithAnErrorStatus_IsAnAnswer()
    {
        await using var session = await OpenAsync();
        const string Answer = """{"jsonrpc":"2.0","id":"c","error":{"code":-32602,"message":"bad"}}""";
        onCall = context =>
        {
            context.Response.StatusCode = 400;
            return Json(context, Answer);
        };

        Assert.Equal(Answer, await rig.PerformAsync(session, Call));
    }

    [Fact]
    public async Task Perform_NobodyThere_IsUnreachable()
    {
        using var other = new Rig(TimeProvider.System, new ServerRegistration.Http(Samples.Server) { Endpoint = new Uri("http://127.0.0.1:1/mcp") });
        await using var session = await other.OpenAsync(connector);
        Assert.Equal(UpstreamFault.Unreachable, (await Assert.ThrowsAsync<UpstreamException>(() => other.PerformAsync(session, Call))).Fault);
    }

    [Theory]
    [InlineData("ftp://127.0.0.1/mcp")]
    [InlineData("http://user:secret@127.0.0.1/mcp")]
    public async Task Open_EndpointThatIsNone_IsUnreachableAndItsSecretsStayUnsaid(string endpoint)
    {
        using var other = new Rig(TimeProvider.System, new ServerRegistration.Http(Samples.Server) { Endpoint = new Uri(endpoint) });
        var exception = await Assert.ThrowsAsync<UpstreamException>(() => other.OpenAsync(connector));
        Assert.Equal(UpstreamFault.Unreachable, exception.Fault);
        Assert.DoesNotContain("secret", exception.Message, StringComparison.Ordinal);
    }

    private static Task Json(HttpContext context, string text)
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(text);
    }

    private async Task<IUpstreamSession> OpenAsync()
    {
        var session = await rig.OpenAsync(connector, message =>
        {
            heard.Enqueue(Encoding.UTF8.GetString(message.Span));
            return default;
        });
        await session.ExchangeAsync(ProtocolMessage.Initialize("0"u8.ToArray(), "2025-11-25", "test", "1")!, TestContext.Current.CancellationToken);
        await session.ExchangeAsync(ProtocolMessage.Initialized, TestContext.Current.CancellationToken);
        return session;
    }

    private async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync();
        requests.Enqueue((context.Request.Method, new HeaderDictionary(context.Request.Headers.ToDictionary()), body));
        var method = body.Length > 0 && JsonDocument.Parse(body).RootElement.TryGetProperty("method", out var m) ? m.GetString() : null;
        switch (context.Request.Method, method)
        {
            case ("POST", "initialize"):
                context.Response.Headers["Mcp-Session-Id"] = "up-1";
                await Json(context, """{"jsonrpc":"2.0","id":0,"result":{"protocolVersion":"2025-11-25"}}""");
                break;
            case ("POST", "tools/call"):
                await onCall(context);
                break;
            case ("POST", _):
                context.Response.StatusCode = 202;
                break;
            case ("DELETE", _):
                break;
            default:
                context.Response.StatusCode = 405;
                break;
        }
    }
}
