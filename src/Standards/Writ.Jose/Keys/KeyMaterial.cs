namespace Writ.Jose;

/// <summary>
/// An imported public key and what only depends on it. Importing is dearer than verifying, so it is done once and shared;
/// verifying keeps no state, so any number of threads may.
/// </summary>
internal abstract class KeyMaterial(byte[] canonical, JwkThumbprint thumbprint)
{
    /// <summary>The algorithm of a key that states none.</summary>
    public abstract JwsAlgorithm Algorithm { get; }

    /// <summary>The required members as RFC 7638 §3 orders them.</summary>
    public byte[] Canonical { get; } = canonical;

    public JwkThumbprint Thumbprint { get; } = thumbprint;

    /// <summary>Whether a key of this kind can verify the algorithm at all.</summary>
    public abstract bool Suits(JwsAlgorithm algorithm);

    /// <summary>Verifies by an algorithm that suits.</summary>
    public abstract bool Signed(JwsAlgorithm algorithm, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature);

    /// <summary>Reads the members of a public key; with a cache, a key seen before is not imported again.</summary>
    public static JoseRefusal Read(ClaimSet members, JwkCache? cache, out KeyMaterial? material)
    {
        material = null;
        return members.TryGetString("kty", out var kind)
            ? kind switch
            {
                "EC" => EcKeyMaterial.Read(members, cache, out material),
                "RSA" => RsaKeyMaterial.Read(members, cache, out material),
                _ => JoseRefusal.KeyUnsupported,
            }
            : JoseRefusal.KeyMalformed;
    }
}
