namespace Writ.Cedar.Syntax;

/// <summary>One refusal of the parser: where, what was found and expected, and how to mend it.</summary>
/// <param name="Position">The place of the first offending character.</param>
/// <param name="Message">What was found and what was expected: one line, no final period.</param>
/// <param name="Hint">How to mend it, or null when there is nothing to add.</param>
public sealed record SyntaxError(Position Position, string Message, string? Hint)
{
    /// <summary>Writes <c>position: message (hint)</c>.</summary>
    public override string ToString() => Hint is null ? $"{Position}: {Message}" : $"{Position}: {Message} (hint: {Hint})";
}
