using System.Security.Cryptography;
using Writ.Domain;
using Writ.Jose;

namespace Writ.Authority.Tokens;

/// <summary>The public side of the key that signs writs: as the key set that others may fetch, and that the verifier trusts alone.</summary>
public sealed class WritKeys
{
    /// <summary>Reads the public key from the keyring.</summary>
    public WritKeys(IKeyring keyring)
    {
        ArgumentNullException.ThrowIfNull(keyring);
        using var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(keyring.PublicKey(KeyPurpose.Writs).Span, out _);
        Current = PublicJwk.FromEcdsa(key, keyId: null, JwkSet.SignatureUse);
        Set = JwkSet.Of(Current);
    }

    /// <summary>The key that signs now; its id is its thumbprint.</summary>
    public PublicJwk Current { get; }

    /// <summary>Every key whose writs may still live (RFC 7517 §5).</summary>
    public JwkSet Set { get; }
}
