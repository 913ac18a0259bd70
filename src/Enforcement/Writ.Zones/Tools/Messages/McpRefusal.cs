namespace Writ.Zones.Tools;

/// <summary>Why bytes are not a message that this zone takes. The zero value refuses nothing.</summary>
public enum McpRefusal
{
    /// <summary>Not refused.</summary>
    None = 0,

    /// <summary>Larger than the limit.</summary>
    Oversize,

    /// <summary>Begins with a byte order mark.</summary>
    ByteOrderMark,

    /// <summary>Not UTF-8.</summary>
    NotUtf8,

    /// <summary>Not JSON: comments, trailing commas and control characters in strings included.</summary>
    Syntax,

    /// <summary>Something stands after the message.</summary>
    TrailingData,

    /// <summary>Nested deeper than 64.</summary>
    TooDeep,

    /// <summary>A batch of messages.</summary>
    Batch,

    /// <summary>An object has two members whose names are the same once unescaped.</summary>
    DuplicateKey,

    /// <summary>An object has two members whose names differ in case alone.</summary>
    FoldedKey,

    /// <summary>A member is named as a known one, but for its case.</summary>
    KnownInOtherCase,

    /// <summary>The message has a member beside those of JSON-RPC.</summary>
    UnknownMember,

    /// <summary>A control character stands in a member's name.</summary>
    ControlInName,

    /// <summary>A string holds half a surrogate pair.</summary>
    LoneSurrogate,

    /// <summary>Not an object with `jsonrpc` "2.0" and either a method or an answer.</summary>
    NotJsonRpc,

    /// <summary>The id is not a whole number that every reader reads the same, or not a short plain string.</summary>
    BadId,

    /// <summary>The parameters are not an object.</summary>
    BadParameters,

    /// <summary>The call of a tool names no tool.</summary>
    BadToolName,

    /// <summary>The arguments of a tool are not an object.</summary>
    BadArguments,

    /// <summary>The idempotency key is not 1 to 128 visible ASCII characters.</summary>
    BadIdempotencyKey,
}
