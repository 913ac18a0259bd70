using Writ.Cedar.Syntax;

namespace Writ.Cedar.Schema;

/// <summary>Why a schema has no meaning or no such form, and at which of its parts.</summary>
/// <param name="Position">Where the part was written; <c>default</c> for one read from JSON or built in code.</param>
/// <param name="Path">The place of the part in the JSON form, such as <c>Acme.entityTypes.User.shape.attributes.city</c>.</param>
/// <param name="Message">What was found and what was expected: one line, no final period.</param>
/// <param name="Hint">How to mend it, or null when there is nothing to add.</param>
public sealed record SchemaError(Position Position, string Path, string Message, string? Hint)
{
    /// <summary>Writes <c>place: message (hint)</c>, the place being the position, or else the path.</summary>
    public override string ToString()
    {
        var text = Hint is null ? Message : $"{Message} (hint: {Hint})";
        if (Position.Line > 0) return $"{Position}: {text}";
        return Path.Length == 0 ? text : $"{Path}: {text}";
    }
}
