namespace Writ.Contracts;

/// <summary>A key of the identity authority.</summary>
/// <param name="Kind">`root`, `intermediate` or `jwt`.</param>
/// <param name="Number">Which generation.</param>
/// <param name="Digest">The SHA-256 of the public key.</param>
/// <param name="State">`published` before it signs, `signing`, or `retiring` when another signs in its place.</param>
/// <param name="Made">When it was made.</param>
/// <param name="Ends">When nothing it signed is believed any more.</param>
public sealed record IdentityKeyDocument(string Kind, int Number, string Digest, string State, DateTimeOffset Made, DateTimeOffset Ends);
