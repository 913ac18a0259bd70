namespace Writ.Cedar.Schema;

/// <summary>Unwinds to the border of the schema, where it becomes a <see cref="SchemaError"/> value.</summary>
internal sealed class SchemaException(SchemaNode node, string message, string? hint = null) : Exception(message)
{
    public SchemaNode Node { get; } = node;

    public string? Hint { get; } = hint;

    public SchemaError In(SchemaDocument document) => new(Node.At, SchemaPath.Of(document, Node), Message, Hint);
}
