using SQLitePCL;

namespace Writ.Storage;

/// <summary>One connection. Used by one thread at a time: it takes no mutex of its own.</summary>
internal sealed class Database : IDisposable
{
    private const int CacheWrite = 9; // SQLITE_DBSTATUS_CACHE_WRITE
    private const int BusyMilliseconds = 10_000;

    private readonly sqlite3 handle;
    private readonly Dictionary<string, Statement> statements = new(StringComparer.Ordinal);

    private Database(sqlite3 handle) => this.handle = handle;

    /// <summary>Whether a transaction is open.</summary>
    public bool InTransaction => raw.sqlite3_get_autocommit(handle) == 0;

    /// <summary>How many rows the last statement changed.</summary>
    public int Changes => raw.sqlite3_changes(handle);

    /// <summary>Opens a file that exists, for writing.</summary>
    public static Database OpenWritable(string path) => Open(path, raw.SQLITE_OPEN_READWRITE);

    /// <summary>Opens a file that exists, for reading.</summary>
    public static Database OpenReadOnly(string path) => Open(path, raw.SQLITE_OPEN_READONLY);

    /// <summary>Opens a file that nobody writes and that may lie where nothing can be written. What is in a write-ahead log beside it is not seen.</summary>
    public static Database OpenImmutable(string path) =>
        Open($"file:{Uri.EscapeDataString(Path.GetFullPath(path)).Replace("%2F", "/", StringComparison.Ordinal)}?immutable=1", raw.SQLITE_OPEN_READONLY | raw.SQLITE_OPEN_URI);

    /// <summary>The pages written since this was last asked.</summary>
    public int TakePagesWritten()
    {
        raw.sqlite3_db_status(handle, CacheWrite, out var pages, out _, 1);
        return pages;
    }

    /// <summary>Runs statements that answer nothing.</summary>
    public void Execute(string sql) => Check(raw.sqlite3_exec(handle, sql));

    /// <summary>The one number that a query answers.</summary>
    public long Number(string sql)
    {
        using var statement = new Statement(this, Compile(sql));
        return statement.Step() ? statement.Int64(0) : 0;
    }

    /// <summary>The prepared statement of this text, made once and kept for as long as the connection.</summary>
    public Statement Prepared(string sql)
    {
        if (!statements.TryGetValue(sql, out var statement))
        {
            statement = new Statement(this, Compile(sql));
            statements.Add(sql, statement);
        }

        return statement;
    }

    /// <summary>Ends the transaction, if one is open, as if it had never begun. SQLite may have done so itself.</summary>
    public void RollBack()
    {
        foreach (var statement in statements.Values)
        {
            statement.Reset();
        }

        if (InTransaction)
        {
            _ = raw.sqlite3_exec(handle, "ROLLBACK");
        }
    }

    /// <summary>Throws what a result code says, unless it says that all is well.</summary>
    public void Check(int code)
    {
        if (code is not (raw.SQLITE_OK or raw.SQLITE_ROW or raw.SQLITE_DONE))
        {
            throw new DatabaseException(code & 0xff, raw.sqlite3_extended_errcode(handle), raw.sqlite3_errmsg(handle).utf8_to_string());
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var statement in statements.Values)
        {
            statement.Dispose();
        }

        handle.Dispose();
    }

    private static Database Open(string path, int flags)
    {
        SqliteLibrary.Use();
        var code = raw.sqlite3_open_v2(path, out var handle, flags | raw.SQLITE_OPEN_NOMUTEX, null);
        if (code != raw.SQLITE_OK)
        {
            using (handle)
            {
                throw new DatabaseException(code & 0xff, code, raw.sqlite3_errstr(code).utf8_to_string());
            }
        }

        raw.sqlite3_busy_timeout(handle, BusyMilliseconds);
        return new Database(handle);
    }

    private sqlite3_stmt Compile(string sql)
    {
        Check(raw.sqlite3_prepare_v2(handle, sql, out var compiled));
        return compiled;
    }
}
