using System.Security.Cryptography;
using System.Text;

namespace Writ.Cli;

/// <summary>
/// What a launcher can say of a command that the kernel cannot: an interpreter's executable is the interpreter, whichever script it runs. Weaker than what the kernel
/// shows: the file may be another one by the time it is read.
/// </summary>
internal static class CommandDigests
{
    private const int MaxScript = 16 << 20;

    /// <summary>The SHA-256 of the words, each with a zero byte after it.</summary>
    public static string OfWords(IEnumerable<string> command) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(command.Select(static word => word + '\0')))));

    /// <summary>The SHA-256 of the script: the program itself where it is one, else the first file that the arguments name. Null when there is none.</summary>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="folder">Against which paths are read.</param>
    public static string? OfScript(IReadOnlyList<string> command, string folder)
    {
        var program = command[0].Contains('/', StringComparison.Ordinal) ? Read(command[0], folder)
            : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(path => Read(Path.Combine(path, command[0]), folder)).FirstOrDefault(static read => read is not null);
        var script = program is [(byte)'#', (byte)'!', ..] ? program
            : command.Skip(1).Where(static word => word.Length > 0 && word[0] != '-').Take(1).Select(word => Read(word, folder)).FirstOrDefault();
        return script is null ? null : Convert.ToHexStringLower(SHA256.HashData(script));
    }

    // A pipe or a device has no length, and is not read: whoever opened it would wait.
    private static byte[]? Read(string path, string folder)
    {
        try
        {
            var file = new FileInfo(Path.Combine(folder, path));
            file = file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file;
            return file.Exists && file.Length is > 0 and <= MaxScript ? File.ReadAllBytes(file.FullName) : null;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }
}
