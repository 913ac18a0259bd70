using System.Text.Json;
using System.Text.Unicode;
using Writ.Enforcement;

namespace Writ.Zones.Tools;

/// <summary>What one scan of a body found.</summary>
internal struct McpScan
{
    private const int MaxMethodLength = 128;
    private const int MaxKeyLength = 128;

    // In what servers say, names are compared without regard to case as far down as they are read: `params._meta.progressToken`.
    private const int ReadDepth = 3;

    private Member member;
    private Inner inner;
    private Marked marked;
    private Member seen;
    private bool rpc;
    private bool idRepeated;
    private bool parametersAreObject;
    private bool toolIsText;
    private bool argumentsAreObject;
    private bool hasArguments;
    private bool callInOtherCase;
    private bool keyIsBad;

    private enum Member
    {
        None = 0,
        Rpc = 1,
        Id = 2,
        Method = 4,
        Parameters = 8,
        Result = 16,
        Error = 32,
    }

    private enum Inner
    {
        None = 0,
        Name,
        Arguments,
        Meta,
        ProgressToken,
    }

    // What a member of `_meta` is.
    private enum Marked
    {
        None = 0,
        ProgressToken,
        IdempotencyKey,
    }

    public McpRefusal Flaw { get; private set; }

    public McpKind Kind { get; private set; }

    public Range Id { get; private set; }

    public string Method { get; private set; }

    public string Tool { get; private set; }

    public Range Arguments { get; private set; }

    public Range ProgressToken { get; private set; }

    public string? IdempotencyKey { get; private set; }

    public static McpScan Of(ReadOnlySpan<byte> body, int limit, bool lenient)
    {
        var scan = new McpScan { Method = "", Tool = "", Id = 0..0, Arguments = 0..0, ProgressToken = 0..0 };
        scan.Flaw =
            body.Length > limit ? McpRefusal.Oversize
            : body.StartsWith("\uFEFF"u8) ? McpRefusal.ByteOrderMark
            : !Utf8.IsValid(body) ? McpRefusal.NotUtf8
            : scan.Walk(body, lenient);
        return scan;
    }

    private McpRefusal Walk(ReadOnlySpan<byte> body, bool lenient)
    {
        var reader = new StrictReader(body, lenient, lenient ? ReadDepth : int.MaxValue);
        if (!reader.Read())
        {
            return reader.Flaw == McpRefusal.None ? McpRefusal.Syntax : reader.Flaw;
        }

        if (reader.Token != JsonTokenType.StartObject)
        {
            return reader.Token == JsonTokenType.StartArray ? McpRefusal.Batch : McpRefusal.NotJsonRpc;
        }

        var shape = McpRefusal.None;
        while (reader.Read())
        {
            var found = reader.Token == JsonTokenType.PropertyName ? Name(ref reader) : Value(ref reader, body);
            shape = shape == McpRefusal.None ? found : shape;
        }

        if (idRepeated || reader.Broken)
        {
            // Which id is meant cannot be told: what was not read may hold another.
            Id = 0..0;
        }

        return reader.Flaw != McpRefusal.None ? reader.Flaw : shape != McpRefusal.None ? shape : Shape();
    }

    private McpRefusal Name(ref StrictReader reader)
    {
        switch (reader.Depth)
        {
            case 1:
                member = Known(ref reader);
                idRepeated |= member == Member.Id && (seen & Member.Id) != Member.None;
                seen |= member;
                (inner, marked) = (Inner.None, Marked.None);
                return member == Member.None ? Stray(ref reader) : McpRefusal.None;
            case 2 when member == Member.Parameters:
                inner = reader.Is("name"u8) ? Inner.Name
                    : reader.Is("arguments"u8) ? Inner.Arguments
                    : reader.Is("_meta"u8) ? Inner.Meta
                    : reader.Is("progressToken"u8) ? Inner.ProgressToken
                    : Inner.None;
                hasArguments |= inner == Inner.Arguments;
                marked = inner == Inner.ProgressToken ? Marked.ProgressToken : Marked.None;
                callInOtherCase |= inner == Inner.None && MemberName.IsVariant(reader.Text(), "name", "arguments", "_meta", "task");
                break;
            case 3 when inner == Inner.Meta:
                marked = reader.Is("progressToken"u8) ? Marked.ProgressToken : reader.Is("writ/idempotency-key"u8) ? Marked.IdempotencyKey : Marked.None;
                callInOtherCase |= marked == Marked.None && MemberName.IsVariant(reader.Text(), "progressToken", McpMessage.IdempotencyMember);
                break;
        }

        return McpRefusal.None;
    }

