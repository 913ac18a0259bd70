using System.Text;
using System.Text.RegularExpressions;

namespace Writ.Cli.Tests;

/// <summary>A command of a script, and all that it may say.</summary>
internal sealed class CliStep(string command)
{
    public string Command { get; } = command;

    public int ExitCode { get; set; }

    public List<string> Output { get; } = [];

    public List<string> Errors { get; } = [];

    /// <summary>Whether the text is exactly these lines, with `[*]` and `[...]` standing for anything.</summary>
    public static bool Matches(IEnumerable<string> lines, string text)
    {
        var pattern = new StringBuilder(@"\A");
        foreach (var line in lines)
        {
            pattern.Append(line == "[...]" ? @"(?:[^\n]*\n)*?" : string.Join(@"[^\n]*", line.Split("[*]").Select(Regex.Escape)) + @"\n");
        }

        return Regex.IsMatch(text, pattern.Append(@"\z").ToString(), RegexOptions.None, TimeSpan.FromSeconds(5));
    }
}
