namespace Writ.Scenarios.Tests;

/// <summary>The checkout that the tests were built from.</summary>
internal static class Repository
{
    private static readonly string Root = Find();

    public static string At(string path) => Path.Combine(Root, path);

    private static string Find()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "Writ.slnx")))
            {
                return folder;
            }
        }

        throw new InvalidOperationException("the tests run outside their checkout");
    }
}
