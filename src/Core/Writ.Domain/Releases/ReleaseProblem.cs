namespace Writ.Domain;

/// <summary>One mistake in a release, for its author.</summary>
/// <param name="Code">As in `W1003`; it has a page in `docs/errors/`.</param>
/// <param name="File">The file, below the release's folder.</param>
/// <param name="Line">The line, from one; zero when the whole file is meant.</param>
/// <param name="Column">The column, from one; zero when the whole line is meant.</param>
/// <param name="Text">What is wrong, one line, lower case.</param>
/// <param name="Fix">The smallest fix, one line.</param>
public sealed record ReleaseProblem(string Code, string File, int Line, int Column, string Text, string Fix)
{
    /// <summary>`file:line:column: code: text`.</summary>
    public override string ToString() => Line == 0 ? $"{File}: {Code}: {Text}" : Column == 0 ? $"{File}:{Line}: {Code}: {Text}" : $"{File}:{Line}:{Column}: {Code}: {Text}";
}
