using System.Text;

namespace Writ.Cli;

/// <summary>Writes a file anew so that whoever reads it gets the old text or the new one, never half of each.</summary>
internal static class ReplacedFile
{
    /// <summary>Refuses what is written through a symbolic link: the file behind it may belong to others, and the link itself must not become a file.</summary>
    public static void RefuseLink(string file)
    {
        if (new FileInfo(file).LinkTarget is { } target)
            throw new CliException(ExitCode.Invalid, "W1052", $"`{file}` is a symbolic link, and nothing was changed", $"name the file it points to, `{target}`");
    }

    /// <summary>
    /// Writes the text to a new file of a name of its own in the same folder, on the disk before it takes the place of the old one, whose mode it
    /// keeps. Other hard links to the old file keep the old text.
    /// </summary>
    public static void Write(string file, string text)
    {
        var beside = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(file))!, $".{Path.GetFileName(file)}.{Path.GetRandomFileName()}");
        try
        {
            RefuseLink(file);
            var mode = File.GetUnixFileMode(file);

            // A new file, not one that somebody laid there: it is refused if it exists, a link too, and nobody else may read it before it is whole.
            using (var stream = new FileStream(beside, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite }))
            {
                stream.Write(Encoding.UTF8.GetBytes(text));
                stream.Flush(flushToDisk: true);
            }

            File.SetUnixFileMode(beside, mode);
            File.Move(beside, file, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            File.Delete(beside);
            throw new CliException(ExitCode.Failure, "W1016", $"`{file}` cannot be written: {exception.Message.ToLowerInvariant()}", "make the file and its folder yours to write");
        }
    }
}
