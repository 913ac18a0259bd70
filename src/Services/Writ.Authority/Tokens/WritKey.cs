using Writ.Domain;
using Writ.Jose;

namespace Writ.Authority.Tokens;

/// <summary>One generation of the key that signs writs.</summary>
/// <param name="Public">The public key; its id is its thumbprint (RFC 7638).</param>
/// <param name="Generation">What the keyring knows it by.</param>
public sealed record WritKey(PublicJwk Public, KeyGeneration Generation)
{
    /// <summary>`kid`.</summary>
    public string? KeyId => Public.KeyId;
}
