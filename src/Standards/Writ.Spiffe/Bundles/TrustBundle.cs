using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography.X509Certificates;
using Writ.Jose;

namespace Writ.Spiffe;

/// <summary>
/// What a trust domain's SVIDs are verified with: its X.509 authorities and the keys of its JWT-SVIDs (SPIFFE Trust Domain and Bundle §4).
/// Immutable. One without keys says that the trust domain has revoked everything.
/// </summary>
public sealed class TrustBundle
{
    /// <summary>The most bytes of a bundle that are read.</summary>
    public const int MaxLength = JwkSet.MaxLength;

    /// <summary>The use of keys for X.509-SVIDs (§4.2.1).</summary>
    public const string X509Use = "x509-svid";

    /// <summary>The use of keys for JWT-SVIDs (§4.2.2).</summary>
    public const string JwtUse = "jwt-svid";

    /// <summary>Makes a bundle.</summary>
    /// <param name="trustDomain">Whose it is.</param>
    /// <param name="x509Authorities">The signing certificates; each may sign others.</param>
    /// <param name="jwtAuthorities">The keys of JWT-SVIDs, each with an id and <see cref="JwtUse"/>.</param>
    /// <param name="sequence">Its version, which only grows; null when it has none.</param>
    /// <param name="refreshHint">After how long to ask for it again; null when it does not say.</param>
    /// <exception cref="ArgumentException">The trust domain is the default, a certificate may not sign, or a key has no id or another use.</exception>
    public TrustBundle(TrustDomain trustDomain, ImmutableArray<X509Certificate2> x509Authorities, JwkSet jwtAuthorities, long? sequence = null, TimeSpan? refreshHint = null)
    {
        ArgumentNullException.ThrowIfNull(jwtAuthorities);
        if (trustDomain.IsDefault)
            throw new ArgumentException("trust domain is the default value", nameof(trustDomain));
        if (!x509Authorities.All(LeafRules.IsAuthority))
            throw new ArgumentException("a certificate may not sign others", nameof(x509Authorities));
        if (!jwtAuthorities.Keys.All(key => key.KeyId is not null && key.Use is JwtUse))
            throw new ArgumentException($"a key has no id, or is not for `{JwtUse}`", nameof(jwtAuthorities));
        (TrustDomain, X509Authorities, JwtAuthorities, Sequence, RefreshHint) = (trustDomain, x509Authorities, jwtAuthorities, sequence, refreshHint);
    }

    /// <summary>Whose it is.</summary>
    public TrustDomain TrustDomain { get; }

    /// <summary>The signing certificates of X.509-SVIDs.</summary>
    public ImmutableArray<X509Certificate2> X509Authorities { get; }

    /// <summary>The keys of JWT-SVIDs.</summary>
    public JwkSet JwtAuthorities { get; }

    /// <summary>Its version, which only grows (§4.1.1); null when it has none.</summary>
    public long? Sequence { get; }

    /// <summary>After how long to ask for it again (§4.1.2); null when it does not say.</summary>
    public TimeSpan? RefreshHint { get; }

    /// <summary>The authorities in DER, one after the other, as the Workload API carries them.</summary>
    public byte[] X509Der() => DerCertificates.Write(X509Authorities);

    /// <summary>Reads the JWKS form. Keys of unknown kinds and uses are passed over (§4.2); a broken key refuses the whole.</summary>
    /// <param name="utf8">The bundle as JSON.</param>
    /// <param name="trustDomain">Whose it is; a bundle does not say so itself.</param>
    /// <param name="bundle">The bundle.</param>
    /// <param name="error">Why there is none.</param>
    public static bool TryParse(ReadOnlySpan<byte> utf8, TrustDomain trustDomain, [NotNullWhen(true)] out TrustBundle? bundle, out TrustBundleError error)
    {
        error = TrustBundleReader.Read(utf8, trustDomain, out bundle);
        return error is TrustBundleError.None;
    }

    /// <summary>Reads authorities in DER, one after the other, as the Workload API carries them; without keys for JWT-SVIDs.</summary>
    public static bool TryReadDer(ReadOnlySpan<byte> der, TrustDomain trustDomain, [NotNullWhen(true)] out TrustBundle? bundle)
    {
        // Nothing at all is a bundle too: everything was revoked.
        List<X509Certificate2> certificates = [];
        var read = der.IsEmpty || (DerCertificates.TryRead(der, JwkSet.MaxKeys, out certificates, out _) && certificates.TrueForAll(LeafRules.IsAuthority));
        bundle = read ? new TrustBundle(trustDomain, [.. certificates], JwkSet.Of()) : null;
        return read;
    }

    /// <summary>Writes the JWKS form.</summary>
    public byte[] ToJson() => TrustBundleWriter.Write(this, jwtOnly: false);

    /// <summary>Writes the JWKS form with the keys of JWT-SVIDs only, as the Workload API carries it (§6.2.3 there).</summary>
    public byte[] ToJwtJson() => TrustBundleWriter.Write(this, jwtOnly: true);

    /// <summary>Whose it is and how much; no key.</summary>
    public override string ToString() => $"{TrustDomain}: {X509Authorities.Length} x509, {JwtAuthorities.Keys.Length} jwt";
}
