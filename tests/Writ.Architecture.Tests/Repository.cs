using System.Xml.Linq;

namespace Writ.Architecture.Tests;

/// <summary>The repository that these tests were built from, as its files say.</summary>
internal static class Repository
{
    /// <summary>Its root: the folder of the solution above the tests' own.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The projects that ship.</summary>
    public static IReadOnlyList<Project> Projects { get; } =
        [.. Directory.EnumerateFiles(At("src"), "*.csproj", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(Project.Read)];

    /// <summary>An absolute path below the root.</summary>
    public static string At(params ReadOnlySpan<string> parts) => Path.Combine([Root, .. parts]);

    /// <summary>A file's path below the root, with `/`.</summary>
    public static string Name(string path) => Path.GetRelativePath(Root, path).Replace(Path.DirectorySeparatorChar, '/');

    /// <summary>The C# files below some folders, without what a build or a package manager put there.</summary>
    public static IEnumerable<string> Sources(params string[] folders) => folders
        .Select(static f => At(f))
        .Where(Directory.Exists)
        .SelectMany(static f => Directory.EnumerateFiles(f, "*.cs", SearchOption.AllDirectories))
        .Where(static f => !Name(f).Split('/').Any(static s => s is "bin" or "obj" or "artifacts" or "node_modules"))
        .Order(StringComparer.Ordinal);

    /// <summary>An XML file's root element.</summary>
    public static XElement Xml(string path) => XDocument.Load(path).Root!;

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Writ.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("the tests were not built inside the repository");
    }
}
