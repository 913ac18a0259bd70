using System.Text;
using Writ.Cedar.Formatting;

namespace Writ.Cli;

/// <summary>`writ policy fmt`: lays files of policies out in place. When one of them cannot be read, laid out or written, none is changed.</summary>
internal static class PolicyFormatting
{
    /// <summary>The path that stands for standard input and output.</summary>
    public const string Standard = "-";

    public static int Run(IReadOnlyList<string> paths, bool onlyCheck, int width)
    {
        var options = new FormatOptions { LineWidth = width };
        if (paths is [Standard])
        {
            using var input = StandardStreams.Input();
            var text = InputFile.Text("standard input", input);
            var formatted = Format("standard input", text, options);
            if (onlyCheck) return formatted == text ? ExitCode.Ok : throw NotFormatted("standard input is not formatted");
            using var output = new StreamWriter(StandardStreams.Output(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
            output.Write(formatted);
            return ExitCode.Ok;
        }

        var files = PolicyFiles.Find(paths);
        var changed = new List<(string File, string Text)>();
        foreach (var file in files)
        {
            var text = InputFile.Text(file);
            if (Format(file, text, options) is var formatted && formatted != text) changed.Add((file, formatted));
        }

        if (!onlyCheck)
        {
            foreach (var (file, _) in changed) ReplacedFile.RefuseLink(file);
        }

        if (!onlyCheck) Replace(changed);
        foreach (var (file, _) in changed) Screen.Line(file);

        return onlyCheck && changed.Count > 0
            ? throw NotFormatted($"{changed.Count} of {PolicyFiles.Amount(files.Count, "file", "files")} {(changed.Count == 1 ? "is" : "are")} not formatted")
            : ExitCode.Ok;
    }

    // All are written before the first takes its place. What can fail then is a renaming in a folder that has just taken a new file.
    private static void Replace(List<(string File, string Text)> changed)
    {
        var written = new List<ReplacedFile>(changed.Count);
        try
        {
            foreach (var (file, text) in changed) written.Add(ReplacedFile.Write(file, text));
            foreach (var file in written) file.Replace();
        }
        finally
        {
            foreach (var file in written) file.Dispose();
        }
    }

    private static CliException NotFormatted(string text) => new(ExitCode.Failure, "W1049", text, "run `writ policy fmt` on what is listed above");

    private static string Format(string file, string text, FormatOptions options) => PolicyFormatter.TryFormat(text, out var formatted, out var errors, options)
        ? formatted
        : throw new CliException(
            ExitCode.Invalid, "W1040", $"`{file}` has {PolicyFiles.Count(errors.Length, "mistake")}, so nothing was changed", "correct what is listed above",
            [.. errors.Select(error => (error with { Position = error.Position with { File = file } }).ToString())]);
}
