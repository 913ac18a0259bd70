namespace Writ.Contracts;

/// <summary>One mistake in a release.</summary>
/// <param name="Code">As in `W1003`.</param>
/// <param name="File">The file, below the release's folder.</param>
/// <param name="Line">The line, from one; zero when the whole file is meant.</param>
/// <param name="Column">The column, from one; zero when the whole line is meant.</param>
/// <param name="Text">What is wrong, one line.</param>
/// <param name="Fix">The smallest fix, one line.</param>
public sealed record ReleaseProblemDocument(string Code, string File, int Line, int Column, string Text, string Fix);
