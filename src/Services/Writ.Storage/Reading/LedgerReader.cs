using System.Collections.Immutable;
using Writ.Domain;

namespace Writ.Storage;

/// <summary>Reads the ledger as it is stored, without an opinion on it.</summary>
internal sealed class LedgerReader(ReaderPool pool, long domain) : ILedgerReader
{
    /// <inheritdoc />
    public ValueTask<ImmutableArray<StoredEntry>> EntriesAsync(long from, int count, CancellationToken cancellationToken) =>
        ListAsync("SELECT idx, bytes, leaf FROM entry WHERE domain = ?1 AND idx >= ?2 ORDER BY idx LIMIT ?3", s => s.Bind(2, from).Bind(3, count), ReadEntry, cancellationToken);

    /// <inheritdoc />
    public ValueTask<ImmutableArray<StoredEntry>> EntriesOfAsync(TaskId task, int count, CancellationToken cancellationToken) =>
        ListAsync(
            """
            SELECT e.idx, e.bytes, e.leaf FROM entry_of_task t JOIN entry e ON e.domain = t.domain AND e.idx = t.idx WHERE t.domain = ?1 AND t.task = ?2
            UNION ALL
            SELECT idx, bytes, leaf FROM entry
            WHERE domain = ?1 AND task = ?2 AND idx >= coalesce((SELECT upto FROM entry_of_task_upto WHERE domain = ?1), 0)
            ORDER BY 1 LIMIT ?3
            """,
            s => s.Bind(2, task.ToString()).Bind(3, count),
            ReadEntry,
            cancellationToken);

    /// <inheritdoc />
    public ValueTask<ImmutableArray<StoredHead>> HeadsAsync(long size, int count, CancellationToken cancellationToken) =>
        ListAsync("SELECT size, note FROM head WHERE domain = ?1 AND size > ?2 ORDER BY size LIMIT ?3", s => s.Bind(2, size).Bind(3, count), ReadHead, cancellationToken);

    /// <inheritdoc />
    public async ValueTask<StoredHead?> NewestHeadAsync(CancellationToken cancellationToken) =>
        (await ListAsync("SELECT size, note FROM head WHERE domain = ?1 ORDER BY size DESC LIMIT 1", static s => s, ReadHead, cancellationToken)).SingleOrDefault();

    // A leaf hash that is none is given as the zero value, which is no leaf's: the verifier names its index.
    private static StoredEntry ReadEntry(Statement row) =>
        new(row.Int64(0), row.Bytes(1).ToArray(), row.Bytes(2) is { Length: Digest256.Length } leaf ? new Digest256(leaf) : default);

    private static StoredHead ReadHead(Statement row) => new(row.Int64(0), row.Bytes(1).ToArray());

    private ValueTask<ImmutableArray<T>> ListAsync<T>(string sql, Func<Statement, Statement> bind, Func<Statement, T> read, CancellationToken cancellationToken) =>
        pool.ReadAsync(
            database =>
            {
                var statement = bind(database.Prepared(sql).Bind(1, domain));
                var list = ImmutableArray.CreateBuilder<T>();
                while (statement.Step())
                {
                    list.Add(read(statement));
                }

                statement.Reset();
                return list.DrainToImmutable();
            },
            cancellationToken);
}
