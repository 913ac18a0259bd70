namespace Writ.Jose;

/// <summary>A token whose signature a key stands for. Only <see cref="UnverifiedJws"/> makes one; what it says is still to be judged.</summary>
public sealed class VerifiedJws
{
    internal VerifiedJws(JwsHeader header, ReadOnlyMemory<byte> payload, PublicJwk key) => (Header, Payload, Key) = (header, payload, key);

    /// <summary>The protected header.</summary>
    public JwsHeader Header { get; }

    /// <summary>The signed bytes.</summary>
    public ReadOnlyMemory<byte> Payload { get; }

    /// <summary>The key that signed.</summary>
    public PublicJwk Key { get; }
}
