using Writ.Cedar.Syntax;

namespace Writ.Cedar.Schema;

/// <summary>A part of a schema as it was written, its names not yet resolved: a closed family of immutable records.</summary>
public abstract record SchemaNode
{
    private protected SchemaNode()
    {
    }

    /// <summary>Where the part was written; <c>default</c> for one read from JSON or built in code.</summary>
    public Position At { get; init; }
}
