namespace Writ.Domain;

/// <summary>Says where a durable transaction's entries stand in the ledger.</summary>
/// <param name="Epoch">The epoch of the store.</param>
/// <param name="FirstIndex">The index of the first entry; meaningless when <paramref name="Count"/> is zero.</param>
/// <param name="Count">How many entries it appended.</param>
public sealed record CommitReceipt(int Epoch, long FirstIndex, int Count);
