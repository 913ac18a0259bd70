using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using System.Resources;

namespace Writ.Storage;

/// <summary>
/// The numbered changes of the schema, one file each, forward only. The number of the last one that was made stands in the file's `user_version`;
/// `application_id` says that the file is Writ's.
/// </summary>
internal static class Migrations
{
    private const int ApplicationId = 0x57524954; // "WRIT"

    /// <summary>The names of the migrations, in order: the first four characters are the number.</summary>
    public static ImmutableArray<string> Names { get; } =
        [.. typeof(Migrations).Assembly.GetManifestResourceNames().Where(static n => n.EndsWith(".sql", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    /// <summary>The number of the newest schema that this program knows.</summary>
    public static int Newest => Number(Names[^1]);

    /// <summary>Brings the schema up to <see cref="Newest"/>, each step in its own transaction.</summary>
    /// <exception cref="StoreException">The file is of a newer schema, or not Writ's.</exception>
    public static void Run(Database database, string file)
    {
        var found = Check(database, file);
        foreach (var name in Names.Where(name => Number(name) > found))
        {
            database.Execute("BEGIN IMMEDIATE");
            database.Execute(Read(name));
            database.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {Number(name)};"));
            database.Execute("COMMIT");
        }
    }

    /// <summary>The number of the file's schema, when this program knows it.</summary>
    /// <exception cref="StoreException">The file is of a newer schema, or not Writ's.</exception>
    public static long Check(Database database, string file)
    {
        var found = database.Number("PRAGMA user_version");
        var application = database.Number("PRAGMA application_id");
        var isOurs = application == ApplicationId || (application == 0 && found == 0 && database.Number("SELECT count(*) FROM sqlite_schema") == 0);
        return !isOurs ? throw StoreException.Damaged(file, new InvalidDataException("it is another program's database"))
            : found > Newest ? throw StoreException.Newer(found, Newest)
            : found;
    }

    private static int Number(string name) => int.Parse(name.AsSpan(0, 4), NumberStyles.None, CultureInfo.InvariantCulture);

    private static string Read(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name) ?? throw new MissingManifestResourceException(name);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
