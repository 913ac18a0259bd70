using System.Collections.Immutable;

namespace Writ.Testing;

/// <summary>An HTTP request, as it goes over the wire.</summary>
/// <param name="Method">The method.</param>
/// <param name="Path">The path, with its query.</param>
/// <param name="Headers">Its headers.</param>
/// <param name="Body">Its body.</param>
public sealed record WireRequest(string Method, string Path, ImmutableDictionary<string, string> Headers, string Body)
{
    /// <summary>An MCP message for a server.</summary>
    public static WireRequest Mcp(string server, string? session, string body)
    {
        var headers = ImmutableDictionary<string, string>.Empty
            .Add("content-type", "application/json").Add("accept", "application/json, text/event-stream").Add("mcp-protocol-version", "2025-11-25");
        return new WireRequest("POST", $"/mcp/{server}", session is null ? headers : headers.Add("mcp-session-id", session), body);
    }

    /// <summary>A request for a writ.</summary>
    public static WireRequest Token { get; } = new(
        "POST", "/oauth/token", ImmutableDictionary<string, string>.Empty.Add("content-type", "application/x-www-form-urlencoded"), "grant_type=client_credentials");

    /// <summary>A JSON document for the operators' API; a body of null sends none.</summary>
    public static WireRequest Json(string method, string path, string? body = null) => new(
        method, path, body is null ? ImmutableDictionary<string, string>.Empty : ImmutableDictionary<string, string>.Empty.Add("content-type", "application/json"), body ?? "");

    /// <summary>The request with a header.</summary>
    public WireRequest With(string name, string value) => this with { Headers = Headers.SetItem(name, value) };

    /// <summary>The request with an operator's or a socket-bound credential.</summary>
    public WireRequest Bearer(string token) => With("authorization", $"Bearer {token}");
}
