using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;

namespace Writ.Authority.Releases.Reading;

/// <summary>The files of a release folder, each read once and within bounds.</summary>
internal static class ConfigFiles
{
    private const int MaxBytes = 1 << 20;
    private const int MaxFiles = 1000;
    private const int MaxTotal = 16 << 20;

    private static ReadOnlySpan<byte> Title => "writ release v1\n"u8;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The files that could be read, in ordinal order of their names.</summary>
    public static ImmutableArray<ConfigFile> Load(ReleaseFolder folder, Problems problems)
    {
        var paths = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (!File.Exists(Path.Combine(folder.Config, "writ.yaml")))
        {
            problems.Add(
                "W1001", new Place("writ.yaml", 0, 0), $"there is no writ.yaml in `{folder.Config}`",
                File.Exists(Path.Combine(folder.Config, "writ.yml")) ? "rename writ.yml to writ.yaml" : "write one, or name its folder by `--config`");
        }
        else
        {
            paths.Add("writ.yaml", Path.Combine(folder.Config, "writ.yaml"));
        }

        Find(Path.Combine(folder.Config, "intents"), "intents/", ".yaml", paths, problems);
        Find(Path.Combine(folder.Config, "catalogue"), "catalogue/", ".yaml", paths, problems);
        Find(Path.Combine(folder.Config, "policies"), "policies/", ".cedar", paths, problems);
        if (folder.Guardrails is { } guardrails)
        {
            if (!Directory.Exists(guardrails))
            {
                problems.Add("W1001", new Place("guardrails", 0, 0), $"the shipped guardrail policies are not in `{guardrails}`", "install Writ again: it does not run without them");
            }

            Find(guardrails, "guardrails/", ".cedar", paths, problems);
        }

        if (paths.Count > MaxFiles)
        {
            problems.Add("W1012", new Place("writ.yaml", 0, 0), $"the release has more than {MaxFiles} files", "join some of them");
            return [];
        }

        var files = ImmutableArray.CreateBuilder<ConfigFile>(paths.Count);
        var total = 0;
        foreach (var (name, path) in paths)
        {
            if (Read(name, path, new Place(name, 0, 0), problems) is { } file && (total += file.Bytes.Length) <= MaxTotal)
            {
                files.Add(file);
            }
        }

        if (total > MaxTotal)
        {
            problems.Add("W1012", new Place("writ.yaml", 0, 0), $"the release is larger than {MaxTotal >> 20} MiB", "remove what policies do not need");
        }

        return files.ToImmutable();
    }

    /// <summary>The canonical bytes: a title, then for each file, in ordinal order, the length and bytes of its name and the length and bytes of its content.</summary>
    public static byte[] Canonical(ImmutableArray<ConfigFile> files)
    {
        using var content = new MemoryStream();
        content.Write(Title);
        foreach (var file in files)
        {
            Append(content, Encoding.UTF8.GetBytes(file.Name));
            Append(content, file.Bytes);
        }

        return content.ToArray();
    }

    /// <summary>The files of canonical bytes; null when they are none.</summary>
    public static ImmutableArray<ConfigFile>? OfCanonical(ReadOnlySpan<byte> content)
    {
        var files = ImmutableArray.CreateBuilder<ConfigFile>();
        if (!content.StartsWith(Title))
        {
            return null;
        }

        content = content[Title.Length..];
        try
        {
            while (!content.IsEmpty)
            {
                if (!Take(ref content, out var name) || !Take(ref content, out var bytes))
                {
                    return null;
                }

                files.Add(new ConfigFile(Strict.GetString(name), bytes.ToArray(), Strict.GetString(bytes).TrimStart('\ufeff')));
            }
        }
        catch (DecoderFallbackException)
        {
            return null;
        }

        return files.ToImmutable();
    }

    private static bool Take(ref ReadOnlySpan<byte> content, out ReadOnlySpan<byte> part)
    {
        part = default;
        if (content.Length < sizeof(int) || BinaryPrimitives.ReadInt32BigEndian(content) is var length && (length < 0 || length > content.Length - sizeof(int)))
        {
            return false;
        }

        part = content.Slice(sizeof(int), length);
        content = content[(sizeof(int) + length)..];
        return true;
    }

    private static void Append(MemoryStream content, ReadOnlySpan<byte> part)
    {
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, part.Length);
        content.Write(length);
        content.Write(part);
    }

    private static void Find(string folder, string prefix, string extension, SortedDictionary<string, string> paths, Problems problems)
    {
        if (!Directory.Exists(folder))
        {
            return;
        }

        foreach (var path in Directory.EnumerateFiles(folder))
        {
            // Editors leave hidden files behind while they save.
            var name = Path.GetFileName(path);
            if (name.StartsWith('.'))
            {
                continue;
            }

            if (name.EndsWith(extension, StringComparison.Ordinal))
            {
                paths.Add(prefix + name, path);
            }
            else if (name.EndsWith(".yml", StringComparison.OrdinalIgnoreCase) || name.EndsWith(extension, StringComparison.OrdinalIgnoreCase))
            {
                problems.Add("W1001", new Place(prefix + name, 0, 0), "the file would not be read", $"rename it to end in `{extension}`");
            }
        }
    }

    /// <summary>Reads a file that is named at a place; null, with a problem there, when it cannot be read.</summary>
    public static ConfigFile? ReadOne(string name, string path, Place at, Problems problems)
    {
        if (File.Exists(path))
        {
            return Read(name, path, at, problems);
        }

        problems.Add("W1001", at, $"there is no file `{path}`", "name one that is there: a relative path is against the config folder");
        return null;
    }

    private static ConfigFile? Read(string name, string path, Place at, Problems problems)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var bytes = new byte[MaxBytes + 1];
            var length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            if (length > MaxBytes)
            {
                problems.Add("W1012", at, $"the file is larger than {MaxBytes >> 20} MiB", "split it");
                return null;
            }

            Array.Resize(ref bytes, length);
            return new ConfigFile(name, bytes, Strict.GetString(bytes).TrimStart('\ufeff'));
        }
        catch (DecoderFallbackException)
        {
            problems.Add("W1016", at, "the file is not UTF-8", "save it as UTF-8");
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            problems.Add("W1016", at, "the file cannot be read by this user", $"run `chmod u+r` on it, or remove it");
        }

        return null;
    }
}
