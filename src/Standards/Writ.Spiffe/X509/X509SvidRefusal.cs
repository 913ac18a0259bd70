namespace Writ.Spiffe;

/// <summary>Why a certificate is no X.509-SVID that is believed (X509-SVID §§2–5).</summary>
public enum X509SvidRefusal
{
    /// <summary>Nothing was refused.</summary>
    None = 0,

    /// <summary>There is no certificate.</summary>
    Empty,

    /// <summary>There are more certificates than are read.</summary>
    TooLong,

    /// <summary>The bytes are no certificates in DER, one after the other.</summary>
    Malformed,

    /// <summary>The leaf has no URI among its subject alternative names (§2).</summary>
    UriMissing,

    /// <summary>The leaf has more than one URI among its subject alternative names (§2).</summary>
    SeveralUris,

    /// <summary>The URI is no SPIFFE id of a workload (§4.1).</summary>
    NotASpiffeId,

    /// <summary>Nothing is known of the id's trust domain, so nobody there is believed.</summary>
    UnknownTrustDomain,

    /// <summary>The leaf may sign certificates, so it must not be used to say who somebody is (§4.1, §5.2).</summary>
    LeafIsAuthority,

    /// <summary>The leaf's key usage is absent or not critical, lacks digitalSignature, or allows signing certificates or revocation lists (§4.3).</summary>
    KeyUsage,

    /// <summary>The leaf's extended key usage lacks serverAuth or clientAuth (§4.4).</summary>
    ExtendedKeyUsage,

    /// <summary>A certificate of the path is not yet valid or not valid any more.</summary>
    NotInTime,

    /// <summary>No path leads from the leaf to an authority of its own trust domain (§5.1).</summary>
    NoPath,

    /// <summary>A signing certificate of the path carries the SPIFFE id of another trust domain, or of a workload (§4.2).</summary>
    ForeignAuthority,
}
