namespace Writ.Enforcement;

/// <summary>The only answers that an upstream's own requests get: nothing, or an error.</summary>
internal static class RpcReply
{
    /// <summary>An empty result, for a ping.</summary>
    public static byte[] Empty(ReadOnlySpan<byte> id) => [.. "{\"jsonrpc\":\"2.0\",\"id\":"u8, .. id, .. ",\"result\":{}}"u8];

    /// <summary>An error.</summary>
    public static byte[] Error(ReadOnlySpan<byte> id, ReadOnlySpan<byte> error) => [.. "{\"jsonrpc\":\"2.0\",\"id\":"u8, .. id, .. ",\"error\":"u8, .. error, .. "}"u8];
}
