namespace Writ.Domain;

/// <summary>What a key is for. No key serves two purposes.</summary>
public enum KeyPurpose
{
    /// <summary>Not a purpose.</summary>
    None = 0,

    /// <summary>Signs writs (ES256).</summary>
    Writs,

    /// <summary>Signs the ledger's heads (ECDSA P-256).</summary>
    Ledger,

    /// <summary>Keys the digests that stand in the ledger (HMAC-SHA256).</summary>
    Digests,

    /// <summary>Seals what the store holds of tasks (AES-256-GCM).</summary>
    Sealing,

    /// <summary>Keys the nonces that proofs have to hold (HMAC-SHA256).</summary>
    Nonces,
}
