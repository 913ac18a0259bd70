using System.Globalization;

namespace Writ.Storage;

/// <summary>The store cannot be opened. The message is one line with a stable code and the smallest fix; the code has a page in `docs/errors/`.</summary>
public sealed class StoreException : Exception
{
    private StoreException(string code, string text, string fix, Exception? inner = null)
        : base($"{code}: {text}; {fix}", inner)
    {
        Code = code;
        Fix = fix;
    }

    /// <summary>The stable code, as in `W5001`.</summary>
    public string Code { get; }

    /// <summary>The smallest fix, one line.</summary>
    public string Fix { get; }

    internal static StoreException InUse(string folder, int? process) => new(
        "W5001",
        $"the data folder `{folder}` is in use by process {process?.ToString(CultureInfo.InvariantCulture) ?? "unknown"}",
        "stop that process, or give this one another `--home`");

    internal static StoreException Newer(long found, long known) => new(
        "W5002",
        string.Create(CultureInfo.InvariantCulture, $"the store has schema {found}, and this program knows schemas up to {known}"),
        "run the version of writ that wrote it, or a later one");

    internal static StoreException Damaged(string file, Exception inner) => new(
        "W5003", $"`{file}` is damaged or is no store of writ's", "restore the data folder from a backup", inner);

    internal static StoreException Unusable(string path, string fix, Exception inner) => new(
        "W5004", $"`{path}` cannot be opened: {inner.Message}", fix, inner);

    internal static StoreException OtherHistory(string what) => new(
        "W5005", $"the ledger cannot be carried on: {what}", "restore the data and keys folders that belong together");

    internal static StoreException AnchorUnreadable(string file, string what) => new(
        "W5006", $"the anchor `{file}` cannot be read: {what}", "move the file away: writ then starts a new epoch, in which earlier tasks are dead");

    internal static StoreException LibraryMissing(string library) => new(
        "W5007", $"the library `{library}` is not installed", "install it: `apt-get install libsqlite3-0`");

    internal static StoreException NoStore(string file) => new(
        "W5008", $"there is no store at `{file}`", "give the data folder of a writ, or a copy of one");
}
