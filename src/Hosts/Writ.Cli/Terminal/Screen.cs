using Spectre.Console;

namespace Writ.Cli;

/// <summary>What a person sees: colour on a terminal, plain text in a pipe. Nothing else in the program writes to the console.</summary>
internal static class Screen
{
    private static readonly IAnsiConsole Errors = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });

    /// <summary>Writes a line to standard output as it is.</summary>
    public static void Line(string text = "") => Console.Out.WriteLine(Plain(text));

    /// <summary>Writes a line of markup to standard output.</summary>
    public static void Markup(string markup) => AnsiConsole.MarkupLine(markup);

    /// <summary>Writes a table to standard output; in a pipe, tab-separated rows under a header.</summary>
    public static void Table(IReadOnlyList<string> header, IEnumerable<IReadOnlyList<string>> rows)
    {
        if (Console.IsOutputRedirected)
        {
            Line(string.Join('\t', header));
            foreach (var row in rows)
            {
                Line(string.Join('\t', row.Select(Plain)));
            }

            return;
        }

        var table = new Table().Border(TableBorder.None).Expand();
        foreach (var column in header)
        {
            table.AddColumn(new TableColumn($"[grey]{column.EscapeMarkup()}[/]"));
        }

        foreach (var row in rows)
        {
            table.AddRow(row.Select(cell => new Text(Plain(cell))));
        }

        AnsiConsole.Write(table);
    }

    /// <summary>Writes a note to standard error.</summary>
    public static void Note(string text) => Console.Error.WriteLine(Plain(text));

    /// <summary>Writes an error with its fix and its page to standard error, and whatever else was wrong at once.</summary>
    public static void Error(string code, string text, string fix, params IReadOnlyList<string> details)
    {
        if (Console.IsErrorRedirected)
        {
            Console.Error.WriteLine($"error {code}: {Plain(text)}");
            foreach (var detail in details)
            {
                Console.Error.WriteLine($"  {Plain(detail)}");
            }

            Console.Error.WriteLine($"  fix: {Plain(fix)}");
            return;
        }

        Errors.MarkupLine($"[red]error {code}[/]: {Plain(text).EscapeMarkup()}");
        foreach (var detail in details)
        {
            Errors.MarkupLine($"  [grey]{Plain(detail).EscapeMarkup()}[/]");
        }

        Errors.MarkupLine($"  [green]fix[/]: {Plain(fix).EscapeMarkup()}  [grey](docs/errors/{code}.md)[/]");
    }

    /// <summary>The text without control and format characters: what came from elsewhere cannot steer the terminal.</summary>
    public static string Plain(string text) =>
        text.Any(Steers) ? string.Concat(text.Select(static c => Steers(c) ? $"\\u{(int)c:x4}" : c.ToString())) : text;

    private static bool Steers(char c) =>
        (char.IsControl(c) && c is not '\t') || char.GetUnicodeCategory(c) is System.Globalization.UnicodeCategory.Format;
}
