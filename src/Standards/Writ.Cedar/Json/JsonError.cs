namespace Writ.Cedar.Json;

/// <summary>Why JSON was refused, and where in it.</summary>
/// <param name="Path">The place, such as <c>[3].attrs.owner</c>; empty for the whole text.</param>
/// <param name="Message">What was found and what was expected: one line, no final period.</param>
public sealed record JsonError(string Path, string Message)
{
    /// <summary>Writes <c>path: message</c>.</summary>
    public override string ToString() => Path.Length == 0 ? Message : $"{Path}: {Message}";
}
