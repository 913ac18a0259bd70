using SQLitePCL;

namespace Writ.Storage;

/// <summary>What SQLite answered when it could not do as told.</summary>
internal sealed class DatabaseException(int code, int extended, string text) : Exception($"{text} ({extended})")
{
    /// <summary>The primary result code.</summary>
    public int Code { get; } = code;

    /// <summary>The extended result code.</summary>
    public int Extended { get; } = extended;

    /// <summary>Whether the file is no database of SQLite's, or one that was damaged.</summary>
    public bool IsDamage => Code is raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB;

    /// <summary>Whether the statement itself was at fault, not the disk, the file or the library.</summary>
    public bool IsOfStatement => Code is raw.SQLITE_CONSTRAINT or raw.SQLITE_TOOBIG or raw.SQLITE_MISMATCH or raw.SQLITE_RANGE;

    /// <summary>The smallest thing that an operator can do about it.</summary>
    public string Fix => Code switch
    {
        raw.SQLITE_FULL => "free space on the disk of the data folder",
        raw.SQLITE_READONLY or raw.SQLITE_PERM or raw.SQLITE_CANTOPEN => "make the data folder writable for the user that runs writ",
        raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB => "stop writ and restore the data folder from a backup",
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED => "stop the other program that has the database open",
        _ => "check the disk of the data folder",
    };
}
