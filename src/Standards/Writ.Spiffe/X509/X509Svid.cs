using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Writ.Spiffe;

/// <summary>
/// A workload's certificate with its private key and the intermediates above it, leaf first (X509-SVID §2). Owns the certificates.
/// </summary>
public sealed class X509Svid : IDisposable
{
    /// <summary>The most certificates of a chain that are read.</summary>
    public const int MaxChain = 8;

    private X509Svid(SpiffeId id, X509Certificate2 certificate, X509Certificate2Collection intermediates, string? hint) =>
        (Id, Certificate, Intermediates, Hint) = (id, certificate, intermediates, hint);

    /// <summary>Whose it is.</summary>
    public SpiffeId Id { get; }

    /// <summary>The leaf, with its private key.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>What lies between the leaf and the authority, without the authority itself.</summary>
    public X509Certificate2Collection Intermediates { get; }

    /// <summary>What the issuer says it is meant for; null when it says nothing (Workload API §5.2.1).</summary>
    public string? Hint { get; }

    /// <summary>When it stops being valid.</summary>
    public DateTimeOffset ExpiresAt => new(Certificate.NotAfter.ToUniversalTime(), TimeSpan.Zero);

    /// <summary>When it becomes valid.</summary>
    public DateTimeOffset ValidFrom => new(Certificate.NotBefore.ToUniversalTime(), TimeSpan.Zero);

    /// <summary>Reads what the Workload API gives: certificates in DER one after the other, leaf first, and the key as PKCS #8.</summary>
    /// <param name="chain">The certificates.</param>
    /// <param name="privateKey">The leaf's key.</param>
    /// <param name="hint">What it is meant for.</param>
    /// <param name="svid">The SVID, whose leaf keeps to the rules but was not verified against any authority.</param>
    /// <param name="refusal">Why there is none.</param>
    public static bool TryRead(ReadOnlySpan<byte> chain, ReadOnlySpan<byte> privateKey, string? hint, [NotNullWhen(true)] out X509Svid? svid, out X509SvidRefusal refusal)
    {
        svid = null;
        if (!DerCertificates.TryRead(chain, MaxChain, out var certificates, out refusal))
            return false;
        refusal = LeafRules.Check(certificates[0], out var id);
        if (refusal is X509SvidRefusal.None && WithKey(certificates[0], privateKey) is { } leaf)
            svid = new X509Svid(id, leaf, [.. certificates.Skip(1)], hint);
        else if (refusal is X509SvidRefusal.None)
            refusal = X509SvidRefusal.Malformed;
        if (svid is null)
            certificates.ForEach(certificate => certificate.Dispose());
        else
            certificates[0].Dispose();
        return svid is not null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Certificate.Dispose();
        foreach (var intermediate in Intermediates)
            intermediate.Dispose();
    }

    /// <summary>The id; nothing of the key.</summary>
    public override string ToString() => Id.ToString();

    private static X509Certificate2? WithKey(X509Certificate2 leaf, ReadOnlySpan<byte> privateKey)
    {
        try
        {
            using var publicKey = leaf.GetECDsaPublicKey();
            if (publicKey is not null)
            {
                using var key = ECDsa.Create();
                key.ImportPkcs8PrivateKey(privateKey, out var read);
                return read == privateKey.Length ? leaf.CopyWithPrivateKey(key) : null;
            }
            using var rsa = RSA.Create();
            rsa.ImportPkcs8PrivateKey(privateKey, out var all);
            return all == privateKey.Length ? leaf.CopyWithPrivateKey(rsa) : null;
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }
}
