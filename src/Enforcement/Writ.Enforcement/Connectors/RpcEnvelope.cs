using System.Text;
using System.Text.Json;

namespace Writ.Enforcement;

/// <summary>The outside of a JSON-RPC message: what routing needs, and nothing of its content. A message whose outside is ambiguous has none.</summary>
/// <param name="Id">The id, exactly as it is written; empty when there is none.</param>
/// <param name="Method">The method; null in an answer.</param>
/// <param name="Answers">Whether it has a result or an error.</param>
internal readonly record struct RpcEnvelope(ReadOnlyMemory<byte> Id, string? Method, bool Answers)
{
    private const int MaxDepth = 128;

    /// <summary>The id as a key: equal for the same bytes alone.</summary>
    public string Key => Encoding.Latin1.GetString(Id.Span);

    /// <summary>Reads the outside; null when the bytes are not one JSON object with the members of JSON-RPC alone, each at most once and spelled as it is.</summary>
    public static RpcEnvelope? Read(ReadOnlyMemory<byte> message)
    {
        try
        {
            return Scan(message);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static RpcEnvelope? Scan(ReadOnlyMemory<byte> message)
    {
        var reader = new Utf8JsonReader(message.Span, new JsonReaderOptions { MaxDepth = MaxDepth });
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return null;
        }

        var seen = default(Members);
        var id = ReadOnlyMemory<byte>.Empty;
        string? method = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var member = MemberOf(ref reader);
            if (member == Members.None || (seen & member) != Members.None)
            {
                return null;
            }

            seen |= member;
            reader.Read();
            switch (member)
            {
                case Members.Id when reader.TokenType is JsonTokenType.String or JsonTokenType.Number:
                    id = message[(int)reader.TokenStartIndex..(int)reader.BytesConsumed];
                    break;
                case Members.Id when reader.TokenType != JsonTokenType.Null:
                case Members.Method when reader.TokenType != JsonTokenType.String:
                    return null;
                case Members.Method:
                    method = reader.GetString();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        // One more read finds what trails the object, and throws on it.
        var answers = (seen & (Members.Result | Members.Error)) != Members.None;
        var both = (seen & (Members.Result | Members.Error)) == (Members.Result | Members.Error);
        return reader.Read() || both || answers == method is not null ? null : new RpcEnvelope(id, method, answers);
    }

    private static Members MemberOf(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("id"u8) ? Members.Id
        : reader.ValueTextEquals("method"u8) ? Members.Method
        : reader.ValueTextEquals("result"u8) ? Members.Result
        : reader.ValueTextEquals("error"u8) ? Members.Error
        : reader.ValueTextEquals("params"u8) ? Members.Parameters
        : reader.ValueTextEquals("jsonrpc"u8) ? Members.Rpc
        : Members.None;

    [Flags]
    private enum Members
    {
        None = 0,
        Id = 1,
        Method = 2,
        Result = 4,
        Error = 8,
        Parameters = 16,
        Rpc = 32,
    }
}
