using System.Runtime.InteropServices;
using SQLitePCL;

namespace Writ.Storage;

/// <summary>Binds SQLitePCL to the system's library, once a process. No native code is shipped: the distribution patches it.</summary>
internal static class SqliteLibrary
{
    private const string SystemLibrary = "libsqlite3.so.0";

    private static readonly Lazy<bool> Bound = new(Bind);

    /// <summary>Makes the library usable.</summary>
    /// <exception cref="StoreException">It is not installed.</exception>
    public static void Use() => _ = Bound.Value;

    private static bool Bind()
    {
        if (!NativeLibrary.TryLoad(SystemLibrary, out var library))
        {
            throw StoreException.LibraryMissing(SystemLibrary);
        }

        NativeLibrary.SetDllImportResolver(
            typeof(SQLite3Provider_e_sqlite3).Assembly, (name, _, _) => name is "e_sqlite3" ? library : IntPtr.Zero);
        raw.SetProvider(new SQLite3Provider_e_sqlite3());
        return true;
    }
}
