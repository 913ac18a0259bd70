using System.Text;

namespace Writ.Zones.Tools;

/// <summary>
/// One message of the Model Context Protocol, found to be readable in one way only, by one scan. It owns its bytes; they are what is described and what is
/// forwarded. Line ends between tokens have become spaces, since some servers take a message a line.
/// </summary>
public sealed class McpMessage
{
    /// <summary>The largest message that an agent may send, unless options say otherwise.</summary>
    public const int DefaultLimit = 4 * 1024 * 1024;

    /// <summary>The member of `_meta` in which an agent names the one effect that a call and its repetitions are to have.</summary>
    public const string IdempotencyMember = "writ/idempotency-key";

    internal McpMessage(byte[] bytes, in McpScan scan)
    {
        Bytes = bytes;
        Kind = scan.Kind;
        Id = bytes.AsMemory(scan.Id);
        Method = scan.Method;
        Tool = scan.Tool;
        Arguments = scan.Arguments;
        ProgressToken = bytes.AsMemory(scan.ProgressToken);
        IdempotencyKey = scan.IdempotencyKey;
    }

    /// <summary>What it is.</summary>
    public McpKind Kind { get; }

    /// <summary>The whole message.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>The id, exactly as it is written; empty when there is none.</summary>
    public ReadOnlyMemory<byte> Id { get; }

    /// <summary>The method; empty in an answer.</summary>
    public string Method { get; }

    /// <summary>The tool's name, when the method is `tools/call`; else empty.</summary>
    public string Tool { get; }

    /// <summary>Where the object of arguments stands in <see cref="Bytes"/>; empty when there is none.</summary>
    public Range Arguments { get; }

    /// <summary>The token by which progress is told, exactly as it is written: in a request the one it gives, in a progress notification the one it is for; empty when there is none.</summary>
    public ReadOnlyMemory<byte> ProgressToken { get; }

    /// <summary>What the agent names this call and its repetitions by, when the method is `tools/call`: 1 to 128 visible ASCII characters; null when it does not.</summary>
    public string? IdempotencyKey { get; }

    /// <summary>Reads a message; takes the array over.</summary>
    /// <param name="body">The bytes.</param>
    /// <param name="limit">How many there may be.</param>
    public static McpReading Read(byte[] body, int limit = DefaultLimit)
    {
        ArgumentNullException.ThrowIfNull(body);
        return Read(body, limit, lenient: false);
    }

    internal static McpReading Read(byte[] body, int limit, bool lenient)
    {
        var scan = McpScan.Of(body, limit, lenient);
        if (scan.Flaw != McpRefusal.None)
        {
            return new McpReading.Refused(scan.Flaw, body.AsMemory(scan.Id));
        }

        // INVARIANT: in valid JSON a line end stands between tokens only.
        var rest = body.AsSpan();
        for (int at; (at = rest.IndexOfAny((byte)'\n', (byte)'\r')) >= 0; rest = rest[(at + 1)..])
        {
            rest[at] = (byte)' ';
        }

        return new McpReading.Read(new McpMessage(body, scan));
    }

    /// <summary>The kind and the method, nothing of the content.</summary>
    public override string ToString() => $"{Kind} {Method}";

    internal static string Key(ReadOnlyMemory<byte> raw) => Encoding.Latin1.GetString(raw.Span);
}
