namespace Writ.Domain;

/// <summary>A signed head as it is stored: one for each commit.</summary>
/// <param name="Size">How many entries the log had.</param>
/// <param name="Note">The C2SP checkpoint, a signed note in UTF-8.</param>
public sealed record StoredHead(long Size, ReadOnlyMemory<byte> Note);
