namespace Writ.Cedar.Schema;

/// <summary>A reference to an entity type, looked for in its own namespace and then in the empty one.</summary>
/// <param name="Path">The path, such as <c>User</c> or <c>Acme::User</c>.</param>
public sealed record SchemaName(string Path) : SchemaNode
{
    /// <summary>Makes a reference, so that lists can be written as <c>["User", "Acme::Group"]</c>.</summary>
    /// <param name="path">The path.</param>
    public static implicit operator SchemaName(string path) => new(path);
}
