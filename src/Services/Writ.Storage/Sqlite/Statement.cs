using SQLitePCL;

namespace Writ.Storage;

/// <summary>A prepared statement. Parameters are numbered from one, columns from zero. Reset after each use, so that it holds no lock.</summary>
internal sealed class Statement(Database database, sqlite3_stmt compiled) : IDisposable
{
    /// <summary>Gives a parameter a number.</summary>
    public Statement Bind(int parameter, long value)
    {
        database.Check(raw.sqlite3_bind_int64(compiled, parameter, value));
        return this;
    }

    /// <summary>Gives a parameter an instant.</summary>
    public Statement Bind(int parameter, DateTimeOffset value) => Bind(parameter, value.UtcTicks);

    /// <summary>Gives a parameter an instant, or null.</summary>
    public Statement Bind(int parameter, DateTimeOffset? value) => value is { } instant ? Bind(parameter, instant) : Bind(parameter, (string?)null);

    /// <summary>Gives a parameter a text, or null.</summary>
    public Statement Bind(int parameter, string? value)
    {
        database.Check(value is null ? raw.sqlite3_bind_null(compiled, parameter) : raw.sqlite3_bind_text(compiled, parameter, value));
        return this;
    }

    /// <summary>Gives a parameter bytes.</summary>
    public Statement Bind(int parameter, ReadOnlySpan<byte> value)
    {
        database.Check(value.IsEmpty ? raw.sqlite3_bind_zeroblob(compiled, parameter, 0) : raw.sqlite3_bind_blob(compiled, parameter, value));
        return this;
    }

    /// <summary>Goes to the next row; false when there is none.</summary>
    public bool Step()
    {
        var code = raw.sqlite3_step(compiled);
        if (code == raw.SQLITE_ROW)
        {
            return true;
        }

        if (code != raw.SQLITE_DONE)
        {
            // The error's text is lost by a reset: read it first, then reset whatever happens.
            try
            {
                database.Check(code);
            }
            finally
            {
                Reset();
            }
        }

        return false;
    }

    /// <summary>Runs it to its end and resets it.</summary>
    public void Run()
    {
        while (Step())
        {
            // A statement that changes rows may answer some; nobody asked for them.
        }

        Reset();
    }

    /// <summary>Makes it ready for the next use.</summary>
    public void Reset() => _ = raw.sqlite3_reset(compiled);

    /// <summary>A number.</summary>
    public long Int64(int column) => raw.sqlite3_column_int64(compiled, column);

    /// <summary>An instant.</summary>
    public DateTimeOffset Instant(int column) => new(Int64(column), TimeSpan.Zero);

    /// <summary>Whether the column is null.</summary>
    public bool IsNull(int column) => raw.sqlite3_column_type(compiled, column) == raw.SQLITE_NULL;

    /// <summary>A text.</summary>
    public string Text(int column) => raw.sqlite3_column_text(compiled, column).utf8_to_string() ?? "";

    /// <summary>Bytes, valid until the next step or reset.</summary>
    public ReadOnlySpan<byte> Bytes(int column) => raw.sqlite3_column_blob(compiled, column);

    /// <inheritdoc />
    public void Dispose() => compiled.Dispose();
}
