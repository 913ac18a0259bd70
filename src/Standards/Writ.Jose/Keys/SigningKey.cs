using System.Security.Cryptography;

namespace Writ.Jose;

/// <summary>A private key on P-256 that signs with ES256 (RFC 7518 §3.4). It is never written; signing is safe for threads.</summary>
public sealed class SigningKey : IDisposable
{
    private readonly ECDsa _key;

    private SigningKey(ECDsa key, PublicJwk publicKey) => (_key, PublicKey) = (key, publicKey);

    /// <summary>The public half, under the key's id.</summary>
    public PublicJwk PublicKey { get; }

    /// <summary>Makes a new key.</summary>
    /// <param name="keyId">Its id; null takes the thumbprint.</param>
    /// <param name="use">What it is for; null leaves it open.</param>
    public static SigningKey Generate(string? keyId = null, string? use = null) => Adopt(ECDsa.Create(ECCurve.NamedCurves.nistP256), keyId, use);

    /// <summary>Takes over a private key, which is disposed with this.</summary>
    /// <exception cref="ArgumentException">The curve is not P-256.</exception>
    public static SigningKey Adopt(ECDsa key, string? keyId = null, string? use = null)
    {
        ArgumentNullException.ThrowIfNull(key);
        return new SigningKey(key, PublicJwk.FromEcdsa(key, keyId, use));
    }

    /// <summary>Signs a draft and gives the token in compact form.</summary>
    public string Sign(JwsDraft draft)
    {
        ArgumentNullException.ThrowIfNull(draft);
        return draft.Complete(_key.SignData(draft.SigningInput, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation));
    }

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();

    /// <summary>The public key's thumbprint; nothing of the private half.</summary>
    public override string ToString() => PublicKey.Thumbprint.ToString();
}