    private McpRefusal Value(ref StrictReader reader, ReadOnlySpan<byte> body) => (reader.Depth, member) switch
    {
        (1, Member.Rpc) => Take(rpc = reader.Token == JsonTokenType.String && reader.Is("2.0"u8), McpRefusal.NotJsonRpc),
        (1, Member.Id) => TakeId(ref reader, body),
        (1, Member.Method) => TakeMethod(ref reader),
        (1, Member.Parameters) => Take(parametersAreObject = reader.Token is JsonTokenType.StartObject or JsonTokenType.EndObject, McpRefusal.BadParameters),
        (2, Member.Parameters) => TakeInner(ref reader),
        (3, Member.Parameters) when inner == Inner.Meta => TakeToken(ref reader),
        _ => McpRefusal.None,
    };

    // JSON-RPC knows six members. One that is named nearly as they are is that member to a reader that does not mind case.
    private McpRefusal Stray(ref StrictReader reader)
    {
        var name = reader.Text();
        idRepeated |= MemberName.IsVariant(name, "id");
        return MemberName.IsVariant(name, "jsonrpc", "id", "method", "params", "result", "error") ? McpRefusal.KnownInOtherCase : McpRefusal.UnknownMember;
    }

    private static McpRefusal Take(bool good, McpRefusal otherwise) => good ? McpRefusal.None : otherwise;

    private McpRefusal TakeId(ref StrictReader reader, ReadOnlySpan<byte> body)
    {
        var range = reader.Start..reader.End;
        if (!IsSane(reader.Token, body[range]))
        {
            return McpRefusal.BadId;
        }

        Id = range;
        return McpRefusal.None;
    }

    private McpRefusal TakeMethod(ref StrictReader reader)
    {
        if (reader.Token != JsonTokenType.String || reader.End - reader.Start is <= 2 or > MaxMethodLength)
        {
            return McpRefusal.NotJsonRpc;
        }

        Method = Plain(ref reader);
        return Take(Method.Length > 0, McpRefusal.NotJsonRpc);
    }

    private McpRefusal TakeInner(ref StrictReader reader)
    {
        switch (inner)
        {
            case Inner.Name when reader.Token == JsonTokenType.String:
                toolIsText = true;
                Tool = Plain(ref reader);
                break;
            case Inner.Arguments when reader.Token == JsonTokenType.StartObject:
                argumentsAreObject = true;
                Arguments = reader.Start..reader.End;
                break;
            case Inner.Arguments when reader.Token == JsonTokenType.EndObject:
                Arguments = Arguments.Start..reader.End;
                break;
            case Inner.ProgressToken:
                return TakeToken(ref reader);
        }

        return McpRefusal.None;
    }

    private McpRefusal TakeToken(ref StrictReader reader)
    {
        switch (marked)
        {
            case Marked.ProgressToken when reader.Token is JsonTokenType.String or JsonTokenType.Number:
                ProgressToken = reader.Start..reader.End;
                break;
            case Marked.IdempotencyKey when reader.Depth == 3:
                IdempotencyKey = reader.Token == JsonTokenType.String ? Plain(ref reader) : "";
                keyIsBad |= !IsKey(IdempotencyKey);
                break;
        }

        return McpRefusal.None;
    }

    private McpRefusal Shape()
    {
        var answers = seen & (Member.Result | Member.Error);
        var asks = (seen & Member.Method) != Member.None;
        if (!rpc || answers == (Member.Result | Member.Error) || asks == (answers != Member.None))
        {
            return McpRefusal.NotJsonRpc;
        }

        Kind = answers != Member.None ? McpKind.Answer : (seen & Member.Id) != Member.None ? McpKind.Request : McpKind.Notification;
        if (Method != "tools/call")
        {
            Tool = "";
            Arguments = 0..0;
            IdempotencyKey = null;
            return McpRefusal.None;
        }

        return callInOtherCase ? McpRefusal.KnownInOtherCase
            : !parametersAreObject || !toolIsText || Tool.Length == 0 ? McpRefusal.BadToolName
            : hasArguments && !argumentsAreObject ? McpRefusal.BadArguments
            : keyIsBad ? McpRefusal.BadIdempotencyKey
            : McpRefusal.None;
    }

    // A half surrogate pair is a flaw that the reader noted already, or may stand where reading is lenient; either way it names nothing.
    private static string Plain(ref StrictReader reader)
    {
        try
        {
            return reader.Text();
        }
        catch (InvalidOperationException)
        {
            return "";
        }
    }

    private static bool IsKey(string key) => key.Length is > 0 and <= MaxKeyLength && !key.AsSpan().ContainsAnyExceptInRange('!', '~');

    private static bool IsSane(JsonTokenType type, ReadOnlySpan<byte> raw) => type is JsonTokenType.String or JsonTokenType.Number && ProtocolMessage.IsId(raw);

    private static Member Known(ref StrictReader reader) =>
        reader.Is("jsonrpc"u8) ? Member.Rpc
        : reader.Is("id"u8) ? Member.Id
        : reader.Is("method"u8) ? Member.Method
        : reader.Is("params"u8) ? Member.Parameters
        : reader.Is("result"u8) ? Member.Result
        : reader.Is("error"u8) ? Member.Error
        : Member.None;
}
