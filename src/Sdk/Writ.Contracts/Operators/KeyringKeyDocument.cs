namespace Writ.Contracts;

/// <summary>A key of the keyring.</summary>
/// <param name="Purpose">`writs`, `ledger`, `digests`, `sealing` or `nonces`.</param>
/// <param name="Number">Which generation.</param>
/// <param name="Digest">The SHA-256 of the public key; null for a key that does not sign.</param>
/// <param name="State">`published` before it signs, `signing` for the one in use, `retiring` while what it signed or sealed may still be read.</param>
/// <param name="Made">When it was made; null when it is older than the record of it.</param>
/// <param name="Ends">When nothing it made is believed any more; null while nobody knows.</param>
public sealed record KeyringKeyDocument(string Purpose, int Number, string? Digest, string State, DateTimeOffset? Made, DateTimeOffset? Ends);
