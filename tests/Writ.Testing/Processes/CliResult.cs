namespace Writ.Testing;

/// <summary>How a command ended, and what it wrote.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">What it wrote to standard output.</param>
/// <param name="Errors">What it wrote to standard error.</param>
public sealed record CliResult(int ExitCode, string Output, string Errors)
{
    /// <summary>The code of the error that it told; empty when it told none.</summary>
    public string Code => Errors.Split('\n').FirstOrDefault(static l => l.StartsWith("error W", StringComparison.Ordinal))?[6..11] ?? "";

    /// <inheritdoc />
    public override string ToString() => $"exit {ExitCode}\n--- output\n{Output}\n--- errors\n{Errors}";
}
