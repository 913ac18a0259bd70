using System.Collections.Immutable;
using System.Text;
using Writ.Jose;

namespace Writ.Authority.Releases.Signing;

/// <summary>The signatures beside a release: `release.sig/NAME.jws` in its folder. They are not part of its content.</summary>
public static class SignatureFiles
{
    /// <summary>The folder's name.</summary>
    public const string Folder = "release.sig";

    private const string Extension = ".jws";
    private const int MaxFiles = 64;

    /// <summary>The signatures in a release folder, in order of their names; what cannot be read counts as an empty one, and a folder that cannot be listed as one without any.</summary>
    public static ImmutableArray<SignatureFile> Read(string config)
    {
        var folder = Path.Combine(config, Folder);
        try
        {
            return Directory.Exists(folder)
                ? [.. Directory.EnumerateFiles(folder).Where(IsSignature).Order(StringComparer.Ordinal).Take(MaxFiles).Select(static path => new SignatureFile($"{Folder}/{Path.GetFileName(path)}", Text(path)))]
                : [];
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>The path of a signer's signature.</summary>
    public static string PathOf(string config, string signer) => Path.Combine(config, Folder, signer + Extension);

    private static bool IsSignature(string path) => Path.GetFileName(path) is var name && name.EndsWith(Extension, StringComparison.Ordinal) && !name.StartsWith('.');

    private static string Text(string path)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var bytes = new byte[UnverifiedJws.MaxLength + 2];
            return Encoding.Latin1.GetString(bytes, 0, stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)).Trim();
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
