namespace Writ.Cedar.Syntax;

/// <summary>One refusal of the parser: where, what was found and expected, and how to mend it.</summary>
/// <param name="Position">The place of the first offending character.</param>
/// <param name="Message">What was found and what was expected: one line, no final period.</param>
/// <param name="Hint">How to mend it, or null when there is nothing to add.</param>
public sealed record SyntaxError(Position Position, string Message, string? Hint)
{
    /// <summary>What was found and what was expected: one line of bounded length, in which nothing is invisible.</summary>
    public string Message { get; } = ErrorText.Of(Message);

    /// <summary>How to mend it, or null when there is nothing to add.</summary>
    public string? Hint { get; } = Hint is null ? null : ErrorText.Of(Hint);

    /// <summary>The message without what it quotes of the input, for where that may not go.</summary>
    public string Redacted => ErrorText.Redacted(Message);

    /// <summary>Writes <c>position: message (hint)</c>.</summary>
    public override string ToString() => Hint is null ? $"{Position}: {Message}" : $"{Position}: {Message} (hint: {Hint})";
}
