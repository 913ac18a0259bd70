namespace Writ.Domain;

/// <summary>One generation of a key of the identity authority; the public side of it.</summary>
/// <param name="Kind">What it signs.</param>
/// <param name="Number">Which generation; larger is newer, and none is used twice.</param>
/// <param name="PublicKey">The public key, as a DER SubjectPublicKeyInfo.</param>
/// <param name="Certificate">Its certificate in DER; empty for a kind that has none.</param>
/// <param name="Made">When it was made.</param>
/// <param name="Ends">When nothing it signed is believed any more.</param>
public sealed record IdentityKey(IdentityKeyKind Kind, int Number, ReadOnlyMemory<byte> PublicKey, ReadOnlyMemory<byte> Certificate, DateTimeOffset Made, DateTimeOffset Ends)
{
    /// <summary>The digest of the public key, by which the ledger names it.</summary>
    public Digest256 Digest => Digest256.Sha256(PublicKey.Span);

    /// <summary>The kind and number.</summary>
    public override string ToString() => FormattableString.Invariant($"{Kind} {Number}");
}
