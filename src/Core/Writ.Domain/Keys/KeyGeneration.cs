namespace Writ.Domain;

/// <summary>One generation of a key of the keyring; what may be known of it.</summary>
/// <param name="Purpose">What it is for.</param>
/// <param name="Number">Which generation of its purpose; larger is newer, and none is used twice.</param>
/// <param name="PublicKey">The public key, as a DER SubjectPublicKeyInfo; empty for a purpose that does not sign.</param>
/// <param name="Made">When it was made; the Unix epoch when that is not known.</param>
public sealed record KeyGeneration(KeyPurpose Purpose, int Number, ReadOnlyMemory<byte> PublicKey, DateTimeOffset Made)
{
    /// <summary>The digest of the public key, by which the ledger names it; the zero value when there is none.</summary>
    public Digest256 Digest => PublicKey.IsEmpty ? default : Digest256.Sha256(PublicKey.Span);

    /// <summary>Whether both name the same generation, with the same public key.</summary>
    public bool Is(KeyGeneration other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Purpose == other.Purpose && Number == other.Number && PublicKey.Span.SequenceEqual(other.PublicKey.Span);
    }

    /// <summary>The purpose and number.</summary>
    public override string ToString() => FormattableString.Invariant($"{Purpose} {Number}");
}
