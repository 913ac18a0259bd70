using System.Text;

namespace Writ.Scenarios.Tests.Secrets;

/// <summary>Looks for secrets in bytes, as they are, in base64 at each of its three alignments, and in hexadecimal.</summary>
internal static class SecretSearch
{
    /// <summary>The names of the secrets that are in the files or the text, with where.</summary>
    public static IReadOnlyList<string> Find(IReadOnlyDictionary<string, string> secrets, IEnumerable<string> folders, params (string Name, string Text)[] texts)
    {
        var found = new List<string>();
        foreach (var file in folders.Where(Directory.Exists).SelectMany(static f => Directory.EnumerateFiles(f, "*", SearchOption.AllDirectories)))
        {
            Search(secrets, file, File.ReadAllBytes(file), found);
        }

        foreach (var (name, text) in texts)
        {
            Search(secrets, name, Encoding.UTF8.GetBytes(text), found);
        }

        return found;
    }

    private static void Search(IReadOnlyDictionary<string, string> secrets, string where, ReadOnlySpan<byte> bytes, List<string> found)
    {
        foreach (var (name, secret) in secrets)
        {
            foreach (var form in Forms(secret))
            {
                if (bytes.IndexOf(form) >= 0)
                {
                    found.Add($"{name} in {where}");
                    break;
                }
            }
        }
    }

    private static IEnumerable<byte[]> Forms(string secret)
    {
        var bytes = Encoding.UTF8.GetBytes(secret);
        yield return bytes;
        yield return Encoding.UTF8.GetBytes(Convert.ToHexStringLower(bytes));
        yield return Encoding.Unicode.GetBytes(secret);
        for (var shift = 0; shift < 3; shift++)
        {
            // Without the characters at both ends that neighbours take part in.
            var text = Convert.ToBase64String([.. new byte[shift], .. bytes]);
            var inner = text[(shift == 0 ? 0 : shift + 1)..^4].TrimEnd('=');
            yield return Encoding.UTF8.GetBytes(inner);
            yield return Encoding.UTF8.GetBytes(inner.Replace('+', '-').Replace('/', '_'));
        }
    }
}
