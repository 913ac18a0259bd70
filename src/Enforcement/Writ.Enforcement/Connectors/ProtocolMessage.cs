using System.Buffers;
using System.Collections.Frozen;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Writ.Enforcement;

/// <summary>
/// A message of the Model Context Protocol that carries no authority: it opens, keeps up or lists, and touches no data. Writ writes each of them by itself,
/// from parts that are checked here and bounded, so that no byte that an agent chose reaches a server without an <see cref="Authorized{T}"/> but these parts.
/// </summary>
public sealed class ProtocolMessage
{
    private const int MaxVersion = 32;
    private const int MaxName = 128;
    private const int MaxCursor = 2048;
    private const int MaxId = 128;

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly FrozenSet<string> Levels =
        FrozenSet.Create(StringComparer.Ordinal, "debug", "info", "notice", "warning", "error", "critical", "alert", "emergency");

    private ProtocolMessage(string method, ReadOnlyMemory<byte> id, Action<Utf8JsonWriter>? parameters = null)
    {
        var buffer = new ArrayBufferWriter<byte>(128);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteString("jsonrpc", "2.0");
            if (!id.IsEmpty)
            {
                json.WritePropertyName("id");
                json.WriteRawValue(id.Span);
            }

            json.WriteString("method", method);
            if (parameters is not null)
            {
                json.WriteStartObject("params");
                parameters(json);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        Method = method;
        Id = id.ToArray();
        Bytes = buffer.WrittenSpan.ToArray();
    }

    /// <summary>The method.</summary>
    public string Method { get; }

    /// <summary>The id, exactly as it was given; empty in a notification.</summary>
    public ReadOnlyMemory<byte> Id { get; }

    /// <summary>The message as it is sent: one line.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>Tells a server that its session is open.</summary>
    public static ProtocolMessage Initialized { get; } = new("notifications/initialized", default);

    /// <summary>Opens a session. The server is told of no capability: roots, sampling and elicitation are refused to it anyway.</summary>
    /// <returns>The message; null when the id, the version, or the client's name or version is none.</returns>
    public static ProtocolMessage? Initialize(ReadOnlyMemory<byte> id, string? protocolVersion, string? clientName, string? clientVersion) =>
        IsId(id.Span) && Holds(protocolVersion, MaxVersion) && Holds(clientName, MaxName) && Holds(clientVersion, MaxName)
            ? new ProtocolMessage("initialize", id, json =>
            {
                json.WriteString("protocolVersion", protocolVersion);
                json.WriteStartObject("capabilities");
                json.WriteEndObject();
                json.WriteStartObject("clientInfo");
                json.WriteString("name", clientName);
                json.WriteString("version", clientVersion);
                json.WriteEndObject();
            })
            : null;

    /// <summary>Asks whether the server is there; null when the id is none.</summary>
    public static ProtocolMessage? Ping(ReadOnlyMemory<byte> id) => IsId(id.Span) ? new ProtocolMessage("ping", id) : null;

    /// <summary>Asks for a page of the server's tools.</summary>
    /// <param name="id">The request's id, as it is written.</param>
    /// <param name="cursor">The page; null for the first one.</param>
    /// <param name="progressToken">A plain string or a whole number, as it is written; empty when there is none.</param>
    /// <returns>The message; null when a part is not what it has to be.</returns>
    public static ProtocolMessage? ListTools(ReadOnlyMemory<byte> id, string? cursor, ReadOnlyMemory<byte> progressToken) =>
        IsId(id.Span) && (cursor is null || Holds(cursor, MaxCursor)) && (progressToken.IsEmpty || IsId(progressToken.Span))
            ? new ProtocolMessage("tools/list", id, json =>
            {
                if (cursor is not null)
                {
                    json.WriteString("cursor", cursor);
                }

                if (!progressToken.IsEmpty)
                {
                    json.WriteStartObject("_meta");
                    json.WritePropertyName("progressToken");
                    json.WriteRawValue(progressToken.Span);
                    json.WriteEndObject();
                }
            })
            : null;

    /// <summary>Says from which level on the server is to tell its log; null when there is no such level, or the id is none.</summary>
    public static ProtocolMessage? SetLevel(ReadOnlyMemory<byte> id, string? level) =>
        IsId(id.Span) && level is not null && Levels.Contains(level) ? new ProtocolMessage("logging/setLevel", id, json => json.WriteString("level", level)) : null;

    /// <summary>Says that a request's answer is no longer wanted; null when the id is none. Why is nobody's business: the agent's words for it stay here.</summary>
    public static ProtocolMessage? Cancelled(ReadOnlyMemory<byte> request) => IsId(request.Span)
        ? new ProtocolMessage("notifications/cancelled", default, json =>
        {
            json.WritePropertyName("requestId");
            json.WriteRawValue(request.Span);
        })
        : null;

    /// <summary>Whether a raw value is an id that every reader writes back the same: a short string of plain ASCII without escapes, or a whole number that a double holds.</summary>
    public static bool IsId(ReadOnlySpan<byte> text)
    {
        // What a server or a client would write back in another way could not be matched by its bytes: no escapes, no fractions, no exponents, no minus zero.
        return text is [(byte)'"', .., (byte)'"'] and { Length: > 2 and <= MaxId + 2 }
            ? !text[1..^1].ContainsAnyExceptInRange((byte)' ', (byte)'~') && !text[1..^1].ContainsAny((byte)'\\', (byte)'"')
            : text is [(byte)'-' or (>= (byte)'0' and <= (byte)'9'), ..] and { Length: <= 17 } && !text.SequenceEqual("-0"u8) && !HasLeadingZero(text)
                && long.TryParse(text, System.Globalization.NumberStyles.AllowLeadingSign, null, out var number) && Math.Abs(number) <= 9_007_199_254_740_991;
    }

    /// <summary>The method alone, nothing of the parts.</summary>
    public override string ToString() => Method;

    private static bool HasLeadingZero(ReadOnlySpan<byte> digits) => digits is [(byte)'0', _, ..] or [(byte)'-', (byte)'0', ..];

    private static bool Holds(string? text, int limit) => text is { Length: > 0 } && text.Length <= limit;
}
