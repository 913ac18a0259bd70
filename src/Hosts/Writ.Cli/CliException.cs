namespace Writ.Cli;

/// <summary>Ends a verb with an error that a person can act on: what was wrong, the smallest fix, a stable code with a page in `docs/errors/`.</summary>
internal sealed class CliException(int exitCode, string code, string text, string fix, params IReadOnlyList<string> details) : Exception(text)
{
    public int ExitCode { get; } = exitCode;

    public string Code { get; } = code;

    public string Fix { get; } = fix;

    /// <summary>Further lines, when several things were wrong at once.</summary>
    public IReadOnlyList<string> Details { get; } = details;
}
