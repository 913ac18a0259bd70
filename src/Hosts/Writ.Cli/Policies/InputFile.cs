using System.Text;
using System.Text.Unicode;

namespace Writ.Cli;

/// <summary>A file that a person names on a command line, read whole: UTF-8 without a byte order mark, and no larger than what is read of it has use for.</summary>
internal static class InputFile
{
    /// <summary>The largest file, in bytes: the longest JSON text that any reader here takes.</summary>
    public const int MaxLength = 16_777_216;

    /// <summary>The bytes of the file, known to be UTF-8.</summary>
    public static byte[] Bytes(string file)
    {
        if (Directory.Exists(file)) throw Unreadable(file, "is a folder", "name a file");
        try
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read);
            return Bytes(file, stream);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Unreadable(file, "is not there", "name a file that is");
        }
        catch (UnauthorizedAccessException)
        {
            throw Unreadable(file, "is not yours to read", "run `chmod u+r` on it, or name another");
        }
        catch (IOException exception)
        {
            throw Unreadable(file, $"cannot be read: {Cause.Of(exception)}", "name a file that can");
        }
    }

    /// <summary>The bytes of a stream, known to be UTF-8.</summary>
    public static byte[] Bytes(string name, Stream stream)
    {
        // The length of a device or a pipe says nothing, so what counts is what comes.
        using var read = new MemoryStream();
        var buffer = new byte[65_536];
        for (var count = stream.Read(buffer); count > 0; count = stream.Read(buffer))
        {
            if (read.Length + count > MaxLength) throw new CliException(ExitCode.Invalid, "W1051", $"`{name}` is larger than {MaxLength} bytes", "split it, or name another");
            read.Write(buffer, 0, count);
        }

        var bytes = read.ToArray();
        if (bytes.AsSpan().StartsWith("\uFEFF"u8)) throw Unreadable(name, "starts with a byte order mark, at byte 0", "save it as UTF-8 without one");
        return Utf8.IsValid(bytes) ? bytes : throw Unreadable(name, $"is not UTF-8, at byte {FirstInvalid(bytes)}", "save it as UTF-8");
    }

    /// <summary>The text of the file.</summary>
    public static string Text(string file) => Encoding.UTF8.GetString(Bytes(file));

    /// <summary>The text of a stream.</summary>
    public static string Text(string name, Stream stream) => Encoding.UTF8.GetString(Bytes(name, stream));

    private static int FirstInvalid(ReadOnlySpan<byte> bytes)
    {
        var at = 0;
        while (Rune.DecodeFromUtf8(bytes[at..], out _, out var length) == System.Buffers.OperationStatus.Done) at += length;
        return at;
    }

    private static CliException Unreadable(string file, string what, string fix) => new(ExitCode.Invalid, "W1016", $"`{file}` {what}", fix);
}
