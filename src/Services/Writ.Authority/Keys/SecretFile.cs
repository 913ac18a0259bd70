using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Writ.Authority.Keys;

/// <summary>Files that hold secrets: made once, whole and durable, readable by their owner alone.</summary>
internal static partial class SecretFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>Makes a file that must not exist yet. After it returns the file is there with all its bytes, even after power loss; a crash before leaves no file of this name.</summary>
    /// <exception cref="IOException">The file exists already, or cannot be made.</exception>
    public static void Create(string path, ReadOnlySpan<byte> content)
    {
        var folder = Path.GetDirectoryName(path) ?? throw new ArgumentException("a secret's path is absolute", nameof(path));
        Directory.CreateDirectory(folder, OwnerOnly | UnixFileMode.UserExecute);
        var draft = Path.Combine(folder, $".{Path.GetFileName(path)}.{RandomNumberGenerator.GetHexString(16, lowercase: true)}");
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None, UnixCreateMode = OwnerOnly };
        try
        {
            using (var stream = new FileStream(draft, options))
            {
                stream.Write(content);
                stream.Flush(flushToDisk: true);
            }

            // link(2) fails when the name is taken, so of two processes that start at once one makes the secret and the other learns of it.
            if (Link(draft, path) != 0)
            {
                throw new IOException($"cannot make `{path}`: {Marshal.GetLastPInvokeErrorMessage()}");
            }
        }
        finally
        {
            File.Delete(draft);
        }

        Flush(folder);
    }

    /// <summary>Reads a secret; null when it is not there.</summary>
    /// <exception cref="AuthorityException">Somebody else could read or change it, or it is not a plain file of a sensible size.</exception>
    public static byte[]? Read(string path, string code, int maxLength)
    {
        var file = new FileInfo(path);
        if (file.LinkTarget is not null)
        {
            throw new AuthorityException(code, $"`{path}` is a symbolic link", "put the file itself there");
        }

        if (!file.Exists)
        {
            return Directory.Exists(path) ? throw new AuthorityException(code, $"`{path}` is a folder", "put the file itself there") : null;
        }

        if ((file.UnixFileMode & Others) != UnixFileMode.None)
        {
            throw new AuthorityException(code, $"`{path}` can be read or changed by others", $"run `chmod 600 {path}`, and make new keys if somebody may have read it");
        }

        if (file.Length > maxLength)
        {
            throw new AuthorityException(code, $"`{path}` is larger than {maxLength} bytes", "put the original file back from a backup");
        }

        try
        {
            return File.ReadAllBytes(path);
        }
        catch (UnauthorizedAccessException refused)
        {
            throw new AuthorityException(code, $"`{path}` cannot be read by this user", "run writ as the user who owns the file", refused);
        }
    }

    /// <summary>Makes new names in a folder durable: a name is once its folder is.</summary>
    /// <exception cref="IOException">The folder cannot be flushed.</exception>
    public static void Flush(string folder)
    {
        var descriptor = OpenFile(folder, 0x10000 /* O_DIRECTORY */ | 0x80000 /* O_CLOEXEC */);
        if (descriptor < 0)
        {
            throw new IOException($"cannot open `{folder}`: {Marshal.GetLastPInvokeErrorMessage()}");
        }

        var failed = Sync(descriptor) != 0;
        _ = Close(descriptor);
        if (failed)
        {
            throw new IOException($"cannot flush `{folder}`");
        }
    }

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string from, string to);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenFile(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
