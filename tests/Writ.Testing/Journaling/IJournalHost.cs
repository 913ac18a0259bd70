using Writ.Domain;

namespace Writ.Testing;

/// <summary>A provider of the journal's ports with data of its own, as the conformance suites need it.</summary>
public interface IJournalHost : IAsyncDisposable
{
    /// <summary>The journal.</summary>
    IJournal Journal { get; }

    /// <summary>What reads its state.</summary>
    IStateReader State { get; }

    /// <summary>What reads its ledger.</summary>
    ILedgerReader Ledger { get; }

    /// <summary>The ids it names entries with.</summary>
    IUlidSource Ulids { get; }

    /// <summary>The clock it runs by.</summary>
    ManualTime Time { get; }

    /// <summary>Closes it and opens it again on the same data.</summary>
    ValueTask ReopenAsync();

    /// <summary>Closes it, puts back what its data was before the transactions of <paramref name="lost"/>, and opens it again.</summary>
    ValueTask RestoreOlderAsync(Func<Task> lost);
}
