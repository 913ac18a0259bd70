using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Writ.Domain;

namespace Writ.Zones.Tests;

/// <summary>A bare MCP client over HTTP: it sends what a test says, and hides nothing.</summary>
public sealed class McpClient(HttpClient http) : IDisposable
{
    /// <summary>The session that was opened; null before.</summary>
    public string? Session { get; set; }

    /// <summary>The task it says it is of; null for the world's first.</summary>
    public AgentTask? Task { get; set; }

    /// <summary>Makes a request as a good client does.</summary>
    public HttpRequestMessage Request(HttpMethod method, string? body = null, string server = "files")
    {
        var request = new HttpRequestMessage(method, $"/mcp/{server}");
        request.Headers.Accept.ParseAdd(method == HttpMethod.Get ? "text/event-stream" : "application/json, text/event-stream");
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        }

        if (Session is not null)
        {
            request.Headers.Add("Mcp-Session-Id", Session);
        }

        if (Task is not null)
        {
            request.Headers.Add("Authorization", $"Test {Task.Id}");
        }

        return request;
    }

    /// <summary>Sends a request.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request) =>
        http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);

    /// <summary>Posts a body.</summary>
    public Task<HttpResponseMessage> PostAsync(string body, string server = "files") => SendAsync(Request(HttpMethod.Post, body, server));

    /// <summary>Posts a body and reads the JSON that comes back.</summary>
    public async Task<(HttpStatusCode Status, JsonElement Answer)> AskAsync(string body, string server = "files")
    {
        using var response = await PostAsync(body, server);
        return (response.StatusCode, JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement);
    }

    /// <summary>Opens a session.</summary>
    public async Task<McpClient> OpenAsync(string server = "files")
    {
        using var response = await PostAsync(Initialize, server);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Session = response.Headers.GetValues("Mcp-Session-Id").Single();
        using var initialized = await PostAsync("""{"jsonrpc":"2.0","method":"notifications/initialized"}""", server);
        Assert.Equal(HttpStatusCode.Accepted, initialized.StatusCode);
        return this;
    }

    /// <summary>Calls a tool.</summary>
    public async Task<JsonElement> CallAsync(string tool, string arguments = "{}", string id = "7")
    {
        var (status, answer) = await AskAsync($$$"""{"jsonrpc":"2.0","id":{{{id}}},"method":"tools/call","params":{"name":"{{{tool}}}","arguments":{{{arguments}}}}}""");
        Assert.Equal(HttpStatusCode.OK, status);
        return answer;
    }

    /// <summary>A request to open a session.</summary>
    public const string Initialize =
        """{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{"roots":{"listChanged":true}},"clientInfo":{"name":"test","version":"1"}}}""";

    /// <inheritdoc />
    public void Dispose() => http.Dispose();
}
