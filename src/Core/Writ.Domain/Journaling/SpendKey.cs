namespace Writ.Domain;

/// <summary>Names a value that may be used once, by its kind and digest.</summary>
/// <param name="Kind">As in `dpop`.</param>
/// <param name="Digest">The digest of the value, so that no credential is stored.</param>
public readonly record struct SpendKey(string Kind, Digest256 Digest);
