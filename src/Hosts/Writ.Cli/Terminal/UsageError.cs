using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;

namespace Writ.Cli;

/// <summary>Says what is wrong with a command line as every other error is said: one line, lower case, what was typed in backticks, and where to read on.</summary>
internal static partial class UsageError
{
    public const string Code = "W1901";

    public static CliException Of(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        var text = command.Subcommands.Count == 0 ? Lines().Replace(Quoted().Replace(parsed.Errors[0].Message, "`$1`"), " ").TrimEnd('.', ' ')
            : parsed.UnmatchedTokens is [var token, ..] ? $"`{token}` is not a command"
            : "a command is missing";
        return new CliException(ExitCode.Invalid, Code, char.ToLowerInvariant(text[0]) + text[1..], $"see `{PathOf(parsed.CommandResult)} --help`");
    }

    // `task show` has the same last word as `ledger show`, and another page of help.
    private static string PathOf(SymbolResult result) => result switch
    {
        CommandResult { Parent: { } parent } command => $"{PathOf(parent)} {command.Command.Name}",
        _ => "writ",
    };

    [GeneratedRegex("'([^']*)'", RegexOptions.None, 1000)]
    private static partial Regex Quoted();

    [GeneratedRegex(@"\s+", RegexOptions.None, 1000)]
    private static partial Regex Lines();
}
