using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Writ.Bench.Load;

/// <summary>Where an MCP server is, and what a request to it begins with.</summary>
internal sealed class McpEndpoint(string url, string? socket, string? authorization)
{
    private readonly Uri uri = new(url);

    /// <summary>The address that proofs are for.</summary>
    public string Url => url;

    /// <summary>Connects, with a time limit on each blocking step.</summary>
    public Socket Connect()
    {
        var connection = socket is null
            ? new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true }
            : new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        connection.ReceiveTimeout = connection.SendTimeout = 10_000;
        connection.Connect(socket is null ? new IPEndPoint(IPAddress.Parse(uri.Host), uri.Port) : new UnixDomainSocketEndPoint(socket));
        return connection;
    }

    /// <summary>The request line and every header but a proof, without the empty line that ends them.</summary>
    public byte[] Head(string method, string? session, int length)
    {
        var head = new StringBuilder();
        head.Append(CultureInfo.InvariantCulture, $"{method} {uri.AbsolutePath} HTTP/1.1\r\nHost: {uri.Authority}\r\n");
        head.Append("Content-Type: application/json\r\nAccept: application/json, text/event-stream\r\nMCP-Protocol-Version: 2025-11-25\r\n");
        if (session is not null)
        {
            head.Append(CultureInfo.InvariantCulture, $"Mcp-Session-Id: {session}\r\n");
        }

        if (authorization is not null)
        {
            head.Append(CultureInfo.InvariantCulture, $"Authorization: {authorization}\r\n");
        }

        head.Append(CultureInfo.InvariantCulture, $"Content-Length: {length}\r\n");
        return Encoding.ASCII.GetBytes(head.ToString());
    }
}
