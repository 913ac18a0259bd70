namespace Writ.Domain;

/// <summary>A ledger entry as it is stored.</summary>
/// <param name="Index">Its place in the log, from zero.</param>
/// <param name="Bytes">Its canonical bytes.</param>
/// <param name="LeafHash">The RFC 6962 leaf hash that was stored beside it.</param>
public sealed record StoredEntry(long Index, ReadOnlyMemory<byte> Bytes, Digest256 LeafHash);
