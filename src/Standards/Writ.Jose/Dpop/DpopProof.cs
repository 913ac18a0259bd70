namespace Writ.Jose;

/// <summary>
/// A verified proof that the sender of one request holds a key (RFC 9449). Only <see cref="DpopVerification.Verify"/> makes
/// one. It may still be a replay: the caller remembers thumbprint and id, and compares the thumbprint with <c>cnf.jkt</c>.
/// </summary>
public sealed class DpopProof
{
    internal DpopProof(JwkThumbprint thumbprint, string jwtId, DateTimeOffset issuedAt, string? nonce) =>
        (Thumbprint, JwtId, IssuedAt, Nonce) = (thumbprint, jwtId, issuedAt, nonce);

    /// <summary>The thumbprint of the key that was proven.</summary>
    public JwkThumbprint Thumbprint { get; }

    /// <summary>The proof's own id, 1 to 256 characters.</summary>
    public string JwtId { get; }

    /// <summary>When the proof was made, by the client's clock.</summary>
    public DateTimeOffset IssuedAt { get; }

    /// <summary>The nonce that was demanded and given; null where none was demanded.</summary>
    public string? Nonce { get; }
}
