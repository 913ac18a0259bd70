namespace Writ.Jose;

/// <summary>The signature algorithms that are believed (RFC 7518 §3). Shared-secret ones and <c>none</c> are not among them.</summary>
public enum JwsAlgorithm
{
    /// <summary>No algorithm; nothing is signed or verified with it.</summary>
    Unspecified = 0,

    /// <summary>ECDSA on P-256 with SHA-256 (RFC 7518 §3.4).</summary>
    ES256,

    /// <summary>RSASSA-PKCS1-v1_5 with SHA-256, for verifying only (RFC 7518 §3.3).</summary>
    RS256,
}
