using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Writ.Jose;

/// <summary>A token in compact form that was read but not verified (RFC 7515 §7.1). Its payload is not to be had before <see cref="Verify(PublicJwk)"/>.</summary>
public sealed class UnverifiedJws
{
    /// <summary>The most characters of a token that are read.</summary>
    public const int MaxLength = 16 * 1024;

    private readonly byte[] _signed;
    private readonly byte[] _payload;
    private readonly byte[] _signature;

    private UnverifiedJws(JwsHeader header, byte[] signed, byte[] payload, byte[] signature) =>
        (Header, _signed, _payload, _signature) = (header, signed, payload, signature);

    /// <summary>What the token claims of itself.</summary>
    public JwsHeader Header { get; }

    /// <summary>Reads a token strictly, or says why it is refused. Its three parts have one spelling each.</summary>
    public static bool TryParse([NotNullWhen(true)] string? compact, [NotNullWhen(true)] out UnverifiedJws? token, out JoseRefusal refusal)
    {
        refusal = Read(compact, out token);
        return token is not null;
    }

    /// <summary>Verifies the signature under a key, whose own algorithm is the only one believed (RFC 8725 §3.1).</summary>
    /// <remarks>
    /// Of an ES256 signature (r, s) anyone can make (r, n − s), which is as good: a list of revoked tokens or of used proofs
    /// goes by <c>jti</c>, never by the token's characters.
    /// </remarks>
    public JwsVerification Verify(PublicJwk key)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (!key.Verifies(Header.Algorithm))
            return new JwsVerification.Refused(JoseRefusal.AlgorithmMismatch);
        return key.Material.Signed(Header.Algorithm, _signed, _signature)
            ? new JwsVerification.Verified(new VerifiedJws(Header, _payload, key))
            : new JwsVerification.Refused(JoseRefusal.BadSignature);
    }

    /// <summary>Verifies the signature under the key of a set that the header's key id names; without an id, under the only key of its algorithm.</summary>
    public JwsVerification Verify(JwkSet keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        var refusal = keys.Choose(Header, out var key);
        return key is null ? new JwsVerification.Refused(refusal) : Verify(key);
    }

    /// <summary>
    /// Reads the issuer the token claims, without believing it: only to choose whose keys to verify with (RFC 8725 §3.8).
    /// </summary>
    public bool TryPeekIssuer([NotNullWhen(true)] out string? issuer)
    {
        issuer = null;
        return ClaimSet.TryAdopt(_payload, out var claims, out _) && claims.TryGetString("iss", out issuer);
    }

    /// <summary>Reads the subject the token claims, without believing it: only to choose whose keys to verify with (JWT-SVID §5).</summary>
    public bool TryPeekSubject([NotNullWhen(true)] out string? subject)
    {
        subject = null;
        return ClaimSet.TryAdopt(_payload, out var claims, out _) && claims.TryGetString("sub", out subject);
    }

    private static JoseRefusal Read(string? compact, out UnverifiedJws? token)
    {
        token = null;
        if (string.IsNullOrEmpty(compact))
            return JoseRefusal.Empty;
        if (compact.Length > MaxLength)
            return JoseRefusal.TooLong;
        var first = compact.IndexOf('.');
        var last = compact.LastIndexOf('.');
        if (first <= 0 || last <= first + 1 || last == compact.Length - 1 || compact.AsSpan(first + 1, last - first - 1).Contains('.'))
            return JoseRefusal.NotThreeParts;
        var text = compact.AsSpan();
        if (!Base64UrlText.TryDecode(text[..first], out var header)
            || !Base64UrlText.TryDecode(text[(first + 1)..last], out var payload)
            || !Base64UrlText.TryDecode(text[(last + 1)..], out var signature))
            return JoseRefusal.Base64Url;
        if (JwsHeader.Read(header, out var read) is not JoseRefusal.None and var refusal)
            return refusal;
        token = new UnverifiedJws(read!, Encoding.ASCII.GetBytes(compact, 0, last), payload, signature);
        return JoseRefusal.None;
    }
}
