using System.Net;
using System.Text.Json;
using Writ.Domain;

namespace Writ.Zones.Tests.Tools;

public sealed class ToolsHttpTests
{
    [Theory]
    [InlineData("""{"jsonrpc":"2.0","id":5,"method":"tools/call","params":{"name":"read_text_file","arguments":{"path":"a","path":"b"}}}""", "W4022", "5")]
    [InlineData("""{"jsonrpc":"2.0","id":5,"method":"tools/call","params":{"name":"read_text_file","arguments":{"path":"a","\u0070ath":"b"}}}""", "W4022", "5")]
    [InlineData("""[{"jsonrpc":"2.0","id":5,"method":"tools/call","params":{"name":"read_text_file"}}]""", "W4021", "null")]
    [InlineData("""{"jsonrpc":"2.0","id":5,"id":6,"method":"tools/call","params":{"name":"read_text_file"}}""", "W4022", "null")]
    [InlineData("""{"jsonrpc":"2.0","id":5,"method":"notifications/progress","Method":"tools/call","params":{"name":"write_file"}}""", "W4048", "5")]
    [InlineData("""{"jsonrpc":"2.0","id":5,"method":"tools/call","params":{"name":"read_text_file","arguments":{"path":"a","PATH":"b"}}}""", "W4048", "5")]
    [InlineData("""{"jsonrpc":"2.0","id":5,"method":"tools/call","params":{"name":"read_text_file","Arguments":{"path":"b"}}}""", "W4049", "5")]
    [InlineData("""{"jsonrpc":"2.0","id":5,"method":"tools/call","params":{"name":"read_text_file"},"extra":{}}""", "W4050", "5")]
    [InlineData("""{"jsonrpc":"2.0","id":5,"method":"tools/call","params":{"name":"read_text_file","arguments":{"path\u0000":"b"}}}""", "W4051", "5")]
    [InlineData("""{"jsonrpc":"2.0","id":5,"method":"tools/call","params":{"name":"read_text_file","arguments":[]}}""", "W4027", "5")]
    [InlineData("""{"jsonrpc":"2.0","id":5,"method":"tools/call","params":{"name":7}}""", "W4026", "5")]
    [InlineData("""{"jsonrpc":"2.0","id":5,"method":"tools/call","params":{"name":"read_text_file"}} {}""", "W4029", "null")]
    public async Task Post_MessageThatTwoReadersReadDifferently_IsRefusedWithEvidence(string body, string code, string id)
    {
        await using var host = await ToolsHost.StartAsync();
        using var client = await host.Network().OpenAsync();

        var (status, answer) = await client.AskAsync(body);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal((code, id), (answer.GetProperty("error").GetProperty("data").GetProperty("code").GetString(), answer.GetProperty("id").GetRawText()));
        Assert.Equal(0, host.Upstream.Calls);
        Assert.Contains(host.World.Journal.Entries, e => e is LedgerEntry.MessageRefused refused && refused.Code == code && refused.Task == host.World.Task.Id);
    }

    [Fact]
    public async Task Post_MalformedFromAStranger_IsRefusedForWhoItIsAndFillsNoLedger()
    {
        await using var host = await ToolsHost.StartAsync();
        host.World.Authenticator.On = _ => new Authentication.Refused(new Reason("W2101", "law/identity", "nobody knows you", "be known"), "");
        using var client = host.Network();

        using var response = await client.PostAsync("{{{");

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.StartsWith("DPoP algs=\"ES256 RS256\", resource_metadata=", response.Headers.WwwAuthenticate.ToString());
        Assert.DoesNotContain(host.World.Journal.Entries, e => e is LedgerEntry.MessageRefused { Code: "W4029" });
    }

