namespace Writ.Domain;

/// <summary>One thing in which two releases differ.</summary>
/// <param name="Subject">What it is about, as in `intent work`.</param>
/// <param name="Text">What became of it, one line, lower case. Never a value that may be secret.</param>
/// <param name="Weight">What that does to what may happen.</param>
public sealed record ReleaseChange(string Subject, string Text, ReleaseWeight Weight);
