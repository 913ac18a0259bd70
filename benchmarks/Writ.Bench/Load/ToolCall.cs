using System.Text;

namespace Writ.Bench.Load;

/// <summary>
/// The bytes of one connection's `tools/call`, built once. Only what must differ from call to call is written again: the request's id in place,
/// and a proof where one is demanded.
/// </summary>
internal sealed class ToolCall
{
    private const long FirstId = 1_000_000_000;
    private const int IdLength = 10;
    private static readonly byte[] Text = Encoding.ASCII.GetBytes(new string('x', 1024));

    private readonly byte[] head;
    private readonly byte[] body;
    private readonly int idAt;
    private readonly Func<string>? prove;
    private byte[] request = [];
    private int idInRequest;
    private long id = FirstId;

    public ToolCall(McpEndpoint endpoint, string? session, Func<string>? prove)
    {
        this.prove = prove;
        body = [.. "{\"jsonrpc\":\"2.0\",\"id\":"u8, .. "1000000000"u8, .. ",\"method\":\"tools/call\",\"params\":{\"name\":\"echo\",\"arguments\":{\"path\":\"customers/acme/cases/42/notes.txt\",\"text\":\""u8, .. Text, .. "\"}}}"u8];
        idAt = body.AsSpan().IndexOf("1000000000"u8);
        head = endpoint.Head("POST", session, body.Length);
        if (prove is null)
        {
            request = [.. head, .. "\r\n"u8, .. body];
            idInRequest = head.Length + 2 + idAt;
        }
    }

    /// <summary>The id of the call made last, as digits.</summary>
    public ReadOnlySpan<byte> Id => request.AsSpan(idInRequest, IdLength);

    /// <summary>The next call; valid until the one after.</summary>
    public ReadOnlySpan<byte> Next()
    {
        if (prove is not null)
        {
            request = [.. head, .. "DPoP: "u8, .. Encoding.ASCII.GetBytes(prove()), .. "\r\n\r\n"u8, .. body];
            idInRequest = request.Length - body.Length + idAt;
        }

        id++;
        id.TryFormat(request.AsSpan(idInRequest, IdLength), out _);
        return request;
    }
}
