using Writ.Cedar.Syntax;

namespace Writ.Cedar.Json;

/// <summary>Why JSON was refused, and where in it.</summary>
/// <param name="Path">The place, such as <c>[3].attrs.owner</c>; empty for the whole text.</param>
/// <param name="Message">What was found and what was expected: one line, no final period.</param>
public sealed record JsonError(string Path, string Message)
{
    /// <summary>The place; of a long one the beginning and the end.</summary>
    public string Path { get; } = ErrorText.Of(Path);

    /// <summary>What was found and what was expected: one line of bounded length, in which nothing is invisible.</summary>
    public string Message { get; } = ErrorText.Of(Message);

    /// <summary>The message without what it quotes of the input, for where that may not go. The path has keys of the input too.</summary>
    public string Redacted => ErrorText.Redacted(Message);

    /// <summary>Writes <c>path: message</c>.</summary>
    public override string ToString() => Path.Length == 0 ? Message : $"{Path}: {Message}";
}
