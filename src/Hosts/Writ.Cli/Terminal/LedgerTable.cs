using System.Globalization;
using Spectre.Console;
using Writ.Ledger;

namespace Writ.Cli;

/// <summary>Entries of the ledger, one a line: on a terminal short and in colour, in a pipe whole and separated by tabs.</summary>
internal static class LedgerTable
{
    private const int ShortTask = 6;

    /// <summary>Writes the lines.</summary>
    /// <param name="lines">The lines.</param>
    /// <param name="tasks">Whether to name the task of each.</param>
    public static void Write(IReadOnlyList<LedgerLine> lines, bool tasks)
    {
        if (Console.IsOutputRedirected)
        {
            Screen.Table(
                ["entry", "time", "kind", "task", "what", "verdict", "outcome", "codes", "decision"],
                lines.Select(static l => (string[])[$"{l.Index}", l.At, l.Kind, l.Task, l.What, l.Verdict, l.Outcome, string.Join(' ', l.Codes), l.Decision]));
            return;
        }

        foreach (var line in lines)
        {
            var task = tasks && line.Task.Length > ShortTask ? $" [grey]…{line.Task[^ShortTask..].EscapeMarkup()}[/]" : "";
            Screen.Markup(
                $"[grey]{line.Index,6}[/]  {Time(line.At)}  {Screen.Plain(line.Kind).EscapeMarkup(),-18} {Verdict(line)}{What(line.What)}{Codes(line)}{task}");
        }
    }

    // Every id is of the one trust domain: its agent and the end of its own name tell instances apart.
    private static string What(string what)
    {
        const string Scheme = "spiffe://";
        const string Agents = "/agent/";
        var from = what.IndexOf(Scheme, StringComparison.Ordinal);
        var agents = from < 0 ? -1 : what.IndexOf(Agents, from, StringComparison.Ordinal);
        var told = agents < 0 ? what : what[..from] + what[(agents + Agents.Length)..];
        return Screen.Plain(told).EscapeMarkup();
    }

    // A verdict is told by its word; the colour only helps.
    private static string Verdict(LedgerLine line) => line.Verdict switch
    {
        "" => "",
        "allow" => $"[green]allow[/] {Outcome(line.Outcome)}",
        "deny" => "[red]deny[/]  ",
        var other => $"[yellow]{other.EscapeMarkup()}[/] ",
    };

    private static string Outcome(string outcome) => outcome switch
    {
        "succeeded" => "",
        "unknown" => "[yellow]outcome unknown[/]  ",
        _ => $"[yellow]{outcome.EscapeMarkup()}[/]  ",
    };

    private static string Codes(LedgerLine line) => line.Codes.IsDefaultOrEmpty ? "" : $"  [yellow]{string.Join(' ', line.Codes).EscapeMarkup()}[/]";

    private static string Time(string at) =>
        DateTimeOffset.TryParse(at, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time.ToLocalTime().ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture)
            : "            ";
}
