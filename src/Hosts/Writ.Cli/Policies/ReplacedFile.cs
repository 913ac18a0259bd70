using System.Text;

namespace Writ.Cli;

/// <summary>
/// A file's new text, written whole and on the disk beside the old one: whoever reads the file gets the old text or the new one, never half of each.
/// Until it takes the old one's place nothing has changed, and disposed of before that it is gone.
/// </summary>
internal sealed class ReplacedFile : IDisposable
{
    private readonly string _file;
    private readonly string _beside;

    private ReplacedFile(string file, string beside) => (_file, _beside) = (file, beside);

    /// <summary>Refuses what is written through a symbolic link: the file behind it may belong to others, and the link itself must not become a file.</summary>
    public static void RefuseLink(string file)
    {
        if (new FileInfo(file).LinkTarget is { } target)
            throw new CliException(ExitCode.Invalid, "W1052", $"`{file}` is a symbolic link, and nothing was changed", $"name the file it points to, `{target}`");
    }

    /// <summary>Writes the text to a new file of a name of its own in the same folder, with the mode of the old one.</summary>
    public static ReplacedFile Write(string file, string text)
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
            return new ReplacedFile(file, beside);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Delete(beside);
            throw Unwritable(file, exception);
        }
    }

    /// <summary>Puts the new file in the place of the old one. Other hard links to the old file keep the old text.</summary>
    public void Replace()
    {
        try
        {
            RefuseLink(_file);
            File.Move(_beside, _file, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(_file, exception);
        }
    }

    public void Dispose() => Delete(_beside);

    // In a folder that is not there, or no longer ours to write, there is nothing to clear away that we could.
    private static void Delete(string beside)
    {
        try
        {
            File.Delete(beside);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
        }
    }

    private static CliException Unwritable(string file, Exception cause) =>
        new(ExitCode.Failure, "W1016", $"`{file}` cannot be written: {Cause.Of(cause)}", "make the file and its folder yours to write");
}
