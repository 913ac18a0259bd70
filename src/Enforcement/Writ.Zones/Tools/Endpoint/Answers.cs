using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Writ.Contracts;
using Writ.Domain;

namespace Writ.Zones.Tools;

/// <summary>What Writ itself answers, in the forms that MCP clients and the models behind them read.</summary>
internal static class Answers
{
    /// <summary>JSON-RPC's code for what could not be parsed.</summary>
    public const int ParseError = -32700;

    /// <summary>JSON-RPC's code for what is no request.</summary>
    public const int InvalidRequest = -32600;

    /// <summary>JSON-RPC's code for a method that is not there.</summary>
    public const int MethodNotFound = -32601;

    /// <summary>JSON-RPC's code for parameters that are none.</summary>
    public const int InvalidParams = -32602;

    /// <summary>What MCP gateways answer when they deny, and servers when they know no such session.</summary>
    public const int Denied = -32001;

    /// <summary>MCP's code for a protocol version that is not spoken.</summary>
    public const int UnsupportedVersion = -32022;

    // Under a name of its own, for clients: structured content must fit the tool's own schema, where it has one.
    private const string MetaKey = "writ/denial";

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A refused call, as a result that the model reads.</summary>
    public static byte[] Refused(ReadOnlyMemory<byte> id, Denial denial, bool structured)
    {
        var document = Document(denial);
        var says = denial.Verdict == Verdict.StepUp ? "Not yet allowed" : "Denied";
        return Result(id, $"{says} by Writ: {document.Reason}. What would let it pass: {document.Fix}.", JsonSerializer.Serialize(document, DenialJson.Legible.DenialDocument), structured);
    }

    /// <summary>A call that was allowed and broke, as a result that the model reads.</summary>
    public static byte[] Broken(ReadOnlyMemory<byte> id, DecisionId decision, Reason reason, bool structured)
    {
        var document = new UnknownOutcomeDocument(UnknownOutcomeDocument.Unknown, reason.Code, reason.Rule, reason.Text, reason.Fix, decision.ToString());
        return Result(
            id, $"Allowed by Writ, but the outcome is unknown: {reason.Text}. What to do: {reason.Fix}.", JsonSerializer.Serialize(document, DenialJson.Legible.UnknownOutcomeDocument), structured);
    }

    /// <summary>A refused message, as a JSON-RPC error.</summary>
    public static byte[] Error(ReadOnlyMemory<byte> id, int code, Denial denial) => Error(id, ErrorObject(code, denial));

    /// <summary>The error object of a refused message.</summary>
    public static byte[] ErrorObject(int code, Denial denial)
    {
        var document = Document(denial);
        return Write(json =>
        {
            json.WriteStartObject();
            json.WriteNumber("code", code);
            json.WriteString("message", $"denied by writ: {document.Reason} ({document.Code}, {document.DecisionId}); what would let it pass: {document.Fix}");
            json.WritePropertyName("data");
            json.WriteRawValue(JsonSerializer.Serialize(document, DenialJson.Legible.DenialDocument));
            json.WriteEndObject();
        });
    }

    /// <summary>A protocol version that is not spoken here.</summary>
    public static byte[] Unspoken(ReadOnlyMemory<byte> id, string requested, IEnumerable<string> supported) => Error(id, Write(json =>
    {
        json.WriteStartObject();
        json.WriteNumber("code", UnsupportedVersion);
        json.WriteString("message", "unsupported protocol version");
        json.WriteStartObject("data");
        json.WriteStartArray("supported");
        foreach (var version in supported)
        {
            json.WriteStringValue(version);
        }

        json.WriteEndArray();
        json.WriteString("requested", requested);
        json.WriteEndObject();
        json.WriteEndObject();
    }));

    private static DenialDocument Document(Denial denial) => new(
        denial.Verdict == Verdict.StepUp ? DenialDocument.StepUp : DenialDocument.Deny,
        denial.Reason.Code, denial.Reason.Rule, denial.Reason.Text, denial.Reason.Fix, denial.Decision.ToString())
    {
        Approval = denial.Approval.IsDefault ? null : denial.Approval.ToString(),
    };

    private static byte[] Result(ReadOnlyMemory<byte> id, string sentence, string document, bool structured) => Write(json =>
    {
        json.WriteStartObject();
        WriteHead(json, id);
        json.WriteStartObject("result");
        json.WriteStartArray("content");
        json.WriteStartObject();
        json.WriteString("type", "text");
        json.WriteString("text", sentence + "\n" + document);
        json.WriteEndObject();
        json.WriteEndArray();
        if (structured)
        {
            json.WritePropertyName("structuredContent");
            json.WriteRawValue(document);
        }

        json.WriteBoolean("isError", true);
        json.WriteStartObject("_meta");
        json.WritePropertyName(MetaKey);
        json.WriteRawValue(document);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    });

    private static byte[] Error(ReadOnlyMemory<byte> id, byte[] error) => Write(json =>
    {
        json.WriteStartObject();
        WriteHead(json, id);
        json.WritePropertyName("error");
        json.WriteRawValue(error);
        json.WriteEndObject();
    });

    private static void WriteHead(Utf8JsonWriter json, ReadOnlyMemory<byte> id)
    {
        json.WriteString("jsonrpc", "2.0");
        json.WritePropertyName("id");
        json.WriteRawValue(id.IsEmpty ? "null"u8 : id.Span);
    }

    private static byte[] Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using var json = new Utf8JsonWriter(buffer, Options);
        write(json);
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }
}
