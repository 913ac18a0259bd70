using System.Formats.Tar;
using System.IO.Compression;

namespace Writ.Cedar.Tests.Testing;

/// <summary>The published Cedar data, which lies outside the repository; tests that need it are skipped without it.</summary>
internal static class CedarData
{
    public static string FolderOrSkip(params string[] parts)
    {
        var folder = Path.Combine([Root() ?? "", "cedar", .. parts]);
        Assert.SkipUnless(Directory.Exists(folder) || File.Exists(folder), "skipped: no data");
        return folder;
    }

    /// <summary>Every file of a tar.gz by name.</summary>
    public static Dictionary<string, byte[]> Unpack(string archive)
    {
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        using var stream = File.OpenRead(archive);
        using var unzipped = new GZipStream(stream, CompressionMode.Decompress);
        using var tar = new TarReader(unzipped);
        while (tar.GetNextEntry() is { } entry)
        {
            if (entry.DataStream is null) continue;
            var content = new byte[entry.Length];
            entry.DataStream.ReadExactly(content);
            files.Add(entry.Name.StartsWith("./", StringComparison.Ordinal) ? entry.Name[2..] : entry.Name, content);
        }

        return files;
    }

    private static string? Root()
    {
        if (Environment.GetEnvironmentVariable("WRIT_TEST_DATA") is { Length: > 0 } given) return given;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Writ.slnx"))) return Path.Combine(folder.FullName, "..", "shared", "data");
        return null;
    }
}