    [Fact]
    public async Task Post_LargerThanTheLimit_IsRefused()
    {
        await using var host = await ToolsHost.StartAsync(options: new Writ.Zones.Tools.ToolsOptions { MaxBodyBytes = 2000 });
        using var client = await host.Network().OpenAsync();

        var (status, answer) = await client.AskAsync($$$"""{"jsonrpc":"2.0","id":5,"method":"tools/call","params":{"name":"{{{new string('x', 3000)}}}"}}""");

        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "W4020"), (status, answer.GetProperty("error").GetProperty("data").GetProperty("code").GetString()));
    }

    [Fact]
    public async Task Post_LargeBodyOfAStranger_IsRefusedBeforeItIsSent()
    {
        await using var host = await ToolsHost.StartAsync();
        host.World.Authenticator.On = _ => new Authentication.Refused(new Reason("W2101", "law/identity", "nobody knows you", "be known"), "");
        using var raw = new System.Net.Sockets.TcpClient();
        await raw.ConnectAsync(host.Address.Host, host.Address.Port, TestContext.Current.CancellationToken);
        var stream = raw.GetStream();
        await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(
            $"POST /mcp/files HTTP/1.1\r\nHost: localhost:{host.Address.Port}\r\nContent-Type: application/json\r\nAccept: */*\r\nContent-Length: 1000000\r\n\r\n"), TestContext.Current.CancellationToken);

        // Not a byte of the body was sent, and none is waited for.
        using var reader = new StreamReader(stream);
        Assert.StartsWith("HTTP/1.1 401 ", await reader.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_BeyondWhatIsHeldAtOnce_IsPutOffUntilACallIsAnswered()
    {
        await using var host = await ToolsHost.StartAsync(options: new Writ.Zones.Tools.ToolsOptions { MaxHeldBytes = 1000 });
        using var client = await host.Network().OpenAsync();
        var (began, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        host.Upstream.OnCall = async (id, _) =>
        {
            began.TrySetResult();
            await go.Task;
            return $$$"""{"jsonrpc":"2.0","id":{{{id}}},"result":{}}""";
        };
        var arguments = $$"""{"a":"{{new string('x', 500)}}"}""";
        var first = client.CallAsync("read_text_file", arguments, "1");
        await began.Task;

        using var second = await client.PostAsync($$$"""{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"read_text_file","arguments":{{{arguments}}}}}""");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "1"), (second.StatusCode, second.Headers.RetryAfter!.ToString()));
        Assert.Contains("W4053", await second.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        go.SetResult();
        await first;

        await client.CallAsync("read_text_file", arguments, "3");
        Assert.Equal(2, host.Upstream.Calls);
    }

    [Theory]
    [InlineData("resources/read")]
    [InlineData("prompts/get")]
    [InlineData("completion/complete")]
    [InlineData("tools/call/other")]
    public async Task Post_MethodThatIsNotCarried_IsRefusedByName(string method)
    {
        await using var host = await ToolsHost.StartAsync();
        using var client = await host.Network().OpenAsync();

        var (status, answer) = await client.AskAsync($$$"""{"jsonrpc":"2.0","id":9,"method":"{{{method}}}","params":{}}""");

        Assert.Equal((HttpStatusCode.OK, -32601, "W4037"), (
            status, answer.GetProperty("error").GetProperty("code").GetInt32(), answer.GetProperty("error").GetProperty("data").GetProperty("code").GetString()));
        Assert.DoesNotContain(host.Upstream.Received, r => r.Contains(method, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"jsonrpc":"2.0","method":"notifications/roots/list_changed"}""")]
    [InlineData("""{"jsonrpc":"2.0","id":"s1","result":{"roots":[{"uri":"file:///"}]}}""")]
    [InlineData("""{"jsonrpc":"2.0","method":"tools/call","params":{"name":"write_file"}}""")]
    [InlineData("""{"jsonrpc":"2.0","method":"ping"}""")]
    public async Task Post_NotificationOrAnswerThatIsNotCarried_IsDropped(string body)
    {
        await using var host = await ToolsHost.StartAsync();
        using var client = await host.Network().OpenAsync();
        var before = host.Upstream.Received.Length;

        using var response = await client.PostAsync(body);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal(before, host.Upstream.Received.Length);
    }

    [Theory]
    [InlineData("evil.example", null, HttpStatusCode.Forbidden)]
    [InlineData("127.0.0.1.evil.example", null, HttpStatusCode.Forbidden)]
    [InlineData("localhost:1", null, HttpStatusCode.Forbidden)]
    [InlineData("localhost:80", null, HttpStatusCode.Forbidden)]
    [InlineData("localhost", "http://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("localhost", "null", HttpStatusCode.Forbidden)]
    [InlineData("localhost", "http://localhost:6274", HttpStatusCode.OK)]
    [InlineData("127.0.0.1", null, HttpStatusCode.OK)]
    public async Task Post_ForeignHostOrOrigin_IsRefusedOnTheNetwork(string name, string? origin, HttpStatusCode status)
    {
        await using var host = await ToolsHost.StartAsync();
        using var client = host.Network();
        var request = client.Request(HttpMethod.Post, McpClient.Initialize);
        request.Headers.Host = name.Contains(':', StringComparison.Ordinal) ? name : $"{name}:{host.Address.Port}";
        if (origin is not null)
        {
            request.Headers.Add("Origin", origin);
        }

        using var response = await client.SendAsync(request);
        Assert.Equal(status, response.StatusCode);
    }

    [Theory]
    [InlineData("text/plain", "application/json, text/event-stream", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/json", "application/json", HttpStatusCode.NotAcceptable)]
    [InlineData("application/json", "text/html", HttpStatusCode.NotAcceptable)]
    [InlineData("application/json; charset=utf-8", "*/*", HttpStatusCode.OK)]
    public async Task Post_ContentTypeOrAccept_IsHeldToTheSpecification(string content, string accept, HttpStatusCode status)
    {
        await using var host = await ToolsHost.StartAsync();
        using var client = host.Network();
        var request = client.Request(HttpMethod.Post, McpClient.Initialize);
        request.Content!.Headers.ContentType = System.Net.Http.Headers.MediaTypeHeaderValue.Parse(content);
        request.Headers.Accept.Clear();
        request.Headers.Accept.ParseAdd(accept);

        using var response = await client.SendAsync(request);
        Assert.Equal(status, response.StatusCode);
    }

    [Theory]
    [InlineData("Authorization")]
    [InlineData("DPoP")]
    public async Task Post_CredentialTwice_IsRefused(string header)
    {
        await using var host = await ToolsHost.StartAsync();
        using var raw = new System.Net.Sockets.TcpClient();
        await raw.ConnectAsync(host.Address.Host, host.Address.Port, TestContext.Current.CancellationToken);
        var stream = raw.GetStream();
        await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(
            $"POST /mcp/files HTTP/1.1\r\nHost: localhost:{host.Address.Port}\r\nContent-Type: application/json\r\nAccept: */*\r\n{header}: a\r\n{header}: b\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{{}}"), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream);
        var text = await reader.ReadToEndAsync(TestContext.Current.CancellationToken);

        Assert.StartsWith("HTTP/1.1 400 ", text, StringComparison.Ordinal);
        Assert.Contains("W4041", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_LaterProtocolVersion_IsToldWhichOnesAreSpoken()
    {
        await using var host = await ToolsHost.StartAsync();
        using var client = host.Network();
        var request = client.Request(HttpMethod.Post, """{"jsonrpc":"2.0","id":1,"method":"server/discover"}""");
        request.Headers.Add("MCP-Protocol-Version", "2026-07-28");

        using var response = await client.SendAsync(request);
        var error = JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement.GetProperty("error");

        Assert.Equal((HttpStatusCode.BadRequest, -32022, "2026-07-28"), (response.StatusCode, error.GetProperty("code").GetInt32(), error.GetProperty("data").GetProperty("requested").GetString()));
        Assert.Contains("2025-11-25", error.GetProperty("data").GetProperty("supported").EnumerateArray().Select(static v => v.GetString()));
    }

    [Fact]
    public async Task Post_WithoutSession_IsToldToOpenOne()
    {
        await using var host = await ToolsHost.StartAsync();
        using var client = host.Network();
        var (missing, _) = await client.AskAsync("""{"jsonrpc":"2.0","id":1,"method":"tools/list"}""");
        client.Session = "guessed";
        var (unknown, _) = await client.AskAsync("""{"jsonrpc":"2.0","id":1,"method":"tools/list"}""");

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.NotFound), (missing, unknown));
    }
}
