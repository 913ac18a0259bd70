using System.Collections.Immutable;
using Writ.Domain;
using Writ.Spiffe;

namespace Writ.Storage;

/// <summary>The ledger in a data folder, or in a copy of one, for verification: read-only, without lock, keys or migration.</summary>
public sealed class OfflineLedger : IDisposable
{
    private readonly ReaderPool pool;

    private OfflineLedger(ReaderPool pool, long domain, TrustDomain trustDomain)
    {
        this.pool = pool;
        TrustDomain = trustDomain;
        Ledger = new LedgerReader(pool, domain);
    }

    /// <summary>Whose ledger it is.</summary>
    public TrustDomain TrustDomain { get; }

    /// <summary>The ledger's name, as in `example.org/ledger`.</summary>
    public string Origin => SqliteStore.OriginOf(TrustDomain);

    /// <summary>Reads the ledger.</summary>
    public ILedgerReader Ledger { get; }

    /// <summary>The trust domains whose ledgers are in a data folder.</summary>
    /// <exception cref="StoreException">There is no store, or none that can be read.</exception>
    public static ImmutableArray<TrustDomain> TrustDomains(string dataFolder)
    {
        using var database = OpenChecked(FileIn(dataFolder));
        var statement = database.Prepared("SELECT name FROM trust_domain ORDER BY id");
        var names = ImmutableArray.CreateBuilder<TrustDomain>();
        while (statement.Step())
        {
            names.Add(TrustDomain.Parse(statement.Text(0)));
        }

        return names.DrainToImmutable();
    }

    /// <summary>Opens the ledger of a trust domain.</summary>
    /// <exception cref="StoreException">There is no store, none that can be read, or none of this trust domain.</exception>
    public static OfflineLedger Open(string dataFolder, TrustDomain trustDomain)
    {
        var file = FileIn(dataFolder);
        using var database = OpenChecked(file);
        var statement = database.Prepared("SELECT id FROM trust_domain WHERE name = ?1").Bind(1, trustDomain.ToString());
        return statement.Step()
            ? new OfflineLedger(new ReaderPool(() => OpenChecked(file), 1), statement.Int64(0), trustDomain)
            : throw StoreException.OtherHistory($"the store at `{file}` has no ledger of `{trustDomain}`");
    }

    /// <inheritdoc />
    public void Dispose() => pool.Dispose();

    private static string FileIn(string dataFolder)
    {
        ArgumentException.ThrowIfNullOrEmpty(dataFolder);
        var file = Path.Combine(dataFolder, SqliteStoreOptions.FileName);
        return File.Exists(file) ? file : throw StoreException.NoStore(file);
    }

    private static Database OpenChecked(string file)
    {
        try
        {
            try
            {
                return Checked(Database.OpenReadOnly(file), file);
            }
            catch (DatabaseException failure) when (!failure.IsDamage && !HasWriteAheadLog(file))
            {
                // On a read-only disk there is no place for the index of a write-ahead log; without a log, none is needed.
                return Checked(Database.OpenImmutable(file), file);
            }
        }
        catch (DatabaseException failure)
        {
            throw failure.IsDamage ? StoreException.Damaged(file, failure)
                : StoreException.Unusable(file, "copy the data folder to a place that can be written, and verify the copy", failure);
        }
    }

    private static Database Checked(Database database, string file)
    {
        try
        {
            Migrations.Check(database, file);
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    private static bool HasWriteAheadLog(string file) => new FileInfo(file + "-wal") is { Exists: true, Length: > 0 };
}
