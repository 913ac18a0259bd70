namespace Writ.Jose;

/// <summary>The signature algorithms that are believed (RFC 7518 §3). Shared-secret ones and <c>none</c> are not among them. Writ signs with <see cref="ES256"/> alone.</summary>
public enum JwsAlgorithm
{
    /// <summary>No algorithm; nothing is signed or verified with it.</summary>
    Unspecified = 0,

    /// <summary>ECDSA on P-256 with SHA-256 (RFC 7518 §3.4).</summary>
    ES256,

    /// <summary>RSASSA-PKCS1-v1_5 with SHA-256 (RFC 7518 §3.3).</summary>
    RS256,

    /// <summary>ECDSA on P-384 with SHA-384 (RFC 7518 §3.4).</summary>
    ES384,

    /// <summary>ECDSA on P-521 with SHA-512 (RFC 7518 §3.4).</summary>
    ES512,

    /// <summary>RSASSA-PKCS1-v1_5 with SHA-384 (RFC 7518 §3.3).</summary>
    RS384,

    /// <summary>RSASSA-PKCS1-v1_5 with SHA-512 (RFC 7518 §3.3).</summary>
    RS512,

    /// <summary>RSASSA-PSS with SHA-256 and a salt of its length (RFC 7518 §3.5).</summary>
    PS256,

    /// <summary>RSASSA-PSS with SHA-384 and a salt of its length (RFC 7518 §3.5).</summary>
    PS384,

    /// <summary>RSASSA-PSS with SHA-512 and a salt of its length (RFC 7518 §3.5).</summary>
    PS512,
}
