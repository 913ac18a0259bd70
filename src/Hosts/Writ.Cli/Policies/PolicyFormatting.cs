using System.Text;
using Writ.Cedar.Formatting;

namespace Writ.Cli;

/// <summary>`writ policy fmt`: lays files of policies out in place, all of them or none.</summary>
internal static class PolicyFormatting
{
    /// <summary>The path that stands for standard input and output.</summary>
    public const string Standard = "-";

    public static int Run(IReadOnlyList<string> paths, bool onlyCheck, int width)
    {
        var options = new FormatOptions { LineWidth = width };
        if (paths is [Standard])
        {
            using var input = new StreamReader(StandardStreams.Input());
            using var output = new StreamWriter(StandardStreams.Output());
            output.Write(Format("standard input", input.ReadToEnd(), options));
            return ExitCode.Ok;
        }

        var files = PolicyFiles.Find(paths);
        var changed = new List<(string File, string Text)>();
        foreach (var file in files)
        {
            var text = PolicyFiles.Read(file);
            if (Format(file, text, options) is var formatted && formatted != text) changed.Add((file, formatted));
        }

        foreach (var (file, text) in changed)
        {
            Screen.Line(file);
            if (!onlyCheck) Replace(file, text);
        }

        return onlyCheck && changed.Count > 0
            ? throw new CliException(ExitCode.Failure, "W1049", $"{changed.Count} of {PolicyFiles.Amount(files.Count, "file", "files")} {(changed.Count == 1 ? "is" : "are")} not formatted", "run `writ policy fmt` on what is listed above")
            : ExitCode.Ok;
    }

    private static string Format(string file, string text, FormatOptions options) => PolicyFormatter.TryFormat(text, out var formatted, out var errors, options)
        ? formatted
        : throw new CliException(
            ExitCode.Invalid, "W1040", $"`{file}` has {PolicyFiles.Count(errors.Length, "mistake")}, so nothing was changed", "correct what is listed above",
            [.. errors.Select(error => (error with { Position = error.Position with { File = file } }).ToString())]);

    // Written beside and moved over, so that a file is never half of one and half of the other.
    private static void Replace(string file, string text)
    {
        var beside = file + ".tmp";
        try
        {
            File.WriteAllText(beside, text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
            File.SetUnixFileMode(beside, File.GetUnixFileMode(file));
            File.Move(beside, file, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCode.Failure, "W1016", $"`{file}` cannot be written: {exception.Message.ToLowerInvariant()}", "make the file yours to write");
        }
    }
}
