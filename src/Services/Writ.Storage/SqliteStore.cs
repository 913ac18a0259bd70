using Microsoft.Extensions.Logging;
using Writ.Domain;
using Writ.Spiffe;

namespace Writ.Storage;

/// <summary>
/// The embedded store of one trust domain: one SQLite file, one writer, one process. What is read back after <see cref="IJournal.CommitAsync"/> answered
/// was on the disk before it answered. Dispose it to write what was deferred.
/// </summary>
public sealed class SqliteStore : IAsyncDisposable
{
    private readonly Stack<IAsyncDisposable> parts;
    private int disposed;

    private SqliteStore(Stack<IAsyncDisposable> parts, JournalWriter journal, StateReader state, LedgerReader ledger, string origin)
    {
        this.parts = parts;
        Journal = journal;
        State = state;
        Ledger = ledger;
        Origin = origin;
    }

    /// <summary>Changes state and appends evidence.</summary>
    public IJournal Journal { get; }

    /// <summary>Reads state.</summary>
    public IStateReader State { get; }

    /// <summary>Reads the ledger.</summary>
    public ILedgerReader Ledger { get; }

    /// <summary>The ledger's name, as in `example.org/ledger`.</summary>
    public string Origin { get; }

    /// <summary>The name of a trust domain's ledger.</summary>
    public static string OriginOf(TrustDomain trustDomain) => $"{trustDomain}/ledger";

    /// <summary>Opens a store, made anew where there is none. One that does not hold what its anchor remembers starts a new epoch.</summary>
    /// <param name="options">Where its files are.</param>
    /// <param name="keyring">Signs heads and seals tasks.</param>
    /// <param name="trustDomain">Whose rows it reads and writes.</param>
    /// <param name="time">The clock.</param>
    /// <param name="ulids">Names entries of the store's own.</param>
    /// <param name="logger">Takes what an operator should know.</param>
    /// <param name="cancellationToken">Ends the opening before anything is written.</param>
    /// <exception cref="StoreException">It cannot be opened.</exception>
    public static async ValueTask<SqliteStore> OpenAsync(
        SqliteStoreOptions options,
        IKeyring keyring,
        TrustDomain trustDomain,
        TimeProvider time,
        IUlidSource ulids,
        ILogger<SqliteStore> logger,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(keyring);
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(ulids);
        ArgumentNullException.ThrowIfNull(logger);
        cancellationToken.ThrowIfCancellationRequested();
        var opening = new StoreOpening(options, keyring, trustDomain, time, ulids, logger);
        try
        {
            var (journal, state, ledger) = opening.Open();
            return new SqliteStore(opening.Parts, journal, state, ledger, OriginOf(trustDomain));
        }
        catch
        {
            await CloseAsync(opening.Parts);
            throw;
        }
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => Interlocked.Exchange(ref disposed, 1) == 0 ? CloseAsync(parts) : ValueTask.CompletedTask;

    private static async ValueTask CloseAsync(Stack<IAsyncDisposable> parts)
    {
        while (parts.TryPop(out var part))
        {
            await part.DisposeAsync();
        }
    }
}
