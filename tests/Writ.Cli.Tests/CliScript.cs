using System.Text.RegularExpressions;

namespace Writ.Cli.Tests;

/// <summary>
/// A session at a prompt, and the files it begins with. `$ COMMAND` is run by a shell in the folder of the files; the lines after it are all that it may say:
/// `> ` on standard output, `! ` on standard error, `= N` the exit code (0 where none stands). In a line `[*]` is any text; a line `[...]` is any lines.
/// `$ up` starts Writ on the folder, `$ down` stops it. After the session come the files, each under `-- NAME --`.
/// </summary>
internal sealed record CliScript(IReadOnlyList<CliStep> Steps, IReadOnlyDictionary<string, string> Files)
{
    public static CliScript Read(string text)
    {
        var parts = Regex.Split(text, @"^-- (\S+) --\n", RegexOptions.Multiline, TimeSpan.FromSeconds(1));
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var at = 1; at + 1 < parts.Length; at += 2)
        {
            files.Add(parts[at], parts[at + 1]);
        }

        var steps = new List<CliStep>();
        foreach (var line in parts[0].Split('\n'))
        {
            switch (line)
            {
                case ['$', ' ', .. var command]:
                    steps.Add(new CliStep(command));
                    break;
                case ['=', ' ', .. var code]:
                    steps[^1].ExitCode = int.Parse(code, System.Globalization.CultureInfo.InvariantCulture);
                    break;
                case ['>', ..]:
                    steps[^1].Output.Add(line.Length > 2 ? line[2..] : "");
                    break;
                case ['!', ..]:
                    steps[^1].Errors.Add(line.Length > 2 ? line[2..] : "");
                    break;
                case "" or ['#', ..]:
                    break;
                default:
                    throw new FormatException($"`{line}` is no line of a script");
            }
        }

        return new CliScript(steps, files);
    }
}
