namespace Writ.Cedar.Schema;

/// <summary>How an entity or request differs from the schema.</summary>
/// <param name="Path">The place, such as <c>User::"alice".address.city</c> or <c>context.now</c>.</param>
/// <param name="Message">What was found and what was expected: one line, no final period.</param>
public sealed record SchemaViolation(string Path, string Message)
{
    /// <summary>Writes <c>path: message</c>.</summary>
    public override string ToString() => $"{Path}: {Message}";
}
