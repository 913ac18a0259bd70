namespace Writ.Jose;

/// <summary>What verifying a JSON web token came to: <see cref="Verified"/> or <see cref="Refused"/>.</summary>
public abstract record JwtVerification
{
    private JwtVerification()
    {
    }

    /// <summary>Reads a token, verifies its signature, and then judges what it says at an instant (RFC 7519 §7.2, RFC 8725 §3).</summary>
    public static JwtVerification Verify(string? token, JwkSet keys, JwtExpectations expected, DateTimeOffset now) =>
        UnverifiedJws.TryParse(token, out var unverified, out var refusal) ? Verify(unverified, keys, expected, now) : new Refused(refusal);

    /// <summary>Verifies the signature of a token already read, and then judges what it says at an instant.</summary>
    public static JwtVerification Verify(UnverifiedJws token, JwkSet keys, JwtExpectations expected, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(token);
        ArgumentNullException.ThrowIfNull(expected);
        return token.Verify(keys).Match<JwtVerification>(
            signed =>
            {
                if (!ClaimSet.TryAdopt(signed.Payload, out var claims, out var refusal))
                    return new Refused(refusal);
                refusal = expected.Judge(signed.Header, claims, now, out var expiresAt);
                return refusal is JoseRefusal.None ? new Verified(new VerifiedJwt(signed, claims, expiresAt)) : new Refused(refusal);
            },
            refusal => new Refused(refusal));
    }

    /// <summary>Takes the arm of the case this is.</summary>
    public TResult Match<TResult>(Func<VerifiedJwt, TResult> verified, Func<JoseRefusal, TResult> refused)
    {
        ArgumentNullException.ThrowIfNull(verified);
        ArgumentNullException.ThrowIfNull(refused);
        return this switch
        {
            Verified v => verified(v.Token),
            Refused r => refused(r.Reason),
            _ => throw new InvalidOperationException("unreachable: the family is closed"),
        };
    }

    /// <summary>The token is signed by a trusted key and says what was expected.</summary>
    /// <param name="Token">The token.</param>
    public sealed record Verified(VerifiedJwt Token) : JwtVerification;

    /// <summary>The token is not to be believed.</summary>
    /// <param name="Reason">Why not.</param>
    public sealed record Refused(JoseRefusal Reason) : JwtVerification;
}
