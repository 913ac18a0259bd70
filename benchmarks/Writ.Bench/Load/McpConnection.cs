using System.Net.Sockets;
using System.Text;

namespace Writ.Bench.Load;

/// <summary>One keep-alive connection with its own MCP session, and at most one call at a time. First it blocks, to set up; then it never does.</summary>
internal sealed class McpConnection : IDisposable
{
    private const int BufferLength = 64 * 1024;

    private static ReadOnlySpan<byte> Initialize =>
        """{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"writ-bench","version":"1"}}}"""u8;

    private readonly McpEndpoint endpoint;
    private readonly Dpop? dpop;
    private readonly byte[] buffer = new byte[BufferLength];
    private readonly ToolCall call;
    private string? session;
    private int filled;

    private McpConnection(McpEndpoint endpoint, Dpop? dpop)
    {
        this.endpoint = endpoint;
        this.dpop = dpop;
        Socket = endpoint.Connect();
        OpenSession();
        filled = 0;
        call = new ToolCall(endpoint, session, dpop is null ? null : () => dpop.Prove("POST", endpoint.Url));
    }

    /// <summary>The socket, to be watched.</summary>
    public Socket Socket { get; }

    /// <summary>When the call under way was due, in nanoseconds; it is measured from here.</summary>
    public long Due { get; private set; }

    /// <summary>Whether a call is under way.</summary>
    public bool Busy { get; private set; }

    /// <summary>Whether the connection can be used no more.</summary>
    public bool Broken { get; private set; }

    /// <summary>Connects, opens a session as an MCP client does, makes sure that the tool is offered, and turns to not blocking.</summary>
    public static McpConnection Open(McpEndpoint endpoint, Dpop? dpop)
    {
        var connection = new McpConnection(endpoint, dpop);
        connection.Socket.Blocking = false;
        return connection;
    }

    /// <summary>Sends the next call.</summary>
    public void Send(long due)
    {
        (Due, Busy) = (due, true);
        var request = call.Next();
        while (!request.IsEmpty)
        {
            var sent = Socket.Send(request, SocketFlags.None, out var error);
            request = request[Math.Max(0, sent)..];
            if (error == SocketError.WouldBlock)
            {
                // Smaller than any socket's buffer, so this is rare: the peer reads too slowly.
                Socket.Poll(TimeSpan.FromSeconds(1), SelectMode.SelectWrite);
            }
            else if (error != SocketError.Success)
            {
                throw Break($"sending failed: {error}");
            }
        }
    }

    /// <summary>Takes what arrived; true once the call is answered, with what was wrong with the answer, or null.</summary>
    /// <exception cref="IOException">The connection is lost.</exception>
    public bool Receive(out string? wrong)
    {
        wrong = null;
        var read = Socket.Receive(buffer.AsSpan(filled), SocketFlags.None, out var error);
        if (error == SocketError.WouldBlock)
        {
            return false;
        }

        if (error != SocketError.Success || read == 0)
        {
            throw Break(error == SocketError.Success ? "the server closed the connection" : $"receiving failed: {error}");
        }

        filled += read;
        if (!TryTake(out var answer))
        {
            return false;
        }

        Busy = false;
        dpop?.Learn(buffer.AsSpan(0, answer.HeadLength));
        wrong = WrongWith(answer);
        filled = 0;
        return true;
    }

    public void Dispose()
    {
        try
        {
            if (session is not null && !Broken && !Busy)
            {
                Socket.Blocking = true;
                _ = Exchange("DELETE", []);
            }
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            // The server need not care for a farewell.
        }
        finally
        {
            Socket.Dispose();
        }
    }

    private void OpenSession()
    {
        var opened = Exchange("POST", Initialize);
        if (dpop is not null && opened.Status == 401 && dpop.Learn(buffer.AsSpan(0, opened.HeadLength)))
        {
            // The first request of a key is told the nonce.
            opened = Exchange("POST", Initialize);
        }

        Demand(opened, 200, "\"protocolVersion\""u8, "initialize");
        var named = HttpAnswer.Header(buffer.AsSpan(0, opened.HeadLength), "mcp-session-id"u8);
        session = named.IsEmpty ? null : Encoding.ASCII.GetString(named);
        Demand(Exchange("POST", """{"jsonrpc":"2.0","method":"notifications/initialized"}"""u8), 202, default, "notifications/initialized");
        Demand(Exchange("POST", """{"jsonrpc":"2.0","id":2,"method":"tools/list"}"""u8), 200, "\"echo\""u8, "tools/list");
    }

    private HttpAnswer Exchange(string method, ReadOnlySpan<byte> body)
    {
        var head = endpoint.Head(method, session, body.Length);
        byte[] proof = dpop is null ? [] : [.. "DPoP: "u8, .. Encoding.ASCII.GetBytes(dpop.Prove(method, endpoint.Url)), .. "\r\n"u8];
        Socket.Send((byte[])[.. head, .. proof, .. "\r\n"u8, .. body]);
        for (filled = 0; ;)
        {
            var read = Socket.Receive(buffer.AsSpan(filled));
            filled += read > 0 ? read : throw Break("the server closed the connection");
            if (TryTake(out var answer))
            {
                return answer;
            }
        }
    }

    private void Demand(HttpAnswer answer, int status, ReadOnlySpan<byte> part, string what)
    {
        var body = answer.Body(buffer);
        if (answer.Status != status || body.IndexOf(part) < 0)
        {
            throw new IOException($"{what} was answered {answer.Status}: {Excerpt(body)}");
        }
    }

    private string? WrongWith(HttpAnswer answer)
    {
        var body = answer.Body(buffer);
        return answer.Status != 200 ? $"answered {answer.Status}: {Excerpt(body)}"
            : answer.Length != filled ? "more than the answer arrived"
            : body.IndexOf("\"result\""u8) < 0 || body.IndexOf("\"isError\":true"u8) >= 0 ? $"refused: {Excerpt(body)}"
            : body.IndexOf(call.Id) < 0 ? "an answer to another call"
            : null;
    }

    private bool TryTake(out HttpAnswer answer)
    {
        try
        {
            return HttpAnswer.TryRead(buffer.AsSpan(0, filled), out answer) || (filled == BufferLength ? throw Break("an answer of more than 64 KiB") : false);
        }
        catch (FormatException exception)
        {
            throw Break(exception.Message);
        }
    }

    private IOException Break(string why)
    {
        Broken = true;
        return new IOException(why);
    }

    private static string Excerpt(ReadOnlySpan<byte> body) => Encoding.UTF8.GetString(body[..Math.Min(body.Length, 400)]);
}
