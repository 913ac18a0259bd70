using System.Collections.Immutable;
using Writ.Jose;

namespace Writ.Spiffe;

/// <summary>What a verified JWT-SVID says (JWT-SVID §3).</summary>
public sealed class JwtSvid
{
    internal JwtSvid(SpiffeId id, ImmutableArray<string> audiences, DateTimeOffset expiresAt, ClaimSet claims) =>
        (Id, Audiences, ExpiresAt, Claims) = (id, audiences, expiresAt, claims);

    /// <summary>Whose it is.</summary>
    public SpiffeId Id { get; }

    /// <summary>Whom it is for, the expected one among them.</summary>
    public ImmutableArray<string> Audiences { get; }

    /// <summary>When it stops being valid.</summary>
    public DateTimeOffset ExpiresAt { get; }

    /// <summary>All claims.</summary>
    public ClaimSet Claims { get; }

    /// <summary>Writes a JWT-SVID, for a key kept elsewhere to sign.</summary>
    /// <param name="id">Whose; it has a path.</param>
    /// <param name="audiences">Whom it is for; one or more, and one is best (§3.2).</param>
    /// <param name="issuedAt">When it is issued.</param>
    /// <param name="expiresAt">When it ends.</param>
    /// <param name="keyId">The id of the key that signs it, as the trust bundle has it.</param>
    /// <exception cref="ArgumentException">The id names no workload, or there is no audience.</exception>
    public static JwsDraft Draft(SpiffeId id, ImmutableArray<string> audiences, DateTimeOffset issuedAt, DateTimeOffset expiresAt, string keyId)
    {
        ArgumentException.ThrowIfNullOrEmpty(keyId);
        if (!id.HasPath)
            throw new ArgumentException("the id names no workload", nameof(id));
        if (audiences.IsDefaultOrEmpty || audiences.Any(string.IsNullOrEmpty))
            throw new ArgumentException("an audience is missing", nameof(audiences));
        var builder = new JwtBuilder("JWT").Claim("sub", id.ToString());
        builder = audiences is [var only] ? builder.Claim("aud", only) : builder.Claim("aud", audiences);
        return builder.Claim("iat", issuedAt).Claim("exp", expiresAt).ToDraft(keyId);
    }

    /// <summary>The id; never the token.</summary>
    public override string ToString() => Id.ToString();
}
