using Writ.Cedar.Syntax;

namespace Writ.Cedar.Schema;

/// <summary>How an entity or request differs from the schema.</summary>
/// <param name="Path">The place, such as <c>User::"alice".address.city</c> or <c>context.now</c>.</param>
/// <param name="Message">What was found and what was expected: one line, no final period.</param>
public sealed record SchemaViolation(string Path, string Message)
{
    /// <summary>The place; of a long one the beginning and the end.</summary>
    public string Path { get; init => field = ErrorText.Of(value); } = ErrorText.Of(Path);

    /// <summary>What was found and what was expected: one line of bounded length, in which nothing is invisible.</summary>
    public string Message { get; } = ErrorText.Of(Message);

    /// <summary>The message without what it quotes of the input, for where that may not go. The path has names of the input too.</summary>
    public string Redacted => ErrorText.Redacted(Message);

    /// <summary>Writes <c>path: message</c>.</summary>
    public override string ToString() => $"{Path}: {Message}";
}
