namespace Writ.Domain;

/// <summary>A head of the ledger that is remembered outside the store, so that a store which lost its newest entries betrays itself.</summary>
/// <param name="Epoch">The epoch it was written in.</param>
/// <param name="Size">How many entries the log had.</param>
/// <param name="Root">The root of the tree of that size.</param>
public sealed record AnchoredHead(int Epoch, long Size, Digest256 Root);
